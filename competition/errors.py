"""Everything that can go wrong in a way a user can mend. Programming mistakes stay ordinary exceptions.

::

    KitError                  one plain sentence, its offenders, and what to do next (exit code 2)
    ├── ContestError          the contest's page or its folder
    │   └── DataError         its pictures, tables and labels
    ├── SplitError            the held-out part and the folds
    ├── RecipeError           a recipe, a policy, or a setting they don't have
    ├── RunError              a run folder
    ├── InstallError          the machine: packages, disk, network
    │   └── DiskError         a file that cannot be written
    ├── UploadError           a contest's site, such as Kaggle; a file did not arrive, for sure
    │   └── UnclearError      nobody knows whether it arrived
    ├── LedgerError           a board's database; for organizers' eyes
    │   └── BusyError         it is being written to by too many at once: asking again helps
    ├── SolutionError         hidden labels; for organizers' eyes
    └── SubmissionError       a submission file, with *all* its problems; with its kinds all a participant sees
        └── RefusedError      not even looked at, by the contest's rules
            ├── LimitError    too many
            ├── TooLargeError too large
            └── ClosedError   too late
"""

from collections.abc import Sequence

from competition.messages import _

SHOWN_OFFENDERS = 10


def listed(offenders: Sequence[str], shown: int = SHOWN_OFFENDERS) -> str:
    """The first few offenders and how many more there are.

    >>> listed(["a", "b", "c"], shown=2)
    'a, b … and 1 more (3 in all)'
    """
    text = ", ".join(offenders[:shown])
    rest = len(offenders) - shown
    if rest > 0:
        text += _(" … and {rest:,} more ({n:,} in all)").format(rest=rest, n=len(offenders))
    return text


class KitError(Exception):
    """Something the user can mend.

    Args:
        sentence: What was expected and what came, in one plain sentence.
        offenders: Every thing at fault (files, ids, rows); the first ten and a count are shown.
        hint: What to do now.
    """

    def __init__(self, sentence: str, offenders: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.offenders = list(offenders)
        self.hint = hint

    def __str__(self) -> str:
        parts = [self.sentence]
        if self.offenders:
            parts.append(listed(self.offenders))
        return ": ".join(parts) + (f"\n→ {self.hint}" if self.hint else "")


class ContestError(KitError):
    """The contest's page or its folder is not as it should be."""


class DataError(ContestError):
    """The contest's pictures, tables or labels are not as they should be."""


class SplitError(KitError):
    """The held-out part or the folds cannot be made, or no longer fit the data."""


class RecipeError(KitError):
    """No such recipe or policy, or it has no such setting."""


class RunError(KitError):
    """A run folder is missing, unfinished, or belongs to other data."""


class InstallError(KitError):
    """The machine lacks something: a package, disk, network."""


class DiskError(InstallError):
    """A file cannot be written: the disk is full, write-protected, or a folder is in the file's place."""


class UploadError(KitError):
    """A contest's site did not take a file, or does not say what it was asked."""


class UnclearError(UploadError):
    """A file was sent, and nobody knows whether it arrived."""


class LedgerError(KitError):
    """A board's database is gone, another contest's, or asked for what it does not hold."""


class BusyError(LedgerError):
    """A board's database is being written to by too many at once; asking again helps."""


class SolutionError(KitError):
    """The hidden labels are not as they should be; never shown to a participant."""


class SubmissionError(KitError):
    """A submission file that cannot be scored, with all its problems at once.

    Args:
        name: The file's name.
        problems: One sentence for each problem, row numbers included.
    """

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        lines = "".join(f"\n  - {problem}" for problem in self.problems)
        super().__init__(_("{name} cannot be scored:").format(name=name) + lines)


class RefusedError(SubmissionError):
    """A file that the contest's rules do not let in; it was not looked at, and does not count."""


class LimitError(RefusedError):
    """A team has handed in, or chosen, as many as it may."""


class TooLargeError(RefusedError):
    """A file is larger than the contest's rules allow."""


class ClosedError(RefusedError):
    """The contest takes no more files or choices."""
