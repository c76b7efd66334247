"""Guessing tokens is slow: after a few wrong ones from an address, it waits. No clock lives here."""

from collections import deque
from threading import Lock

N_FREE = 10
WINDOW_S = 60.0
_MOST_ADDRESSES = 10_000


class Throttle:
    """Counts the wrong tokens of each address.

    A school has one address for all its teams, so tokens that were right before are looked at all the same:
    whoever guesses holds up new logins beside them for a minute, and nobody who is at work.

    Args:
        n_free: How many wrong tokens an address may show within the window.
        window_s: How long a wrong token is held against it.

    >>> throttle = Throttle(n_free=2)
    >>> throttle.note_wrong("10.0.0.7", 0.0), throttle.note_wrong("10.0.0.7", 1.0)
    (None, None)
    >>> throttle.wait_s("10.0.0.7", 2.0), throttle.wait_s("10.0.0.8", 2.0), throttle.wait_s("10.0.0.7", 61.0)
    (58.0, 0.0, 0.0)
    """

    def __init__(self, n_free: int = N_FREE, window_s: float = WINDOW_S) -> None:
        self.n_free = n_free
        self.window_s = window_s
        self._wrong: dict[str, deque[float]] = {}
        self._right: set[str] = set()
        self._lock = Lock()

    def wait_s(self, address: str, now_s: float) -> float:
        """How long until an unknown token of this address is looked at again; 0 for at once."""
        with self._lock:
            times = self._wrong.get(address)
            while times and times[0] <= now_s - self.window_s:
                times.popleft()
            return times[0] + self.window_s - now_s if times and len(times) >= self.n_free else 0.0

    def note_wrong(self, address: str, now_s: float) -> None:
        """An unknown token came from this address."""
        with self._lock:
            self._wrong.setdefault(address, deque(maxlen=self.n_free)).append(now_s)
            while len(self._wrong) > _MOST_ADDRESSES:
                # The address that was noted first; a flood of addresses must not fill the memory.
                self._wrong.pop(next(iter(self._wrong)))

    def note_right(self, digest: str) -> None:
        """A token with this digest was right; only right ones are kept, so there are few."""
        self._right.add(digest)

    def knows(self, digest: str) -> bool:
        """Whether a token with this digest was right before."""
        return digest in self._right
