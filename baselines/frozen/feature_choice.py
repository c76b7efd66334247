"""What a recipe on frozen features is set to where nobody says: it depends on how many pictures there are."""

from collections.abc import Collection
from dataclasses import replace

from baselines.settings import Value
from competition.dataset import Dataset
from competition.runs import Recipe

# Up to here a look at every pixel and every layer costs a minute at most.
_FEW = 5_000
# Enlarged further than this, small pictures cost time and show little more.
_ENLARGED = 3
_SIZES = (96, 224)


def suited(recipe: Recipe, dataset: Dataset, given: Collection[str]) -> Recipe:
    """The recipe with the settings that suit a contest.

    With few pictures, each is looked at closely: large, and by all layers, since what ImageNet's classes are made of
    matters most where one's own are seldom seen. All numbers were chosen by cross-validation.

    Args:
        recipe: Any; one that is not on frozen features stays as it is.
        dataset: The contest's data.
        given: What was settled by hand, names of settings and ``views``, and stays.
    """
    if recipe.kind != "features":
        return recipe
    smallest, largest = _SIZES
    chosen: dict[str, Value] = {"size": min(largest, max(smallest, _ENLARGED * dataset.train.side))}
    if len(dataset.labels.ids) <= _FEW:
        chosen = {"size": largest, "taps": 100, "C": 100.0, "label_smoothing": 0.1}
    settings = {**recipe.settings, **{name: value for name, value in chosen.items() if name not in given}}
    return replace(recipe, settings=settings, views=recipe.views if "views" in given else "flip")
