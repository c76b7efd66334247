"""Teams whose files are too much alike, as pure functions; for the organizer's eyes only, and no proof of anything.

Two teams may have started from one lesson, or one from the other's file: that is for people to ask.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from competition.messages import _
from competition.predictions import Predictions
from submit.leaderboard.records import Flag, Submission

# So many pictures tell two files apart, and two hundred teams' answers to them fit into memory.
N_LOOKED_AT = 1_000
# Answers that differ by less than this share on average are one file but for rounding.
_SAME = 0.001
# Two teams' answers are suspiciously alike when they differ this much less than either's do from the others'.
_FAR_LESS = 0.2
_FEWEST_TEAMS = 5


def identical_files(entries: Iterable[Submission]) -> list[Flag]:
    """Pairs of teams of which both handed in the same bytes; each pair once, by the first time.

    Args:
        entries: In the order they came; faulty ones too, since a bad file that two teams share tells as much.
    """
    first: dict[tuple[str, str], Submission] = {}
    for entry in entries:
        first.setdefault((entry.sha256, entry.team), entry)
    sharing: dict[str, list[Submission]] = {}
    for entry in first.values():
        sharing.setdefault(entry.sha256, []).append(entry)
    found: dict[tuple[str, str], Flag] = {}
    for several in sharing.values():
        for one, other in combinations(several, 2):
            teams = (min(one.team, other.team), max(one.team, other.team))
            sentence = _("Both handed in the same bytes, {one} first.").format(one=one.team)
            found.setdefault(teams, Flag("identical", (one.team, other.team), (one.id, other.id), sentence))
    return list(found.values())


def looked_at(ids: Sequence[str]) -> list[str]:
    """The pictures on which files are held against each other, the same ones every time."""
    picked = np.random.default_rng(0).choice(len(ids), min(N_LOOKED_AT, len(ids)), replace=False)
    return [ids[place] for place in np.sort(picked).tolist()]


def sketch(predictions: Predictions, ids: Sequence[str]) -> np.ndarray:
    """What a file says to these pictures, float32 (n, n_classes)."""
    return predictions.aligned(ids, predictions.classes).probabilities.astype(np.float32)


def similar_answers(entries: Sequence[Submission], sketches: np.ndarray) -> list[Flag]:
    """Pairs of teams whose answers differ hardly at all, or far less than from everybody else's.

    Args:
        entries: One or more of each team.
        sketches: Their answers, float32 (n_entries, n_pictures, n_classes).
    """
    if len(entries) < 2:
        return []
    differences = _differences(sketches)
    teams = np.array([entry.team for entry in entries])
    usual = np.array(
        [
            np.median(row[teams != team]) if len(set(teams)) > 1 else np.inf
            for row, team in zip(differences, teams, strict=True)
        ]
    )
    enough = len(set(teams.tolist())) >= _FEWEST_TEAMS
    found: dict[tuple[str, str], tuple[float, Flag]] = {}
    for a, b in combinations(range(len(entries)), 2):
        far_less = enough and differences[a, b] < _FAR_LESS * min(usual[a], usual[b])
        if teams[a] == teams[b] or not (differences[a, b] < _SAME or far_less):
            continue
        one, other = sorted((entries[a], entries[b]), key=lambda entry: entry.id)
        pair = (min(one.team, other.team), max(one.team, other.team))
        sentence = _("Their answers differ by {n} on average; those of other teams from theirs by {usual}.").format(
            n=f"{differences[a, b]:.2%}", usual=f"{min(usual[a], usual[b]):.2%}"
        )
        flag = Flag("similar", (one.team, other.team), (one.id, other.id), sentence)
        if pair not in found or differences[a, b] < found[pair][0]:
            found[pair] = float(differences[a, b]), flag
    return [flag for _difference, flag in sorted(found.values(), key=lambda pair: pair[0])]


def _differences(sketches: np.ndarray) -> np.ndarray:
    """The total variation between the answers of every two files, the mean over pictures; (n, n), in 0 … 1."""
    flat = sketches.reshape(len(sketches), -1)
    n_pictures = sketches.shape[1]
    return np.array([np.abs(flat - row).sum(axis=1) / (2 * n_pictures) for row in flat])
