"""Words and n-grams as 64-bit numbers, and tables that find many of them at once."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

#: Odd numbers without a pattern: multiplying by them mixes all bits upwards, and loses none.
_BASE, _MIX = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
_MAX_POWER = 4_096  #: characters of a word beyond this count as if they were this one
_SPARE_BITS = 1  #: a table has at least twice as many slots as keys, so that few share one


@cache
def _powers() -> Keys:
    powers = np.full(_MAX_POWER, _BASE, np.uint64)
    powers[0] = 1
    powers = np.multiply.accumulate(powers)
    powers.setflags(write=False)
    return powers


def hash_runs(codes: NDArray[np.uint32], starts: NDArray[np.int64]) -> Keys:
    """Hash runs of characters: polynomials in their code points, modulo 2 to the 64th.

    Two words of different spelling get the same number once in some 10¹⁹ pairs.

    Parameters
    ----------
    codes : ndarray of uint32
        Code points plus 1; 0 where there is nothing to hash.
    starts : ndarray of int64, shape (n,)
        Where the runs start, ascending; each ends before the next one.

    Returns
    -------
    ndarray of uint64, shape (n,)
    """
    if not len(starts):
        return np.empty(0, np.uint64)
    ends = np.append(starts[1:], len(codes))
    lengths = ends - starts
    place = np.arange(starts[0], len(codes)) - np.repeat(starts, lengths)
    terms = _powers().take(place, mode="clip")
    terms *= codes[starts[0] :]
    return np.add.reduceat(terms, starts - starts[0])


def hash_words(words: Collection[str]) -> Keys:
    """Hash whole strings, as `hash_runs` does runs of their characters."""
    codes = code_points("\n".join(words) + "\n") + np.uint32(1)
    lengths = np.fromiter(map(len, words), np.int64, len(words)) + 1
    ends = np.cumsum(lengths)
    codes[ends - 1] = 0
    return hash_runs(codes, ends - lengths)


def code_points(text: str) -> NDArray[np.uint32]:
    """Turn the characters of a text into numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


class Lookup:
    """Finds the places of keys in a list of different ones, many at a time.

    Parameters
    ----------
    keys : ndarray of uint64, shape (n,)
    """

    def __init__(self, keys: Keys) -> None:
        bits = max(len(keys).bit_length() + _SPARE_BITS, 1)
        self._shift = np.uint64(64 - bits)
        mixed = keys * np.uint64(_MIX)
        self._order = np.argsort(mixed, kind="stable").astype(np.int32)
        self._mixed = mixed[self._order]
        slots = (self._mixed >> self._shift).astype(np.int64)
        self._bounds = np.zeros((1 << bits) + 1, np.int32)
        np.cumsum(np.bincount(slots, minlength=1 << bits), out=self._bounds[1:])

    def find(self, keys: Keys) -> NDArray[np.int64]:
        """Find the place of each key; -1 for those that are not in the list."""
        mixed = keys * np.uint64(_MIX)
        slots = (mixed >> self._shift).astype(np.int64)
        place, end = self._bounds[slots], self._bounds[slots + 1]
        found = np.full(len(keys), -1)
        open_ = np.flatnonzero(place < end)
        while len(open_):
            candidates = place[open_]
            hit = self._mixed[candidates] == mixed[open_]
            found[open_[hit]] = self._order[candidates[hit]]
            open_ = open_[~hit]
            place[open_] += 1
            open_ = open_[place[open_] < end[open_]]
        return found
