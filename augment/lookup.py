"""From a policy's name on the command line to the policy: the kit's, a student's own file, or a saved one.

The policies themselves stand in `augment.policies`, how one is applied in `augment.pipeline`.
"""

import inspect
from difflib import get_close_matches
from pathlib import Path

from augment.policies import POLICIES, Policy
from augment.saved import is_saved, load_policy
from competition import own_code
from competition.errors import RecipeError
from competition.messages import _


def source(name: str) -> str:
    """What is written in a policy, so that an edited one is noticed: its lines, or its file.

    Raises:
        RecipeError: As `policy`.
    """
    found = policy(name)
    if name in POLICIES:
        return inspect.getsource(found)
    path = Path(name) if is_saved(name) else own_code.file_and_function(name, "policy")[0]
    return path.read_text(encoding="utf-8")


def policy(name: str) -> Policy:
    """The policy with this name.

    Args:
        name: A name in `POLICIES`; ``my_policy.py:mine``, a function in a file (without a function's name,
            ``policy``); or ``my_policy.yaml``, a policy that was saved.

    Raises:
        RecipeError: There is none, the file cannot be read, or the function does not take a size.

    >>> policy("flip")(32)[0].__class__.__name__
    'HorizontalFlip'
    """
    if name in POLICIES:
        return POLICIES[name]
    if own_code.is_path(name):
        return own_code.function(name, "policy", "(size): return [A.HorizontalFlip(p=0.5)]", [32])
    if is_saved(name):
        return load_policy(Path(name))
    close = get_close_matches(name, POLICIES, n=1, cutoff=0.5)
    raise RecipeError(
        _("There is no policy '{name}'").format(name=name)
        + (_("; did you mean '{close}'?").format(close=close[0]) if close else ""),
        hint=_("Choose one of {known}, or one of your own as my_policy.py:mine.").format(known=", ".join(POLICIES)),
    )
