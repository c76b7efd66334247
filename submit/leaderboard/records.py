"""What a ledger answers with, as plain frozen data. How it is found lives in the modules beside."""

from dataclasses import dataclass, field
from datetime import datetime

from competition.contest import LeaderboardRules
from submit.score import Score

OPEN, CLOSED, REVEALED = "open", "closed", "revealed"
RECEIVED, SCORED, INVALID = "received", "scored", "invalid"


@dataclass(frozen=True)
class Submission:
    """One file that a team handed in, as somebody may see it.

    Args:
        id: Its number in the ledger; a later one is larger, whatever the clock said.
        team: Whose it is.
        file: Its name, without a path.
        received: When it came, aware, in UTC.
        sha256: Of its bytes, 64 hexadecimal digits.
        n_bytes: Its size.
        state: `RECEIVED` (kept, not yet scored), `SCORED`, or `INVALID`, which counts for nothing.
        scores: By usage; a team sees the private one only after the end.
        problems: Why it cannot be scored, a sentence each.
        notes: What was mended while reading, a sentence each.
        is_hidden: The organizer took it off the board.
        is_late: It came after the deadline, and ranks nowhere.
        is_final: It counts at the end, by choice or because nothing was chosen.
    """

    id: int
    team: str
    file: str
    received: datetime
    sha256: str
    n_bytes: int
    state: str
    scores: dict[str, Score] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_hidden: bool = False
    is_late: bool = False
    is_final: bool = False


@dataclass(frozen=True)
class ContestState:
    """Where a contest stands.

    Args:
        word: `OPEN`; `CLOSED`, by hand or at the deadline; `REVEALED`.
        takes_entries: Whether a file is taken now; after the deadline it may be, as a late one.
        rules: Those in force, which the organizer may have changed since the page was written.
        deadline: Aware, in the contest's time zone; None where there is none.
        closed_at: When the organizer closed it by hand; None while it is not.
        revealed_at: When the private board was shown to everybody; None before.
    """

    word: str
    takes_entries: bool
    rules: LeaderboardRules
    deadline: datetime | None = None
    closed_at: datetime | None = None
    revealed_at: datetime | None = None


@dataclass(frozen=True)
class RankedRow:
    """A team's place on a board.

    Args:
        rank: The best is 1; every team has one of its own.
        could_be: The best and the worst rank that chance in the choice of pictures allows, 95 times of 100.
        team: Its name.
        score: What ranks it: on the public board of its best entry, on the private one of its best final entry.
        public: The public score of the same entry; the same as ``score`` on the public board.
        n_entries: How many of its files were valid, late ones left out.
        last: When the last of these came, aware, in UTC.
        entry: The id of the submission that ranks.
        change: On the private board: how many places it rose since the public one (fell: below 0); else None.
    """

    rank: int
    could_be: tuple[int, int]
    team: str
    score: Score
    public: Score
    n_entries: int
    last: datetime
    entry: int
    change: int | None = None


@dataclass(frozen=True)
class Team:
    """A team as the organizer sees it: its name, when it was entered, how many files it sent, valid or not."""

    name: str
    since: datetime
    n_files: int


@dataclass(frozen=True)
class Move:
    """What a corrected solution did to one team on one board.

    Args:
        usage: Which board, the name of the score that ranks there.
        team: Its name.
        rank_before, rank: Its places; None where it has none.
        before, score: Its scores; None where it has none.
    """

    usage: str
    team: str
    rank_before: int | None
    rank: int | None
    before: Score | None
    score: Score | None


@dataclass(frozen=True)
class Flag:
    """Two teams whose files are too much alike; for the organizer's eyes only, and no proof of anything.

    Args:
        kind: ``identical`` (the same bytes) or ``similar`` (nearly the same answers, mistakes among them).
        teams: Both names.
        entries: Their submissions' ids.
        sentence: What was seen, in words.
    """

    kind: str
    teams: tuple[str, str]
    entries: tuple[int, int]
    sentence: str
