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

_NEVER = -12.0  #: score of a class that does not occur


def fit_binary(
    X: csr_matrix,
    y: NDArray[np.int64],
    sample_weight: NDArray[np.float64] | None = None,
    *,
    alpha: float,
    epochs: int,
    random_state: int,
) -> tuple[NDArray[np.float64], float]:
    """Learn one logistic regression by averaged stochastic gradient descent.

    Averaging: Polyak and Juditsky 1992, *Acceleration of stochastic approximation by averaging*.

    Parameters
    ----------
    X : csr_matrix of float32, shape (n_rows, n_features)
    y : ndarray of int64, shape (n_rows,)
        0 or 1; where only one of them occurs, the score is constant.
    sample_weight : ndarray of float64, shape (n_rows,), optional
        Scaled to a mean of 1 before use.
    alpha, epochs, random_state
        See `LinearClassifier`.

    Returns
    -------
    coef : ndarray of float64, shape (n_features,)
    intercept : float
    """
    if y.min() == y.max():
        return np.zeros(X.shape[1]), _NEVER if y[0] == 0 else -_NEVER
    if sample_weight is not None:
        sample_weight = sample_weight / sample_weight.mean()
    model = SGDClassifier(
        loss="log_loss", alpha=alpha, max_iter=epochs, tol=None, average=True, random_state=random_state
    )
    model.fit(X, y, sample_weight=sample_weight)
    return model.coef_[0], float(model.intercept_[0])


class LinearClassifier(ClassifierMixin, BaseEstimator):
    """Logistic regressions, one per class; see `fit_binary`.

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
        self.classes_ = np.arange(self.n_classes)
        self.coef_ = np.zeros((X.shape[1], self.n_classes), np.float32)
        self.intercept_ = np.full(self.n_classes, _NEVER, np.float32)
        for code in np.unique(y):
            target = (y == code).astype(np.int64)
            self.coef_[:, code], self.intercept_[code] = fit_binary(
                X, target, sample_weight, alpha=self.alpha, epochs=self.epochs, random_state=self.random_state
            )
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
