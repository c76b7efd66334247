"""Which packages each kind of computer needs."""

import re
from pathlib import Path

import pytest

from competition.errors import KitError
from scripts.launcher import pythons
from scripts.packing.machines import MACHINES, PYTHONS, Target, targets

LOCK = (Path(__file__).parents[3] / "requirements.lock").read_text(encoding="utf-8")


def names(target: Target) -> list[str]:
    return re.findall(r"^([A-Za-z0-9._-]+)==", target.locked(LOCK), re.MULTILINE)


def test_the_pythons_are_those_the_launcher_takes() -> None:
    minors = range(pythons.OLDEST[1], pythons.NEWEST[1] + 1)
    assert tuple(f"3.{minor}" for minor in minors) == PYTHONS
    for machine in MACHINES.values():
        system, kind = machine.markers["sys_platform"], machine.markers["platform_machine"]
        assert pythons.problem(pythons.Python("python", [3, 12], system, kind, True, True)) is None


@pytest.mark.parametrize("target", targets("windows,macos,linux", ",".join(PYTHONS)), ids=lambda target: target.title)
def test_each_package_is_named_once_and_with_its_hashes(target: Target) -> None:
    lines = target.locked(LOCK)
    assert len(names(target)) == len(set(names(target))) > 90
    assert ";" not in lines and "#" not in lines
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=\w)", lines, flags=re.MULTILINE)[1:])
    assert ("colorama" in names(target)) == (target.machine.name == "windows")


def test_a_version_for_one_python_stays_there() -> None:
    old, new = (Target(MACHINES["linux"], python).locked(LOCK) for python in ("3.11", "3.12"))
    version = re.compile(r"^numpy==(\S+)", re.MULTILINE)
    assert version.findall(old) != version.findall(new)


def test_an_unknown_computer_or_python_is_named() -> None:
    with pytest.raises(KitError, match="windows, macos, linux, not for: amiga"):
        targets("windows,amiga", "3.12")
    with pytest.raises(KitError, match=r"not for: 3\.9"):
        targets("windows", "3.9, 3.12")
    with pytest.raises(KitError, match="nothing"):
        targets("", "3.12")
