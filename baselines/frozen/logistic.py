"""Logistic regression on many rows of many features, in seconds. Plain NumPy and SciPy; it knows of no pictures."""

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.linalg.blas import ssyrk
from scipy.optimize import minimize
from scipy.special import log_softmax

# Further steps change the scores on other pictures in the third digit only.
_STEPS = 25
# Where there are many rows, every fourth of them leads most of the way: a row's distance, steps.
_STEPS_OF_MANY = ((4, 15), (1, 10))
_ENOUGH_ROWS = 4096
_SMALLEST = 1e-6
# What rounding may take from a matrix, as a share of it; so much is added, or features that say the same break it.
_ROUNDED = np.float32(1e-5)


def fitted(rows: np.ndarray, answers: np.ndarray, C: float, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # noqa: N803
    """The straight borders between classes that make the known answers likeliest, without steep ones.

    Steps are taken by L-BFGS ("On the limited memory BFGS method for large scale optimization", Liu and Nocedal,
    1989), in coordinates in which the features no longer hang together: a fifth of the steps will do then.

    Args:
        rows: float32 (n, d), each column about 0 and the columns' variances together about 1.
        answers: Shares of the classes, rows summing to 1, float32 (n, n_classes).
        C: How much a wrong picture costs, against steepness.
        weights: How much each row counts, about 1, float32 (n,).

    Returns:
        float32 (d, n_classes), and (n_classes,): their product and sum with rows are the logarithms of
        probabilities, but for a constant.
    """
    n, d = rows.shape
    if d > n:
        # Where no row leads, the borders stay flat: coordinates along the rows say all, and there are fewer of them.
        products = rows @ rows.T
        products[np.diag_indices(n)] += _ROUNDED * np.linalg.norm(products)
        along = cholesky(products.astype(np.float64), lower=True, check_finite=False).astype(np.float32)
        inner, bias = fitted(along, answers, C, weights)
        return rows.T @ solve_triangular(along, inner, lower=True, trans="T", check_finite=False), bias
    pull = 1 / (C * n)
    shares = np.average(answers, axis=0, weights=weights)
    # So many rows tell well enough how features hang together.
    some = rows[:: -(-n // max(_ENOUGH_ROWS, 2 * d))]
    # What one step towards the answers is worth is the same for all, about: the variance of a class's answer.
    curved = float(np.mean(shares * (1 - shares)))
    metric = ssyrk(curved / len(some), some.T)  # its upper half, which is all that is read
    metric[np.diag_indices(d)] += pull + _ROUNDED * np.linalg.norm(metric)
    turned = cholesky(metric, overwrite_a=True, check_finite=False)

    def loss(free: np.ndarray, every: int) -> tuple[float, np.ndarray]:
        x, y = rows[::every], answers[::every]
        counts = (weights[::every] / len(x))[:, None]
        inner = free.astype(np.float32).reshape(d + 1, -1)
        kernel, bias = solve_triangular(turned, inner[:-1], check_finite=False), inner[-1]
        logs = log_softmax(x @ kernel + bias, axis=1)
        errors = (np.exp(logs) - y) * counts
        slope = solve_triangular(turned, x.T @ errors + pull * kernel, trans="T", check_finite=False)
        value = -float(np.sum(y * logs * counts)) + pull / 2 * float(np.sum(kernel**2))
        return value, np.concatenate([slope, errors.sum(axis=0)[None]]).ravel().astype(np.float64)

    start = np.zeros((d + 1, answers.shape[1]))
    start[-1] = np.log(np.maximum(shares, _SMALLEST))
    free = start.ravel()
    for every, steps in _STEPS_OF_MANY if n >= 4 * max(_ENOUGH_ROWS, d) else ((1, _STEPS),):
        free = minimize(loss, free, (every,), jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    inner = free.astype(np.float32).reshape(d + 1, -1)
    return solve_triangular(turned, inner[:-1], check_finite=False), inner[-1]
