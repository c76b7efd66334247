"""The kinds of computer that a class has, and which lines of the lock each of them needs. Downloads nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from packaging.markers import Marker

from competition.errors import KitError
from competition.messages import _
from scripts.launcher.pythons import NEWEST, OLDEST

PYTHONS = tuple(f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1))


@dataclass(frozen=True)
class Machine:
    """One kind of computer.

    Args:
        name: As ``--for`` takes it.
        title: As people say it.
        platforms: What pip calls it, for every system old enough that a package may be made for.
        megabytes: What its packages weigh, for one Python; measured in the present lock.
        markers: What a lock's conditions ask about it.
    """

    name: str
    title: str
    platforms: tuple[str, ...]
    megabytes: int
    markers: dict[str, str] = field(hash=False)


MACHINES = {
    machine.name: machine
    for machine in (
        Machine(
            "windows",
            "Windows (64-bit, Intel/AMD)",
            ("win_amd64",),
            652,
            {"sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64", "os_name": "nt"},
        ),
        Machine(
            "macos",
            # OpenCV's package asks for 13; pip adds everything older by itself. Newer Macs run these, too.
            "macOS 13 or newer (Apple silicon)",
            ("macosx_13_0_arm64",),
            528,
            {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64", "os_name": "posix"},
        ),
        Machine(
            "linux",
            # 2.28 is the C library of Debian 10, Ubuntu 20.04 and Red Hat 8.
            "Linux (64-bit, Intel/AMD)",
            (
                *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)),
                *("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"),
            ),
            911,
            {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64", "os_name": "posix"},
        ),
    )
}


@dataclass(frozen=True)
class Target:
    """A kind of computer with one version of Python, such as ``3.12``."""

    machine: Machine
    python: str

    @property
    def title(self) -> str:
        """Both, as people say it."""
        return f"{self.machine.title}, Python {self.python}"

    def pip_words(self) -> list[str]:
        """What makes pip look for this computer's packages instead of its own."""
        words = [word for platform in self.machine.platforms for word in ("--platform", platform)]
        tag = "cp" + self.python.replace(".", "")
        return [*words, "--python-version", self.python, "--implementation", "cp", "--abi", tag]

    def locked(self, lock: str) -> str:
        r"""The lines of a lock that this computer needs, without their conditions: pip would judge by its own.

        >>> lock = "six==1.17 --hash=sha256:0\ncolorama==0.4 ; sys_platform == 'win32' --hash=sha256:1\n"
        >>> Target(MACHINES["linux"], "3.12").locked(lock)
        'six==1.17 --hash=sha256:0\n'
        """
        environment = {
            **self.machine.markers,
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }
        entries = re.split(r"^(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE), flags=re.MULTILINE)
        needed = []
        for entry in filter(str.strip, entries):
            head, space, hashes = entry.partition("--hash")
            package, _semicolon, condition = head.rstrip().removesuffix("\\").partition(";")
            if not condition.strip() or Marker(condition.strip()).evaluate(environment):
                needed.append(f"{package.strip()} {space}{hashes}")
        return "".join(needed)


def targets(names: str, pythons: str) -> list[Target]:
    """The kinds of computer that two lists with commas name.

    Raises:
        KitError: One is not known.
    """
    machines, versions = _listed(names, tuple(MACHINES)), _listed(pythons, PYTHONS)
    return [Target(MACHINES[name], version) for name in machines for version in versions]


def _listed(words: str, known: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    unknown = [word for word in chosen if word not in known]
    if unknown or not chosen:
        raise KitError(
            _("There are packages for {known}, not for").format(known=", ".join(known)), unknown or [_("nothing")]
        )
    return chosen
