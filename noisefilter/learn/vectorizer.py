"""Learning what `noisefilter.features.vectors` needs: vocabularies, document frequencies, bin edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from noisefilter.features.markup import MarkupFeatures, find_places, signature_tokens
from noisefilter.features.vectors import FragmentFeatures, ShapeBins
from noisefilter.features.words import END, WordFeatures, tokenize
from noisefilter.learn.example import Example


class FragmentVectorizer(TransformerMixin, BaseEstimator):
    """Pages to sparse rows, one per fragment.

    Parameters
    ----------
    max_words, max_bigrams, max_markup : int
        Sizes of the vocabularies: the terms on the most sites are kept.
    min_sites : int
        Sites that a term has to occur on.
    n_bins : int
        Bins per shape number.
    near_words : int
        Words, those on the most sites, that are looked for in the neighbouring fragments, too.

    Attributes
    ----------
    features_ : FragmentFeatures
        What was learnt, as plain arrays.
    """

    def __init__(
        self,
        *,
        max_words: int = 30_000,
        max_bigrams: int = 60_000,
        max_markup: int = 12_000,
        min_sites: int = 3,
        n_bins: int = 12,
        near_words: int = 0,
    ) -> None:
        self.max_words = max_words
        self.max_bigrams = max_bigrams
        self.max_markup = max_markup
        self.min_sites = min_sites
        self.n_bins = n_bins
        self.near_words = near_words

    def fit(self, X: Sequence[Example], y: object = None) -> Self:  # noqa: ARG002
        """Learn vocabularies, document frequencies (a document is a page) and bins.

        Parameters
        ----------
        X : sequence of Example
            Pages.
        y : ignored
        """
        words = self._fit_words(X)
        markup = self._fit_markup(X)
        n_near = min(self.near_words, len(words.vocabulary))
        self.features_ = FragmentFeatures(words, markup, self._fit_bins(X), n_near)
        return self

    def transform(self, X: Sequence[Example]) -> csr_matrix:
        """Turn the fragments of all pages into rows, page after page.

        Returns
        -------
        csr_matrix of float32, shape (n_fragments, features_.n_features)
        """
        check_is_fitted(self)
        return vstack([self.features_.transform(page.segments, page.numbers) for page in X], format="csr")

    def _fit_words(self, pages: Sequence[Example]) -> WordFeatures:
        sites: dict[str, set[str]] = {}
        frequency: Counter[str] = Counter()
        for page in pages:
            found = set(tokenize(page.segments.texts))
            frequency.update(found)
            for token in found:
                sites.setdefault(token, set()).add(page.site)
        del sites[END]
        kept = _most_spread({token: len(found) for token, found in sites.items()}, self.min_sites)
        vocabulary = {END: 0} | {token: i for i, token in enumerate(kept[: self.max_words], 1)}
        empty = WordFeatures(vocabulary, np.empty(0, np.int64), np.ones(len(vocabulary), np.float32))
        width = len(vocabulary)
        pairs: Counter[int] = Counter()
        pair_sites: dict[int, int] = {}
        for of_site in _by_site(pages):
            of_this: Counter[int] = Counter()
            for page in of_site:
                tokens = empty.tokens(page.segments.texts)
                first, second = tokens.ids[:-1], tokens.ids[1:]
                good = (first >= 0) & (second >= 0) & ((first > 0) | (second > 0))
                of_this.update(np.unique(first[good] * width + second[good]).tolist())
            pairs.update(of_this)
            for pair in of_this:
                pair_sites[pair] = pair_sites.get(pair, 0) + 1
        kept_pairs = sorted(_most_spread(pair_sites, self.min_sites)[: self.max_bigrams])
        counts = [len(pages), *(frequency[token] for token in list(vocabulary)[1:])]
        counts += [pairs[pair] for pair in kept_pairs]
        return WordFeatures(vocabulary, np.asarray(kept_pairs, np.int64), _idf(counts, len(pages)))

    def _fit_markup(self, pages: Sequence[Example]) -> MarkupFeatures:
        sites: dict[str, set[str]] = {}
        frequency: Counter[str] = Counter()
        for page in pages:
            table = page.segments.elements.signatures
            used = np.unique(find_places(page.segments).signatures)
            found = {token for index in used for token in signature_tokens(table[index])}
            frequency.update(found)
            for token in found:
                sites.setdefault(token, set()).add(page.site)
        kept = _most_spread({token: len(found) for token, found in sites.items()}, self.min_sites)
        vocabulary = {token: i for i, token in enumerate(kept[: self.max_markup])}
        return MarkupFeatures(vocabulary, _idf([frequency[token] for token in vocabulary], len(pages)))

    def _fit_bins(self, pages: Sequence[Example]) -> ShapeBins:
        numbers = np.concatenate([page.numbers for page in pages])
        quantiles = np.linspace(0, 1, self.n_bins + 1)[1:-1]
        edges = np.full((numbers.shape[1], len(quantiles)), np.inf, np.float32)
        for place in range(numbers.shape[1]):
            # Numbers that are mostly zero are cut where they are not.
            column = numbers[:, place]
            nonzero = column[column > 0]
            if len(nonzero) < len(column) * 0.5 and len(nonzero):
                column = nonzero
            found = np.unique(np.quantile(column, quantiles).astype(np.float32))
            found = found[found > numbers[:, place].min()]
            edges[place, : len(found)] = found
        return ShapeBins(edges)


def _by_site(pages: Sequence[Example]) -> list[list[Example]]:
    sites: dict[str, list[Example]] = {}
    for page in pages:
        sites.setdefault(page.site, []).append(page)
    return [sites[site] for site in sorted(sites)]


_Term = TypeVar("_Term", str, int)


def _most_spread(sites: dict[_Term, int], least: int) -> list[_Term]:
    """Terms on enough sites, those on the most sites first."""
    return sorted((t for t, n in sites.items() if n >= least), key=lambda term: (-sites[term], term))


def _idf(counts: Sequence[int], n_pages: int) -> NDArray[np.float32]:
    """Smoothed inverse document frequencies, as in scikit-learn's ``TfidfTransformer``."""
    values = np.log((1 + n_pages) / (1 + np.asarray(counts, np.float64))) + 1
    # Two bytes each are what the model file keeps.
    return values.astype(np.float16).astype(np.float32)
