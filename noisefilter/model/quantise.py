"""Coefficients in a byte each, where the fourth digit does not matter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LARGEST = 127
#: Rows that share the width of a step: of features that are about as frequent, weights are about as large.
_BLOCK = 1_024


def quantise(coef: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round the columns of a matrix, block by block of rows, to 255 steps of equal width.

    Parameters
    ----------
    coef : ndarray of float32, shape (n_rows, n_columns)

    Returns
    -------
    codes : ndarray of int8, shape (n_rows, n_columns)
    steps : ndarray of float32, shape (n_blocks, n_columns)
        Widths; the largest magnitude of a column in a block is 127 steps.
    """
    starts = np.arange(0, len(coef), _BLOCK)
    largest = np.maximum.reduceat(np.abs(coef), starts) if len(coef) else np.empty((0, coef.shape[1]))
    steps = np.where(largest > 0, largest / _LARGEST, 1.0).astype(np.float32)
    return np.rint(coef / _widths(steps, len(coef))).astype(np.int8), steps


def dequantise(codes: NDArray[np.int8], steps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the matrix that `quantise` rounded to, shape (n_rows, n_columns)."""
    return codes.astype(np.float32) * _widths(steps, len(codes))


def _widths(steps: NDArray[np.float32], n_rows: int) -> NDArray[np.float32]:
    return np.repeat(steps, _BLOCK, axis=0)[:n_rows]
