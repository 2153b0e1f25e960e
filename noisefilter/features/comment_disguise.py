"""Undoing disguises of spelling: letters set apart, mixed scripts, digits for letters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.comment_tables import (
    CASED,
    DIGIT,
    END,
    GREEK_CYRILLIC,
    HIDDEN,
    LATIN,
    LETTER,
    SPACE,
    UNSPACED,
    look_alike,
)

_WORD_CHARACTER = LETTER | DIGIT


def inside_words(classes: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Invisible characters with a letter of a cased script or a digit on both sides."""
    hidden = (classes & HIDDEN) > 0
    word = (classes & (CASED | DIGIT)) > 0
    inside = np.zeros(len(classes), np.bool_)
    inside[1:-1] = hidden[1:-1] & (word[:-2] | hidden[:-2]) & (word[2:] | hidden[2:])
    return inside


def spaced_letters(
    codes: NDArray[np.uint32], classes: NDArray[np.uint16]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Find three or more single letters or digits set apart, and the gaps between them."""
    n = len(codes)
    spaced, gaps = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    word = (classes & _WORD_CHARACTER) > 0
    alone = word & ((classes & UNSPACED) == 0)
    alone[1:] &= ~word[:-1]
    alone[:-1] &= ~word[1:]
    where = np.flatnonzero(alone)
    pairs = np.zeros(n, np.bool_)  # a letter alone, one character that is none, a letter alone
    close = where[:-1][np.diff(where) == 2]
    pairs[close] = codes[close + 1] != ord(END)
    chained = pairs.copy()
    chained[:-2] &= pairs[2:]
    # A chain of two pairs takes three letters; all pairs that are part of one close up.
    first = np.flatnonzero(chained)
    for start in (0, 2):
        gaps[first + start + 1] = True
    for start in (0, 2, 4):
        spaced[first + start] = True
    spaced &= (classes & LETTER) > 0
    # Numbers in a row (1 2 3) are no disguise: where no letter takes part, nothing closes up.
    gaps[1:-1] &= spaced[:-2] | spaced[2:]
    return spaced, gaps


def unmix(
    codes: NDArray[np.uint32], classes: NDArray[np.uint16], rows: NDArray[np.int64], n: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Write words of mixed scripts in one: the one whose own letters they have more of."""
    word = (classes & _WORD_CHARACTER) > 0
    starts = word.copy()
    starts[1:] &= ~word[:-1]
    numbers = np.cumsum(starts, dtype=np.int64)
    latin = (classes & LATIN) > 0
    other = (classes & GREEK_CYRILLIC) > 0
    to_latin, to_cyrillic = look_alike(codes, "latin"), look_alike(codes, "cyrillic")
    size = int(numbers[-1]) + 1

    def count(mask: NDArray[np.bool_], by: NDArray[np.int64], size: int) -> NDArray[np.int64]:
        return np.bincount(by[mask & word], minlength=size)

    has_latin, has_other = count(latin, numbers, size), count(other, numbers, size)
    own_latin = count(latin & (to_cyrillic == codes), numbers, size)
    own_other = count(other & (to_latin == codes), numbers, size)
    mixed = (has_latin > 0) & (has_other > 0)
    n_mixed = np.bincount(rows[starts & mixed[numbers]], minlength=n)
    # A word of look-alikes alone is Latin where most of its text is.
    in_latin_text = count(latin, rows, n) > 2 * count(other, rows, n)
    foreign = (has_other > 0) & (own_other == 0)
    towards_latin = word & (
        (mixed & (own_latin >= own_other))[numbers] | (foreign[numbers] & in_latin_text[rows])
    )
    towards_cyrillic = word & (mixed & (own_latin < own_other))[numbers]
    codes = np.where(towards_latin, to_latin, np.where(towards_cyrillic, to_cyrillic, codes))
    return codes, n_mixed


def in_address(codes: NDArray[np.uint32], classes: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Say which characters are in a run without white space that has a slash: an address, most likely."""
    breaks = (classes & SPACE) > 0
    breaks |= codes == ord(END)
    runs = np.cumsum(breaks, dtype=np.int64)
    slashed = np.bincount(runs[codes == ord("/")], minlength=int(runs[-1]) + 1 if len(runs) else 0) > 0
    return slashed[runs]


def unleet(
    codes: NDArray[np.uint32], classes: NDArray[np.uint16], spared: NDArray[np.bool_]
) -> tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.bool_]]:
    """Read one or two digits between Latin letters as letters, but for those spared; other digits as 0."""
    digit = (classes & DIGIT) > 0
    leet = np.zeros(len(codes), np.bool_)
    if not digit.any():
        return codes, classes, leet
    latin = (classes & LATIN) > 0
    one = digit[1:-1] & latin[:-2] & latin[2:]
    leet[1:-1] = one
    two = digit[1:-2] & digit[2:-1] & latin[:-3] & latin[3:]
    leet[1:-2] |= two
    leet[2:-1] |= two
    letters = look_alike(codes, "letter")
    leet &= (letters != codes) & ~spared
    codes = np.where(leet, letters, np.where(digit, np.uint32(ord("0")), codes))
    classes = np.where(leet, np.uint16(LETTER | LATIN | CASED), classes)
    return codes, classes, leet
