"""The board as one HTML file that needs nothing else: no script, no font, no picture from anywhere.

Every name in it was chosen by somebody else and is escaped; a policy in the page forbids scripts besides.
"""

from collections.abc import Sequence
from html import escape

import numpy as np

from competition.contest import Contest
from competition.languages import preferred
from competition.messages import _, n_
from competition.metrics import METRICS
from submit.leaderboard.ranked_text import could_be_text
from submit.leaderboard.standings import Board, Entry, Row
from submit.score import Score

# The house's look; the pages of `submit.leaderboard.web` wear it too.
STYLE = """
:root { color-scheme: light dark; --ink: #1d2330; --soft: #667085; --paper: #f6f7fb; --card: #fff;
  --line: #e4e7ef; --bar: #6c8fe0; --mark: #1f3f94; --bad: #b42318 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --soft: #98a2b3; --paper: #11141b;
  --card: #1a1f2b; --line: #2b3242; --bar: #5b7fd6; --mark: #c3d6ff; --bad: #ff9a8f } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem }
p { color: var(--soft); margin: 0 0 1.25rem } footer { margin-top: 1.25rem } time { white-space: nowrap }
table { width: 100%; border-collapse: collapse; background: var(--card); border-radius: 12px;
  overflow: hidden; box-shadow: 0 1px 3px rgb(0 0 0 / .12) }
th { text-align: left; font-size: .8rem; font-weight: 600; color: var(--soft); padding: .6rem .75rem }
td { padding: .6rem .75rem; border-top: 1px solid var(--line); overflow-wrap: anywhere }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.score { font-weight: 650 }
.soft { color: var(--soft); font-size: .85rem }
.rank { display: inline-block; min-width: 2rem; padding: 0 .4rem; border-radius: 1rem; text-align: center;
  font-variant-numeric: tabular-nums }
.rank-1 { background: #f5c542; color: #3b2c00 } .rank-2 { background: #ccd3de; color: #222a36 }
.rank-3 { background: #dca06d; color: #3a1f08 }
.team { font-weight: 600 }
svg { display: inline-block; vertical-align: middle; width: 10rem; height: 1.25rem; margin-right: .75rem }
rect { fill: var(--bar) } path { fill: var(--mark) } .narrow { display: none }
.bad { color: var(--bad) } ul { margin: .25rem 0 0; padding-left: 1.1rem }
.interval { white-space: nowrap; font-variant-numeric: tabular-nums }
@media (max-width: 50rem) { .wide { display: none } .narrow { display: block; font-weight: 400 }
  main { padding-top: 1rem } h1 { font-size: 1.35rem } td, th { padding: .5rem .6rem } }
@media print { body { background: none } table { box-shadow: none; border: 1px solid var(--line) }
  tr { break-inside: avoid } .rank, rect, path { print-color-adjust: exact } }
"""


# Nothing is loaded and nothing runs.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

# Of the axis on which intervals are drawn, in the picture's own units.
_WIDTH = 148


def board_page(board: Board, contest: Contest, usages: tuple[str, ...] = ("",), made_at: str = "") -> str:
    """The whole page as text.

    Args:
        board: Ranked entries and invalid ones.
        contest: Its title, metric and decimals.
        usages: Which scores to show, the one that ranks first.
        made_at: When the board was made, as people read it.

    Returns:
        HTML, complete and the same for the same arguments.
    """
    title = escape(contest.title or contest.name)
    metric = METRICS[contest.metric]
    about = f"{escape(contest.metric)} · {metric.direction} · " + n_("{n} team", "{n} teams", len(board.rows))
    if board.rows:
        # Every file that counts answers the same pictures.
        about += " · " + n_("{n} picture", "{n} pictures", board.rows[0].score.n_rows)
    axis = interval_axis([row.score for row in board.rows])
    body = "".join(_row(row, contest, usages, axis) for row in board.rows)
    first, *others = (escape(_score_name(usage)) for usage in usages)
    names = f'<th scope="col" class="number">{first}<span class="narrow">{_("95 % interval")}</span></th>'
    names += "".join(f'<th scope="col" class="number">{name}</th>' for name in others)
    table = (
        f'<table><thead><tr><th scope="col">{_("Rank")}</th><th scope="col">{_("Team")}</th>{names}'
        f'<th scope="col" class="wide">{_("95 % interval")}</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
        if board.rows
        else f"<p>{_('No file could be scored.')}</p>"
    )
    foot = _("Where intervals overlap much, the order may be chance. Equal scores go to the earlier file.")
    if any(row.could_be for row in board.rows):
        foot += " " + _("Beside each rank: between which ones it could be on other pictures of the same kind.")
    made = f" · <time>{escape(made_at)}</time>" if made_at else ""
    return (
        f'<!doctype html>\n<html lang="{preferred()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n<p>{about}{made}</p>\n{table}\n{_invalid(board.invalid)}"
        f"<footer><p>{foot}</p></footer>\n</main>\n</body>\n</html>\n"
    )


def _score_name(usage: str) -> str:
    return usage or _("Score")


def _row(row: Row, contest: Contest, usages: tuple[str, ...], axis: tuple[float, float]) -> str:
    decimals = contest.leaderboard.decimals
    first, *others = (_number(row.entry.scores.get(usage), decimals) for usage in usages)
    ends = _ends(row.score, decimals)
    # A phone has no room for the drawn interval, only for its ends.
    cells = f'<td class="number score">{first}<span class="narrow soft">{ends}</span></td>'
    cells += "".join(f'<td class="number soft">{number}</td>' for number in others)
    return (
        f'<tr><td><span class="rank rank-{row.rank}">{row.rank}</span>{_could_be(row)}</td>'
        f'<td><span class="team">{escape(row.entry.team)}</span></td>{cells}'
        f'<td class="wide interval">{drawn_interval(row.score, axis)}<span class="soft">{ends}</span></td></tr>\n'
    )


def _could_be(row: Row) -> str:
    """Between which ranks chance may put the team, where that is known."""
    return "" if row.could_be is None else f' <span class="soft">{could_be_text(row.could_be)}</span>'


def _number(score: Score | None, decimals: int) -> str:
    return f"{score.value:.{decimals}f}" if score else "–"


def _ends(score: Score, decimals: int) -> str:
    """The interval in figures."""
    return f"{score.low:.{decimals}f} – {score.high:.{decimals}f}"


def interval_axis(scores: Sequence[Score]) -> tuple[float, float]:
    """The ends of the drawn axis: all intervals but those far out, so that a hopeless score squeezes nobody."""
    if not scores:
        return 0.0, 1.0
    lows, values, highs = np.array([(score.low, score.value, score.high) for score in scores]).T
    quarter, half, three_quarters = np.quantile(values, (0.25, 0.5, 0.75))
    # Far is twice as far from the middle as the middle half of the scores, or an interval, is wide.
    near = np.abs(values - half) <= 2 * max(three_quarters - quarter, float(np.median(highs - lows)))
    first, last = float(lows[near].min()), float(highs[near].max())
    return first, max(last, first + 1e-9)


def drawn_interval(score: Score, axis: tuple[float, float]) -> str:
    """The interval as a bar with a stroke at the score; an arrow where the score lies beyond the drawn axis."""
    places = [_WIDTH * (value - axis[0]) / (axis[1] - axis[0]) for value in (score.low, score.value, score.high)]
    left, middle, right = (min(_WIDTH, max(0.0, place)) for place in places)
    mark = f'<path d="M{middle - 1:.1f} 2h2v16h-2Z"/>'
    if middle != places[1]:
        tip = 5 if places[1] > _WIDTH else -5
        mark = f'<path d="M{middle - tip:.1f} 5V15L{middle + tip:.1f} 10Z"/>'
    return (
        f'<svg viewBox="-6 0 {_WIDTH + 12} 20" aria-hidden="true">'
        f'<rect x="{left:.1f}" y="7" width="{max(right - left, 1):.1f}" height="6" rx="2"/>{mark}</svg>'
    )


def _invalid(entries: tuple[Entry, ...]) -> str:
    if not entries:
        return ""
    head = n_("{n} file could not be scored", "{n} files could not be scored", len(entries))
    items = "".join(
        f'<tr><td><span class="team">{escape(entry.team)}</span> '
        f'<span class="soft">{escape(entry.file)}</span><ul class="bad">'
        + "".join(f"<li>{escape(problem)}</li>" for problem in entry.problems)
        + "</ul></td></tr>\n"
        for entry in entries
    )
    return f"<h2>{head}</h2>\n<table><tbody>{items}</tbody></table>\n"
