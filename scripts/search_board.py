"""A search for the policy that helps, as people read it: its rungs, its table, its bars, its verdict."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from baselines.search.halving import NONE, rung_sizes
from competition.messages import _, n_
from competition.metrics import METRICS

if TYPE_CHECKING:
    from PIL import Image

    from baselines.search.policy_search import Rung
    from baselines.search.search_folder import Search
    from baselines.search.verdict import Verdict


def intention(search: "Search") -> str:
    """What is about to be done."""
    request = search.request
    return _(
        "Search: {policies} against none, {recipe} in {folds}, all within {minutes:g} minutes, in {folder}"
    ).format(
        policies=n_("{n} policy", "{n} policies", len(search.candidates)),
        recipe=request.recipe.name,
        folds=n_("{n} fold", "{n} folds", request.n_folds),
        minutes=request.minutes,
        folder=search.folder,
    )


def rung_line(search: "Search", rung: "Rung") -> str:
    """What a rung came to, and how far the search is in its minutes."""
    sentence = (
        _("Rung {number} of {n}, {epochs} under each of {policies}: {kept} is left ({spent:.1f} minutes so far)")
        if len(rung.kept) == 1
        else _("Rung {number} of {n}, {epochs} under each of {policies}: {kept} go on ({spent:.1f} minutes so far)")
    )
    return sentence.format(
        number=rung.number,
        n=len(rung_sizes(len(search.candidates))),
        epochs=n_("{n} epoch", "{n} epochs", rung.epochs),
        policies=n_("{n} policy", "{n} policies", len(rung.scores)),
        kept=", ".join(rung.kept),
        spent=search.progress["spent_s"] / 60,
    )


def furthest(rungs: Sequence["Rung"]) -> dict[str, "Rung"]:
    """For each policy but `none` the last rung it was trained in; the winner first, the first to go last."""
    order: dict[str, Rung] = {}
    for rung in reversed(rungs):
        metric = METRICS[next(iter(rung.gains.values())).metric]
        for name in sorted(rung.gains, key=lambda name: metric.key(rung.scores[name])):
            order.setdefault(name, rung)
    return order


def print_search(search: "Search", rungs: Sequence["Rung"]) -> None:
    """Print a row for each policy, as far as it came."""
    from scripts.boards import console, plain_table

    metric = METRICS[search.request.metric]
    table = plain_table(
        _("{contest}, {recipe}").format(contest=search.request.contest, recipe=search.request.recipe.name)
    )
    table.add_column(_("policy"), overflow="fold")
    for title in (
        _("CV {metric}").format(metric=metric.name),
        _("better than none by"),
        _("epochs"),
        _("rung"),
    ):
        table.add_column(title, justify="right", no_wrap=True)
    for name, rung in furthest(rungs).items():
        table.add_row(name, metric.text(rung.scores[name]), rung.gains[name].text(), str(rung.epochs), str(rung.number))
    for rung in reversed(rungs):
        table.add_row(NONE, metric.text(rung.scores[NONE]), "", str(rung.epochs), str(rung.number))
    console().print(table)
    print(
        _(
            "Scores of different rungs are not comparable: each is held against none trained as long, with the 95 % "
            "interval over pictures. The best of several is always flattered by it."
        )
    )


def verdict_text(winner: str, verdict: "Verdict") -> str:
    """Whether it won, on fresh seeds and folds, in one or two sentences."""
    found = verdict.over_pictures
    if verdict.is_better:
        sentence = _(
            "Confirmed: {policy} is better than none by {gain:.3f} {metric}, 95 % between {low:.3f} and {high:.3f}."
        )
    elif verdict.is_worse:
        sentence = _(
            "Not confirmed: {policy} is worse than none by {loss:.3f} {metric}, 95 % between {least:.3f} and "
            "{most:.3f}; keep none."
        )
    else:
        sentence = _(
            "Not confirmed: {policy} differs from none by {gain:+.3f} {metric}, 95 % between {low:+.3f} and "
            "{high:+.3f}. That could well be chance; keep none, or search longer."
        )
    stated = sentence.format(
        policy=winner,
        metric=found.metric,
        gain=found.value,
        low=found.low,
        high=found.high,
        loss=-found.value,
        least=-found.high,
        most=-found.low,
    )
    trainings = _(
        "On fresh folds, {seeds}: {each}; over {n} trainings of each, 95 % between {low:+.3f} and {high:+.3f}."
    )
    return f"{stated}\n" + trainings.format(
        seeds=n_("{n} fresh seed", "{n} fresh seeds, one by one", len(verdict.by_seed)),
        each=", ".join(f"{gain:+.3f}" for gain in verdict.by_seed),
        n=verdict.n_trainings,
        low=verdict.low,
        high=verdict.high,
    )


def drawn(search: "Search", rungs: Sequence["Rung"], winner: str, verdict: "Verdict") -> "Image.Image":
    """How much better than `none` each policy was at the end of its way, and the winner when it was tried again."""
    from competition.drawing import bars

    metric = search.request.metric
    values = {name: rung.gains[name].value for name, rung in furthest(rungs).items()}
    again = {_("{policy}, once more").format(policy=winner): verdict.over_pictures.value}
    return bars(
        again | values,
        _("{contest}, {recipe}").format(contest=search.request.contest, recipe=search.request.recipe.name),
        _("gain over none in {metric}; below 0: worse").format(metric=metric),
    )
