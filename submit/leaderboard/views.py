"""The boards and histories of a ledger, kept until something is added to it, by whichever process."""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock
from typing import Any, TypeVar, cast

import numpy as np
from sqlalchemy import Connection, Engine

from competition.contest import Contest
from competition.metrics import metric_named
from submit.leaderboard.boards import (
    Scoring,
    private_board,
    public_board,
    with_all_scores,
    with_finals,
    without_private,
)
from submit.leaderboard.database import reading
from submit.leaderboard.history import History, Known, changes, draws_of, history, team_history
from submit.leaderboard.judging import private_usage, public_usage
from submit.leaderboard.ladder import laddered
from submit.leaderboard.ranking import Draws
from submit.leaderboard.records import Flag, RankedRow, Submission
from submit.leaderboard.similarity import identical_files, looked_at, similar_answers, sketch
from submit.leaderboard.teams import team_id_of
from submit.leaderboard.verdicts import Judge, named_file

_View = TypeVar("_View")


class Views:
    """What is seen of a ledger; safe to ask from several threads.

    Args:
        engine: The ledger's database.
        contest: Its page.
        judge: Knows the solution in force.
    """

    def __init__(self, engine: Engine, contest: Contest, judge: Judge) -> None:
        self._engine = engine
        self._contest = contest
        self._judge = judge
        self._kept: dict[str, tuple[str, Any]] = {}
        self._known: Known = {}
        self._sketches: dict[int, np.ndarray] = {}
        self._lock = Lock()
        self._reading_files = Lock()

    def entries(self, team: str | None) -> Sequence[Submission]:
        """What was handed in, the oldest first: everything for the organizer, or a team's as it may see it."""
        if team is None:
            return self._as_kept("entries", self._all_entries)
        with reading(self._engine) as connection:
            found = team_history(connection, self._contest.metric, team_id_of(connection, team))
            public = self._marked(connection, found)
            return with_all_scores(found, public).entries if found.is_revealed else public.entries

    def public_rows(self) -> Sequence[RankedRow]:
        """The public board."""
        return self._as_kept("public", self._public_rows)

    def private_rows(self) -> Sequence[RankedRow]:
        """The board of the end."""
        return self._as_kept("private", self._private_rows)

    def flags(self) -> Sequence[Flag]:
        """Teams whose files are too much alike."""
        # Files are read for it, for seconds perhaps: the boards do not wait for that.
        with self._reading_files, reading(self._engine) as connection:
            return self._of_now(connection, "flags", self._flags)

    def both(self) -> dict[str, Sequence[RankedRow]]:
        """The boards by the names of the scores that rank; one where there is one score only."""
        public, private = self.usages()
        return {public: self.public_rows()} | {private: self.private_rows()}

    def usages(self) -> tuple[str, str]:
        """The names of the public score and of the one that decides at the end."""
        with reading(self._engine) as connection:
            scoring = self._scoring(connection)
        return scoring.public, scoring.private

    def _as_kept(self, what: str, computed: Callable[[Connection], _View]) -> _View:
        # One thread computes, the others wait for it: they would only do the same.
        with self._lock, reading(self._engine) as connection:
            return self._of_now(connection, what, computed)

    def _of_now(self, connection: Connection, what: str, computed: Callable[[Connection], _View]) -> _View:
        """What was computed last, where nothing was added since, as far as this connection sees."""
        now = changes(connection)
        at, view = self._kept.get(what, ("", None))
        if at != now:
            view = computed(connection)
            self._kept[what] = now, view
        return cast(_View, view)

    def _scoring(self, connection: Connection) -> Scoring:
        _id, solution = self._judge.solution(connection)
        return Scoring(metric_named(self._contest.metric), public_usage(solution), private_usage(solution))

    def _public(self, connection: Connection, found: History) -> History:
        """The part of a history that is for its teams."""
        scoring = self._scoring(connection)
        public = without_private(found, scoring)
        if found.rules.ladder:
            return laddered(public, scoring, self._draws(connection, found, scoring.public))
        return public

    def _marked(self, connection: Connection, found: History) -> History:
        """The same, with the entries marked that count at the end."""
        return with_finals(self._public(connection, found), self._scoring(connection))

    def _history(self, connection: Connection) -> History:
        # Called under the lock, so that no two threads add to what is known.
        return history(connection, self._contest.metric, self._known)

    def _draws(self, connection: Connection, found: History, usage: str) -> Draws:
        return partial(draws_of, connection, solution_id=found.solution_id, usage=usage)

    def _all_entries(self, connection: Connection) -> Sequence[Submission]:
        found = self._history(connection)
        return with_all_scores(found, self._marked(connection, found)).entries

    def _public_rows(self, connection: Connection) -> Sequence[RankedRow]:
        scoring = self._scoring(connection)
        found = self._public(connection, self._history(connection))
        return public_board(found, scoring, self._draws(connection, found, scoring.public))

    def _private_rows(self, connection: Connection) -> Sequence[RankedRow]:
        scoring = self._scoring(connection)
        found = self._history(connection)
        marked = with_all_scores(found, self._marked(connection, found))
        draws = self._draws(connection, found, scoring.private)
        public = self._of_now(connection, "public", self._public_rows)
        return private_board(marked, scoring, public, draws)

    def _flags(self, connection: Connection) -> Sequence[Flag]:
        entries = self.entries(None)
        compared = [entry for entry in entries if entry.is_final]
        pictures = looked_at(self._judge.solution(connection)[1].ids)
        for entry in compared:
            # A file never changes: it is read once as long as this process lives.
            if entry.id not in self._sketches:
                file, data = named_file(connection, entry.id)
                answers = self._judge.answers(connection, file, data)
                self._sketches[entry.id] = sketch(answers, pictures)
        alike = similar_answers(compared, np.array([self._sketches[entry.id] for entry in compared]))
        same = identical_files(entries)
        told = {frozenset(flag.teams) for flag in same}
        return same + [flag for flag in alike if frozenset(flag.teams) not in told]
