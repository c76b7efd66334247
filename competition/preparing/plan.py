"""`Plan`: how an organizer wants raw photos to become a contest, and the contest's page that follows from it."""

from dataclasses import asdict, dataclass
from fractions import Fraction

from competition.contest import Contest, DataFiles, SplitRules, SubmissionFormat
from competition.preparing.photo import FORMATS, Form

TRAIN, PUBLIC_TEST, PRIVATE_TEST = range(3)

# Where everything lies in the teams' folder.
FILES = DataFiles(
    train_images="train.zip",
    test_images="test.zip",
    train_table="train.csv",
    sample_submission="sample_submission.csv",
    group_column="group",
)


@dataclass(frozen=True)
class Plan:
    """What an organizer decides.

    Args:
        name, title: Of the contest.
        metric: How it is judged, a name in `competition.metrics.METRICS`.
        kind: What teams hand in, one of `competition.contest.KINDS`.
        seed: The same seed makes the same contest of the same photos; whoever knows it should keep it to himself.
        size, format: What teams get: the longest side in pixels, and ``jpeg`` or ``png``.
        least_side: Photos with a shorter side under this cannot be used.
        test: The share of photos that teams have to answer.
        public: The share of these whose score is shown while the contest runs.
        n_classes: How many classes there have to be; None: as many as there are.
        least_per_class: How many usable photos a class must have.
        burst_s: Alike photos taken within so many seconds are one burst; 0: there are none.
        leave_out: Whether photos that cannot be used are left out and listed, or else make all be refused.
    """

    name: str
    seed: int
    format: str
    title: str = ""
    metric: str = "log_loss"
    kind: str = "probabilities"
    size: int = 512
    least_side: int = 16
    test: Fraction = Fraction(3, 10)
    public: Fraction = Fraction(2, 5)
    n_classes: int | None = None
    least_per_class: int = 10
    burst_s: float = 3.0
    leave_out: bool = False

    @property
    def form(self) -> Form:
        """What teams get of each photo."""
        return Form(self.size, self.format, self.least_side)

    @property
    def suffix(self) -> str:
        """The ending of the pictures' names."""
        return FORMATS[self.format]

    @property
    def shares(self) -> tuple[Fraction, Fraction, Fraction]:
        """Of the training, the public test and the private test part; 1 in all."""
        return 1 - self.test, self.test * self.public, self.test * (1 - self.public)

    def as_table(self) -> dict[str, str | int | float]:
        """What to write down so that the same contest can be made again; unset values are left out."""
        values = {key: str(value) if isinstance(value, Fraction) else value for key, value in asdict(self).items()}
        return {key: value for key, value in values.items() if value is not None}

    def contest(self, classes: tuple[str, ...], n_folds: int) -> Contest:
        """The contest's page.

        Raises:
            ContestError: It would say what cannot be, such as a name that no folder can have.
        """
        return Contest(
            self.name,
            classes,
            metric=self.metric,
            title=self.title or self.name,
            data=FILES,
            submission=SubmissionFormat(kind=self.kind),
            split=SplitRules(n_folds=n_folds),
        )
