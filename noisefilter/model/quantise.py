"""Coefficients in a byte each, where the fourth digit does not matter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LARGEST = 127


def quantise(coef: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round the columns of a matrix to 255 steps of equal width.

    Parameters
    ----------
    coef : ndarray of float32, shape (n_rows, n_columns)

    Returns
    -------
    codes : ndarray of int8, shape (n_rows, n_columns)
    steps : ndarray of float32, shape (n_columns,)
        Widths; the largest magnitude of a column is 127 steps.
    """
    largest = np.abs(coef).max(axis=0, initial=0.0)
    steps = np.where(largest > 0, largest / _LARGEST, 1.0).astype(np.float32)
    return np.rint(coef / steps).astype(np.int8), steps


def dequantise(codes: NDArray[np.int8], steps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the matrix that `quantise` rounded to, shape (n_rows, n_columns)."""
    return codes.astype(np.float32) * steps
