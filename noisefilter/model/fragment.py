"""The first pass: each fragment by itself, TF-IDF and shape to linear scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.features.vectors import FeatureNames, FragmentFeatures
from noisefilter.model.explain import Contribution


@dataclass(frozen=True)
class FragmentModel:
    """Linear scores of the rows of `FragmentFeatures`.

    Parameters
    ----------
    features : FragmentFeatures
    coef : ndarray of float32, shape (n_features, 14)
        A column per entry of `noisefilter.features.context.SCORE_NAMES`.
    intercept : ndarray of float32, shape (14,)
    """

    features: FragmentFeatures
    coef: NDArray[np.float32]
    intercept: NDArray[np.float32]

    @cached_property
    def _names(self) -> FeatureNames:
        return self.features.names()

    def logits(self, rows: csr_matrix) -> NDArray[np.float32]:
        """Score the rows.

        Parameters
        ----------
        rows : csr_matrix of float32, shape (n_fragments, n_features)

        Returns
        -------
        ndarray of float32, shape (n_fragments, 14)
        """
        return np.asarray(rows @ self.coef + self.intercept, np.float32)

    def contributions(self, row: csr_matrix, label: int) -> tuple[Contribution, ...]:
        """Split a score of one fragment; the parts sum to it.

        Parameters
        ----------
        row : csr_matrix of float32, shape (1, n_features)
        label : int
            Column of `coef`.
        """
        names = self._names
        values = row.data.astype(np.float64) * self.coef[row.indices, label]
        parts = [
            Contribution(names[int(column)], float(value))
            for column, value in zip(row.indices, values, strict=True)
            if value
        ]
        parts.append(Contribution("any fragment", float(self.intercept[label])))
        return tuple(sorted(parts, key=lambda part: -abs(part.value)))
