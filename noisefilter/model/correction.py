"""What a user's own labels change: a small linear term on top of the shipped scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.features.vectors import FragmentFeatures
from noisefilter.model.explain import Contribution


@dataclass(frozen=True)
class Correction:
    """A linear term that is added to the second pass's scores.

    Parameters
    ----------
    features : FragmentFeatures
        With a vocabulary of its own: the words, class names and ids of the user's pages.
    coef : ndarray of float32, shape (n_features, 13)
    """

    features: FragmentFeatures
    coef: NDArray[np.float32]

    def logits(self, rows: csr_matrix) -> NDArray[np.float32]:
        """Give what to add to each label's score, shape (n_fragments, 13)."""
        return np.asarray(rows @ self.coef, np.float32)

    def contributions(self, row: csr_matrix, label: int) -> list[Contribution]:
        """Split the term of one fragment and label; the parts sum to it."""
        names = self.features.names()
        values = row.data.astype(np.float64) * self.coef[row.indices, label]
        return [
            Contribution(f"your labels: {names[int(column)]}", float(value))
            for column, value in zip(row.indices, values, strict=True)
            if value
        ]
