"""The type of a page, by a linear model over what the whole page says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.features.vectors import FragmentFeatures
from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.model.calibration import sigmoid, softmax

_CONTENT = FRAGMENT_LABELS.index(Label.CONTENT)
_NUMBER_LIMIT = 4.0  #: standard deviations beyond which a number says nothing more


def page_row(features: FragmentFeatures, rows: csr_matrix, logits: NDArray[np.float32]) -> csr_matrix:
    """Sum a page's fragments up: its words, the words of its content, its markup, a unit row each.

    Parameters
    ----------
    features : FragmentFeatures
    rows : csr_matrix of float32, shape (n_fragments, n_features)
        What `features` made of the fragments.
    logits : ndarray of float32, shape (n_fragments, n_scores)
        Scores of the first pass.

    Returns
    -------
    csr_matrix of float32, shape (1, 2 * n_unigrams + n_markup)
    """
    n_unigrams, n_words = len(features.words.vocabulary), features.words.n_features
    n_markup = features.markup.n_features
    fragment = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    is_word = rows.indices < n_unigrams
    words, values = rows.indices[is_word], rows.data[is_word]
    content = sigmoid(logits[:, _CONTENT])[fragment[is_word]]
    is_markup = (rows.indices >= n_words) & (rows.indices < n_words + n_markup)
    totals = [
        np.bincount(words, values, n_unigrams),
        np.bincount(words, values * content, n_unigrams),
        np.bincount(rows.indices[is_markup] - n_words, minlength=n_markup).astype(np.float64),
    ]
    columns = [np.flatnonzero(total) for total in totals]
    parts = [total[places] for total, places in zip(totals, columns, strict=True)]
    parts[2] = np.log1p(parts[2]) * features.markup.idf[columns[2] % max(len(features.markup.idf), 1)]
    data = np.concatenate([part / (np.sqrt(part @ part) or 1.0) for part in parts]).astype(np.float32)
    indices = np.concatenate([columns[0], columns[1] + n_unigrams, columns[2] + 2 * n_unigrams])
    return csr_matrix((data, indices, [0, len(data)]), shape=(1, 2 * n_unigrams + n_markup))


def page_numbers(
    numbers: NDArray[np.float32], logits: NDArray[np.float32], texts: Sequence[str]
) -> NDArray[np.float64]:
    """Sum a page up in numbers: means and spreads of its fragments' shapes, shares of each label.

    Returns
    -------
    ndarray of float64, shape (3 * n_numbers + 3 * n_scores + 1,)
    """
    p = sigmoid(logits.astype(np.float64))
    shape = numbers.astype(np.float64)
    lengths = np.asarray([len(text) for text in texts], np.float64)
    weights = lengths / lengths.sum()
    return np.concatenate(
        [
            p.mean(axis=0),
            weights @ p,
            np.log1p(p.sum(axis=0)),
            shape.mean(axis=0),
            weights @ shape,
            shape.std(axis=0),
            [np.log(len(texts))],
        ]
    )


@dataclass(frozen=True)
class PageTypeModel:
    """Logistic regression over `page_row` and `page_numbers`.

    Parameters
    ----------
    coef : ndarray of float32, shape (n_columns, 7)
    number_coef : ndarray of float32, shape (n_page_numbers, 7)
    mean, scale : ndarray of float32, shape (n_page_numbers,)
        What the numbers are standardised with.
    intercept : ndarray of float32, shape (7,)
    """

    coef: NDArray[np.float32]
    number_coef: NDArray[np.float32]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    intercept: NDArray[np.float32]

    def probabilities(self, row: csr_matrix, numbers: NDArray[np.float64]) -> NDArray[np.float32]:
        """Probability of each of `noisefilter.labels.PAGE_TYPES`, shape (7,)."""
        scores = (row @ self.coef)[0] + self.standardised(numbers) @ self.number_coef + self.intercept
        return np.asarray(softmax(scores.astype(np.float64)[None, :])[0], np.float32)

    def standardised(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Bring page numbers to a mean of 0 and a spread of 1, and cut what lies far out."""
        return np.clip((numbers - self.mean) / self.scale, -_NUMBER_LIMIT, _NUMBER_LIMIT)
