"""The policies: lists of random changes to training pictures. **This is the file to edit.**

Each transform claims an *invariance*: "after this change the label is still the same". The comment above its
line says which one. If the claim is wrong for your pictures (a flipped 3 is no 3, a flipped road sign may
be another sign), the network is taught something false: change the line, or write a policy of your own below,
put it into `POLICIES`, and let the validation score judge. ``preview`` shows what a policy does.

A policy is a function from the pictures' side in pixels to a list of transforms; they happen in the
order written. Test pictures are never changed. How a policy is found by name is told in `augment.lookup`, how
it is applied and seeded in `augment.pipeline`.
"""

from collections.abc import Callable

import albumentations as A
import cv2

Policy = Callable[[int], list[A.BasicTransform]]

# What enters at the edge when a picture is moved: the mirrored picture, so that no black corner gives it away.
MIRROR = cv2.BORDER_REFLECT_101


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
        A.Pad(padding=shift, border_mode=MIRROR, p=1.0),
        A.RandomCrop(height=size, width=size, p=1.0),
    ]


def medium(size: int) -> list[A.BasicTransform]:
    """What photos of one thing mostly bear: another place, size and tilt, another lamp.

    Args:
        size: Side of the pictures in pixels.
    """
    return [
        # left or right does not matter
        A.HorizontalFlip(p=0.5),
        # the photographer stood nearer, off the middle, a little to the side, or held the camera aslant
        A.Affine(scale=(0.9, 1.15), translate_percent=(-0.1, 0.1), rotate=(-10, 10), border_mode=MIRROR, p=0.8),
        # the light does not matter; the hue hardly changes, since a yellow lemon is no lime
        A.ColorJitter(brightness=(0.8, 1.2), contrast=(0.8, 1.2), saturation=(0.8, 1.2), hue=(-0.02, 0.02), p=0.5),
    ]


def strong(size: int) -> list[A.BasicTransform]:
    """For long trainings that begin to learn their pictures by heart. Short ones may never catch up with it.

    Args:
        size: Side of the pictures in pixels.
    """
    return [
        # left or right does not matter
        A.HorizontalFlip(p=0.5),
        # a part of the thing, from half the picture on, is enough to tell what it is
        A.RandomResizedCrop(size=(size, size), scale=(0.5, 1.0), ratio=(0.8, 1.25), p=1.0),
        # neither a tilt nor a slanting view matters
        A.Affine(rotate=(-20, 20), shear=(-8, 8), border_mode=MIRROR, p=0.7),
        # neither dusk nor glare nor a pale print matters
        A.ColorJitter(brightness=(0.6, 1.4), contrast=(0.6, 1.4), saturation=(0.5, 1.5), hue=(-0.05, 0.05), p=0.8),
        # something may stand before the thing (random erasing: Zhong and others, 2017)
        A.Erasing(scale=(0.05, 0.15), ratio=(0.5, 2.0), fill=128, p=0.5),
    ]


# One idea each, to find out which of them helps.


def crop(size: int) -> list[A.BasicTransform]:
    """Only cropping: a part of the picture, brought back to full size."""
    return [
        # how near the thing is, and which part of it shows, does not matter
        A.RandomResizedCrop(size=(size, size), scale=(0.6, 1.0), ratio=(0.9, 1.1), p=1.0),
    ]


def rotate(size: int) -> list[A.BasicTransform]:
    """Only rotating, as a hand-held camera does. Not where a 6 would become a 9: keep the angle small there."""
    return [
        # a tilt of up to 15 degrees does not matter
        A.Rotate(limit=(-15, 15), border_mode=MIRROR, p=1.0),
    ]


def erase(size: int) -> list[A.BasicTransform]:
    """Only erasing: a rectangle is painted grey (random erasing: Zhong and others, 2017)."""
    return [
        # no single part decides: a cat without its ears is a cat
        A.Erasing(scale=(0.05, 0.2), ratio=(0.5, 2.0), fill=128, p=0.7),
    ]


def flip(size: int) -> list[A.BasicTransform]:
    """Only mirroring. Not for letters, digits, arrows."""
    return [
        # left or right does not matter
        A.HorizontalFlip(p=0.5),
    ]


def colour(size: int) -> list[A.BasicTransform]:
    """Only light and colour. Not where the colour is the answer: ripe or unripe, which flag."""
    return [
        # the lamp, the hour and the camera's settings do not matter
        A.ColorJitter(brightness=(0.7, 1.3), contrast=(0.7, 1.3), saturation=(0.7, 1.3), hue=(-0.03, 0.03), p=0.8),
    ]


POLICIES: dict[str, Policy] = {
    "none": none,
    "light": light,
    "medium": medium,
    "strong": strong,
    "crop": crop,
    "rotate": rotate,
    "erase": erase,
    "flip": flip,
    "colour": colour,
}
