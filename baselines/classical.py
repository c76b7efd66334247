"""The classical rivals: a tree, a forest and a support vector machine on colours and edges (scikit-learn).

What a picture is described by stands in `baselines.colour_edges`.
"""

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from competition.calibration import fitted_temperature, log_ratios, softmax

# Pictures the machine compares each new one with. Twice as many gain 0.04 in log loss and take twice as long.
_LANDMARKS = 500

# Pictures it looks at while learning, again and again; so it takes about as long for few as for many.
_LOOKS = 500_000


class Smoothed(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A tree or a forest that never says "impossible".

    A leaf with three cats and nothing else answers "cat: 1, all others: 0", and one such zero at a true
    answer costs the log loss 34. Here every leaf starts with one imagined picture of *each* class
    (Laplace's rule of succession, 1814), so three cats of 20 classes make 4/23 rather than 1. In a forest
    the trees smooth each other already; there it is one imagined tree that votes for all classes alike.

    Args:
        model: A `DecisionTreeClassifier` or `RandomForestClassifier`, not yet trained.
    """

    def __init__(self, model: Any) -> None:
        self.model = model

    def fit(self, features: np.ndarray, targets: np.ndarray) -> "Smoothed":
        """Train the model on features (n, d) and class numbers (n,)."""
        self.model_ = clone(self.model).fit(features, targets)
        self.classes_ = self.model_.classes_
        return self

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Probabilities, float64 (n, n_classes), all above 0, columns in the order of ``classes_``."""
        n_classes = len(self.classes_)
        if isinstance(self.model_, RandomForestClassifier):
            # One thread: several add up the trees' votes in the order they finish, which changes the last bit.
            self.model_.set_params(n_jobs=1)
            votes = np.full((len(features), 1), float(len(self.model_.estimators_)))
            imagined = 1 / n_classes
        else:
            votes = self.model_.tree_.n_node_samples[self.model_.apply(features)].astype(np.float64)[:, None]
            imagined = 1.0
        smoothed: np.ndarray = self.model_.predict_proba(features) * votes + imagined
        return smoothed / smoothed.sum(axis=1, keepdims=True)

    def predict(self, features: np.ndarray) -> np.ndarray:
        """The most probable class of each row."""
        best: np.ndarray = self.classes_[self.predict_proba(features).argmax(axis=1)]
        return best


class Calibrated(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A support vector machine whose margins are turned into probabilities.

    A margin says on which side of the border a picture lies and how far, not how sure one can be. One
    number, the temperature, translates: it is chosen on a fifth of the pictures that a first machine has
    not seen; then the machine learns from all. From "On Calibration of Modern Neural Networks" (Guo et
    al., 2017).

    Args:
        kernel: ``rbf`` or ``linear``.
        C: Price of a training picture on the wrong side of the border.
        seed: Where the random choices start.
    """

    def __init__(self, kernel: str, C: float, seed: int) -> None:  # noqa: N803
        self.kernel = kernel
        self.C = C
        self.seed = seed

    def fit(self, features: np.ndarray, targets: np.ndarray) -> "Calibrated":
        """Train on features (n, d) and class numbers (n,)."""
        order = np.random.default_rng(self.seed).permutation(len(targets))
        unseen, seen = np.split(order, [len(order) // 5])
        first = self._trained(features[seen], targets[seen])
        # A class so small that all its pictures are among the unseen ones has no margin to translate.
        unseen = unseen[np.isin(targets[unseen], first.classes_)]
        margins = _margins(first, features[unseen])
        columns = np.searchsorted(first.classes_, targets[unseen])
        self.temperature_ = fitted_temperature(log_ratios(softmax(margins), columns))
        self.machine_ = self._trained(features, targets)
        self.classes_ = self.machine_.classes_
        return self

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Probabilities, float64 (n, n_classes), all above 0, columns in the order of ``classes_``."""
        probabilities: np.ndarray = softmax(_margins(self.machine_, features) / self.temperature_)
        return probabilities

    def predict(self, features: np.ndarray) -> np.ndarray:
        """The class with the largest margin."""
        best: np.ndarray = self.classes_[self.predict_proba(features).argmax(axis=1)]
        return best

    def _trained(self, features: np.ndarray, targets: np.ndarray) -> Any:
        n = len(targets)
        # The same machine as LinearSVC's, learned picture by picture, which takes a tenth of the time. Its
        # alpha is the weight of the margin, where C is the price of a mistake; average steadies the end.
        border = SGDClassifier(
            loss="hinge",
            alpha=1 / (self.C * n),
            average=True,
            max_iter=max(1, _LOOKS // n),
            tol=None,
            random_state=self.seed,
            n_jobs=2,
        )
        # Both descriptions have length 1 or so: with longer rows the steps would jump about.
        description = (
            Nystroem(kernel="rbf", n_components=min(_LANDMARKS, n), random_state=self.seed)
            if self.kernel == "rbf"
            else Normalizer()
        )
        return make_pipeline(StandardScaler(), description, border).fit(features, targets)


def _margins(machine: Any, features: np.ndarray) -> np.ndarray:
    """How far each picture lies on each class's side of its border, float64 (n, n_classes)."""
    margins = np.asarray(machine.decision_function(features), dtype=np.float64)
    # Between two classes there is one border, and one number.
    return margins if margins.ndim == 2 else np.stack([-margins, margins], axis=1)


def tree(*, max_depth: int, min_samples_leaf: int, seed: int) -> Smoothed:
    """One decision tree: a list of yes-or-no questions such as "more than 30 % blue in the upper half?".

    The only model here that can be read with the naked eye. Without a limit it learns the training pictures
    by heart: turn ``max_depth`` up and watch training and validation score part. From "Classification and
    Regression Trees" (Breiman et al., 1984).

    Args:
        max_depth: Questions in a row at most; 0 for any number.
        min_samples_leaf: Pictures at least in each leaf, so that an answer rests on more than one.
        seed: Decides between questions that are equally good.

    Returns:
        A scikit-learn classifier with ``fit`` and ``predict_proba``.
    """
    return Smoothed(
        DecisionTreeClassifier(max_depth=max_depth or None, min_samples_leaf=min_samples_leaf, random_state=seed)
    )


def forest(*, n_trees: int, max_depth: int, min_samples_leaf: int, seed: int) -> Smoothed:
    """Many trees, each grown on other pictures and other features; their votes are averaged.

    One tree is right and wrong in its own way; the mistakes of many different ones cancel out. From "Random
    Forests" (Breiman, 2001).

    Args:
        n_trees: How many trees; more never hurt, they only take longer.
        max_depth: Questions in a row at most; 0 for any number.
        min_samples_leaf: Pictures at least in each leaf.
        seed: Which pictures and features each tree gets.

    Returns:
        A scikit-learn classifier with ``fit`` and ``predict_proba``.
    """
    return Smoothed(
        RandomForestClassifier(
            n_trees,
            max_depth=max_depth or None,
            min_samples_leaf=min_samples_leaf,
            random_state=seed,
            n_jobs=2,
        )
    )


def svm(*, kernel: str, C: float, seed: int) -> Calibrated:  # noqa: N803 - its name in every textbook
    """A support vector machine: the border between two classes that keeps the widest margin on both sides.

    With ``rbf`` the border may bend: a picture is described by how similar it is to up to 500 others
    (Nystroem's approximation, without which 40,000 pictures would take hours). From "Support-Vector
    Networks" (Cortes and Vapnik, 1995) and "Using the Nyström Method to Speed Up Kernel Machines"
    (Williams and Seeger, 2000).

    Args:
        kernel: ``rbf`` or ``linear``.
        C: Price of a training picture on the wrong side; high fits closely, low keeps the margin wide.
        seed: Which pictures the others are compared with, and the order they are looked at.

    Returns:
        A scikit-learn classifier with ``fit`` and ``predict_proba``.
    """
    return Calibrated(kernel, C, seed)
