"""Oblivious decision trees as arrays: every node of a level asks the same question.

Such trees were made popular by CatBoost (Prokhorenkova et al. 2018, *CatBoost: unbiased boosting with
categorical features*, NeurIPS); here is only what predicting and explaining take.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

#: Rows times trees that are worked on at once: bounds memory on pages with many fragments.
_BLOCK = 200_000


@dataclass(frozen=True)
class ObliviousTrees:
    """A sum of trees whose leaves hold a score per class.

    Parameters
    ----------
    features : ndarray of int32, shape (n_trees, depth)
        Which number each level looks at.
    borders : ndarray of float32, shape (n_trees, depth)
        A level sets its bit of the leaf's index where the number is above the border; infinity in
        levels that a tree does not have.
    leaves : ndarray of float32, shape (n_trees, 2 ** depth, n_classes)
    weights : ndarray of float32, shape (n_trees, 2 ** depth)
        Share of the training rows in each leaf.
    bias : ndarray of float32, shape (n_classes,)
    """

    features: NDArray[np.int32]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def odds(self) -> ObliviousTrees:
        """Trees of one class, the log odds of the second of two."""
        return ObliviousTrees(
            self.features,
            self.borders,
            (self.leaves[:, :, 1:] - self.leaves[:, :, :1]).astype(np.float16).astype(np.float32),
            self.weights,
            self.bias[1:] - self.bias[:1],
        )

    def _leaf_indices(self, columns: NDArray[np.float32]) -> NDArray[np.int32]:
        """Leaf of each tree; `columns` holds the numbers transposed."""
        n_trees, depth = self.features.shape
        found = np.zeros((n_trees, columns.shape[1]), np.int32 if depth > 8 else np.uint8)
        for level in range(depth - 1, -1, -1):
            found <<= 1
            found |= columns[self.features[:, level]] > self.borders[:, level, None]
        return found.astype(np.int32)

    @cached_property
    def _flat_leaves(self) -> NDArray[np.float64]:
        """The leaves of all trees below one another, shape (n_trees * 2 ** depth, n_classes)."""
        return self.leaves.reshape(-1, self.leaves.shape[2]).astype(np.float64)

    def predict(self, numbers: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score rows of numbers.

        Parameters
        ----------
        numbers : ndarray of float32, shape (n_rows, n_numbers)
            Column by column in memory is fastest.

        Returns
        -------
        ndarray of float32, shape (n_rows, n_classes)
        """
        n_trees, n_leaves, n_classes = self.leaves.shape
        offsets = np.arange(n_trees, dtype=np.int32) * n_leaves
        out = np.empty((len(numbers), n_classes), np.float32)
        step = max(1, _BLOCK // max(n_trees, 1))
        for start in range(0, len(numbers), step):
            columns = np.ascontiguousarray(numbers[start : start + step].T)
            found = self._leaf_indices(columns).T + offsets
            # A row that has a 1 at the leaf of each tree, times the leaves: their sum.
            ones = np.ones(found.size)
            ends = np.arange(len(found) + 1, dtype=np.int32) * n_trees
            chosen = csr_matrix((ones, found.ravel(), ends), shape=(len(found), len(self._flat_leaves)))
            out[start : start + step] = chosen @ self._flat_leaves + self.bias
        return out

    def contributions(self, row: NDArray[np.float32], label: int) -> tuple[float, NDArray[np.float64]]:
        """Split the score of one row by the numbers that the trees asked for on its way.

        The value of an inner node is the mean of its leaves, as in Saabas 2014, *Interpreting random
        forests*; a level's number gets the difference that its answer makes.

        Parameters
        ----------
        row : ndarray of float32, shape (n_numbers,)
        label : int

        Returns
        -------
        base : float
            The part that no number explains.
        values : ndarray of float64, shape (n_numbers,)
            Together with `base` they sum to the score.
        """
        values = np.zeros(len(row))
        depth = self.features.shape[1]
        leaf = self._leaf_indices(row[:, None])[:, 0]
        weights = self.weights.astype(np.float64) + 1e-9
        scores = self.leaves[:, :, label].astype(np.float64)
        every = np.arange(self.leaves.shape[1])
        inside = np.ones(scores.shape, bool)
        mean = (scores * weights).sum(axis=1) / weights.sum(axis=1)
        base = float(mean.sum() + self.bias[label])
        for level in range(depth):
            inside &= (every >> level & 1) == (leaf >> level & 1)[:, None]
            kept = weights * inside
            after = (scores * kept).sum(axis=1) / kept.sum(axis=1)
            np.add.at(values, self.features[:, level], after - mean)
            mean = after
        return base, values
