"""A fragment as one sparse row: its words, its markup, and its shape in bins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from noisefilter.features.bins import NumberBins
from noisefilter.features.markup import MarkupFeatures
from noisefilter.features.shape import SHAPE_NAMES
from noisefilter.features.words import WordFeatures
from noisefilter.segment.segments import Segments

#: Lengths of the rows' parts; together with the penalty of the linear models they say how much each counts.
WORD_SCALE, MARKUP_SCALE, BIN_SCALE = 2.0, 2.0, 0.3

_LEVEL_NAMES = ("own", "parent's", "near ancestor's", "far ancestor's", "inner")
_SIDES = ("before", "after")


class ShapeBins(NumberBins):
    """The shape numbers cut into bins; none is ever missing."""

    def name(self, column: int) -> str:
        """Say in words what a column stands for."""
        place, k = divmod(column, self.edges.shape[1] + 1)
        edges = self.edges[place]
        low = -np.inf if k == 0 else edges[k - 1]
        high = np.inf if k == len(edges) else edges[k]
        if not np.isfinite(high):
            return f"{SHAPE_NAMES[place]} ≥ {low:.3g}"
        if not np.isfinite(low):
            return f"{SHAPE_NAMES[place]} < {high:.3g}"
        return f"{SHAPE_NAMES[place]} {low:.3g} to {high:.3g}"


def unit_rows(matrix: csr_matrix) -> csr_matrix:
    """Scale the rows of a matrix to unit length; rows of zeros stay."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    norms = np.sqrt(np.bincount(rows, matrix.data.astype(np.float64) ** 2, matrix.shape[0]))
    norms[norms == 0] = 1.0
    data = (matrix.data / norms[rows]).astype(np.float32)
    return csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def near_words(words: csr_matrix, n_near: int) -> tuple[csr_matrix, csr_matrix]:
    """Give each fragment the most frequent words of its neighbours.

    Parameters
    ----------
    words : csr_matrix of float32, shape (n_fragments, n_columns)
    n_near : int
        The first columns, which are taken.

    Returns
    -------
    before, after : csr_matrix of float32, shape (n_fragments, n_near)
        The rows of the fragments before and after; zeros at the page's ends.
    """
    n = words.shape[0]
    taken = words.indices < n_near
    data, indices = words.data[taken], words.indices[taken]
    ends = np.concatenate([[0], np.cumsum(taken)])[words.indptr]
    shape = (n, n_near)
    before = csr_matrix((data[: ends[-2]], indices[: ends[-2]], np.append(0, ends[:-1])), shape=shape)
    later = np.append(ends[1:], ends[-1]) - ends[1]
    return before, csr_matrix((data[ends[1] :], indices[ends[1] :], later), shape=shape)


@dataclass(frozen=True)
class FragmentFeatures:
    """What turns the fragments of a page into rows for the first pass.

    Parameters
    ----------
    words : WordFeatures
    markup : MarkupFeatures
        Without any token in the model for plain text.
    bins : ShapeBins
    n_near : int
        How many entries of the vocabulary of `words`, from the first on, are looked for in the
        fragments before and after, too.
    """

    words: WordFeatures
    markup: MarkupFeatures
    bins: ShapeBins
    n_near: int = 0

    @property
    def n_features(self) -> int:
        """Number of columns of `transform`."""
        return self.words.n_features + self.markup.n_features + self.bins.n_features + 2 * self.n_near

    def transform(self, segments: Segments, numbers: NDArray[np.float32]) -> csr_matrix:
        """Turn the fragments of a page into rows.

        Parameters
        ----------
        segments : Segments
        numbers : ndarray of float32, shape (n_fragments, len(SHAPE_NAMES))
            What `noisefilter.features.shape.shape_numbers` says of them.

        Returns
        -------
        csr_matrix of float32, shape (n_fragments, n_features)
            Words, then markup, then shape, then the words before and after.
        """
        words = self.words.transform(segments.texts)
        words.data *= WORD_SCALE
        markup = unit_rows(self.markup.transform(segments))
        markup.data *= MARKUP_SCALE
        columns = self.bins.columns(numbers)
        n, width = columns.shape
        ones = np.full(n * width, BIN_SCALE, np.float32)
        indptr = np.arange(0, n * width + 1, width)
        bins = csr_matrix((ones, columns.ravel(), indptr), shape=(n, self.bins.n_features))
        near = near_words(words, self.n_near) if self.n_near and n else ()
        return hstack([words, markup, bins, *near], format="csr", dtype=np.float32)

    def names(self) -> FeatureNames:
        """Say in words what the columns stand for."""
        return FeatureNames(self)


class FeatureNames:
    """The columns of `FragmentFeatures.transform` in words."""

    def __init__(self, features: FragmentFeatures) -> None:
        self._features = features
        self._words = list(features.words.vocabulary)
        self._tokens = list(features.markup.vocabulary)

    def __getitem__(self, column: int) -> str:
        features = self._features
        if column < len(self._words):
            return f"word “{self._words[column]}”"
        if column < features.words.n_features:
            key = int(features.words.bigrams[column - len(self._words)])
            first, second = divmod(key, len(self._words))
            if first == 0:
                return f"begins with “{self._words[second]}”"
            if second == 0:
                return f"ends with “{self._words[first]}”"
            return f"words “{self._words[first]} {self._words[second]}”"
        column -= features.words.n_features
        if column < features.markup.n_features:
            level, token = divmod(column, len(self._tokens))
            return f"{_LEVEL_NAMES[level]} markup {self._tokens[token]}"
        column -= features.markup.n_features
        if column < features.bins.n_features:
            return features.bins.name(column)
        side, word = divmod(column - features.bins.n_features, features.n_near)
        return f"word “{self._words[word]}” {_SIDES[side]}"
