"""What is seen in a folder: SIGNATE's, Kaggle's, class folders, the kit's own, and none of them."""

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.contest import Contest, SubmissionFormat
from competition.contest_page import write_contest
from competition.errors import ContestError
from competition.layouts import layout, recognised, sight
from competition.samples import with_sample
from tests.miniatures import CLASSES, lines, png, train_pictures, unlabelled_pictures, write_pictures

TEST_NAMES = list(unlabelled_pictures())


def sample(folder: Path, text: str, name: str = "sample_submit.csv") -> Contest:
    (folder / "sample_submit.csv").unlink()
    (folder / name).write_text(text, encoding="utf-8")
    return recognised(folder)


def test_signate(signate_folder: Path) -> None:
    contest = recognised(signate_folder)
    assert layout(signate_folder) == "SIGNATE"
    assert contest.name == "signate"
    # 2, 4, 10, 30: by number, not by text.
    assert contest.label_ids == ("2", "4", "10", "30")
    assert contest.classes == ("square", "triangle", "circle", "star")
    assert contest.submission == SubmissionFormat("probabilities", header=False)
    assert contest.metric == "log_loss"
    assert contest.data.train_images == "train.zip"
    assert (contest.data.id_column, contest.data.label_column) == ("file_name", "label_id")


def test_signate_in_one_sentence(signate_folder: Path) -> None:
    assert sight(recognised(signate_folder), "SIGNATE", 50_000, 10_000) == (
        "SIGNATE layout: 50,000 pictures in train.zip and 10,000 in test.zip, 4 classes from label_master.tsv; "
        "submission: no header, comma, a probability per class; metric log_loss (a guess; contest.toml can say another)"
    )


def test_signate_with_unpacked_folders_csv_and_columns_in_another_order(signate_folder: Path) -> None:
    for part in ("train", "test"):
        with zipfile.ZipFile(signate_folder / f"{part}.zip") as archive:
            archive.extractall(signate_folder)
        (signate_folder / f"{part}.zip").unlink()
    (signate_folder / "train_master.tsv").unlink()
    rows = [
        ("label_name", "file_name"),
        *((label, name) for name, (label, _data) in train_pictures().items()),
    ]
    (signate_folder / "train_master.csv").write_text(lines(rows), encoding="cp932")
    contest = recognised(signate_folder)
    assert contest.data.train_images == "train"
    assert contest.data.train_table == "train_master.csv"
    assert contest.data.label_column == "label_name"
    assert contest.label_ids == ("2", "4", "10", "30")


@pytest.mark.parametrize(
    ("values", "kind", "k", "metric"),
    [
        (["2", "30", "2", "4"], "label_id", 3, "accuracy"),
        (["circle", "star", "star", "star"], "label_name", 3, "accuracy"),
        (["0"] * 4, "label_id", 3, "accuracy"),
        (["", "", "", ""], "label_id", 3, "accuracy"),
        (["circle star square"] * 4, "top_k", 3, "top_3"),
        (["circle star"] * 4, "top_k", 2, "accuracy"),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t"])
def test_one_label(signate_folder: Path, values: list[str], kind: str, k: int, metric: str, separator: str) -> None:
    contest = sample(signate_folder, lines(list(zip(TEST_NAMES, values, strict=True)), separator), "sample_submit.tsv")
    assert contest.submission == SubmissionFormat(kind, header=False, separator=separator, k=k)
    assert contest.metric == metric


def test_a_header_on_one_label(signate_folder: Path) -> None:
    rows = [("picture", "answer"), *((name, "circle") for name in TEST_NAMES)]
    contest = sample(signate_folder, lines(rows))
    assert contest.submission == SubmissionFormat("label_name", id_column="picture", label_column="answer")


def test_a_header_is_known_without_test_pictures(signate_folder: Path) -> None:
    (signate_folder / "test.zip").unlink()
    rows = [("picture", *CLASSES), *((name, *[0.25] * 4) for name in TEST_NAMES)]
    contest = sample(signate_folder, lines(rows))
    assert contest.submission.header
    assert contest.classes == CLASSES
    assert not sample_header(signate_folder, lines(rows[1:]))


def sample_header(folder: Path, text: str) -> bool:
    return sample(folder, text).submission.header


def test_fixed_rows(signate_folder: Path) -> None:
    body = lines([(name, "circle") for name in TEST_NAMES])
    contest = sample(signate_folder, "dummy,1\ndummy2,2\n" + body)
    # Rows of the same length cannot be told from a header: the first is taken for one.
    assert contest.submission.fixed_rows == ("dummy2,2",)
    contest = sample(signate_folder, "do not remove\nnor this one\n" + body)
    assert contest.submission.fixed_rows == ("do not remove", "nor this one")
    assert not contest.submission.header
    contest = sample(signate_folder, 'id,label\n"a, b"\n' + body)
    assert contest.submission.header
    assert contest.submission.fixed_rows == ('"a, b"',)


def test_semicolons_of_a_spreadsheet_become_commas(signate_folder: Path) -> None:
    contest = sample(signate_folder, "".join(f"{name};0,25;0,25;0,25;0,25\n" for name in TEST_NAMES))
    assert contest.submission == SubmissionFormat("probabilities", header=False)


def test_columns_called_by_label_id(signate_folder: Path) -> None:
    rows = [("id", "30", "10", "4", "2"), *((name, *[0.25] * 4) for name in TEST_NAMES)]
    contest = sample(signate_folder, lines(rows))
    # The file must be written as asked, so the ids are what the classes are called.
    assert contest.classes == ("30", "10", "4", "2")
    assert contest.label_ids == ("star", "circle", "triangle", "square")


@pytest.mark.parametrize(
    ("text", "offender"),
    [
        (lines([(name, 0.5) for name in TEST_NAMES]), "0.5"),
        (lines([(name, 0.5, 0.5) for name in TEST_NAMES]), "0.5"),
        (lines([("id", "circle", "squere", "star", "triangle"), (TEST_NAMES[0], 1, 0, 0, 0)]), "squere"),
        (lines([(name,) for name in TEST_NAMES]), "nothing"),
        ("id,label\n", "label"),
    ],
)
def test_a_sample_the_kit_cannot_write(signate_folder: Path, text: str, offender: str) -> None:
    with pytest.raises(ContestError, match="shows no submission the kit knows") as raised:
        sample(signate_folder, text)
    assert offender in raised.value.offenders
    assert "contest.toml" in raised.value.hint


@given(
    st.lists(
        st.lists(st.sampled_from(["", "a.png", "b", "cat", "dog", "1", "0.5", "cat dog", '"']), max_size=4),
        max_size=5,
    )
)
def test_whatever_a_sample_holds_it_is_understood_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "sample.csv"
    path.write_text(lines(rows), encoding="utf-8")
    with suppress(ContestError):
        contest = with_sample(Contest("pets", ("cat", "dog")), path, ("a.png", "b.png"))
        assert sorted(contest.classes) == ["cat", "dog"]


def test_kaggle(kaggle_folder: Path) -> None:
    contest = recognised(kaggle_folder)
    assert layout(kaggle_folder) == "Kaggle"
    # The order is that of the sample's columns.
    assert contest.classes == tuple(reversed(CLASSES))
    assert contest.label_ids == contest.classes
    assert contest.submission == SubmissionFormat("probabilities", header=True, id_column="id", label_column="label")
    assert (contest.data.id_column, contest.data.label_column) == ("id", "shape")
    assert "metric log_loss (a guess; contest.toml can say another)" in sight(contest, "Kaggle", 24, 4)


def test_kaggle_columns_are_known_by_content(kaggle_folder: Path) -> None:
    rows: list[tuple[object, ...]] = [("id", "width", "picture", "kind", "group")]
    for place, (name, (label, _data)) in enumerate(train_pictures("{:04d}.png").items()):
        rows.append((f"row{place}", 8, name, label, place // 2))
    (kaggle_folder / "train.csv").write_text(lines(rows), encoding="utf-8-sig")
    data = recognised(kaggle_folder).data
    assert (data.id_column, data.label_column, data.group_column) == ("picture", "kind", "group")


def test_class_folders(class_folder: Path) -> None:
    contest = recognised(class_folder)
    assert layout(class_folder) == "one folder per class"
    assert contest.name == "shapes"
    assert contest.classes == CLASSES
    assert (contest.data.train_images, contest.data.test_images, contest.data.train_table) == (
        "train",
        "test",
        "",
    )
    assert sight(contest, layout(class_folder), 24, 4) == (
        "one folder per class: 24 pictures in train and 4 in test, 4 classes from the folders' names; "
        "submission: a header, comma, a probability per class (a guess: there is no sample submission); "
        "metric log_loss (a guess; contest.toml can say another)"
    )


def test_class_folders_at_the_top_and_in_zips(tmp_path: Path, class_folder: Path) -> None:
    (class_folder / "train").rename(tmp_path / "果物")
    (tmp_path / "果物" / "りんご").mkdir()
    (tmp_path / "果物" / "りんご" / "a.png").write_bytes(png(1))
    (class_folder / "test").rename(tmp_path / "果物" / "test")
    contest = recognised(tmp_path / "果物")
    assert contest.name == "果物"
    assert contest.classes == (*CLASSES, "りんご")
    assert (contest.data.train_images, contest.data.test_images) == (".", "test")

    zipped = tmp_path / "zipped"
    zipped.mkdir()
    write_pictures(zipped / "train.zip", {f"{name}/1.png": png(1) for name in CLASSES}, "train/")
    assert recognised(zipped).classes == CLASSES


def test_class_folders_come_in_natural_order_and_are_called_by_their_folder(tmp_path: Path) -> None:
    coins = ("1円", "5円", "10円", "50円", "100円", "500円")
    for coin in coins:
        write_pictures(tmp_path / "硬貨" / coin, {"a.png": png(1)})
    contest = recognised(tmp_path / "硬貨")
    assert contest.classes == coins
    assert "6 pictures in 硬貨, 6 classes" in sight(contest, "one folder per class", 6, 0)


def with_page(folder: Path, submission: str, sample: str) -> Path:
    folder.mkdir(exist_ok=True)
    page = 'name = "pets"\nclasses = ["cat", "dog"]\n[data]\nsample_submission = "sample.csv"\n[submission]\n'
    (folder / "contest.toml").write_text(page + submission, encoding="utf-8")
    (folder / "sample.csv").write_text(sample, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("submission", "sample", "columns"),
    [
        ('kind = "label_name"', "file_name,label_name\na.png,cat\n", ("file_name", "label_name")),
        ('kind = "label_name"', "\ufeffファイル,ラベル\r\na.png,\r\n", ("ファイル", "ラベル")),
        ('kind = "label_name"\nid_column = "id"', "id,kind\na.png,cat\n", ("id", "kind")),
        ('kind = "probabilities"', "file_name,dog,cat\na.png,0.5,0.5\n", ("file_name", "label")),
        ('kind = "probabilities"\nid_column = "id"\nlabel_column = "x"', "id,cat,dog\na.png,0.5,0.5\n", ("id", "x")),
        # No header, whatever the page says.
        ('kind = "label_name"', "a.png,cat\nb.png,cat\n", ("id", "label")),
        ('kind = "top_k"', "a.png,cat dog\nb.png,cat dog\n", ("id", "label")),
        ('kind = "probabilities"', "a.png,0.5,0.5\n", ("id", "label")),
        ('kind = "label_name"\nheader = false', "file,kind\na.png,cat\n", ("id", "label")),
    ],
)
def test_columns_that_a_page_leaves_open_are_the_samples(
    tmp_path: Path, submission: str, sample: str, columns: tuple[str, str]
) -> None:
    form = recognised(with_page(tmp_path, submission, sample)).submission
    assert (form.id_column, form.label_column) == columns


def test_a_page_that_contradicts_its_sample(tmp_path: Path) -> None:
    submission = 'kind = "label_name"\nid_column = "id"\nlabel_column = "label"'
    with pytest.raises(ContestError, match="name columns differently") as raised:
        recognised(with_page(tmp_path, submission, "file_name,kind\na.png,cat\n"))
    assert raised.value.offenders == [
        "submission.id_column: 'id' on the page, 'file_name' in sample.csv",
        "submission.label_column: 'label' on the page, 'kind' in sample.csv",
    ]


def test_own_page(tmp_path: Path) -> None:
    contest = Contest("own", ("a", "b"), metric="accuracy")
    write_contest(contest, tmp_path / "contest.toml")
    assert recognised(tmp_path) == contest
    assert layout(tmp_path) == "contest.toml"
    assert sight(contest, "contest.toml", 1, 0) == (
        "contest.toml: 1 picture in train.zip, 2 classes from contest.toml; "
        "submission: a header, comma, a probability per class; metric accuracy"
    )


def test_nothing_known(tmp_path: Path) -> None:
    with pytest.raises(ContestError, match="it holds nothing") as raised:
        recognised(tmp_path)
    assert "train_master.tsv" in raised.value.hint
    for number in range(12):
        (tmp_path / f"{number:02d}.txt").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(ContestError, match=r"it holds 00.txt, .* … and 3 more \(13 in all\)"):
        recognised(tmp_path)


def test_a_table_without_pictures(signate_folder: Path) -> None:
    (signate_folder / "train.zip").unlink()
    with pytest.raises(ContestError, match="train_master.tsv has no pictures beside it"):
        recognised(signate_folder)


def test_a_table_without_names_or_labels(kaggle_folder: Path) -> None:
    (kaggle_folder / "train.csv").write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    with pytest.raises(ContestError, match="No column of train.csv holds names of pictures such as 0000.png") as raised:
        recognised(kaggle_folder)
    assert raised.value.offenders == ["x", "y"]
    (kaggle_folder / "train.csv").write_text("id\n0000\n0001\n", encoding="utf-8")
    with pytest.raises(ContestError, match="train.csv has no column of labels"):
        recognised(kaggle_folder)


def test_a_label_table_of_one_column_and_with_twins(signate_folder: Path) -> None:
    (signate_folder / "label_master.tsv").write_text("label_id\n1\n", encoding="utf-8")
    with pytest.raises(ContestError, match="label_master.tsv: a column of label ids and one of label names"):
        recognised(signate_folder)
    (signate_folder / "label_master.tsv").write_text("label_id\tlabel_name\n1\ta\n2\ta\n", encoding="utf-8")
    with pytest.raises(ContestError, match="classes: a more than once"):
        recognised(signate_folder)


def test_the_real_contest(contest108: Path) -> None:
    contest = recognised(contest108)
    assert contest.n_classes == 20
    assert contest.classes[:2] == ("aquatic_mammals", "fish")
    assert contest.submission == SubmissionFormat("probabilities", header=False)
