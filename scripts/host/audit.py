"""`host audit`: whether a contest can be opened: what is wrong with it, how bad that is, and what to do about it.

What is found is decided in `competition.auditing`; here it is asked for, printed and drawn.
"""

import argparse
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _

if TYPE_CHECKING:
    import numpy as np

    from competition.auditing.contest_audit import Audited
    from competition.auditing.findings import Finding
    from competition.contest import Contest
    from competition.dataset import Dataset
    from competition.solution import Solution

SUMMARY = _("before a contest is opened: leaks, twins, balance, and what to do about them")
EXAMPLE = "python3 scripts/kit.py host audit my_contest --out audit"

_STYLES = {"ok": "green", "look": "yellow", "stop": "bold red"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    parser.add_argument(
        "contest", metavar="CONTEST", help=_("a contest's folder, the folder that `host new` wrote, or a built-in name")
    )
    parser.add_argument(
        "--solution", type=Path, metavar="F", help=_("the hidden labels (default: those that lie with the contest)")
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=_("contact sheets and the list of finds (default: audit-<contest>)")
    )
    parser.add_argument(
        "--embeddings",
        action="store_true",
        help=_("look for twins by a network too: finds those that were turned or cut, and takes minutes"),
    )


def run(args: argparse.Namespace) -> int:
    """Print the findings, draw them; 1 where the contest must not be opened."""
    from competition.auditing.contest_audit import audited, contest_findings, embedded_findings
    from competition.auditing.findings import STOP, verdict
    from competition.dataset import open_dataset

    where, contest, solution = _place(args.contest, args.solution)
    dataset = open_dataset(where)
    pictures = audited(dataset, solution)
    found = contest_findings(pictures)
    if args.embeddings:
        found += embedded_findings(pictures, _embeddings(pictures))
    folder = args.out or Path(f"audit-{contest.name}")
    print(dataset.sight)
    _print(found)
    _write(found, dataset, folder)
    return int(verdict(found) == STOP)


def _place(where: str, asked: Path | None) -> "tuple[str, Contest, Solution | None]":
    """The contest that is meant, and its hidden labels, if they can be found."""
    from competition.contest_page import PAGE
    from competition.dataset import open_contest
    from competition.solution import read_solution

    if (Path(where) / "public" / PAGE).is_file():
        where = str(Path(where) / "public")
    contest, folder = open_contest(where)
    beside = folder.resolve().parent / "private" / "solution.csv"
    if asked is None and contest.data.solution:
        asked = folder / contest.data.solution
    if asked is None and folder.resolve().name == "public" and beside.is_file():
        asked = beside
    return where, contest, read_solution(asked, contest) if asked is not None else None


def _embeddings(pictures: "Audited") -> "np.ndarray":
    """What a pretrained network says of every picture; computed once and kept."""
    from competition.errors import InstallError

    if find_spec("keras") is None:
        raise InstallError(
            _("--embeddings asks a network, and the part of the kit that has networks is not installed"),
            hint=_("Leave it out: twins are looked for by perceptual hashes as well."),
        )
    from baselines.catalog import entry
    from baselines.frozen.features import Extractor, features, single

    settings = entry("lite0_features").settings
    extractor = Extractor({**settings, "taps": 1})
    return single(pictures.stacked(lambda store: features(extractor, store.shown(settings["size"]), "plain")))


def _print(found: "Sequence[Finding]") -> None:
    """The findings as a table, what to do about each, and the verdict."""
    from rich.text import Text

    from competition.auditing.findings import verdict, verdict_sentence
    from scripts.boards import console, plain_table

    table = plain_table()
    for name in (_("verdict"), _("looked at"), _("found")):
        table.add_column(name, overflow="fold")
    for one in found:
        words = Text(one.sentence)
        if one.to_do:
            words.append(f"\n→ {one.to_do}", style="bold")
        table.add_row(Text(one.level, style=_STYLES[one.level]), one.topic, words)
    console().print(table)
    worst = verdict(found)
    console().print(Text(f"{worst}: {verdict_sentence(worst)}", style=_STYLES[worst]))


def _write(found: "Sequence[Finding]", dataset: "Dataset", folder: Path) -> None:
    """A sheet for each finding that has pictures, and the list of all of them."""
    from competition.auditing.sheets import finds, sheet, sheet_path
    from competition.drawing import save_picture
    from competition.tables import write_table

    shown = [one for one in found if one.exhibits]
    if not shown:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for place, one in enumerate(shown, 1):
        print(_("Sheet: {path}").format(path=save_picture(sheet(one, dataset), sheet_path(folder, place, one))))
    write_table(finds(shown), folder / "finds.csv")
    print(_("All finds as a list: {path}").format(path=folder / "finds.csv"))
