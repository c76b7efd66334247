"""Is one model really better than another? Their answers to the same pictures, held against each other.

Which models are compared, and what follows from it, is the affair of whoever asks. Whether a *recipe* is better, which
makes another model with every seed, is asked in `recipe_comparison`; a single model's score has its interval from
`submit.score`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from competition.comparing.marks import Marks, marked
from competition.metrics import METRICS, Metric

CONFIDENCE = 0.95

# A gain whose interval will just touch 0 is seen in half of all tries only; to be seen in four of five, the usual power
# of a planned experiment, it has to be so many times its interval's half.
_FOUR_OF_FIVE = 1 + NormalDist().inv_cdf(0.8) / NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
# More pictures than any contest has.
_TOO_MANY = 10_000_000


@dataclass(frozen=True)
class Difference:
    """How much better one model is than another.

    Args:
        metric: The metric's name.
        value: The better score minus the worse, above 0 when the first model is the better one, whichever way
            the metric runs.
        low, high: The ends of the 95 % interval over pictures.
    """

    metric: str
    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval lies on one side of 0: on other such pictures, the same model would win."""
        return self.low > 0 or self.high < 0

    def text(self) -> str:
        """The difference with its sign and its interval, with the metric's decimals.

        >>> Difference("accuracy", 0.02, -0.01, 0.05).text()
        '+0.0200 [-0.0100, +0.0500]'
        """
        value, low, high = (
            f"{number:+.{METRICS[self.metric].decimals}f}" for number in (self.value, self.low, self.high)
        )
        return f"{value} [{low}, {high}]"


def paired_difference(metric: Metric, y_true: np.ndarray, a: np.ndarray, b: np.ndarray) -> Difference:
    """How much better ``a`` answers than ``b``, and between which bounds that would lie on other such pictures.

    Args:
        metric: What to score by.
        y_true: Class numbers, int (n,).
        a: Probabilities, float (n, n_classes), or of several trainings, (n_trainings, n, n_classes), whose scores
            are averaged.
        b: The same of the other model, for the same pictures in the same order.

    >>> y_true = np.array([0, 1, 0, 1])
    >>> right, unsure = np.eye(2)[y_true], np.full((4, 2), 0.5)
    >>> paired_difference(METRICS["log_loss"], y_true, right, unsure).text()
    '+0.69315 [+0.69315, +0.69315]'
    """
    ours, theirs = ([marked(y_true, table) for table in tables.reshape(-1, *tables.shape[-2:])] for tables in (a, b))
    return difference(metric, ours, theirs)


def difference(metric: Metric, a: Sequence[Marks], b: Sequence[Marks], n_rivals: int = 1) -> Difference:
    """How much better the models ``a`` are than the models ``b``, with a 95 % interval over pictures.

    All are asked about the same pictures, and what is hard for one is hard for the others: the difference is known
    far better than any score. The interval is Student's (1908), which every score here allows, being a mean over
    pictures (macro-F1 nearly so, see `row_macro_f1`): without draws, no luck of the draws decides what is clear. It
    does not know that the same models trained again would answer otherwise.

    Args:
        metric: What to score by.
        a: The marks of one or several trainings, whose scores are averaged.
        b: The others', for the same pictures in the same order.
        n_rivals: How many such intervals are asked for at once; all hold together in 95 of 100 cases (Bonferroni's
            correction).
    """
    from scipy.special import stdtrit

    rows = gains(metric, a, b)
    value, n_rows = float(rows.mean()), len(rows)
    if n_rows < 2:
        return Difference(metric.name, value, -math.inf, math.inf)
    quantile = float(stdtrit(n_rows - 1, 1 - (1 - CONFIDENCE) / 2 / n_rivals))
    reach = quantile * float(rows.std(ddof=1)) / math.sqrt(n_rows)
    return Difference(metric.name, value, value - reach, value + reach)


def gains(metric: Metric, a: Sequence[Marks], b: Sequence[Marks]) -> np.ndarray:
    """How much better ``a`` did on each picture than ``b``, the mean over trainings; float64 (n,), above 0: better."""
    ours, theirs = (np.mean([one.rows(metric) for one in several], axis=0) for several in (a, b))
    rows: np.ndarray = ours - theirs if metric.greater_is_better else theirs - ours
    return rows


def more_pictures(found: Difference, n_rows: int) -> int | None:
    """About how many more pictures it would take to see a gain this small in four tries of five.

    An interval narrows with the root of the number of pictures: for a gain half as large, four times as many.

    Args:
        found: What was seen on the pictures there are.
        n_rows: How many these are.

    Returns:
        With two digits that say something; None when no contest has so many.

    >>> more_pictures(Difference("log_loss", 0.01, -0.01, 0.03), 1_000)
    7200
    """
    if not found.value:
        return None
    reach = (found.high - found.low) / 2
    needed = n_rows * (_FOUR_OF_FIVE * reach / abs(found.value)) ** 2 - n_rows
    if needed > _TOO_MANY:
        return None
    digits = max(0, math.floor(math.log10(max(needed, 1))) - 1)
    return max(1, round(needed / 10**digits) * 10**digits)


@dataclass(frozen=True)
class McNemar:
    """Of how many pictures only one of two models is right, and whether that is more than chance.

    Args:
        only_a, only_b: The numbers of pictures.
        p: How often chance alone would make them as unequal, or more, were both models as good; in 0 … 1.
    """

    only_a: int
    only_b: int
    p: float


def mcnemar(a: Marks, b: Marks) -> McNemar:
    """McNemar's exact test (1947) of two models' accuracy: pictures that both get right or wrong say nothing.

    Of the others each is a coin toss, were the models as good.

    >>> from competition.metrics import METRICS
    >>> y_true, right = np.zeros(6, dtype=int), np.tile([0.9, 0.1], (6, 1))
    >>> mcnemar(marked(y_true, right), marked(y_true, right[:, ::-1]))
    McNemar(only_a=6, only_b=0, p=0.03125)
    """
    accuracy = METRICS["accuracy"]
    wins = gains(accuracy, [a], [b])
    return McNemar(int((wins > 0).sum()), int((wins < 0).sum()), sign_p(wins))


def sign_p(wins: np.ndarray) -> float:
    """How often fair coins would fall as unequally as these wins (above 0) and losses (below), or more so."""
    from scipy.special import bdtr

    n_wins, n_losses = int((wins > 0).sum()), int((wins < 0).sum())
    if not n_wins + n_losses:
        return 1.0
    return min(1.0, 2 * float(bdtr(min(n_wins, n_losses), n_wins + n_losses, 0.5)))


def is_told_apart(metric: Metric, better: Marks, worse: Marks, n_rivals: int = 1) -> bool:
    """Whether the best of several models is surely better than one of the others.

    The best of twenty is the best by luck, too: the more rivals there are, the farther it has to lie ahead
    (of all the models that are as good as the best one, none is taken for worse in 95 of 100 tables). With one rival
    it is what `difference` calls clear.

    Args:
        metric: What to score by.
        better: The marks of the best model.
        worse: Of another one, for the same pictures in the same order.
        n_rivals: With how many others the best was compared.
    """
    return difference(metric, [better], [worse], n_rivals).low > 0
