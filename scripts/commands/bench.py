"""`bench`: what the kit costs beside the barest code that does the same work, each row a ratio in one run."""

import argparse
import json
from collections.abc import Callable

from competition.errors import RecipeError
from competition.messages import _

SUMMARY = _("the kit's speed beside the barest code that does the same, as ratios")
EXAMPLE = "python3 scripts/kit.py bench"


def _training_step() -> tuple[float, float]:
    from baselines.quiet import quiet_stderr

    with quiet_stderr():
        from baselines.bench import training_step

    return training_step()


# Name, what is measured, the largest ratio we allow ourselves.
ROWS: dict[str, tuple[str, float, Callable[[], tuple[float, float]]]] = {
    "train_step": (
        _("an epoch of cnn at 32 px through our trainer, against bare model.fit on arrays in memory"),
        1.15,
        _training_step,
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    parser.add_argument("rows", nargs="*", metavar="ROW", help=_("only these: {names}").format(names=", ".join(ROWS)))
    parser.add_argument("--json", action="store_true", help=_("as a list of objects, for programs"))


def run(args: argparse.Namespace) -> int:
    """Measure the rows and print them."""
    unknown = [name for name in args.rows if name not in ROWS]
    if unknown:
        raise RecipeError(
            _("There are no such rows"), unknown, hint=_("There are: {names}.").format(names=", ".join(ROWS))
        )
    measured = []
    for name in args.rows or ROWS:
        what, reach, measure = ROWS[name]
        ours_s, bare_s = measure()
        measured.append(
            {
                "row": name,
                "what": what,
                "ours_s": ours_s,
                "bare_s": bare_s,
                "ratio": ours_s / bare_s,
                "reach": reach,
            }
        )
    if args.json:
        print(json.dumps(measured, indent=2, ensure_ascii=False))
        return 0
    from scripts.boards import console, plain_table

    table = plain_table()
    for title in (_("row"), _("what"), _("ours"), _("bare"), _("ratio"), _("at most")):
        table.add_column(title)
    for one in measured:
        seconds = (f"{one['ours_s']:.2f} s", f"{one['bare_s']:.2f} s")
        table.add_row(str(one["row"]), str(one["what"]), *seconds, f"{one['ratio']:.2f}", f"{one['reach']:.2f}")
    console().print(table)
    return 0
