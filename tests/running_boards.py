"""``host serve`` as a process of its own, for tests that visit it from outside."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Running:
    """A running board.

    Args:
        address: Where it is.
        said: What it printed.
        organizer_token: What the first start printed among it.
        process: To stop it by.
        waited_s: From its start to its first page.
    """

    address: str
    said: str
    organizer_token: str
    process: "subprocess.Popen[str]"
    waited_s: float


@contextmanager
def running(folder: Path, *flags: str) -> Iterator[Running]:
    """Start the command on a free port, and end it as Ctrl-C does."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = str(door.getsockname()[1])
    words = ["host", "serve", str(folder), "--port", port, "--language", "en", *flags]
    command = [sys.executable, "-m", "scripts.cli", *words]
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    address = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None:
            try:
                httpx.get(address)
                break
            except httpx.TransportError:
                time.sleep(0.02)
        assert process.poll() is None
        waited_s = time.monotonic() - started
        said = ""
        assert process.stdout is not None
        while "Ctrl-C" not in said:
            said += process.stdout.readline() or "Ctrl-C"
        token = re.search(r"token, shown this once: (\S+)", said)
        yield Running(address, said, token[1] if token else "", process, waited_s)
    finally:
        process.terminate()
        process.communicate(timeout=30)
