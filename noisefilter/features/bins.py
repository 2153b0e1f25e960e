"""Numbers cut into bins, so that a linear model can bend with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class NumberBins:
    """Numbers cut into bins; missing ones are in no bin.

    Parameters
    ----------
    edges : ndarray of float32, shape (n_numbers, n_edges)
        Ascending per row, padded with infinity. A number is in bin k where k edges are at or below it.
    """

    edges: NDArray[np.float32]

    @property
    def n_features(self) -> int:
        """Number of bins of all numbers together."""
        return int(self.edges.shape[0] * (self.edges.shape[1] + 1))

    def columns(self, numbers: NDArray[np.float32]) -> NDArray[np.int64]:
        """Find the bins.

        Parameters
        ----------
        numbers : ndarray of float32, shape (n, n_numbers)

        Returns
        -------
        ndarray of int64, shape (n, n_numbers)
            Columns of a one-hot encoding; -1 for what is missing (NaN).
        """
        n_numbers, n_edges = self.edges.shape
        columns = np.ascontiguousarray(numbers.T)
        found = np.repeat(np.arange(n_numbers)[:, None] * (n_edges + 1), len(numbers), axis=1)
        for edge in self.edges.T:
            found += columns >= edge[:, None]
        found[np.isnan(columns)] = -1
        return found.T
