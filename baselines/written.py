"""What a student wrote, their own model's file and their policy's lines, as a fingerprint: an edited one is noticed."""

import hashlib

from baselines import own_model
from competition.errors import RunError
from competition.messages import _
from competition.runs import Recipe


def fingerprint(recipe: str, policy: str) -> str:
    """A short name of what is written in the files a run depends on; empty where none of it is a student's.

    Modules that such a file imports are not looked at.

    Args:
        recipe: The recipe's name or path.
        policy: The policy's name or path.

    Raises:
        RecipeError: There is no such file or policy.
    """
    written = [own_model.source(recipe)] if own_model.is_path(recipe) else []
    if policy != "none":
        from augment.lookup import source

        written.append(source(policy))
    return hashlib.sha256("\0".join(written).encode()).hexdigest()[:12] if written else ""


def validate_unchanged(recipe: Recipe) -> None:
    """Make sure that a run's files still say what they said when it was started.

    Raises:
        RunError: They were edited: its folds would be of two models under one score.
    """
    if recipe.code and fingerprint(recipe.name, recipe.policy) != recipe.code:
        raise RunError(
            _("{recipe} or its policy {policy} was edited since this run was started").format(
                recipe=recipe.name, policy=recipe.policy
            ),
            hint=_("Put the lines back to go on with it, or start the edited one under another --name."),
        )
