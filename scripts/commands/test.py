"""`test`: everything that must hold before a change is kept. The tests themselves live in ``tests/``."""

import argparse
import subprocess
import sys

from competition.messages import _
from scripts.launcher import environment, notebook

SUMMARY = _("check the kit itself: style, types, tests")
EXAMPLE = "python3 scripts/kit.py test competition"

PACKAGES = ("competition", "augment", "baselines", "submit", "scripts")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which packages are tested, and how thoroughly."""
    parser.add_argument(
        "packages",
        nargs="*",
        # Not `choices`: to Python 3.11 naming no package at all would be a choice outside of them.
        type=_package,
        metavar="PACKAGE",
        help=_("test only these: {names} (default: everything)").format(names=", ".join(PACKAGES)),
    )
    parser.add_argument("--all", action="store_true", help=_("the slow tests too; that takes many minutes"))


def _package(name: str) -> str:
    if name not in PACKAGES:
        raise argparse.ArgumentTypeError(
            _("one of {names} was expected, '{name}' came").format(names=", ".join(PACKAGES), name=name)
        )
    return name


def run(args: argparse.Namespace) -> int:
    """Run every check, also after one failed, and the tests last, so that their closing line is the last.

    Returns:
        0 if all passed, otherwise 1.
    """
    if environment.is_running():
        environment.add_test_packages()
    else:
        notebook.add_missing(environment.ROOT / "requirements-test.txt", environment.TURN)
    has_failed = False
    for command in checks(args.packages, args.all):
        print("$ " + " ".join(command), flush=True)
        has_failed |= subprocess.run([sys.executable, "-m", *command], cwd=environment.ROOT).returncode != 0
    return int(has_failed)


def checks(packages: list[str], with_slow: bool) -> list[list[str]]:
    """The checks in their order, each as a module with its arguments.

    A package's tests are its folder in ``tests/`` and the examples in its docstrings.

    >>> checks(["submit"], with_slow=False)[-1]
    ['pytest', '-m', 'not slow', 'tests/submit', 'submit']
    """
    chosen = [] if with_slow else ["-m", "not slow"]
    places = [place for package in packages for place in (f"tests/{package}", package)]
    return [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", *PACKAGES],
        ["pytest", *chosen, *places],
    ]
