"""The policies: lists of random changes to training pictures. **This is the file to edit.**

Each transform claims an *invariance*: "after this change the label is still the same". The comment on its
line says which one. If the claim is wrong for your pictures (a flipped 3 is no 3, a flipped road sign may
be another sign), the network is taught something false: write a policy of your own below, put it into
`POLICIES`, and let the validation score judge. How a policy is applied, seeded and checked lives in
`augment.pipeline`.

A policy is a function from the pictures' side in pixels to a list of transforms; they happen in the
order written. Test pictures are never changed.
"""

from collections.abc import Callable
from difflib import get_close_matches

import albumentations as A
import cv2

from competition.errors import RecipeError
from competition.messages import _

Policy = Callable[[int], list[A.BasicTransform]]


def none(size: int) -> list[A.BasicTransform]:
    """Pictures as they are: what everything else has to beat."""
    return []


def light(size: int) -> list[A.BasicTransform]:
    """The two changes that hardly ever hurt: left and right, and where exactly the thing is.

    Fine for photos and emoji. Not for digits and letters, nor where left or right is the answer (arrows,
    flags, clocks): drop the flip there.

    Args:
        size: Side of the pictures in pixels.
    """
    shift = max(1, size // 8)
    return [
        # left or right does not matter: a horse that looks the other way is a horse
        A.HorizontalFlip(p=0.5),
        # an eighth up, down or sideways does not matter; what enters at the edge is the mirrored picture
        A.Pad(padding=shift, border_mode=cv2.BORDER_REFLECT_101, p=1.0),
        A.RandomCrop(height=size, width=size, p=1.0),
    ]


POLICIES: dict[str, Policy] = {"none": none, "light": light}


def policy(name: str) -> Policy:
    """The policy with this name.

    Raises:
        RecipeError: There is none.
    """
    if name in POLICIES:
        return POLICIES[name]
    close = get_close_matches(name, POLICIES, n=1, cutoff=0.5)
    raise RecipeError(
        _("There is no policy '{name}'").format(name=name)
        + (_("; did you mean '{close}'?").format(close=close[0]) if close else ""),
        hint=_("Choose one of {known}, or write your own in augment/policies.py.").format(known=", ".join(POLICIES)),
    )
