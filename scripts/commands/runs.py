"""`runs`: every run so far, best cross-validated score first; and runs handed to team mates and taken from them."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from competition.builtin import BUILTIN
from competition.errors import KitError
from competition.messages import _
from scripts import arguments
from scripts.command_line import typed

SUMMARY = _("all runs so far, best cross-validated score first; export and import them")
EXAMPLE = "python3 scripts/kit.py runs"

EXPORT, IMPORT = "export", "import"
_DEFAULT_ZIP = Path("runs.zip")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    parser.usage = (
        f"{parser.prog} [CONTEST] [--json]\n"
        f"       {parser.prog} export RUN… [--out FILE]\n"
        f"       {parser.prog} import FILE [--contest DIR]"
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="CONTEST",
        help=_("only this contest's (its name); or `export` and runs' names, or `import` and a file"),
    )
    parser.add_argument("--json", action="store_true", default=None, help=_("as a list of objects, for programs"))
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=_("export: the zip to write (default: {file})").format(file=_DEFAULT_ZIP),
    )
    parser.add_argument(
        "--contest", dest="where", metavar="DIR", help=_("import: where the contest's data are on this laptop")
    )
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Print the runs, or hand them on."""
    word, *rest = args.words or [""]
    _refuse_flags(args, word)
    if word == EXPORT:
        return _export(args.runs, rest, args.out or _DEFAULT_ZIP)
    if word == IMPORT:
        return _import(args.runs, rest, args.where)
    if rest:
        raise KitError(
            _("At most one contest was expected, {n} words came").format(n=len(args.words)),
            args.words,
            hint=_("To hand runs on, write `runs export RUN RUN`."),
        )
    return _list(args.runs, word or None, bool(args.json))


def _refuse_flags(args: argparse.Namespace, word: str) -> None:
    """Refuse the flags of another word; ignoring them would mislead."""
    takes = {EXPORT: {"out"}, IMPORT: {"where"}}.get(word, {"json"})
    given = [
        flag
        for name, flag in (("json", "--json"), ("out", "--out"), ("where", "--contest"))
        if getattr(args, name) is not None and name not in takes
    ]
    if given:
        raise KitError(
            _("These flags do not go with `{command}`").format(command=f"runs {word}".strip()),
            given,
            hint=_("`{help}` lists what it takes.").format(help=typed(["runs", "--help"])),
        )


def _list(root: Path, contest: str | None, as_json: bool) -> int:
    from competition.run_search import all_runs, damaged_runs
    from scripts import boards

    found = all_runs(root, contest)
    for damage in damaged_runs(root, contest):
        print("! " + _("Left out: {damage}").format(damage=damage), file=sys.stderr)
    if as_json:
        print(json.dumps(boards.ranked(found), indent=2, ensure_ascii=False))
    elif found:
        boards.print_table(found)
    else:
        print(_("No runs in {folder} yet.").format(folder=root / (contest or "")))
        print("→ " + _("Train one: {command}").format(command=typed(["train", "emoji20", "--recipe", "cnn"])))
    return 0


def _export(root: Path, names: Sequence[str], out: Path) -> int:
    from competition.run_search import found_run
    from competition.transfer.run_transfer import exported

    if not names:
        raise KitError(
            _("`runs export` needs the names of the runs to hand on"),
            hint=_("`runs` lists them, such as `runs export cnn`."),
        )
    several = {run.folder.resolve(): run for run in (found_run(root, name) for name in names)}
    written, size = exported(list(several.values()), out)
    print(_("Wrote {file}, {size:.1f} MB: {names}.").format(file=out, size=size / 2**20, names=", ".join(written)))
    print(_("Answers and scores are in it, models are not: `predict` and `label` need the laptop that trained them."))
    print(_("Next, on the other laptop: {command}").format(command=typed(["runs", "import", out.name])))
    return 0


def _import(root: Path, words: Sequence[str], where: str | None) -> int:
    from competition.transfer.run_transfer import imported

    if len(words) != 1:
        raise KitError(
            _("`runs import` takes one file, {n} came").format(n=len(words)),
            words,
            hint=_("It is the one that `runs export` wrote on the other laptop."),
        )
    arrivals = imported(Path(words[0]), root, None if where is None else arguments.where_from(where))
    for arrival in arrivals:
        name = arrival.run.name
        if not arrival.is_new:
            sentence = (
                _("{theirs} is here already") if name == arrival.name else _("{theirs} is here already, as {name}")
            )
        elif name == arrival.name:
            sentence = _("{theirs} has come")
        else:
            sentence = _("{theirs} has come as {name}: another run here has its name")
        print(sentence.format(theirs=arrival.name, name=name))
    request = arrivals[0].run.request
    if where is None and request.where not in BUILTIN and not Path(request.where).is_dir():
        print("! " + _("Where the data of {contest} are on this laptop is not known.").format(contest=request.contest))
        print("→ " + _("Tell it by the same command with --contest DIR; `doubts` and `train --all` need it."))
    print(_("Next: {command}").format(command=typed(["runs", request.contest, *arguments.runs_words(root)])))
    return 0
