"""How much of each fragment repeats what its page says of itself: title, address, author, data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.characters import WORD, syntax_of
from noisefilter.features.lookup import Keys, Lookup, code_points, hash_runs, hash_words

#: Characters of a fragment that are compared; what repeats a title does so from the start.
_COMPARED_CHARS = 200

_END = "\x1e"  # white space, which no fragment holds
_WORD = re.compile(r"\w+")
_TITLE_SEPARATORS = re.compile(r"\s[|–—»:·-]\s")
_NEXT = np.uint64(0x9E6C63D0676A9A99)  # odd: tells the second word of a pair from the first


@dataclass(frozen=True, slots=True)
class FirstWords:
    """The first words of all fragments in one sequence.

    Attributes
    ----------
    hashes : ndarray of uint64, shape (n_words,)
        See `noisefilter.features.lookup.hash_words`.
    rows : ndarray of int64, shape (n_words,)
        The fragment that each of them belongs to.
    counts : ndarray of int64, shape (n_fragments,)
        Words of each fragment.
    """

    hashes: Keys
    rows: NDArray[np.int64]
    counts: NDArray[np.int64]


def first_words(lowered: Sequence[str]) -> FirstWords:
    """Find the first words of fragments whose texts are lower-cased already."""
    codes = code_points("".join([f"{text[:_COMPARED_CHARS]}{_END}" for text in lowered]))
    is_word = (syntax_of(codes) & WORD) > 0
    is_start = is_word.copy()
    is_start[1:] &= ~is_word[:-1]
    starts = np.flatnonzero(is_start)
    hashes = hash_runs(np.where(is_word, codes + np.uint32(1), np.uint32(0)), starts)
    rows = np.searchsorted(np.flatnonzero(codes == ord(_END)), starts)
    return FirstWords(hashes, rows, np.bincount(rows, minlength=len(lowered)))


def words_of(text: str) -> set[str]:
    """Find the words of a text to compare with."""
    return set(_WORD.findall(text.lower()))


def title_words(title: str) -> set[str]:
    """Find the words of a page's title, without the name of its site."""
    return words_of(max(_TITLE_SEPARATORS.split(title.lower()), key=len))


def url_words(url: str | None) -> set[str]:
    """Find the words of an address's path."""
    if not url:
        return set()
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return set()
    return {word for word in re.split(r"[\W_]+", path.lower()) if len(word) > 2}


def shared_words(
    words: FirstWords, references: Sequence[set[str]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compare the words of fragments with those of some references.

    Returns
    -------
    inside : ndarray of float64, shape (n_references, n_fragments)
        Share of each fragment's words that are in the reference.
    covered : ndarray of float64, shape (n_references, n_fragments)
        Share of the reference's words that are in the fragment.
    """
    n = len(words.counts)
    inside, covered = np.zeros((2, len(references), n))
    known = sorted(set().union(*references))
    if not known:
        return inside, covered
    found = Lookup(hash_words(known)).find(words.hashes)
    hits = np.flatnonzero(found >= 0)
    rows, found = words.rows[hits], found[hits]
    distinct_rows, distinct = np.divmod(np.unique(rows * len(known) + found), len(known))
    sizes = np.maximum(words.counts, 1)
    for place, reference in enumerate(references):
        if reference:
            is_in = np.asarray([word in reference for word in known], bool)
            inside[place] = np.bincount(rows[is_in[found]], minlength=n) / sizes
            covered[place] = np.bincount(distinct_rows[is_in[distinct]], minlength=n) / len(reference)
    return inside, covered


def shared_pairs(words: FirstWords, reference: str) -> NDArray[np.float64]:
    """Find the share of each fragment's pairs of neighbouring words that stand in the reference, too."""
    n = len(words.counts)
    theirs = _WORD.findall(reference.lower())
    if len(theirs) < 2:
        return np.zeros(n)
    within = np.flatnonzero(words.rows[1:] == words.rows[:-1])
    is_in = np.isin(_pairs(words.hashes)[within], _pairs(hash_words(theirs)))
    return np.bincount(words.rows[within[is_in]], minlength=n) / np.maximum(words.counts - 1, 1)


def _pairs(hashes: Keys) -> Keys:
    """Hash each word together with the next one."""
    return hashes[:-1] + hashes[1:] * _NEXT
