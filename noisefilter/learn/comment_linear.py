"""One penalised logistic regression over sparse rows, from scratch or on top of known scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit


def fit_logistic(
    X: csr_matrix,
    y: NDArray[np.int64],
    sample_weight: NDArray[np.float64],
    *,
    strength: float,
    offset: NDArray[np.float64] | None = None,
    max_iter: int = 100,
) -> tuple[NDArray[np.float32], float]:
    """Find the weights with the least log loss and squared penalty, by L-BFGS.

    Parameters
    ----------
    X : csr_matrix of float32, shape (n_rows, n_features)
    y : ndarray of int64, shape (n_rows,)
        0 or 1.
    sample_weight : ndarray of float64, shape (n_rows,)
    strength : float
        Inverse of the penalty, as ``C`` of scikit-learn's ``LogisticRegression``.
    offset : ndarray of float64, shape (n_rows,), optional
        Scores that are there already; where they are given, no intercept is learnt.
    max_iter : int

    Returns
    -------
    coef : ndarray of float32, shape (n_features,)
        0 for columns that do not occur.
    intercept : float
    """
    used = np.unique(X.indices)
    rows = X[:, used]
    columns = rows.T.tocsr()
    n = len(used)
    signs = np.where(y == 1, 1.0, -1.0)
    start = np.zeros(len(y)) if offset is None else offset
    learns_intercept = offset is None
    total = float(sample_weight.sum())

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        coef, intercept = values[:n], values[n]
        margins = signs * (rows @ coef.astype(np.float32) + intercept + start)
        value = float(sample_weight @ np.logaddexp(0.0, -margins)) + 0.5 / strength * float(coef @ coef)
        slopes = -signs * sample_weight * expit(-margins)
        gradient = np.empty(n + 1)
        gradient[:n] = columns @ slopes.astype(np.float32) + coef / strength
        gradient[n] = slopes.sum() if learns_intercept else 0.0
        return value / total, gradient / total

    found = minimize(loss, np.zeros(n + 1), jac=True, method="L-BFGS-B", options={"maxiter": max_iter})
    coef = np.zeros(X.shape[1], np.float32)
    coef[used] = found.x[:n]
    return coef, float(found.x[n])
