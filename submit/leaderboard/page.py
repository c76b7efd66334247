"""The board as one HTML file that needs nothing else: no script, no font, no picture from anywhere.

Every name in it was chosen by somebody else and is escaped; a policy in the page forbids scripts besides.
"""

from html import escape

import numpy as np

from competition.contest import Contest
from competition.messages import _, n_
from competition.metrics import METRICS
from submit.leaderboard.standings import Board, Entry, Row
from submit.score import Score

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2330; --soft: #667085; --paper: #f6f7fb; --card: #fff;
  --line: #e4e7ef; --bar: #7aa2f7; --dot: #2f5fd0; --bad: #b42318 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --soft: #98a2b3; --paper: #11141b;
  --card: #1a1f2b; --line: #2b3242; --bar: #3b5998; --dot: #9dbcff; --bad: #ff9a8f } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Hiragino Sans", "Noto Sans JP", "Yu Gothic UI", sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem }
p, footer { color: var(--soft); margin: 0 0 1.25rem }
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
svg { display: block; width: 9rem; height: 1.25rem }
rect { fill: var(--bar) } circle { fill: var(--dot) }
.bad { color: var(--bad) } ul { margin: .25rem 0 0; padding-left: 1.1rem }
@media (max-width: 40rem) { .wide { display: none } main { padding-top: 1rem } h1 { font-size: 1.35rem } }
"""


# Nothing is loaded and nothing runs.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


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
    direction = _("higher is better") if metric.greater_is_better else _("lower is better")
    about = f"{escape(contest.metric)} · {direction} · " + n_("{n} team", "{n} teams", len(board.rows))
    scale = _scale(board.rows)
    body = "".join(_row(row, contest, usages, scale) for row in board.rows)
    names = "".join(f'<th class="number">{escape(_score_name(usage))}</th>' for usage in usages)
    table = (
        f"<table><thead><tr><th>{_('Rank')}</th><th>{_('Team')}</th>{names}"
        f'<th class="wide">{_("95 % interval")}</th><th class="wide number">{_("Pictures")}</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
        if board.rows
        else f"<p>{_('No file could be scored.')}</p>"
    )
    foot = _("Where intervals overlap much, the order may be chance. Equal scores go to the earlier file.")
    made = f" · {escape(made_at)}" if made_at else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n<p>{about}{made}</p>\n{table}\n{_invalid(board.invalid)}"
        f"<footer><p>{foot}</p></footer>\n</main>\n</body>\n</html>\n"
    )


def _score_name(usage: str) -> str:
    return usage or _("Score")


def _row(row: Row, contest: Contest, usages: tuple[str, ...], scale: tuple[float, float]) -> str:
    decimals = contest.leaderboard.decimals
    numbers = [_number(row.entry.scores.get(usage), decimals) for usage in usages]
    cells = "".join(
        f'<td class="number {"soft" if place else "score"}">{number}</td>' for place, number in enumerate(numbers)
    )
    return (
        f'<tr><td><span class="rank rank-{row.rank}">{row.rank}</span></td>'
        f'<td><span class="team">{escape(row.entry.team)}</span></td>{cells}'
        f'<td class="wide">{_interval(row.score, decimals, scale)}</td>'
        f'<td class="wide number soft">{row.score.n_rows:,}</td></tr>\n'
    )


def _number(score: Score | None, decimals: int) -> str:
    return f"{score.value:.{decimals}f}" if score else "–"


def _scale(rows: tuple[Row, ...]) -> tuple[float, float]:
    """The ends of the drawn axis: most rows' intervals; a few hopeless scores don't squeeze the others."""
    if not rows:
        return 0.0, 1.0
    lows, highs = np.array([(row.score.low, row.score.high) for row in rows]).T
    first, last = float(np.quantile(lows, 0.05)), float(np.quantile(highs, 0.95))
    return first, max(last, first + 1e-9)


def _interval(score: Score, decimals: int, scale: tuple[float, float]) -> str:
    left, middle, right = (
        144 * min(1.0, max(0.0, (value - scale[0]) / (scale[1] - scale[0])))
        for value in (score.low, score.value, score.high)
    )
    words = _("{low} to {high}").format(low=f"{score.low:.{decimals}f}", high=f"{score.high:.{decimals}f}")
    return (
        f'<svg viewBox="-4 0 152 20" role="img" aria-label="{words}"><title>{words}</title>'
        f'<rect x="{left:.1f}" y="8" width="{max(right - left, 1):.1f}" height="4" rx="2"/>'
        f'<circle cx="{middle:.1f}" cy="10" r="4"/></svg>'
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
