"""A contest → a folder with everything Kaggle asks of a host. It is there whole, or not at all."""

import json
from datetime import UTC
from itertools import islice
from pathlib import Path

from competition import atomic
from competition.contest import Contest
from competition.errors import SolutionError
from competition.messages import _
from competition.preparing.fresh_folder import fresh_folder
from competition.solution import Solution
from competition.tables import write_table
from submit.kaggle_contest.data import write_data
from submit.kaggle_contest.form import kaggle_form, slug_of, validate_names
from submit.kaggle_contest.metric_file import metric_file
from submit.kaggle_contest.pages import brief, pages
from submit.kaggle_contest.steps import SENDER, sender, steps
from submit.kaggle_contest.tables import solution_table
from submit.leaderboard.rules import deadline_of

METADATA = "competition-metadata.json"
_SHOWN_LINES = 4


def write_kaggle_contest(
    contest: Contest,
    folder: Path,
    test_ids: tuple[str, ...],
    solution: Solution,
    out: Path,
    slug: str = "",
    is_public: bool = False,
) -> None:
    """Write the folder.

    Args:
        contest: Its page.
        folder: Where it lies.
        test_ids: The pictures a submission answers, in the sample's order.
        solution: Their hidden labels.
        out: The folder to make; it must not be there.
        slug: The competition's part of its address; from the contest's name where none is given.
        is_public: Whether everybody at Kaggle finds it, or only who has the link.

    Raises:
        DiskError: ``out`` is there already, or the disk does not take it.
        ContestError: Kaggle's reader would mistake names.
        SolutionError: The solution is not one of these pictures.
    """
    contest = kaggle_form(contest)
    _validate_pictures(test_ids, solution)
    validate_names(contest, test_ids)
    slug = slug_of(slug or contest.name)
    with fresh_folder(out) as place:
        files = write_data(contest, folder, test_ids, place / "data")
        with (place / "data" / "sample_submission.csv").open(encoding="utf-8") as lines:
            sample = "".join(islice(lines, _SHOWN_LINES)).rstrip()
        texts = pages(contest, sample, files)
        for name, text in texts.items():
            atomic.write_text(place / "pages" / f"{name}.md", text)
        write_table(solution_table(solution, contest), place / "solution.csv")
        atomic.write_text(place / "metric.py", metric_file(contest))
        _write_json(_metadata(contest, slug, is_public), place / METADATA)
        settings = _settings(contest)
        if settings:
            _write_json(settings, place / "settings.json")
        atomic.write_text(place / SENDER, sender(slug, list(texts)))
        atomic.write_text(place / "HOST.md", steps(contest, slug, bool(settings), solution.usage is not None))


def _validate_pictures(test_ids: tuple[str, ...], solution: Solution) -> None:
    missing = sorted(set(test_ids) - set(solution.ids))
    extra = sorted(set(solution.ids) - set(test_ids))
    if missing or extra:
        faults = [_("{id} has no hidden label").format(id=name) for name in missing]
        faults += [_("{id} is no test picture").format(id=name) for name in extra]
        raise SolutionError(_("The solution is not one of this contest's test pictures"), faults)


def _metadata(contest: Contest, slug: str, is_public: bool) -> dict[str, object]:
    """What ``kaggle competitions create`` reads, every field of its own template."""
    unused = ("cloneCompetitionId", "cloneExcludeCompetitionData", "clonePageNames", "licenseId", "organizationId")
    return {
        "title": contest.title or contest.name,
        "slug": slug,
        "briefDescription": brief(contest),
        "privacy": "PUBLIC" if is_public else "LIMITED",
        "disableKernels": False,
        "hackathon": False,
        **dict.fromkeys((*unused, "numPrizes", "restrictLinkToEmailList", "reward")),
    }


def _settings(contest: Contest) -> dict[str, object]:
    """What ``kaggle competitions settings update`` reads; only what the contest's page says."""
    deadline = deadline_of(contest.leaderboard)
    return {"deadline": deadline.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")} if deadline else {}


def _write_json(values: dict[str, object], path: Path) -> None:
    # In ASCII: Kaggle's client reads it in the system's encoding, which on a Japanese Windows is another.
    atomic.write_text(path, json.dumps(values, indent=2) + "\n")
