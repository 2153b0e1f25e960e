"""Words of fragments as TF-IDF rows: unigrams, and bigrams that see a fragment's two ends.

Weights follow the usual sublinear form (Manning, Raghavan, Schütze 2008, *Introduction to
Information Retrieval*, section 6.4): ``(1 + ln tf) · idf``, rows scaled to unit length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.features.characters import DECIMAL, SPACE, UNSPACED, WORD, syntax_of
from noisefilter.features.lookup import Lookup, code_points, hash_runs, hash_words

#: Stands between fragments in a token sequence, so that bigrams with it mark first and last words.
END = "\x1e"
#: Scripts written without spaces between words: each character is a token of its own.
UNSPACED_RANGES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f"
)
#: Fragments are judged by their first characters; longer ones do not get clearer.
MAX_FRAGMENT_CHARS = 4_000

_UNSPACED = re.compile(f"[{UNSPACED_RANGES}]")
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"0+|[^\W0_]+|[^\w\s]|\x1e")


def tokenize(texts: Sequence[str]) -> list[str]:
    """Tokens of all texts in one sequence, `END` before the first and after each of them.

    Words are lower-cased; digits of every script read as ``0``; punctuation marks are tokens.
    """
    joined = END.join([text[:MAX_FRAGMENT_CHARS] for text in texts])
    joined = _DIGIT.sub("0", f"{END}{joined}{END}".lower())
    if not joined.isascii():
        joined = _UNSPACED.sub(r" \g<0> ", joined)
    return _TOKEN.findall(joined)


#: What a character does to tokens, by its bits: nothing; or it is part of a word, of a number, or a token.
_NOTHING, _LETTER, _NUMBER, _SINGLE = range(4)
_ROLES = np.asarray(
    [
        _NOTHING if bits & SPACE
        else _NUMBER if bits & DECIMAL
        else _SINGLE if bits & UNSPACED or not bits & WORD
        else _LETTER
        for bits in range(16)
    ],
    np.uint8,
)  # fmt: skip


def hash_tokens(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Find the tokens of all texts as `tokenize` does, but for the very first, and hash them.

    Returns
    -------
    hashes : ndarray of uint64, shape (n_tokens,)
        See `noisefilter.features.lookup.hash_words`.
    is_end : ndarray of bool, shape (n_tokens,)
        Where the `END` tokens are.
    """
    joined = "".join([f"{text[:MAX_FRAGMENT_CHARS]}{END}" for text in texts])
    codes = code_points(joined.lower())
    roles = _ROLES[syntax_of(codes)]
    is_end = codes == ord(END)
    roles[is_end] = _SINGLE
    roles[codes == ord("_")] = _NOTHING
    is_start = roles == _SINGLE
    is_start[1:] |= (roles[1:] != roles[:-1]) & (roles[1:] != _NOTHING)
    is_start[:1] |= roles[:1] != _NOTHING
    codes = np.where(roles == _NUMBER, np.uint32(ord("0")), codes) + np.uint32(1)
    codes[roles == _NOTHING] = 0
    starts = np.flatnonzero(is_start)
    return hash_runs(codes, starts), is_end[starts]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token sequence as integers.

    Attributes
    ----------
    ids : ndarray of int64, shape (n_tokens,)
        Index of each token in the vocabulary; -1 for a word that is not in it.
    rows : ndarray of int64, shape (n_tokens,)
        The fragment each token belongs to; an `END` belongs to the fragment before it (the
        very first one to fragment -1).
    is_end : ndarray of bool, shape (n_tokens,)
        Where the `END` tokens are.
    """

    ids: NDArray[np.int64]
    rows: NDArray[np.int64]
    is_end: NDArray[np.bool_]


@dataclass(frozen=True)
class WordFeatures:
    """The word vectoriser as plain arrays.

    Parameters
    ----------
    vocabulary : dict of str to int
        Unigrams; holds `END` at 0, which is no feature by itself.
    bigrams : ndarray of int64, shape (n_bigrams,)
        Sorted keys ``first · len(vocabulary) + second``.
    idf : ndarray of float32, shape (n_unigrams + n_bigrams,)
        Inverse document frequencies, unigrams first.
    """

    vocabulary: dict[str, int]
    bigrams: NDArray[np.int64]
    idf: NDArray[np.float32]
    n_features: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "n_features", len(self.vocabulary) + len(self.bigrams))

    @cached_property
    def _unigram_lookup(self) -> Lookup:
        return Lookup(hash_words(self.vocabulary))

    @cached_property
    def _bigram_lookup(self) -> Lookup:
        return Lookup(self.bigrams.astype(np.uint64))

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Look the texts' tokens up in the vocabulary."""
        hashes, is_end = hash_tokens(texts)
        ids = np.concatenate([[0], self._unigram_lookup.find(hashes)])
        is_end = np.concatenate([[True], is_end])
        rows = np.cumsum(is_end) - 1
        rows[is_end] -= 1
        return Tokens(ids, rows, is_end)

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Turn fragments into TF-IDF rows.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        csr_matrix of float32, shape (len(texts), n_features)
            Rows of unit length; a fragment with no known word is a row of zeros.
        """
        tokens = self.tokens(texts)
        return self.weigh(tokens, len(texts))

    def counted(self, tokens: Tokens) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and columns of all known n-grams of a token sequence, repetitions included."""
        ids = tokens.ids
        known = ids > 0
        rows = [tokens.rows[known]]
        columns = [ids[known]]
        first, second = ids[:-1], ids[1:]
        if len(self.bigrams):
            pairs = (first >= 0) & (second >= 0) & ~(tokens.is_end[:-1] & tokens.is_end[1:])
            keys = first[pairs] * len(self.vocabulary) + second[pairs]
            places = self._bigram_lookup.find(keys.astype(np.uint64))
            hit = places >= 0
            # The pair lies in the fragment of its second token, or of its first where the second ends it.
            rows.append(tokens.rows[1:][pairs][hit])
            columns.append(places[hit] + len(self.vocabulary))
        return np.concatenate(rows), np.concatenate(columns)

    def weigh(self, tokens: Tokens, n_rows: int) -> csr_matrix:
        """TF-IDF rows of a token sequence."""
        rows, columns = self.counted(tokens)
        return tfidf_rows(rows, columns, self.idf, n_rows)


def tfidf_rows(
    rows: NDArray[np.int64], columns: NDArray[np.int64], idf: NDArray[np.float32], n_rows: int
) -> csr_matrix:
    """Sublinear TF-IDF rows of unit length from the places of single occurrences."""
    width = len(idf)
    keys = np.sort(rows * width + columns)
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(firsts, append=len(keys))
    rows, columns = np.divmod(keys[firsts], width)
    values = (1.0 + np.log(counts)) * idf[columns]
    norms = np.sqrt(np.bincount(rows, values * values, n_rows))
    norms[norms == 0] = 1.0
    values /= norms[rows]
    indptr = np.zeros(n_rows + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=n_rows), out=indptr[1:])
    return csr_matrix((values.astype(np.float32), columns, indptr), shape=(n_rows, width))
