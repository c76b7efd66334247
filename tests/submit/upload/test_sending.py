"""Whatever goes wrong, and however often: no file is sent twice by accident, none is called sent that was not."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.errors import UnclearError, UploadError
from competition.turns import turn
from submit import journal
from submit.upload import sending
from submit.upload.sending import uploaded, way
from submit.upload.site import Overview, Submission, harmless

SENDINGS = ("well", "refused", "lost before", "lost after", "killed before", "killed after")
SCORINGS = ("well", "pending", "error", "killed")


@dataclass
class Memory:
    """A site in memory that fails as it is told."""

    TITLE: str = "Memory"
    HAS_LIST: bool = True
    submissions: list[Submission] = field(default_factory=list)
    listing: str = "well"
    sending: str = "well"
    scoring: str = "well"
    left: int | None = None

    def overview(self, competition: str) -> Overview:
        if self.listing == "error":
            raise UploadError("no list")
        return Overview(tuple(self.submissions), self.left)

    def sent(self, file: Path, competition: str, message: str) -> str:
        how, _, when = self.sending.partition(" ")
        if how == "refused":
            raise UploadError("no")
        if when != "before":
            self.submissions.insert(0, Submission(str(len(self.submissions)), message, "pending"))
        if how == "lost":
            raise UnclearError("lost")
        if how == "killed":
            raise KeyboardInterrupt
        return self.submissions[0].reference

    def scored(self, competition: str, reference: str) -> tuple[Submission, int | None]:
        if self.scoring == "error":
            raise UploadError("no score")
        if self.scoring == "killed":
            raise KeyboardInterrupt
        if self.scoring == "pending":
            return Submission(reference, "", "pending"), 1
        return Submission(reference, "", "complete", 0.5), 1


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SETTLED_S", 0)


def attempt(folder: Path, site: Memory, again: bool = False) -> str:
    """One command; the sentences said, the error's at the end."""
    file = folder / "submission.csv"
    file.write_text("a,b\n", encoding="utf-8")
    said: list[str] = []
    entry = replace(journal.file_entry(folder, file), to="memory", competition="c", message="m", metric="log_loss")
    try:
        uploaded(folder, entry, file, site, again, said.append)
    except (UploadError, KeyboardInterrupt) as error:
        said.append(str(error))
    return "\n".join(said)


FAULTS = st.tuples(st.sampled_from(("well", "error")), st.sampled_from(SENDINGS), st.sampled_from(SCORINGS))


@given(st.lists(FAULTS, max_size=6))
def test_never_twice_and_never_called_sent(faults: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as name:
        folder, site = Path(name), Memory()
        for site.listing, site.sending, site.scoring in faults:
            said = attempt(folder, site)
            assert len(site.submissions) <= 1
            has = bool(site.submissions)
            assert has or "Sent to" not in said
            assert not (has and "Nothing was sent" in said) or site.listing == "error"
            events = [one.event for one in journal.entries(folder)]
            assert has or not {"sent", "scored"} & set(events)
        site.listing = site.sending = site.scoring = "well"
        attempt(folder, site)
        assert len(site.submissions) == 1
        assert journal.entries(folder)[-1].event == "scored"
        assert "before, on" in attempt(folder, site)
        assert len(site.submissions) == 1


def test_a_second_time_that_did_not_arrive_leaves_the_first(tmp_path: Path) -> None:
    site = Memory()
    attempt(tmp_path, site)
    for site.sending in ("refused", "lost before"):
        attempt(tmp_path, site, again=True)
        assert "before, on" in attempt(tmp_path, site)
    site.sending = "well"
    assert "Sent to Memory" in attempt(tmp_path, site, again=True)
    assert len(site.submissions) == 2


def test_a_team_mates_upload_is_found(tmp_path: Path) -> None:
    site = Memory()
    for name in ("hers", "his"):
        (tmp_path / name).mkdir()
    attempt(tmp_path / "hers", site)
    said = attempt(tmp_path / "his", site)
    assert "has this very file already" in said
    assert len(site.submissions) == 1
    assert journal.entries(tmp_path / "his")[-1].remote_public == 0.5


def test_a_spent_day_and_another_upload_at_the_same_time(tmp_path: Path) -> None:
    site = Memory(left=0)
    assert "used up" in attempt(tmp_path, site)
    assert journal.entries(tmp_path) == ()
    with turn(tmp_path / ".upload.turn"):
        assert "Another upload of this contest is under way" in attempt(tmp_path, site)


def test_a_score_that_comes_later(tmp_path: Path) -> None:
    site = Memory(scoring="pending")
    assert "It has no score yet" in attempt(tmp_path, site)
    site.scoring = "error"
    assert "could not be asked for: no score" in attempt(tmp_path, site)
    site.scoring = "well"
    attempt(tmp_path, site)
    assert [one.event for one in journal.entries(tmp_path)] == ["sending", "sent", "scored"]
    assert len(site.submissions) == 1


def test_a_site_without_a_list_leaves_doubts_to_the_user(tmp_path: Path) -> None:
    site = Memory(HAS_LIST=False, sending="lost after")
    assert "may have arrived or not" in attempt(tmp_path, site)
    site.sending = "well"
    assert "look at your submissions in the browser" in attempt(tmp_path, site)
    assert len(site.submissions) == 1
    assert "Sent to" in attempt(tmp_path, site, again=True)
    assert "before, on" in attempt(tmp_path, site)


def test_other_contests_and_other_files_have_ways_of_their_own(tmp_path: Path) -> None:
    attempt(tmp_path, Memory())
    sent = journal.entries(tmp_path)[-1]
    assert way(journal.entries(tmp_path), sent)[0] == sent
    for other in ({"competition": "d"}, {"to": "elsewhere"}, {"sha256": "0"}):
        assert way(journal.entries(tmp_path), replace(sent, **other)) == (None, None)  # type: ignore[arg-type]


def test_what_a_site_says_is_short_and_harmless() -> None:
    assert harmless("a\x1b[2J\nb") == "a�[2J b"
    assert harmless("eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjo0Mn0xyz.abc") == "….….abc"
    assert len(harmless("word " * 100)) == 200
