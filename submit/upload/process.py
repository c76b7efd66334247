"""A site's own client, run in a process of its own: what it prints and how it ends stays there."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.progress import bar

_LOOK_S = 1


@dataclass(frozen=True)
class Ended:
    """How a client ended.

    Args:
        code: Its exit code; None when it took too long and was stopped.
        printed: What it wrote to its standard output.
    """

    code: int | None
    printed: str


def ended(
    command: Sequence[str], asked: str, environment: Mapping[str, str], patience_s: float, description: str
) -> Ended:
    """Run a client to its end, with a bar that counts the seconds.

    Args:
        command: The client and its words.
        asked: What it reads from its standard input.
        environment: Its variables.
        patience_s: After so many seconds it is stopped.
        description: What it does, beside the bar.
    """
    began = time.monotonic()
    with (
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            encoding="utf-8",
            errors="replace",
        ) as process,
        bar(description, unit="s") as progress,
    ):
        try:
            to_send: str | None = asked
            while time.monotonic() - began < patience_s:
                try:
                    printed, _errors = process.communicate(to_send, timeout=_LOOK_S)
                    return Ended(process.returncode, printed)
                except subprocess.TimeoutExpired:
                    to_send = None  # it is given once
                    progress.update(round(time.monotonic() - began) - progress.n)
            return Ended(None, "")
        finally:
            # Too slow, or Ctrl-C: nothing may go on sending behind our back.
            process.kill()
