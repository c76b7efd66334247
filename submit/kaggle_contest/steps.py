"""What the organizer does with the folder, step by step, in the words of Kaggle's own command line."""

from competition.contest import Contest
from competition.messages import _
from competition.metrics import METRICS

SENDER = "send_pages.py"
# `kaggle competitions pages create` ends in a TypeError (2.2.4); what it would have called does not.
_SENDER = '''"""Send the pages beside this file to {slug} at Kaggle; those that are there already are replaced."""

from kaggle import api

there = {{page.name for page in api.competition_list_pages({slug!r})}}
for name in {names!r}:
    if name in there:
        api.competition_update_page(
            {slug!r}, name, f"pages/{{name}}.md", mime_type="text/markdown", is_published=True
        )
    else:
        api.competition_create_page({slug!r}, name, f"pages/{{name}}.md", mime_type="text/markdown", publish=True)
    print(name)
'''


def sender(slug: str, page_names: list[str]) -> str:
    """A program that sends the pages."""
    return _SENDER.format(slug=slug, names=page_names)


def steps(contest: Contest, slug: str, has_settings: bool, has_usage: bool) -> str:
    """The page `HOST.md`.

    Args:
        contest: In Kaggle's form.
        slug: The competition's part of its address.
        has_settings: Whether there are settings to send.
        has_usage: Whether the solution says what is public.
    """
    rules, metric = contest.leaderboard, METRICS[contest.metric]
    usage = (
        _("The column Usage tells Kaggle which rows are public.")
        if has_usage
        else _("It has no column Usage: on the website, choose which share of the rows is public.")
    )
    daily = str(rules.daily_limit) if rules.daily_limit else _("as many as Kaggle allows")
    parts = [
        _("# {title} at Kaggle\n").format(title=contest.title or contest.name),
        _(
            "Nobody but you may see `solution.csv`. The commands are those of Kaggle's own client; the kit brings it "
            "along (`.venv/bin/kaggle`, on Windows `.venv\\Scripts\\kaggle`). Run them in this folder.\n"
        ),
        _("1. Make the competition; nobody sees it yet:\n"),
        _fenced("kaggle competitions create -p ."),
        _("2. Its pages, with the kit's Python (`.venv/bin/python`, on Windows `.venv\\Scripts\\python`):\n"),
        _fenced(f"python {SENDER}"),
        _("3. The pictures and tables:\n"),
        _fenced(f'kaggle competitions data update {slug} -p data -m "First version"'),
        _(
            "4. The metric, on the website (there is no command for it): Host → Evaluation Metric → write a new one. "
            "Put `metric.py` in its place, word for word, save it, and choose it: {direction}.\n"
        ).format(direction=metric.direction),
        _("5. The hidden labels. {usage} Repeat the second command until it says Ready: true:\n").format(usage=usage),
        _fenced(
            f"kaggle competitions solution create {slug} -p solution.csv",
            f"kaggle competitions solution status {slug}",
        ),
        _(
            "6. On the website, under Settings: submissions a day: {daily}; final submissions: {n_final}; decimals "
            "shown: {decimals}. Then submit `data/sample_submission.csv` as a test (Sandbox Submissions).\n"
        ).format(daily=daily, n_final=rules.n_final, decimals=rules.decimals),
        *([_fenced(f"kaggle competitions settings update {slug} -f settings.json")] if has_settings else []),
        _("7. Open it, now or at a time (UTC, `--at 2027-01-01T00:00:00Z`); from then on the solution is frozen:\n"),
        _fenced(f"kaggle competitions launch {slug}"),
    ]
    return "\n".join(parts)


def _fenced(*commands: str) -> str:
    return "\n".join(["```", *commands, "```"]) + "\n"
