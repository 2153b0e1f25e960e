"""Learning how far scores can be believed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from noisefilter.model.calibration import Calibration, softmax

#: Rows that pull the biases towards zero as strongly as the data pulls away.
_PRIOR_ROWS = 50.0


def fit_calibration(
    logits: NDArray[np.float32], labels: NDArray[np.int64], weights: NDArray[np.float64] | None = None
) -> Calibration:
    """Fit vector scaling to scores of rows that the model did not learn from.

    Parameters
    ----------
    logits : ndarray of float32, shape (n_rows, n_classes)
    labels : ndarray of int64, shape (n_rows,)
    weights : ndarray of float64, shape (n_rows,), optional

    Returns
    -------
    Calibration
        The one with the least log loss, biases of rare classes held near zero.
    """
    n_classes = logits.shape[1]
    if not len(labels):
        return Calibration(1.0, np.zeros(n_classes, np.float32))
    scores = logits.astype(np.float64)
    share = np.ones(len(labels)) if weights is None else weights / weights.mean()
    truth = np.zeros(scores.shape)
    truth[np.arange(len(labels)), labels] = 1.0

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scale, bias = values[0], values[1:]
        p = softmax(scores * scale + bias)
        penalty = 0.5 * _PRIOR_ROWS * float(bias @ bias)
        picked = p[np.arange(len(labels)), labels]
        value = -float(share @ np.log(np.maximum(picked, 1e-12))) + penalty
        slope = (p - truth) * share[:, None]
        gradient = np.concatenate([[float((slope * scores).sum())], slope.sum(axis=0) + _PRIOR_ROWS * bias])
        return value / len(labels), gradient / len(labels)

    start = np.concatenate([[1.0], np.zeros(n_classes)])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(0.05, 20.0), *[(-5.0, 5.0)] * n_classes]
    )
    return Calibration(float(found.x[0]), found.x[1:].astype(np.float32))
