"""The contest's page: what is written is read back, and a page that cannot be says everything that is wrong."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.contest import KINDS, Contest, DataFiles, LeaderboardRules, SplitRules, SubmissionFormat
from competition.contest_page import read_contest, write_contest
from competition.errors import ContestError, DataError
from competition.filenames import climbs
from competition.metrics import METRICS

TEXT = st.text(max_size=20)
CLASSES = st.lists(TEXT, min_size=2, max_size=6, unique=True).map(tuple)
PLACE = TEXT.filter(lambda place: not climbs(place))
DATA = st.builds(DataFiles, *[PLACE] * 6, *[TEXT] * 3)
FORM = st.builds(
    SubmissionFormat,
    kind=st.sampled_from(KINDS),
    header=st.booleans(),
    separator=st.sampled_from([",", "\t"]),
    id_column=TEXT,
    label_column=TEXT,
    k=st.integers(1, 20),
    fixed_rows=st.lists(TEXT, max_size=3).map(tuple),
)
SPLIT = st.builds(
    SplitRules,
    holdout=st.floats(0.01, 0.99),
    n_folds=st.integers(1, 20),
    seed=st.integers(0, 2**63 - 1),
)
BOARD = st.builds(
    LeaderboardRules,
    decimals=st.integers(0, 9),
    time_zone=st.sampled_from(["Asia/Tokyo", "UTC", "America/New_York"]),
    daily_limit=st.integers(0, 1000),
    size_limit_mb=st.integers(1, 60),
    n_final=st.integers(1, 10),
    deadline=st.one_of(st.just(""), st.datetimes().map(lambda moment: moment.isoformat(" ", "minutes"))),
    late_entries=st.booleans(),
    ladder=st.booleans(),
)


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    classes = draw(CLASSES)
    ids = draw(st.one_of(st.just(()), st.permutations(classes), st.just(tuple(map(str, range(len(classes)))))))
    return Contest(
        name=draw(st.from_regex(r"[a-c犬_]([a-c犬 .-]*[0-9犬_])?", fullmatch=True)),
        classes=classes,
        label_ids=tuple(ids),
        metric=draw(st.sampled_from(list(METRICS))),
        title=draw(TEXT),
        about=draw(TEXT),
        licence=draw(TEXT),
        data=draw(DATA),
        submission=draw(FORM),
        split=draw(SPLIT),
        leaderboard=draw(BOARD),
    )


@given(contests())
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, contest: Contest) -> None:
    path = tmp_path_factory.getbasetemp() / "contest.toml"
    write_contest(contest, path)
    assert read_contest(path) == contest


def page(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "contest.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_short_page_is_enough(tmp_path: Path) -> None:
    contest = read_contest(page(tmp_path, '\ufeffname = "pets"\nclasses = ["猫", "犬"]\nmetric = "accuracy"\n'))
    assert contest == Contest("pets", ("猫", "犬"), metric="accuracy")
    assert contest.label_ids == ("猫", "犬")
    assert contest.n_classes == 2


def test_whole_numbers_serve_as_shares_and_classes_are_text(tmp_path: Path) -> None:
    path = page(tmp_path, 'name = "digits"\nclasses = [0, 1]\n[split]\nn_folds = 3\nseed = 5\nholdout = 0.3\n')
    contest = read_contest(path)
    assert contest.classes == ("0", "1")
    assert contest.split == SplitRules(0.3, 3, 5)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('title = "x"\n', ["name is missing", "classes is missing"]),
        ('name = "x"\nclases = ["a", "b"]\n', ["clases (did you mean classes?)", "classes is missing"]),
        ('name = "x"\nclasses = "a b"\n', ["classes: a list was expected", "classes is missing"]),
        ('name = 3\nclasses = ["a", "b"]\n', ["name: str was expected, 3 came", "name is missing"]),
        ('name = "x"\nclasses = ["a", "b"]\ndata = 3\n', ["data: a section was expected"]),
        (
            'name = "x"\nclasses = ["a", "b"]\n[submission]\nheader = "no"\nk = true\nkinds = "label_id"\n',
            [
                "submission.header: bool was expected, 'no' came",
                "submission.k: int was expected, True came",
                "submission.kinds (did you mean kind?)",
            ],
        ),
        (
            'name = "x"\nclasses = ["a", "b"]\n[split]\nholdout = "a third"\nn_folds = 2.5\n',
            [
                "split.holdout: float was expected, 'a third' came",
                "split.n_folds: int was expected, 2.5 came",
            ],
        ),
    ],
)
def test_entries_that_cannot_be_used(tmp_path: Path, text: str, faults: list[str]) -> None:
    path = page(tmp_path, text)
    with pytest.raises(ContestError) as raised:
        read_contest(path)
    assert raised.value.offenders == faults
    assert str(raised.value).startswith(f"{path} has entries the kit does not know or cannot use: ")


def test_everything_that_cannot_be_is_said_at_once() -> None:
    with pytest.raises(ContestError) as raised:
        Contest(
            name="a/b",
            classes=("cat", "dog", "cat"),
            label_ids=("1", "1"),
            metric="beauty",
            submission=SubmissionFormat(kind="poem", separator=";"),
            split=SplitRules(holdout=1.0, n_folds=0),
        )
    assert raised.value.offenders == [
        "classes: cat more than once",
        "label_ids: 1 more than once",
        "label_ids: 2 for 3 classes",
        "metric: beauty is none of log_loss, accuracy, macro_f1, top_3, top_5",
        "submission.kind: poem is none of probabilities, label_id, label_name, top_k",
        "submission.separator: a comma or a tab was expected",
        "split.holdout: a share between 0 and 1 was expected, 1.0 came",
        "split.n_folds: at least 1 was expected, 0 came",
        "name: a word that can be a folder's name was expected, 'a/b' came",
    ]


@pytest.mark.parametrize("classes", [(), ("alone",)])
def test_too_few_classes(classes: tuple[str, ...]) -> None:
    with pytest.raises(ContestError, match=f"classes: at least two are needed, {len(classes)} came"):
        Contest("x", classes)


@pytest.mark.parametrize("holdout", [0.0, -1.0, 1.5, math.nan, math.inf])
def test_shares_that_are_none(holdout: float) -> None:
    with pytest.raises(ContestError, match="split.holdout"):
        Contest("x", ("a", "b"), split=SplitRules(holdout=holdout))


@pytest.mark.parametrize("name", ["", ".", "..", " ", "a:b", "a\\b", "a\nb"])
def test_names_that_are_no_folders(name: str) -> None:
    with pytest.raises(ContestError, match="a word that can be a folder's name"):
        Contest(name, ("a", "b"))


@pytest.mark.parametrize("data", [b"name = ", b"\x89PNG\r\n", "name = '犬'".encode("cp932"), b"\xff\xfen\x00"])
def test_what_is_no_page(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "contest.toml"
    path.write_bytes(data)
    with pytest.raises(ContestError, match="is not a page in TOML"):
        read_contest(path)


def test_no_page_at_all(tmp_path: Path) -> None:
    with pytest.raises(ContestError, match="cannot be read"):
        read_contest(tmp_path / "contest.toml")


@pytest.mark.parametrize("outside", ["../other.csv", "/etc/passwd", "C:/secret.csv", "a/../../b.csv"])
def test_a_page_points_nowhere_outside_its_folder(outside: str) -> None:
    with pytest.raises(ContestError, match="data.train_table"):
        Contest("x", ("a", "b"), data=DataFiles(train_table=outside))


def test_a_data_error_is_a_contest_error() -> None:
    assert issubclass(DataError, ContestError)


def test_rules_that_cannot_be_are_all_named(tmp_path: Path) -> None:
    rules = """
[leaderboard]
daily_limit = -1
n_final = 0
size_limit_mb = 1000
time_zone = "Mars/Olympus"
deadline = "tomorrow"
"""
    with pytest.raises(ContestError) as caught:
        read_contest(page(tmp_path, 'name = "pets"\nclasses = ["a", "b"]\n' + rules))
    text = str(caught.value)
    assert all(rule in text for rule in ("daily_limit", "n_final", "size_limit_mb", "Mars/Olympus", "'tomorrow'"))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "/etc/localtime", "a" * 300, "Asia"])
def test_what_is_no_time_zone(name: str) -> None:
    with pytest.raises(ContestError, match="time_zone"):
        Contest("pets", ("a", "b"), leaderboard=LeaderboardRules(time_zone=name))
