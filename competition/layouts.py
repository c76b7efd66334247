"""Recognise a folder of a contest's data by what lies in it, and make its `Contest`.

Known are the kit's own (a ``contest.toml``), SIGNATE's, Kaggle's, and one folder per class. Whether labels
and pictures fit together is the business of `competition.dataset`; how an example of a submission is
understood, of `competition.samples`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from competition.columns import group_column, id_column, label_column, label_names
from competition.contest import Contest, DataFiles, SubmissionFormat
from competition.contest_page import PAGE, read_contest, stated_columns
from competition.errors import ContestError, listed
from competition.images import open_pictures
from competition.messages import _, n_
from competition.names import PICTURE_EXTENSIONS, natural
from competition.samples import with_sample, with_sample_columns
from competition.tables import read_table

SIGNATE = "SIGNATE"
KAGGLE = "Kaggle"
CLASS_FOLDERS = "one folder per class"

_TRAIN_IMAGES = ("train", "train_images", "training", "images")
_TEST_IMAGES = ("test", "test_images", "testing")
_SIGNATE_TABLES = ("train_master.tsv", "train_master.csv")
_KAGGLE_TABLES = ("train.csv", "train_labels.csv", "trainLabels.csv", "labels.csv", "train.tsv")
_LABEL_TABLES = ("label_master.tsv", "label_master.csv", "classes.csv", "label_names.csv", "label_map.csv")
_SAMPLES = re.compile(r"sample.*sub.*\.(csv|tsv)", re.IGNORECASE)


def layout(folder: Path) -> str:
    """Whose way of laying out a contest this folder follows; "" when it is none that the kit knows."""
    if (folder / PAGE).is_file():
        return PAGE
    if _first(folder, _SIGNATE_TABLES):
        return SIGNATE
    if _first(folder, _KAGGLE_TABLES):
        return KAGGLE
    if _class_folders(folder):
        return CLASS_FOLDERS
    return ""


def recognised(folder: Path) -> Contest:
    """The contest whose data lie in this folder, with everything told by the files themselves.

    What the files do not tell is guessed: log loss where a submission holds probabilities, else accuracy;
    `sight` says so. A ``contest.toml`` in the folder settles it all.

    Raises:
        ContestError: Nothing known lies there, or what lies there contradicts itself.
    """
    kind = layout(folder)
    if kind == PAGE:
        return _by_page(folder)
    if not kind:
        raise ContestError(
            _("{folder} is not laid out as a contest: it holds {what}").format(folder=folder, what=_listing(folder)),
            hint=_(
                "Looked for: contest.toml; train_master.tsv with train.zip (SIGNATE); train.csv with train/ "
                "(Kaggle); a folder of pictures for each class."
            ),
        )
    data, classes, label_ids = _by_folders(folder) if kind == CLASS_FOLDERS else _by_table(folder)
    name = re.sub(r'[/\\:*?"<>|\x00-\x1f]+', "-", folder.resolve().name).strip(" .") or "contest"
    contest = Contest(
        name=name,
        classes=classes,
        label_ids=label_ids,
        data=data,
        submission=SubmissionFormat(header=kind != SIGNATE),
    )
    if not data.sample_submission:
        return contest
    test_names = open_pictures(folder / data.test_images).names if data.test_images else ()
    return with_sample(contest, folder / data.sample_submission, test_names)


def sight(contest: Contest, kind: str, n_train: int, n_test: int) -> str:
    """What was seen in a contest's folder, as one sentence.

    Args:
        contest: The contest as recognised.
        kind: What `layout` said about the folder.
        n_train: How many pictures there are to learn from.
        n_test: How many there are to predict.
    """
    data, form = contest.data, contest.submission
    shape = {
        "probabilities": _("a probability per class"),
        "label_id": _("one label id"),
        "label_name": _("one label name"),
        "top_k": _("the {k} best label names").format(k=form.k),
    }[form.kind]
    header = _("a header") if form.header else _("no header")
    separator = _("comma") if form.separator == "," else _("tab")
    origin = data.label_table or data.train_table or _("the folders' names")
    # Class folders right at the top: "in ." would say nothing, and a recognised contest is called as its folder.
    place = contest.name if data.train_images == "." else data.train_images
    pictures = n_("{n} picture", "{n} pictures", n_train) + _(" in {place}").format(place=place)
    if data.test_images:
        pictures += _(" and {n:,} in {place}").format(n=n_test, place=data.test_images)
    guess = _("metric {metric}") if kind == PAGE else _("metric {metric} (a guess; contest.toml can say another)")
    if kind != PAGE and not data.sample_submission:
        shape += _(" (a guess: there is no sample submission)")
    named = {CLASS_FOLDERS: _("one folder per class"), PAGE: PAGE}
    return _("{kind}: {pictures}, {n} classes from {origin}; submission: {form}; {metric}").format(
        kind=named.get(kind) or _("{whose} layout").format(whose=kind),
        pictures=pictures,
        n=contest.n_classes,
        origin=PAGE if kind == PAGE else origin,
        form=", ".join((header, separator, shape)),
        metric=guess.format(metric=contest.metric),
    )


def _first(folder: Path, names: Sequence[str]) -> str:
    """The first of these names that lies in the folder, else ""."""
    return next((name for name in names if (folder / name).exists()), "")


def _place(folder: Path, stems: Sequence[str]) -> str:
    """The folder or the zip of pictures; an unpacked folder goes before the zip it came from."""
    return _first(folder, [name for stem in stems for name in (stem, f"{stem}.zip")])


def _listing(folder: Path) -> str:
    names = sorted(path.name + "/" * path.is_dir() for path in folder.iterdir())
    return listed(names) or _("nothing")


def _files(folder: Path) -> DataFiles:
    """The places of pictures and sample, whatever the layout."""
    samples = sorted(path.name for path in folder.iterdir() if _SAMPLES.fullmatch(path.name))
    return DataFiles(
        train_images=_place(folder, _TRAIN_IMAGES),
        test_images=_place(folder, _TEST_IMAGES),
        label_table=_first(folder, _LABEL_TABLES),
        sample_submission=samples[0] if samples else "",
    )


def _by_page(folder: Path) -> Contest:
    """The page's contest; column names that the page leaves open are the sample submission's."""
    contest = read_contest(folder / PAGE)
    sample = folder / contest.data.sample_submission
    if not contest.submission.header or not sample.is_file():
        return contest
    return with_sample_columns(contest, sample, stated_columns(folder / PAGE))


# ── a table of labels (SIGNATE, Kaggle) ──────────────────────────────────────────────────────────────────


def _by_table(folder: Path) -> tuple[DataFiles, tuple[str, ...], tuple[str, ...]]:
    """Places, class names and label ids of a contest whose labels stand in a table."""
    name = _first(folder, _SIGNATE_TABLES) or _first(folder, _KAGGLE_TABLES)
    table = read_table(folder / name)
    data = _files(folder)
    if not data.train_images:
        raise ContestError(
            _("{table} has no pictures beside it: a folder or a zip was expected, {folder} holds {what}").format(
                table=name, folder=folder, what=_listing(folder)
            ),
            hint=_("Looked for: {names}.").format(names=", ".join(f"{one}/, {one}.zip" for one in _TRAIN_IMAGES)),
        )
    ids = id_column(table, lambda: open_pictures(folder / data.train_images).names, name)
    data = replace(
        data,
        train_table=name,
        id_column=ids,
        label_column=label_column(table.drop(columns=ids), name),
        group_column=group_column(table),
    )
    if data.label_table:
        classes, label_ids = label_names(read_table(folder / data.label_table), data.label_table)
    else:
        classes = label_ids = tuple(sorted({text for text in table[data.label_column] if text}, key=natural))
    return data, classes, label_ids


# ── one folder per class ─────────────────────────────────────────────────────────────────────────────────


def _subfolders(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.iterdir():
        if path.is_dir() and not path.name.startswith((".", "__")):
            yield unicodedata.normalize("NFC", path.name), path


def _class_like(folder: Path) -> bool | None:
    """Whether pictures lie right in this folder; None when nothing does."""
    try:
        # Only its top is looked at: somebody may have named a whole disk.
        suffixes = [path.suffix.lower() for path in folder.iterdir()]
    except PermissionError:
        return False
    return any(suffix in PICTURE_EXTENSIONS for suffix in suffixes) if suffixes else None


def _class_folders(folder: Path) -> tuple[str, tuple[str, ...]] | None:
    """Where the class folders lie (a folder or a zip, ``"."`` for the folder itself) and their names."""
    place = _place(folder, _TRAIN_IMAGES)
    if not place:
        like = {name: _class_like(path) for name, path in _subfolders(folder) if name not in _TEST_IMAGES}
        # An empty folder is a class that has no pictures yet; `runs` is where the kit's own runs were.
        names = {name for name, holds in like.items() if holds or holds is None and name != "runs"}
        return (".", tuple(sorted(names, key=natural))) if list(like.values()).count(True) >= 2 else None
    # An empty folder on the disk is a class too: the join names it as a class without pictures.
    names = {name for name, _path in _subfolders(folder / place)} if (folder / place).is_dir() else set()
    names |= {name.partition("/")[0] for name in open_pictures(folder / place).names if "/" in name}
    return (place, tuple(sorted(names, key=natural))) if len(names) >= 2 else None


def _by_folders(folder: Path) -> tuple[DataFiles, tuple[str, ...], tuple[str, ...]]:
    found = _class_folders(folder)
    place, classes = found or (".", ())
    return replace(_files(folder), train_images=place, label_table=""), classes, classes
