"""Drawing by lot: the same with every version of every library, and not to be repeated by whoever lacks the raw photos.

A plain seed would give the contest away: who knows it and the number of photos could undo a shuffle of photos that were
sorted by class. So lots are drawn with a secret in which the raw photos' names, classes and sizes are mixed, too.
"""

import hashlib
from collections.abc import Iterable, Sequence


def secret_of(seed: int, photos: Iterable[Sequence[object]]) -> bytes:
    """What lots are drawn with: 32 bytes, the same for the same seed and the same photos in any order.

    Args:
        seed: The organizer's.
        photos: What is known of each raw photo and not of what teams get.
    """
    lines = sorted("\0".join(map(str, photo)) for photo in photos)
    return hashlib.sha256("\n".join([str(seed), *lines]).encode()).digest()


def by_lot(names: Sequence[str], secret: bytes, purpose: str) -> list[int]:
    """The places of these names in an order drawn by lot.

    Args:
        names: Each once.
        secret: From `secret_of`.
        purpose: What for; another purpose has another order.

    >>> by_lot(["a", "b", "c", "d"], b"secret", "names")
    [3, 1, 2, 0]
    """

    def lot(place: int) -> bytes:
        return hashlib.blake2b(f"{purpose}\0{names[place]}".encode(), key=secret, digest_size=16).digest()

    return sorted(range(len(names)), key=lot)
