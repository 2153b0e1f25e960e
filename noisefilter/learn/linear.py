"""Linear classifiers over sparse rows, one label against the rest."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import SGDClassifier
from sklearn.utils.validation import check_is_fitted


class LinearClassifier(ClassifierMixin, BaseEstimator):
    """Logistic regressions, one per class, by averaged stochastic gradient descent.

    Averaging: Polyak and Juditsky 1992, *Acceleration of stochastic approximation by averaging*.

    Parameters
    ----------
    n_classes : int
        Classes are 0 to n_classes - 1, whether they occur or not.
    alpha : float
        Weight of the squared penalty.
    epochs : int
        Passes over the rows.
    random_state : int
        Seed of the rows' order.

    Attributes
    ----------
    classes_ : ndarray of int64, shape (n_classes,)
    coef_ : ndarray of float32, shape (n_features, n_classes)
    intercept_ : ndarray of float32, shape (n_classes,)
        Very negative for a class that does not occur.
    """

    def __init__(
        self, *, n_classes: int = 13, alpha: float = 1e-5, epochs: int = 8, random_state: int = 0
    ) -> None:
        self.n_classes = n_classes
        self.alpha = alpha
        self.epochs = epochs
        self.random_state = random_state

    def fit(
        self,
        X: csr_matrix,
        y: NDArray[np.int64],
        sample_weight: NDArray[np.float64] | None = None,
    ) -> Self:
        """Learn from rows.

        Parameters
        ----------
        X : csr_matrix of float32, shape (n_rows, n_features)
        y : ndarray of int64, shape (n_rows,)
        sample_weight : ndarray of float64, shape (n_rows,), optional
            Scaled to a mean of 1 before use.
        """
        if sample_weight is not None:
            sample_weight = sample_weight / sample_weight.mean()
        self.classes_ = np.arange(self.n_classes)
        self.coef_ = np.zeros((X.shape[1], self.n_classes), np.float32)
        self.intercept_ = np.full(self.n_classes, -12.0, np.float32)
        for code in np.unique(y):
            model = SGDClassifier(
                loss="log_loss",
                alpha=self.alpha,
                max_iter=self.epochs,
                tol=None,
                average=True,
                random_state=self.random_state,
            )
            model.fit(X, (y == code).astype(np.int64), sample_weight=sample_weight)
            self.coef_[:, code] = model.coef_[0]
            self.intercept_[code] = model.intercept_[0]
        return self

    def decision_function(self, X: csr_matrix) -> NDArray[np.float32]:
        """Score each class.

        Returns
        -------
        ndarray of float32, shape (n_rows, n_classes)
            Logits.
        """
        check_is_fitted(self)
        return np.asarray(X @ self.coef_ + self.intercept_, np.float32)

    def predict_proba(self, X: csr_matrix) -> NDArray[np.float32]:
        """Probability of each class, the scores taken as those of one softmax."""
        return np.asarray(softmax(self.decision_function(X), axis=1), np.float32)

    def predict(self, X: csr_matrix) -> NDArray[np.int64]:
        """Choose the class with the highest score."""
        return np.asarray(self.decision_function(X).argmax(axis=1), np.int64)
