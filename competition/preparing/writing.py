"""What teams get and what the organizer keeps, written: always the same bytes for the same photos and the same seed."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import tomli_w

from competition import atomic
from competition.contest import Contest
from competition.contest_page import PAGE, write_contest
from competition.messages import _
from competition.preparing.fresh_folder import write_checksums
from competition.preparing.plan import PUBLIC_TEST, TRAIN, Plan
from competition.preparing.prepared import Prepared
from competition.preparing.team_page import team_pages
from competition.progress import bar
from competition.solution import PRIVATE, PUBLIC, Solution, write_solution
from competition.tables import write_table
from competition.zips import fixed_entry

SOLUTION = "solution.csv"
ORIGINALS = "originals.csv"
LEFT_OUT = "left_out.csv"
PLAN = "plan.toml"


def write_public(folder: Path, prepared: Prepared, picture: Callable[[int], bytes]) -> None:
    """Write the teams' folder: pictures, labels of the training part, a sample, the page and what it means.

    Args:
        folder: A new one, made here.
        prepared: The pictures.
        picture: Gives the bytes of the photo that came in at a place.
    """
    folder.mkdir()
    contest, data = prepared.contest, prepared.contest.data
    with bar(_("Packing"), len(prepared.ids), unit="img") as progress:
        for rows, name in ((prepared.train, data.train_images), (prepared.test, data.test_images)):
            with atomic.replacing(folder / name) as fresh, zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as archive:
                for row in rows.tolist():
                    archive.writestr(fixed_entry(prepared.ids[row]), picture(int(prepared.places[row])))
                    progress.update()
    write_table(_train_table(prepared), folder / data.train_table)
    write_table(sample(contest, [prepared.ids[row] for row in prepared.test]), folder / data.sample_submission)
    write_contest(contest, folder / PAGE)
    for name, text in team_pages(contest, len(prepared.train), len(prepared.test)).items():
        atomic.write_text(folder / name, text)
    write_checksums(folder)


def _train_table(prepared: Prepared) -> pd.DataFrame:
    """Names, labels and groups; groups are numbered as they come, so that they say nothing else."""
    rows = prepared.train.tolist()
    numbers: dict[int, int] = {}
    groups = [numbers.setdefault(int(prepared.bound[row]), len(numbers) + 1) for row in rows]
    data = prepared.contest.data
    return pd.DataFrame(
        {
            data.id_column: [prepared.ids[row] for row in rows],
            data.label_column: [prepared.label(row) for row in rows],
            data.group_column: [f"g{number:05d}" for number in groups],
        }
    )


def sample(contest: Contest, ids: list[str]) -> pd.DataFrame:
    """A file as teams hand it in, that knows nothing: all classes alike, or the first ones for every picture."""
    form = contest.submission
    if form.kind == "probabilities":
        alike = [1 / contest.n_classes] * len(ids)
        return pd.DataFrame({form.id_column: ids, **dict.fromkeys(contest.classes, alike)})
    answer = " ".join(contest.classes[: form.k]) if form.kind == "top_k" else contest.classes[0]
    return pd.DataFrame({form.id_column: ids, form.label_column: [answer] * len(ids)})


def write_private(folder: Path, prepared: Prepared, left_out: Mapping[str, str], plan: Plan) -> None:
    """Write the organizer's folder: the solution, the way back to the raw photos, what was left out, the plan.

    Args:
        folder: A new one, made here, for its owner's eyes.
        prepared: The pictures.
        left_out: Raw names of what could not be used, each with the reason.
        plan: To make the same contest again.
    """
    folder.mkdir(mode=0o700)
    ids = np.array(prepared.ids)
    usage = tuple(PUBLIC if part == PUBLIC_TEST else PRIVATE for part in prepared.parts[prepared.test].tolist())
    solution = Solution(tuple(ids[prepared.test].tolist()), prepared.targets[prepared.test], usage)
    write_solution(solution, prepared.contest, folder / SOLUTION)
    originals = pd.DataFrame(
        {
            "file_name": list(prepared.ids),
            "label": [prepared.label(row) for row in range(len(ids))],
            "usage": [{TRAIN: "Train", PUBLIC_TEST: PUBLIC}.get(part, PRIVATE) for part in prepared.parts.tolist()],
            "group": [prepared.originals[place] for place in _first_of_group(prepared.bound)],
            "original": list(prepared.originals),
        }
    )
    write_table(originals, folder / ORIGINALS)
    write_table(pd.DataFrame({"original": list(left_out), "reason": list(left_out.values())}), folder / LEFT_OUT)
    atomic.write_text(folder / PLAN, tomli_w.dumps(plan.as_table()))
    write_checksums(folder)


def _first_of_group(bound: np.ndarray) -> list[int]:
    """For each picture the first one that it belongs together with, its group's name for people."""
    first: dict[int, int] = {}
    return [first.setdefault(group, place) for place, group in enumerate(bound.tolist())]
