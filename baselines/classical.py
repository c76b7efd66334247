"""The classical rivals: a tree, a forest and a support vector machine on colours and edges (scikit-learn).

What a picture is described by stands in `baselines.colour_edges`.
"""

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.kernel_approximation import Nystroem
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

# Pictures the machine compares each new one with: more are better and slower; 1,000 keep 40,000 pictures
# under three minutes on two cores.
_LANDMARKS = 1_000


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
        DecisionTreeClassifier(
            max_depth=max_depth or None, min_samples_leaf=min_samples_leaf, random_state=seed
        )
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


def svm(*, kernel: str, C: float, seed: int) -> Any:  # noqa: N803 - the name it has in every textbook
    """A support vector machine: the border between two classes that keeps the widest margin on both sides.

    With ``rbf`` the border may bend: pictures are described by how similar they are to up to 1,000 others
    (Nystroem's approximation, without which 40,000 pictures would take hours). The machine gives margins;
    one number, a temperature, learned on pictures it has not seen, turns them into probabilities. From
    "Support-Vector Networks" (Cortes and Vapnik, 1995) and "On Calibration of Modern Neural Networks"
    (Guo et al., 2017).

    Args:
        kernel: ``rbf`` or ``linear``.
        C: Price of a training picture on the wrong side; high fits closely, low keeps the margin wide.
        seed: Which pictures the others are compared with.

    Returns:
        A scikit-learn classifier with ``fit`` and ``predict_proba``.
    """
    machine = LinearSVC(C=C, dual=False, tol=1e-3, random_state=seed)
    bent = [Nystroem(kernel="rbf", n_components=_LANDMARKS, random_state=seed)] if kernel == "rbf" else []
    return CalibratedClassifierCV(make_pipeline(StandardScaler(), *bent, machine), method="temperature", cv=3)
