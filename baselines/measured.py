"""What each recipe of the catalogue was measured to reach, with the command that anyone can give again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What a recipe reached, once, on one machine.

    Args:
        command: The whole command line.
        score: Its out-of-fold score in the contest's metric.
        minutes: How long it took.
        machine: On what.
    """

    command: str
    score: float
    minutes: float
    machine: str


_ALONE = "two cores of an AMD EPYC"
_BUSY = f"{_ALONE}, other work beside it"


def _measured(command: str, score: float, minutes: float, machine: str = _BUSY) -> Measured:
    return Measured(f"train contest108 --recipe {command}", score, minutes, machine)


# SIGNATE's contest 108, log loss. A single fold left 8,000 pictures out, of `best` 4,000; more folds all 40,000.
MEASURED: dict[str, tuple[Measured, ...]] = {
    "dense": (_measured("dense --folds 1 --minutes 4", 2.56977, 3.9),),
    "cnn": (_measured("cnn --folds 1 --minutes 4", 1.97144, 2.6),),
    "tiny_vgg": (_measured("tiny_vgg --folds 1 --minutes 4", 2.15202, 2.5),),
    "resnet": (
        _measured("resnet --folds 1 --minutes 4", 1.44707, 2.6),
        _measured("resnet --folds 3 --minutes 40", 0.93316, 44.4),
    ),
    "vit": (_measured("vit --folds 1 --minutes 4", 2.12880, 2.8),),
    "lite0_features": (_measured("lite0_features", 0.67859, 1.9, _ALONE),),
    "best": (
        _measured("best --minutes 10", 0.38581, 9.6, _ALONE),
        _measured("best --minutes 30", 0.32253, 29.4, _ALONE),
    ),
    "tree": (_measured("tree --folds 1", 2.65214, 0.2),),
    "forest": (_measured("forest --folds 1", 2.24130, 1.5),),
    "svm": (_measured("svm --folds 1", 1.94657, 0.5),),
}
