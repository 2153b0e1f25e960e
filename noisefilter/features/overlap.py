"""How much of each fragment repeats what its page says of itself: title, address, author, data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

#: Characters of a fragment that are compared; what repeats a title does so from the start.
_COMPARED_CHARS = 200

_END = "\x1e"  # white space, which no fragment holds
_WORD = re.compile(r"\w+")
_WORD_OR_END = re.compile(r"\w+|\x1e")
_TITLE_SEPARATORS = re.compile(r"\s[|–—»:·-]\s")


@dataclass(frozen=True, slots=True)
class FirstWords:
    """The first words of all fragments in one sequence.

    Attributes
    ----------
    sequence : list of str
        The words, and a mark after each fragment.
    rows : ndarray of int64, shape (len(sequence),)
        The fragment that each of them belongs to.
    counts : ndarray of int64, shape (n_fragments,)
        Words of each fragment.
    """

    sequence: list[str]
    rows: NDArray[np.int64]
    counts: NDArray[np.int64]


def first_words(lowered: Sequence[str]) -> FirstWords:
    """Find the first words of fragments whose texts are lower-cased already."""
    joined = _END.join([text[:_COMPARED_CHARS] for text in lowered])
    sequence = _WORD_OR_END.findall(f"{joined}{_END}")
    is_end = np.asarray([token == _END for token in sequence], bool)
    ends = np.flatnonzero(is_end)
    lengths = np.diff(ends, prepend=-1)
    return FirstWords(sequence, np.repeat(np.arange(len(ends)), lengths), lengths - 1)


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
    known = {word: place for place, word in enumerate(set().union(*references))}
    found = np.asarray(list(map(known.get, words.sequence, repeat(-1))), np.int64)
    hits = np.flatnonzero(found >= 0)
    rows, found = words.rows[hits], found[hits]
    distinct_rows, distinct = np.divmod(np.unique(rows * max(len(known), 1) + found), max(len(known), 1))
    sizes = np.maximum(words.counts, 1)
    for place, reference in enumerate(references):
        if reference:
            is_in = np.zeros(len(known), bool)
            is_in[[known[word] for word in reference]] = True
            inside[place] = np.bincount(rows[is_in[found]], minlength=n) / sizes
            covered[place] = np.bincount(distinct_rows[is_in[distinct]], minlength=n) / len(reference)
    return inside, covered


def shared_pairs(words: FirstWords, reference: str) -> NDArray[np.float64]:
    """Find the share of each fragment's pairs of neighbouring words that stand in the reference, too."""
    n = len(words.counts)
    if not reference:
        return np.zeros(n)
    pairs = set(pairwise(_WORD.findall(reference.lower())))
    is_in = np.asarray([pair in pairs for pair in pairwise(words.sequence)], bool)
    hits = words.rows[:-1][is_in]
    return np.bincount(hits, minlength=n) / np.maximum(words.counts - 1, 1)
