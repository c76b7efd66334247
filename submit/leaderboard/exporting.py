"""A ledger's board in the form that tables and pages are made of; see `standings.Board`."""

from dataclasses import replace
from datetime import datetime

from competition.contest import Contest
from submit.leaderboard.ledger import Ledger
from submit.leaderboard.records import RankedRow
from submit.leaderboard.standings import Board, Entry, Row


def exported_board(ledger: Ledger, is_private: bool, now: datetime) -> tuple[Board, tuple[str, ...], Contest]:
    """One of the boards, with what is needed to write it down.

    Args:
        ledger: Whose.
        is_private: The private board with both scores, or the public one.
        now: The moment.

    Returns:
        The board; the names of its scores, the one that ranks first; the contest with the rules in force.
    """
    rows = ledger.private_rows() if is_private else ledger.public_rows(now)
    public, private = ledger.usages()
    usages = tuple(dict.fromkeys((private, public))) if is_private else (public,)
    files = {entry.id: entry.file for entry in ledger.submissions()}

    def row_of(row: RankedRow) -> Row:
        scores = {public: row.public, usages[0]: row.score}
        entry = Entry(row.team, files[row.entry], row.last.timestamp(), scores)
        return Row(row.rank, entry, row.score, row.could_be, row.change)

    contest = replace(ledger.contest, leaderboard=ledger.state(now).rules)
    return Board(tuple(row_of(row) for row in rows), ()), usages, contest
