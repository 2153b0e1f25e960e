"""Learning the type of a page."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from noisefilter.labels import PAGE_TYPES
from noisefilter.model.page_type import PageTypeModel
from noisefilter.model.quantise import dequantise, quantise

#: Weight of the standardised numbers beside the unit rows of words and markup.
_NUMBER_SCALE = 0.05
_NEVER = -12.0  #: score of a type that did not occur


class PageTypeClassifier(ClassifierMixin, BaseEstimator):
    """Logistic regression over what a whole page says.

    Parameters
    ----------
    C : float
        Inverse weight of the squared penalty.
    max_iter : int
        Steps of the optimiser.

    Attributes
    ----------
    classes_ : ndarray of int64, shape (7,)
    model_ : PageTypeModel
    """

    def __init__(self, *, C: float = 15.0, max_iter: int = 100) -> None:
        self.C = C
        self.max_iter = max_iter

    def fit(self, X: tuple[csr_matrix, NDArray[np.float64]], y: NDArray[np.int64]) -> Self:
        """Learn from pages.

        Parameters
        ----------
        X : (csr_matrix, ndarray of float64)
            Rows of `page_row` and of `page_numbers`.
        y : ndarray of int64, shape (n_pages,)
            Indices into `PAGE_TYPES`.
        """
        rows, numbers = X
        seen = numbers if len(numbers) else np.zeros((1, numbers.shape[1]))
        spread = seen.std(axis=0)
        mean = seen.mean(axis=0).astype(np.float32)
        scale = np.where(spread > 1e-9, spread, 1.0).astype(np.float32)
        n_types = len(PAGE_TYPES)
        width = rows.shape[1]
        blank = PageTypeModel(
            np.zeros((width, n_types), np.float32),
            np.zeros((numbers.shape[1], n_types), np.float32),
            mean,
            scale,
            np.full(n_types, _NEVER, np.float32),
        )
        self.classes_ = np.arange(n_types)
        present = np.unique(y)
        if len(present) < 2:
            blank.intercept[present] = 0.0
            self.model_ = blank
            return self
        all_numbers = blank.standardised(numbers) * _NUMBER_SCALE
        learner = LogisticRegression(C=self.C, max_iter=self.max_iter, tol=1e-3)
        learner.fit(hstack([rows, csr_matrix(all_numbers)], format="csr"), y)
        coef, intercept = learner.coef_, learner.intercept_
        if len(present) == 2:
            coef, intercept = np.concatenate([-coef, coef]) / 2, np.concatenate([-intercept, intercept]) / 2
        # A byte each is what the model file keeps.
        blank.coef[:, present] = dequantise(*quantise(coef.T[:width].astype(np.float32)))
        blank.number_coef[:, present] = coef.T[width:] * _NUMBER_SCALE
        blank.intercept[present] = intercept
        self.model_ = blank
        return self

    def predict_proba(self, X: tuple[csr_matrix, NDArray[np.float64]]) -> NDArray[np.float32]:
        """Probability of each type, shape (n_pages, 7)."""
        check_is_fitted(self)
        rows, numbers = X
        pairs = zip(range(rows.shape[0]), numbers, strict=True)
        found = [self.model_.probabilities(rows[index], number) for index, number in pairs]
        return np.asarray(found, np.float32).reshape(-1, len(PAGE_TYPES))

    def predict(self, X: tuple[csr_matrix, NDArray[np.float64]]) -> NDArray[np.int64]:
        """Choose the most probable type."""
        return np.asarray(self.predict_proba(X).argmax(axis=1), np.int64)
