"""The pages of a competition at Kaggle in Markdown, from what the contest's own page says."""

import re

from competition.contest import Contest
from competition.messages import _
from competition.metrics import METRICS

_LONGEST_BRIEF = 140


def pages(contest: Contest, sample: str, files: dict[str, str]) -> dict[str, str]:
    """The text of each page, by the name that Kaggle has for it.

    Args:
        contest: In Kaggle's form.
        sample: The first lines of a submission.
        files: What each data file holds, by its name.
    """
    return {
        "description": _description(contest),
        "evaluation": _evaluation(contest, sample),
        "data-description": _data(contest, files),
        "rules": _rules(contest),
    }


def brief(contest: Contest) -> str:
    """The contest in one line, as it stands below the title."""
    first = re.split(r"(?<=[.。!?！？])\s|\n|(?<=。)", contest.about.strip())[0]
    if 0 < len(first) <= _LONGEST_BRIEF:
        return first
    return _("Which of {n} classes does each picture show?").format(n=contest.n_classes)


def _description(contest: Contest) -> str:
    about = contest.about.strip() or brief(contest)
    return _("# {title}\n\n{about}\n\nThe classes: {classes}.\n").format(
        title=contest.title or contest.name, about=about, classes=", ".join(contest.classes)
    )


def _evaluation(contest: Contest, sample: str) -> str:
    form = contest.submission
    asked = {
        "probabilities": _("a probability for each class; a row that does not sum to 1 is divided by its sum"),
        "label_id": _("the id of one class"),
        "label_name": _("the name of one class"),
        "top_k": _("up to {k} class names with a space between, the most probable first").format(k=form.k),
    }[form.kind]
    return _(
        "Submissions are scored by {metric} ({direction}).\n\n"
        "A file has a row for every picture of the test part: its id and {asked}. It begins like this:\n\n"
        "```\n{sample}\n```\n\n"
        "While the competition runs, the leaderboard shows the score on the public part of the test pictures. In the "
        "end, only the private part counts.\n"
    ).format(
        metric=_metric_words(contest.metric), direction=METRICS[contest.metric].direction, asked=asked, sample=sample
    )


def _data(contest: Contest, files: dict[str, str]) -> str:
    lines = "".join(f"* `{name}`: {words}\n" for name, words in files.items())
    licence = _("\nLicence: {licence}\n").format(licence=contest.licence) if contest.licence else ""
    return lines + licence


def _rules(contest: Contest) -> str:
    rules = contest.leaderboard
    lines = [
        _("Every team learns from the training pictures given here; its program alone labels the test pictures."),
        _("Nobody shares code or answers with another team, unless in public."),
        _("Each person has one account and is in one team."),
    ]
    if rules.daily_limit:
        lines.append(_("A team submits at most {n} files a day.").format(n=rules.daily_limit))
    lines.append(_("For the end, a team selects up to {n} submissions; the better one counts.").format(n=rules.n_final))
    return "".join(f"{number}. {line}\n" for number, line in enumerate(lines, start=1))


def _metric_words(metric: str) -> str:
    """A metric, for people who have not met it."""
    return {
        "log_loss": _("the log loss: minus the logarithm of the probability given to the true class, averaged"),
        "accuracy": _("the accuracy: the share of pictures whose most probable class is the true one"),
        "macro_f1": _("macro-F1: the F1 of each class, averaged over the classes, so that rare ones count as much"),
        "top_3": _("the top-3 accuracy: the share of pictures whose true class is among the three most probable"),
        "top_5": _("the top-5 accuracy: the share of pictures whose true class is among the five most probable"),
    }[metric]
