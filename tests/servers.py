"""A PostgreSQL server of the tests' own, from the machine's binaries, on a free port."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_START_S = 30


def binaries() -> Path | None:
    """Where PostgreSQL's programs are; Debian keeps them out of the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").is_file()), None)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server without databases of its own, and without a password; the test is skipped without one."""
    if os.name == "nt":
        pytest.skip("the tests do not start PostgreSQL on Windows")
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not on this machine: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="kit-postgresql-"))
    # It refuses to run as root.
    somebody = _somebody() if os.getuid() == 0 else {}
    if somebody:
        os.chown(folder, int(somebody["user"]), int(somebody["group"]))
    data = folder / "data"
    try:
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "kit", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            capture_output=True,
            cwd=folder,
            **somebody,  # type: ignore[call-overload]
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                **somebody,  # type: ignore[call-overload]
            )
        try:
            _wait(port, server, folder / "log")
            yield f"postgresql://kit@127.0.0.1:{port}"
        finally:
            # Fast: without waiting for those who are still connected.
            server.send_signal(signal.SIGINT)
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> dict[str, int]:
    import pwd

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid}
    pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres or nobody")


def _wait(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg

    end = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(f"postgresql://kit@127.0.0.1:{port}/postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise AssertionError(log.read_text(errors="replace")) from None
            time.sleep(0.05)
