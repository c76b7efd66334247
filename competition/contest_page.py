"""A contest's page, ``contest.toml``: read into a `Contest`, written from one, every wrong entry named at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli_w

from competition import atomic
from competition.contest import Contest, DataFiles, LeaderboardRules, SplitRules, SubmissionFormat
from competition.errors import ContestError
from competition.messages import _

PAGE = "contest.toml"

_SECTIONS = {
    "data": DataFiles,
    "submission": SubmissionFormat,
    "split": SplitRules,
    "leaderboard": LeaderboardRules,
}


def _section(cls: type, values: Mapping[str, Any], where: str, wrong: list[str]) -> dict[str, Any]:
    """The values as ``cls`` takes them; whatever it does not take goes into ``wrong``."""
    known: dict[str, Any] = {f.name: f.type for f in fields(cls)}
    taken: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            close = get_close_matches(key, known, n=1)
            wrong.append(f"{where}{key}" + (_(" (did you mean {name}?)").format(name=close[0]) if close else ""))
        elif known[key] == tuple[str, ...]:
            if not isinstance(value, list):
                wrong.append(_("{key}: a list was expected").format(key=where + key))
            else:
                taken[key] = tuple(str(item) for item in value)
        elif cls is Contest and key in _SECTIONS:
            if isinstance(value, dict):
                taken[key] = _SECTIONS[key](**_section(_SECTIONS[key], value, f"{key}.", wrong))
            else:
                wrong.append(_("{key}: a section was expected").format(key=key))
        elif isinstance(value, bool) != (known[key] is bool) or not isinstance(
            value, (int, float) if known[key] is float else known[key]
        ):
            wrong.append(
                _("{key}: {kind} was expected, {value} came").format(
                    key=where + key, kind=known[key].__name__, value=repr(value)
                )
            )
        else:
            taken[key] = value
    return taken


def read_contest(path: Path) -> Contest:
    """Read a contest's page.

    Args:
        path: The ``contest.toml`` itself.

    Raises:
        ContestError: The page is not there or not TOML, has unknown or missing entries, or says what
            cannot be; all of it at once.
    """
    values = _values(path)
    wrong: list[str] = []
    taken = _section(Contest, values, "", wrong)
    wrong += [_("{key} is missing").format(key=key) for key in ("name", "classes") if key not in taken]
    if wrong:
        raise ContestError(_("{path} has entries the kit does not know or cannot use").format(path=path), wrong)
    return Contest(**taken)


def stated_columns(path: Path) -> set[str]:
    """Which column names of a submission the page itself states: ``id_column``, ``label_column``.

    Raises:
        ContestError: As `read_contest`.
    """
    return {"id_column", "label_column"} & set(_values(path).get("submission", {}))


def _values(path: Path) -> dict[str, Any]:
    """What stands in a page, unchecked."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ContestError(_("{path} cannot be read ({reason})").format(path=path, reason=error.strerror)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContestError(
            _("{path} is not a page in TOML ({error})").format(path=path, error=error),
            hint=_("Compare it with the page of a built-in contest, competition/builtin/emoji20/contest.toml."),
        ) from error


def write_contest(contest: Contest, path: Path) -> None:
    """Write a contest's page; `read_contest` gives the same contest back."""
    atomic.write_text(path, tomli_w.dumps(asdict(contest)))
