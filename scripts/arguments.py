"""Flags and their readings that several commands share."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baselines import own_model
from baselines.catalog import CATALOG, builder, entry, with_settings
from baselines.finetuning import staging
from baselines.settings import SETTINGS
from baselines.written import fingerprint
from competition.builtin import BUILTIN
from competition.errors import RecipeError
from competition.messages import _
from competition.runs import Recipe

if TYPE_CHECKING:
    from baselines.training import Place
    from competition.dataset import Dataset

DEFAULT_RUNS = Path("runs")
DEFAULT_RECIPE = "cnn"
# Of a blend; the first is the default.
MEANS = ("best-of-both", "arithmetic", "geometric")


def add_contest(parser: argparse.ArgumentParser) -> None:
    """The contest: a built-in name or a folder."""
    parser.add_argument(
        "contest",
        metavar="CONTEST",
        help=_("a built-in contest ({names}) or a folder with a contest's data").format(names=", ".join(BUILTIN)),
    )


def add_runs(parser: argparse.ArgumentParser) -> None:
    """Where the runs are."""
    parser.add_argument(
        "--runs", type=Path, default=DEFAULT_RUNS, metavar="DIR", help=_("the folder of runs (default: runs)")
    )


def runs_words(root: Path) -> list[str]:
    """The flag that names the folder of runs in the next command; none where it is the usual one."""
    return [] if root.resolve() == DEFAULT_RUNS.resolve() else ["--runs", str(root)]


def add_recipe(parser: argparse.ArgumentParser) -> None:
    """What to train, and what may happen to its pictures."""
    parser.add_argument(
        "--recipe",
        metavar="R",
        help=_("one of {names}, or my_model.py:build (default: cnn)").format(names=", ".join(CATALOG)),
    )
    parser.add_argument(
        "--policy",
        metavar="P",
        help=_(
            "what may happen to a training picture: none, light, medium, strong, crop, rotate, erase, flip, colour, "
            "my_policy.py:mine or saved.yaml"
        ),
    )
    add_views(parser, "none")


def add_views(parser: argparse.ArgumentParser, default: str) -> None:
    """What of a picture a network answers to."""
    parser.add_argument(
        "--views",
        metavar="V",
        help=_(
            "average a network's answers to several views of each picture: none, flip, crops, scales, or some of "
            "them with commas (default: {default})"
        ).format(default=default),
    )


def at_least_one(text: str) -> int:
    """A flag's whole number from 1 up.

    >>> at_least_one("3")
    3
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("a whole number from 1 up was expected, '{text}' came").format(text=text))
    return int(text)


def refuse_changes(args: argparse.Namespace) -> None:
    """Refuse flags beside ``--all RUN``, which takes that run's recipe as it is; ignoring them would mislead.

    Raises:
        RecipeError: With every flag that has to go.
    """
    changeable = ("recipe", "policy", "views", "folds", "holdout", "minutes", "seeds", "labels", *SETTINGS)
    given = [f"--{name.replace('_', '-')}" for name in changeable if getattr(args, name) is not None]
    if given:
        raise RecipeError(
            _("--all trains a run's recipe as it is, with nothing left out; these flags don't go with it"),
            given,
            hint=_("Leave them out and name the run: --all RUN."),
        )


def validate_minutes(minutes: float | None) -> None:
    """Refuse minutes that are none.

    Raises:
        RecipeError: They are not above 0.
    """
    if minutes is not None and not 0 < minutes < float("inf"):
        raise RecipeError(_("--minutes must be a number above 0; {minutes} came").format(minutes=minutes))


def add_settings(parser: argparse.ArgumentParser) -> None:
    """A flag for everything a student can turn."""
    group = parser.add_argument_group(_("settings, where the recipe has them"))
    for name, setting in SETTINGS.items():
        flag = f"--{name.replace('_', '-')}"
        if setting.type is bool:
            group.add_argument(flag, dest=name, action=argparse.BooleanOptionalAction, default=None, help=setting.help)
        else:
            group.add_argument(flag, dest=name, type=setting.type, default=None, metavar="X", help=setting.help)


def recipe_from(args: argparse.Namespace) -> Recipe:
    """The recipe with the settings and the policy the flags ask for.

    Raises:
        RecipeError: No such recipe, or it has no such setting; all at once.
    """
    chosen = entry(args.recipe or DEFAULT_RECIPE)
    changes: dict[str, Any] = {
        setting: getattr(args, setting) for setting in SETTINGS if getattr(args, setting) is not None
    }
    settings = with_settings(chosen, changes)
    policy = args.policy or chosen.policy
    if chosen.kind != "network" and policy != "none":
        raise RecipeError(
            _("{recipe} learns from the pictures as they are, not under the policy {policy}").format(
                recipe=chosen.name, policy=policy
            ),
            hint=_("Leave --policy out; policies are for networks."),
        )
    views = "none"
    if args.views is not None:
        from augment.views import written

        views = written(args.views)
    if chosen.kind == "classical" and views != "none":
        raise RecipeError(
            _("{recipe} answers to the pictures as they are, not to the views {views}").format(
                recipe=chosen.name, views=views
            ),
            hint=_("Leave --views out; views are for networks."),
        )
    # Faults in what the student wrote are named now, not minutes later and with a run's folder left behind.
    if policy != "none":
        from augment.pipeline import pipeline

        pipeline(policy, int(settings["size"]), seed=0)
    if own_model.is_path(chosen.name):
        own_model.built(builder(chosen), chosen.name, (settings["size"], settings["size"], 3), 20, settings)
    code = fingerprint(chosen.name, policy)
    stages = staging.planned(chosen.stages, settings)
    return Recipe(chosen.name, chosen.kind, chosen.build, settings, policy, code, views, stages)


def suited(args: argparse.Namespace, recipe: Recipe, dataset: "Dataset") -> Recipe:
    """The recipe with what suits the contest, where the flags leave it open."""
    from baselines.frozen import feature_choice

    given = {name for name in ("views", *SETTINGS) if getattr(args, name) is not None}
    return feature_choice.suited(recipe, dataset, given)


def place_from(contest: str, runs: Path) -> "Place":
    """Where a contest's runs go, and where it can be opened again."""
    from baselines.training import Place

    return Place(runs.resolve(), where_from(contest))


def where_from(contest: str) -> str:
    """The contest as it can be opened again from any folder."""
    return contest if contest in BUILTIN else str(Path(contest).expanduser().resolve())
