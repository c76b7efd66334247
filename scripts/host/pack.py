"""`host pack`: a folder for a USB stick, so that a class installs the kit without the network."""

import argparse
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _
from scripts.packing.machines import MACHINES, PYTHONS

if TYPE_CHECKING:
    from competition.errors import KitError

SUMMARY = _("fill a folder for a USB stick: the kit, a contest, and the packages for the class's computers")
EXAMPLE = "python3 scripts/kit.py host pack --out stick --for windows,macos --python 3.13"

_ROOT = Path(__file__).resolve().parents[2]
_WHEELS = "wheels"
_PAGE = "START-HERE.html"
_CONTEST = "contest"
_UNFINISHED = "NOT-FINISHED.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help=_("the folder to fill; the stick itself will do")
    )
    parser.add_argument(
        "--contest", metavar="DIR", help=_("a contest to pack too, without its hidden labels: what `host new` made, …")
    )
    parser.add_argument(
        "--for",
        dest="machines",
        default=",".join(MACHINES),
        metavar="LIST",
        help=_("the kinds of computer, with commas: {known} (default: all)").format(known=", ".join(MACHINES)),
    )
    parser.add_argument(
        "--python",
        default=",".join(PYTHONS),
        metavar="LIST",
        help=_("their versions of Python, with commas: {known} (default: all)").format(known=", ".join(PYTHONS)),
    )


def run(args: argparse.Namespace) -> int:
    """Fill the folder; the page to begin with comes last, so that a folder without one is not finished."""
    from competition import atomic
    from scripts.packing.copies import copy_kit
    from scripts.packing.downloads import download
    from scripts.packing.machines import targets
    from scripts.packing.start_here import start_here

    wanted = targets(args.machines, args.python)
    out: Path = args.out
    _make(out)
    _validate_mine(out)
    _validate_disk(out, sum(target.machine.megabytes for target in wanted))
    (out / _PAGE).unlink(missing_ok=True)
    atomic.write_text(out / _UNFINISHED, _("Give the command host pack once more: it goes on where it stopped.\n"))
    contest = _copied_contest(args.contest, out) if args.contest else ""
    size = copy_kit(_ROOT, out / "kit") / 1e6
    print(_("The kit: {size:,.0f} MB").format(size=size))
    sizes = download(wanted, _ROOT / "requirements.lock", out / _WHEELS)
    for target, megabytes in sizes.items():
        print(_("{target}: {size:,.0f} MB of packages").format(target=target.title, size=megabytes))
    pythons = sorted({target.python for target in wanted}, key=PYTHONS.index)
    page = start_here([(target.title, sizes[target]) for target in wanted], pythons, contest, _WHEELS)
    atomic.write_text(out / _PAGE, page)
    (out / _UNFINISHED).unlink()
    whole = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e9
    print(_("Written: {path}, {size:.1f} GB in all. Open {page} first.").format(path=out, size=whole, page=_PAGE))
    return 0


def _make(out: Path) -> None:
    from competition.errors import DiskError

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(
            _("{file} cannot be written: {reason}").format(file=out, reason=error.strerror or error),
            hint=_("Name a folder: --out DIR"),
        ) from error


def _validate_mine(out: Path) -> None:
    """Make sure that nothing of anybody's is in the way: only an older pack is replaced."""
    is_pack = (out / _PAGE).exists() or (out / _UNFINISHED).exists()
    for path in (out / "kit", out / _CONTEST):
        if path.exists() and (not is_pack or path.resolve() == _ROOT or (path / "runs").exists()):
            raise _taken(path)


def _taken(path: Path) -> "KitError":
    from competition.errors import KitError

    return KitError(
        _("{path} is there already, and it was not made by host pack or is in use").format(path=path),
        hint=_("Name another folder: --out DIR"),
    )


def _copied_contest(where: str, out: Path) -> str:
    """Copy what teams get of a contest; the name of its folder."""
    from scripts.packing.copies import copy_contest
    from scripts.solutions import hosted

    contest, folder, _private = hosted(where)
    target = out / _CONTEST / contest.name
    here, there = folder.resolve(), target.resolve()
    # What stands there is replaced: never the contest itself, whose solution and board lie beside it.
    if there in (here, here.parent) or there in here.parents or here in there.parents:
        raise _taken(target)
    size = copy_contest(contest, folder, target) / 1e6
    print(_("The contest {name}: {size:,.0f} MB").format(name=contest.name, size=size))
    return contest.name


def _validate_disk(out: Path, megabytes: int) -> None:
    """Find out before an hour's download, not after it; what is there already counts as done.

    Several kinds of computer share packages, so that less may do.
    """
    from competition.errors import InstallError

    there = sum(path.stat().st_size for path in (out / _WHEELS).glob("*.whl")) / 1e6
    needed, free = megabytes - there, shutil.disk_usage(out).free / 1e6
    if free < needed:
        raise InstallError(
            _("{out} may need {needed:.1f} GB; {free:.1f} GB are free there").format(
                out=out, needed=needed / 1e3, free=free / 1e3
            ),
            hint=_("Pack for fewer kinds of computer (--for) or versions of Python (--python)."),
        )
