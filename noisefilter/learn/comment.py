"""Learning to tell spam from honest comments: a scikit-learn estimator, and the model that ships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from noisefilter.comment import Comment
from noisefilter.errors import CorpusError
from noisefilter.features.bins import NumberBins
from noisefilter.features.comment import (
    BIN_COLUMNS,
    WORD_COLUMNS,
    CommentBatch,
    batches,
    comment_rows,
    read_batch,
)
from noisefilter.features.comment_numbers import TEXT_NUMBERS
from noisefilter.learn.comment_linear import fit_logistic
from noisefilter.model.calibration import sigmoid
from noisefilter.model.comment import CENTRED_FIELDS, CommentModel

_USUAL_IDF = 4.0  #: what the inverse document frequencies are divided by, so that scales are near 1


class CommentClassifier(ClassifierMixin, BaseEstimator):
    """Comments to the probability that they are spam: hashed TF-IDF and numbers in bins, linear.

    A comment that has more than its text takes part twice, once with its text alone: so the text is
    learnt from as if it had to do on its own.

    Parameters
    ----------
    strength : float
        Inverse of the penalty, as ``C`` of scikit-learn's ``LogisticRegression``.
    chars, words, numbers : float
        How much the parts of a row weigh: n-grams of characters, words, bins of numbers.
    idf_power : float
        The weight of an n-gram grows with this power of its inverse document frequency.
    n_bins : int
        Bins per number, at most.
    max_iter : int

    Attributes
    ----------
    classes_ : ndarray of int64, shape (2,)
        0 honest, 1 spam.
    model_ : CommentModel
        What was learnt, as plain arrays.
    """

    def __init__(
        self,
        *,
        strength: float = 100.0,
        chars: float = 1.0,
        words: float = 1.0,
        numbers: float = 0.2,
        idf_power: float = 0.5,
        n_bins: int = 8,
        max_iter: int = 100,
    ) -> None:
        self.strength = strength
        self.chars = chars
        self.words = words
        self.numbers = numbers
        self.idf_power = idf_power
        self.n_bins = n_bins
        self.max_iter = max_iter

    def fit(
        self,
        X: Sequence[Comment],
        y: NDArray[np.int64],
        sample_weight: NDArray[np.float64] | None = None,
    ) -> Self:
        """Learn from comments.

        Parameters
        ----------
        X : sequence of Comment
        y : ndarray of int64, shape (len(X),)
            0 honest, 1 spam; both have to occur.
        sample_weight : ndarray of float64, shape (len(X),), optional

        Raises
        ------
        CorpusError
            Where all comments are of one class.
        """
        y = np.asarray(y, np.int64)
        if not len(y) or y.min() == y.max():
            message = f"{len(y)} comments, all of one class; learning takes spam and honest ones"
            raise CorpusError(message)
        weights = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, np.float64)
        self.classes_ = np.arange(2)
        read = [read_batch(batch) for batch in batches(X)]
        bins = fit_bins(np.concatenate([batch.numbers for batch in read]), self.n_bins)
        rows = vstack([comment_rows(batch, bins) for batch in read], format="csr")
        scales = self._scales(rows)
        with_fields = [i for i, comment in enumerate(X) if comment != Comment(comment.text)]
        alone = [Comment(X[i].text) for i in with_fields]
        shares = np.ones(len(y))
        shares[with_fields] = 0.5
        both = [rows, *(comment_rows(read_batch(batch), bins) for batch in batches(alone))]
        scaled = _scale_columns(vstack(both, format="csr"), scales)
        coef, intercept = fit_logistic(
            scaled,
            np.concatenate([y, y[with_fields]]),
            np.concatenate([weights * shares, weights[with_fields] * 0.5]),
            strength=self.strength,
            max_iter=self.max_iter,
        )
        plain = CommentModel(
            coef * scales, scales[:BIN_COLUMNS], bins, np.zeros(len(CENTRED_FIELDS)), intercept, {}
        )
        plain = _usual_numbers_at_zero(plain, read)
        self.model_ = replace(plain, centres=_centres(plain, read, y, weights))
        return self

    def _scales(self, rows: csr_matrix) -> NDArray[np.float32]:
        counts = np.bincount(rows.indices, minlength=rows.shape[1])
        idf = np.log((1 + rows.shape[0]) / (1 + counts)) + 1
        scales = (idf / _USUAL_IDF) ** self.idf_power
        scales[:WORD_COLUMNS] *= self.chars
        scales[WORD_COLUMNS:BIN_COLUMNS] *= self.words
        scales[BIN_COLUMNS:] = self.numbers
        return np.asarray(scales, np.float32)

    def decision_function(self, X: Sequence[Comment]) -> NDArray[np.float64]:
        """Score comments in logits; positive speaks for spam."""
        check_is_fitted(self)
        return self.model_.logits(X)

    def predict_proba(self, X: Sequence[Comment]) -> NDArray[np.float64]:
        """Probability of both classes, shape (len(X), 2)."""
        spam = sigmoid(self.decision_function(X))
        return np.stack([1.0 - spam, spam], axis=1)

    def predict(self, X: Sequence[Comment]) -> NDArray[np.int64]:
        """Choose the more probable class."""
        return np.asarray(self.decision_function(X) > 0, np.int64)


def _scale_columns(rows: csr_matrix, scales: NDArray[np.float32]) -> csr_matrix:
    return csr_matrix((rows.data * scales[rows.indices], rows.indices, rows.indptr), shape=rows.shape)


def fit_bins(numbers: NDArray[np.float32], n_bins: int) -> NumberBins:
    """Cut numbers where they are about equally frequent; those that are mostly 0 where they are not."""
    quantiles = np.linspace(0, 1, n_bins + 1)[1:-1]
    edges = np.full((numbers.shape[1], n_bins - 1), np.inf, np.float32)
    for place, column in enumerate(numbers.T):
        known = column[~np.isnan(column)]
        if not len(known):
            continue
        nonzero = known[known != 0]
        used = nonzero if len(nonzero) < len(known) / 2 and len(nonzero) else known
        found = np.unique(np.quantile(used, quantiles).astype(np.float32))
        found = found[found > known.min()]
        edges[place, : len(found)] = found
    return NumberBins(edges)


def _usual_numbers_at_zero(model: CommentModel, read: Sequence[CommentBatch]) -> CommentModel:
    """Shift the bins of each number of the text so that an average comment's adds nothing; same scores."""
    width = model.bins.edges.shape[1] + 1
    usual = np.mean(np.concatenate([model.number_contributions(batch) for batch in read]), axis=0)
    usual[len(TEXT_NUMBERS) :] = 0.0
    weights = model.weights.copy()
    weights[BIN_COLUMNS:] -= np.repeat(usual, width).astype(np.float32)
    return replace(model, weights=weights, intercept=model.intercept + float(usual.sum()))


def _centres(
    model: CommentModel, read: Sequence[CommentBatch], y: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Average what each field adds where it is there, honest and spam comments counting alike."""
    totals = np.concatenate([model.field_totals(batch) for batch in read])
    present = np.concatenate([model.present(batch) for batch in read])
    out = np.zeros(len(CENTRED_FIELDS))
    for place in range(len(out)):
        means = []
        for code in (0, 1):
            share = present[:, place] * weights * (y == code)
            if share.sum():
                means.append(float(share @ totals[:, place] / share.sum()))
        out[place] = float(np.mean(means)) if means else 0.0
    return out
