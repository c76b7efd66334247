"""The data that teams download from Kaggle: pictures in zips, tables as they are, and a sample submission.

Only what the contest's page names as the teams' is taken; a solution that lies beside it is not looked at.
"""

import shutil
import zipfile
from pathlib import Path

from competition.contest import Contest
from competition.images import open_pictures
from competition.messages import _
from competition.names import is_picture
from competition.progress import track
from submit.kaggle_contest.tables import write_sample

# The same pictures give the same zip, whenever it is made.
_MADE_AT = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def write_data(contest: Contest, folder: Path, ids: tuple[str, ...], out: Path) -> dict[str, str]:
    """Write the data folder.

    Args:
        contest: In Kaggle's form.
        folder: Where the contest lies.
        ids: Of the test pictures, in the order of the sample submission.
        out: The folder to make.

    Returns:
        What each file holds, in words, by its name.
    """
    out.mkdir()
    data, files = contest.data, {}
    for source, name, words in (
        (data.train_images, "train.zip", _("the training pictures")),
        (data.test_images, "test.zip", _("the test pictures")),
    ):
        if source:
            _write_pictures(contest, folder / source, source == ".", out / name)
            files[name] = words
    if not data.train_table:
        files["train.zip"] = _("the training pictures, a folder for each class")
    for source, words in (
        (data.train_table, _("the label of each training picture")),
        (data.label_table, _("the classes and their ids")),
    ):
        if source:
            shutil.copyfile(folder / source, out / Path(source).name)
            files[Path(source).name] = words
    write_sample(ids, contest, out / "sample_submission.csv")
    files["sample_submission.csv"] = _("a submission that knows nothing, in the right form")
    return files


def _write_pictures(contest: Contest, place: Path, is_root: bool, target: Path) -> None:
    """Pack pictures and nothing else; a zip of nothing else is copied as it is."""
    pictures = open_pictures(place)
    names = [name for name in pictures.names if is_picture(name)]
    if is_root:
        # Beside the class folders lie the test part, tables, perhaps the solution.
        folders = {*contest.classes, *contest.label_ids}
        names = [name for name in names if name.partition("/")[0] in folders]
    elif place.is_file() and len(names) == len(pictures.names):
        shutil.copyfile(place, target)
        return
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in track(names, _("Packing {name}").format(name=target.name), unit=_("pictures")):
            entry = zipfile.ZipInfo(name, _MADE_AT)
            entry.external_attr = _READABLE
            archive.writestr(entry, pictures.read(name))
