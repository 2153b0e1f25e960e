"""The first pass: each fragment by itself, TF-IDF and shape to a linear score per label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.features.vectors import FragmentFeatures
from noisefilter.model.explain import Contribution


@dataclass(frozen=True)
class FragmentModel:
    """Linear scores of the rows of `FragmentFeatures`.

    Parameters
    ----------
    features : FragmentFeatures
    coef : ndarray of float32, shape (n_features, 13)
    intercept : ndarray of float32, shape (13,)
    """

    features: FragmentFeatures
    coef: NDArray[np.float32]
    intercept: NDArray[np.float32]

    def logits(self, rows: csr_matrix) -> NDArray[np.float32]:
        """Score the rows.

        Parameters
        ----------
        rows : csr_matrix of float32, shape (n_fragments, n_features)

        Returns
        -------
        ndarray of float32, shape (n_fragments, 13)
        """
        return np.asarray(rows @ self.coef + self.intercept, np.float32)

    def contributions(self, row: csr_matrix, label: int) -> tuple[Contribution, ...]:
        """Split the score of one fragment for one label; the parts sum to it.

        Parameters
        ----------
        row : csr_matrix of float32, shape (1, n_features)
        label : int
            Column of `coef`.
        """
        names = self.features.names()
        values = row.data.astype(np.float64) * self.coef[row.indices, label]
        parts = [
            Contribution(names[int(column)], float(value))
            for column, value in zip(row.indices, values, strict=True)
            if value
        ]
        parts.append(Contribution("any fragment", float(self.intercept[label])))
        return tuple(sorted(parts, key=lambda part: -abs(part.value)))
