"""`Contest`: everything that makes one contest different from another, on one page, as data.

The page is ``contest.toml``. What the pictures *are* lives in `competition.layouts` and
`competition.dataset`; this module only says what the page may hold, reads it and writes it.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from competition.errors import ContestError
from competition.filenames import climbs, is_folder_name
from competition.messages import _

KINDS = ("probabilities", "label_id", "label_name", "top_k")


@dataclass(frozen=True)
class DataFiles:
    """Where the contest's pictures and tables are, relative to its folder.

    Args:
        train_images, test_images: A folder or a zip each; empty ``test_images``: there is no test part.
        train_table: The table that gives each training picture its label; empty for one folder per class.
        label_table: The table from label id to label name, where there is one.
        sample_submission: An example of a submission file; its first column lists the test ids.
        solution: The hidden labels, in the organizer's and the built-in contests' folders only.
        id_column, label_column, group_column: Column names in ``train_table``; pictures of one group
            (two photos of one coin) never straddle a split.
    """

    train_images: str = "train.zip"
    test_images: str = ""
    train_table: str = ""
    label_table: str = ""
    sample_submission: str = ""
    solution: str = ""
    id_column: str = "file_name"
    label_column: str = "label"
    group_column: str = ""


@dataclass(frozen=True)
class SubmissionFormat:
    """What the contest's submission file looks like.

    Args:
        kind: ``probabilities`` (a column per class), ``label_id``, ``label_name``, or ``top_k`` (the k best
            names in one cell, a space between).
        header: Whether the first line names the columns.
        separator: ``","`` or a tab.
        id_column, label_column: Column names; ``label_column`` serves every kind but ``probabilities``.
        k: How many names for ``top_k``.
        fixed_rows: Lines that must stand before the first row of data, word for word.
    """

    kind: str = "probabilities"
    header: bool = True
    separator: str = ","
    id_column: str = "id"
    label_column: str = "label"
    k: int = 3
    fixed_rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class SplitRules:
    """How the labelled pictures are divided: the held-out share, the number of folds, the seed."""

    holdout: float = 0.2
    n_folds: int = 5
    seed: int = 0


@dataclass(frozen=True)
class LeaderboardRules:
    """How the board is kept.

    Args:
        decimals: How many the board shows, and how many count: what looks equal is equal.
        time_zone: Where the contest's days begin and end, such as ``Asia/Tokyo``.
        daily_limit: How many valid files a team may hand in on a day; 0: as many as it likes.
        size_limit_mb: How large a file may be, in units of 1,000,000 bytes.
        n_final: How many entries a team chooses for the end, the best of which counts.
        deadline: Day and time, such as ``2026-12-01 17:00``, in the time zone; empty: until it is closed by hand.
        late_entries: Whether files that come after the deadline are still scored; they never rank.
        ladder: Whether a team sees a new score only where it is surely better than its best so far (the Ladder of
            Blum and Hardt, 2015), so that nobody climbs by probing.
    """

    decimals: int = 5
    time_zone: str = "Asia/Tokyo"
    daily_limit: int = 5
    size_limit_mb: int = 20
    n_final: int = 2
    deadline: str = ""
    late_entries: bool = True
    ladder: bool = False


@dataclass(frozen=True)
class Contest:
    """One contest's page.

    Args:
        name: Short, for folders and tables.
        classes: Class names, in the order of the submission's columns.
        label_ids: The id that stands for each class in the contest's tables, in the order of ``classes``;
            the names themselves where the contest has no ids.
        metric: A name in `competition.metrics.METRICS`.
        title, about, licence: What people read.
    """

    name: str
    classes: tuple[str, ...]
    label_ids: tuple[str, ...] = ()
    metric: str = "log_loss"
    title: str = ""
    about: str = ""
    licence: str = ""
    data: DataFiles = field(default_factory=DataFiles)
    submission: SubmissionFormat = field(default_factory=SubmissionFormat)
    split: SplitRules = field(default_factory=SplitRules)
    leaderboard: LeaderboardRules = field(default_factory=LeaderboardRules)

    def __post_init__(self) -> None:
        if not self.label_ids:
            object.__setattr__(self, "label_ids", self.classes)
        faults = list(_faults(self))
        if faults:
            raise ContestError(_("The contest's page says what cannot be"), faults)

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return len(self.classes)


def rule_faults(rules: LeaderboardRules) -> list[str]:
    """What a board's rules say that cannot be, a sentence each.

    >>> rule_faults(LeaderboardRules(n_final=0))
    ['leaderboard.n_final: 1 to 10 was expected, 0 came']
    """
    from zoneinfo import ZoneInfo

    ranges = {"decimals": (0, 15), "daily_limit": (0, 1000), "size_limit_mb": (1, 60), "n_final": (1, 10)}
    faults = [
        _("leaderboard.{rule}: {least} to {most} was expected, {n} came").format(rule=rule, least=least, most=most, n=n)
        for rule, (least, most) in ranges.items()
        if not least <= (n := getattr(rules, rule)) <= most
    ]
    try:
        ZoneInfo(rules.time_zone)
    except (ValueError, OSError, KeyError):
        faults.append(_("leaderboard.time_zone: '{name}' is no time zone").format(name=rules.time_zone))
    try:
        datetime.fromisoformat(rules.deadline or "2026-12-01")
    except ValueError:
        sentence = _("leaderboard.deadline: a day and a time such as 2026-12-01 17:00 were expected, '{words}' came")
        faults.append(sentence.format(words=rules.deadline))
    return faults


def _faults(contest: Contest) -> list[str]:
    from competition.metrics import METRICS

    faults = []
    if len(contest.classes) < 2:
        faults.append(_("classes: at least two are needed, {n} came").format(n=len(contest.classes)))
    for what, names in (("classes", contest.classes), ("label_ids", contest.label_ids)):
        twins = sorted({name for name in names if names.count(name) > 1})
        if twins:
            faults.append(_("{what}: {twins} more than once").format(what=what, twins=", ".join(twins)))
    if len(contest.label_ids) != len(contest.classes):
        faults.append(_("label_ids: {n} for {m} classes").format(n=len(contest.label_ids), m=len(contest.classes)))
    if contest.metric not in METRICS:
        faults.append(_("metric: {metric} is none of {known}").format(metric=contest.metric, known=", ".join(METRICS)))
    if contest.submission.kind not in KINDS:
        faults.append(
            _("submission.kind: {kind} is none of {known}").format(kind=contest.submission.kind, known=", ".join(KINDS))
        )
    if contest.submission.separator not in (",", "\t"):
        faults.append(_("submission.separator: a comma or a tab was expected"))
    if not 0 < contest.split.holdout < 1:
        faults.append(
            _("split.holdout: a share between 0 and 1 was expected, {share} came").format(share=contest.split.holdout)
        )
    if contest.split.n_folds < 1:
        faults.append(_("split.n_folds: at least 1 was expected, {n} came").format(n=contest.split.n_folds))
    faults += rule_faults(contest.leaderboard)
    name = contest.name
    # Runs and caches get folders of this name.
    if not is_folder_name(name):
        faults.append(_("name: a word that can be a folder's name was expected, '{name}' came").format(name=name))
    # Other people's pages are opened: none may point a table or a zip at the rest of the disk.
    faults += [
        _("data.{key}: a path inside the contest's folder was expected, '{path}' came").format(key=key, path=path)
        for key, path in asdict(contest.data).items()
        if not key.endswith("_column") and climbs(path)
    ]
    return faults
