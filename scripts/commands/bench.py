"""`bench`: what the kit costs beside the barest code that does the same work, each row a ratio in one run."""

import argparse
import json
from dataclasses import dataclass
from importlib import import_module

from competition.errors import RecipeError
from competition.messages import _

SUMMARY = _("the kit's speed beside the barest code that does the same, as ratios")
EXAMPLE = "python3 scripts/kit.py bench"


@dataclass(frozen=True)
class Row:
    """One ratio.

    Args:
        what: What is held against what, in words.
        reach: The largest ratio we allow ourselves.
        measure: ``module:function`` that gives the seconds of both; nothing of it is imported before it is needed.
        arguments: What the function is called with.
    """

    what: str
    reach: float
    measure: str
    arguments: tuple[int, ...] = ()

    def seconds(self) -> tuple[float, float]:
        """Ours, and what it is held against."""
        from baselines.quiet import quiet_stderr

        module, _colon, function = self.measure.partition(":")
        with quiet_stderr():
            return getattr(import_module(module), function)(*self.arguments)


_PIPELINE = _(
    "pictures of {size} px read, reseeded, changed by medium, batched and mixed on one core, "
    "against medium's bare Compose on arrays in memory"
)
_WORKERS = _(
    "batches of {size} px under medium made by two processes, against one thread (0.625 is 1.6 times as many a second)"
)
_MEDIUM = _(
    "a batch of {size} px made under medium on one core, against cnn's step on it: below 1, learning need not wait"
)

ROWS: dict[str, Row] = {
    "train_step": Row(
        _("an epoch of cnn at 32 px through our trainer, against bare model.fit on arrays in memory"),
        1.15,
        "baselines.benches.training:training_step",
    ),
    "light_training": Row(
        _("an epoch of cnn at 32 px under light, against none"), 1.25, "baselines.benches.training:light_training"
    ),
    "feature_pass": Row(
        _("frozen features of pictures of 96 px on disk computed and kept, against bare calls on arrays in memory"),
        1.05,
        "baselines.benches.features:feature_pass",
        (96, 6),
    ),
    "feature_folds": Row(
        _("five folds of heads on frozen features of 96 px, features included, against the features alone"),
        1.15,
        "baselines.benches.features:feature_folds",
        (96, 3000),
    ),
    "pipeline_32": Row(_PIPELINE.format(size=32), 1.33, "baselines.benches.augment:whole_pipeline", (32,)),
    "pipeline_224": Row(_PIPELINE.format(size=224), 1.11, "baselines.benches.augment:whole_pipeline", (224,)),
    "workers": Row(_WORKERS.format(size=32), 0.625, "baselines.benches.augment:two_workers", (32,)),
    "medium_32": Row(_MEDIUM.format(size=32), 1.0, "baselines.benches.training:batch_and_step", (32, 40)),
    "medium_224": Row(_MEDIUM.format(size=224), 1.0, "baselines.benches.training:batch_and_step", (224, 2)),
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
        row = ROWS[name]
        ours_s, bare_s = row.seconds()
        measured.append(
            {
                "row": name,
                "what": row.what,
                "ours_s": ours_s,
                "bare_s": bare_s,
                "ratio": ours_s / bare_s,
                "reach": row.reach,
            }
        )
    if args.json:
        print(json.dumps(measured, indent=2, ensure_ascii=False))
        return 0
    from scripts.boards import console, plain_table

    table = plain_table()
    for title in (_("row"), _("what"), _("ours"), _("against"), _("ratio"), _("at most")):
        table.add_column(title)
    for one in measured:
        seconds = (f"{one['ours_s']:.2f} s", f"{one['bare_s']:.2f} s")
        table.add_row(str(one["row"]), str(one["what"]), *seconds, f"{one['ratio']:.2f}", f"{one['reach']:.2f}")
    console().print(table)
    return 0
