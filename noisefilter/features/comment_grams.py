"""Words and character n-grams of comments, as numbers of columns.

An n-gram finds its column by its hash (Weinberger, Dasgupta, Langford, Smola, Attenberg 2009, *Feature
hashing for large scale multitask learning*, ICML): there is no vocabulary, so a model can learn any word
later, and no step here loops over n-grams in Python.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.comment_tables import DIGIT, END, LETTER, SPACE, UNSPACED
from noisefilter.features.comment_text import Folded

_MIX_A, _MIX_B = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
_POWERS = np.full(64, 0x9E3779B97F4A7C15, np.uint64).cumprod(dtype=np.uint64)
_END = np.uint32(ord(END))


@dataclass(frozen=True, slots=True)
class Grams:
    """N-grams as they occur, one entry per occurrence.

    Attributes
    ----------
    rows, columns : ndarray of int64, shape (n,)
    starts, ends : ndarray of int64, shape (n,)
        Where each lies in the normal form.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def _columns(hashes: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    """Spread hashes over a table of ``2 ** bits`` columns."""
    hashes = hashes ^ (hashes >> np.uint32(15))
    hashes *= _MIX_B
    hashes >>= np.uint32(32 - bits)
    return hashes


@dataclass(frozen=True, slots=True)
class CharGrams:
    """The n-grams of characters of texts; white space and both ends of a text take part.

    Parameters
    ----------
    lengths : tuple of int
    bits : int
        Logarithm of the number of columns.
    seed : int
        Texts of another kind get other columns.
    """

    lengths: tuple[int, ...]
    bits: int
    seed: int = 0

    def find(self, folded: Folded) -> Grams:
        """Find every n-gram with its place."""
        parts = []
        for length, columns, crossing in self._walk(folded):
            starts = np.flatnonzero(~crossing)
            parts.append((folded.rows[starts], columns[starts].astype(np.int64), starts, starts + length))
        return Grams(*map(np.concatenate, zip(*parts, strict=True))) if parts else _NO_GRAMS

    def sums(self, folded: Folded, weights: NDArray[np.float32], n: int) -> NDArray[np.float64]:
        """Sum the weights of the n-grams of each text, shape (n,).

        The same as looking up the columns that `find` gives, in a fraction of the time.
        """
        total = np.zeros(len(folded.codes), np.float32)
        for _, columns, crossing in self._walk(folded):
            values = weights[columns]
            values[crossing] = 0.0
            total[: len(values)] += values
        return np.asarray(np.bincount(folded.rows, total, n), np.float64)

    def counts(self, folded: Folded, n: int) -> NDArray[np.int64]:
        """Count the n-grams of each text, shape (n,)."""
        sizes = np.bincount(folded.rows, minlength=n)
        found = [np.maximum(sizes - length + 1, 0) for length in self.lengths]
        return np.asarray(np.sum(found, axis=0), np.int64)

    def _walk(self, folded: Folded) -> list[tuple[int, NDArray[np.uint32], NDArray[np.bool_]]]:
        codes, rows = folded.codes, folded.rows
        hashes = np.full(len(codes), np.uint32(2166136261 + self.seed))
        found = []
        for length in range(1, max(self.lengths) + 1):
            n = len(codes) - length + 1
            if n <= 0:
                break
            hashes = hashes[:n] ^ codes[length - 1 :]
            hashes *= _MIX_A
            if length in self.lengths:
                found.append((length, _columns(hashes, self.bits), rows[:n] != rows[length - 1 :]))
        return found


_NO_GRAMS = Grams(*[np.zeros(0, np.int64)] * 4)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of texts in normal form: runs of letters and digits, and every other character by itself.

    Attributes
    ----------
    rows, starts, ends : ndarray of int64, shape (n_words,)
    hashes : ndarray of uint32, shape (n_words,)
    is_end : ndarray of bool, shape (n_words,)
        Which words are the ends of a text.
    """

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    hashes: NDArray[np.uint32]
    is_end: NDArray[np.bool_]


def find_words(folded: Folded) -> Words:
    """Take texts apart into words; of scripts without spaces each character is one."""
    codes, classes = folded.codes, folded.classes
    if not len(codes):
        nothing = np.zeros(0, np.int64)
        return Words(nothing, nothing, nothing, nothing.astype(np.uint32), nothing.astype(np.bool_))
    single = (classes & (LETTER | DIGIT)) == 0
    single |= (classes & UNSPACED) > 0
    begins = np.ones(len(codes), np.bool_)
    np.logical_or(single[1:], single[:-1], out=begins[1:])
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], len(codes))
    within = np.minimum(np.arange(len(codes)) - np.repeat(starts, ends - starts), len(_POWERS) - 1)
    sums = np.add.reduceat((codes.astype(np.uint64) + np.uint64(1)) * _POWERS[within], starts)
    hashes = (sums >> np.uint64(32)).astype(np.uint32) ^ sums.astype(np.uint32)
    kept = (classes[starts] & SPACE) == 0
    starts, ends, hashes = starts[kept], ends[kept], hashes[kept]
    return Words(folded.rows[starts], starts, ends, hashes, codes[starts] == _END)


def word_grams(words: Words, bits: int) -> Grams:
    """Find words and pairs of words; the ends of a text take part in pairs."""
    known = np.flatnonzero(~words.is_end)
    first = np.flatnonzero(words.rows[1:] == words.rows[:-1])
    second = first + 1
    pairs = words.hashes[first] * _MIX_A + (words.hashes[second] ^ _MIX_B)
    columns = _columns(np.concatenate([words.hashes[known], pairs]), bits)
    return Grams(
        np.concatenate([words.rows[known], words.rows[first]]),
        columns.astype(np.int64),
        np.concatenate([words.starts[known], words.starts[first]]),
        np.concatenate([words.ends[known], words.ends[second]]),
    )


def repeated_words(words: Words, n: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Share of the words of each text that stood in it before, and how many words it has."""
    known = ~words.is_end
    rows = words.rows[known]
    counts = np.bincount(rows, minlength=n)
    keys = np.sort((rows << 32) | words.hashes[known])
    distinct = np.bincount(keys[np.diff(keys, prepend=-1) != 0] >> 32, minlength=n)
    return (counts - distinct) / np.maximum(counts, 1), counts
