"""Reading comments through their disguise: what a spammer's spelling stands for, character by character.

Every character of a text is mapped to one other character, or left out; so what is found in the normal
form can be shown in the words of the original. Compatibility forms (𝓹𝓾𝓵𝓪, Ⓑⓞⓝⓤⓢ) and accents fold to base
letters (Unicode Standard Annex 15, NFKD), look-alikes of another script to the script of their word
(Unicode Technical Standard 39), invisible characters disappear, s p a c e d letters close up, digits
between letters become the letters they resemble, and loooong runs are cut.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.comment_tables import (
    CASED,
    DIGIT,
    END,
    FANCY,
    GREEK_CYRILLIC,
    HIDDEN,
    LATIN,
    LETTER,
    SPACE,
    UNSPACED,
    look_alike,
    tables,
)

#: Of a longer comment the first and the last characters are read: promises and links stand at its ends.
MAX_HEAD, MAX_TAIL = 3_000, 1_000
#: Stands for ``http://``, ``https://`` and ``www.``: every full address begins with it.
LINK = "\ue000"

_SCHEME = re.compile(r"(?:https?|hxxps?)://(?:www\.)?|\bwww\.(?=\w)", re.IGNORECASE)
_LINKED = re.compile(
    r"""<a\b[^<>]{0,300}?\bhref\s*=\s*["']?([^"'\s<>]{1,500})[^<>]{0,500}>|\[(?:url|link)=["']?([^\]\s]{1,500})\]""",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?[a-z][^<>]{0,500}>|\[/?(?:url|link|b|i|u|s|img|quote|color|size|code|center)\b[^\]\n]{0,500}\]",
    re.IGNORECASE,
)
_WORD_CHARACTER = LETTER | DIGIT


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without its markup.

    Attributes
    ----------
    text : str
        Entities resolved, tags taken out, addresses of links kept, ``http://`` replaced by `LINK`.
    n_tags : int
        How many tags there were, HTML or BBCode.
    """

    text: str
    n_tags: int = 0


def clean(text: str) -> Cleaned:
    """Cut a text to a bounded length and take its markup out.

    Examples
    --------
    >>> clean("Fish &amp; <b>chips</b>")
    Cleaned(text='Fish &  chips ', n_tags=2)
    """
    if len(text) > MAX_HEAD + MAX_TAIL:
        text = f"{text[:MAX_HEAD]}\n{text[-MAX_TAIL:]}"
    if "&" in text:
        text = html.unescape(text)
    n_tags = 0
    if "<" in text or "[" in text:
        text, n_links = _LINKED.subn(lambda found: f" {found[1] or found[2]} ", text)
        text, n_others = _TAG.subn(" ", text)
        n_tags = n_links + n_others
    if "://" in text or "ww." in text or "WW." in text:
        text = _SCHEME.sub(LINK, text)
    return Cleaned(text, n_tags)


@dataclass(frozen=True, slots=True)
class Folded:
    """Texts in normal form, as one sequence of characters.

    Attributes
    ----------
    codes : ndarray of uint32, shape (n,)
        Characters. Each text begins and ends with `noisefilter.features.comment_tables.END`.
    rows : ndarray of int64, shape (n,)
        The text each character belongs to.
    places : ndarray of int64, shape (n,)
        Its place in ``joined``.
    classes : ndarray of uint16, shape (n,)
        Bits of `noisefilter.features.comment_tables`.
    joined : str
        The texts as they were, each between two `END`.
    joined_rows, joined_classes : ndarray of int64 and uint16, shape (len(joined),)
        The text each of its characters belongs to, and its kind.
    joined_codes : ndarray of uint32, shape (len(joined),)
        Its characters, folded one by one; 0 for those that are left out.
    n_fancy, n_hidden, n_spaced, n_leet, n_mixed : ndarray of int64, shape (n_texts,)
        Letters from symbol alphabets, invisible characters inside of words, letters set apart, digits
        read as letters, and words of several scripts.
    """

    codes: NDArray[np.uint32]
    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    classes: NDArray[np.uint16]
    joined: str
    joined_rows: NDArray[np.int64]
    joined_classes: NDArray[np.uint16]
    joined_codes: NDArray[np.uint32]
    n_fancy: NDArray[np.int64]
    n_hidden: NDArray[np.int64]
    n_spaced: NDArray[np.int64]
    n_leet: NDArray[np.int64]
    n_mixed: NDArray[np.int64]


def fold(texts: Sequence[str]) -> Folded:
    """Bring texts into normal form, all at once; none depends on the others.

    Parameters
    ----------
    texts : sequence of str
        Cleaned (see `clean`).
    """
    n = len(texts)
    joined = "".join([f"{END}{text.replace(END, ' ')}{END}" for text in texts])
    lengths = np.fromiter(map(len, texts), np.int64, n) + 2
    original = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    rows = joined_rows = np.repeat(np.arange(n), lengths)
    folds, kinds = tables()
    index = np.minimum(original, len(folds) - 1) if len(original) else original
    codes, classes = folds[index], kinds[index]
    ideographs = original >= len(folds)
    if ideographs.any():
        codes = np.where(ideographs, original, codes)
    joined_codes, joined_classes = codes, classes
    places = np.arange(len(codes))
    n_fancy = np.bincount(rows[(classes & FANCY) > 0], minlength=n)

    gone = codes == 0
    n_hidden = np.zeros(n, np.int64)
    if gone.any():
        n_hidden = np.bincount(rows[_inside_words(classes)], minlength=n)
        codes, rows, places, classes = _keep(~gone, codes, rows, places, classes)

    spaced, gaps = _spaced_letters(codes, classes)
    n_spaced = np.bincount(rows[spaced], minlength=n)
    # Of white space one character stays, of a run of anything but digits two.
    space = (classes & SPACE) > 0
    drop = gaps
    drop[1:] |= space[1:] & space[:-1]
    same = codes[2:] == codes[1:-1]
    same &= codes[1:-1] == codes[:-2]
    same &= (classes[2:] & DIGIT) == 0
    same &= codes[2:] != ord(END)
    drop[2:] |= same
    if drop.any():
        codes, rows, places, classes = _keep(~drop, codes, rows, places, classes)

    n_mixed = np.zeros(n, np.int64)
    if (classes & GREEK_CYRILLIC).any():
        codes, n_mixed = _unmix(codes, classes, rows, n)
    codes, classes, leet = _unleet(codes, classes)
    n_leet = np.bincount(rows[leet], minlength=n)
    return Folded(
        codes,
        rows,
        places,
        classes,
        joined,
        joined_rows,
        joined_classes,
        joined_codes,
        n_fancy,
        n_hidden,
        n_spaced,
        n_leet,
        n_mixed,
    )


def _keep(
    kept: NDArray[np.bool_],
    codes: NDArray[np.uint32],
    rows: NDArray[np.int64],
    places: NDArray[np.int64],
    classes: NDArray[np.uint16],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint16]]:
    return codes[kept], rows[kept], places[kept], classes[kept]


def _inside_words(classes: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Invisible characters with a letter of a cased script or a digit on both sides."""
    hidden = (classes & HIDDEN) > 0
    word = (classes & (CASED | DIGIT)) > 0
    inside = np.zeros(len(classes), np.bool_)
    inside[1:-1] = hidden[1:-1] & (word[:-2] | hidden[:-2]) & (word[2:] | hidden[2:])
    return inside


def _spaced_letters(
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


def _unmix(
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


def _unleet(
    codes: NDArray[np.uint32], classes: NDArray[np.uint16]
) -> tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.bool_]]:
    """Read one or two digits between Latin letters as letters; all other digits as 0."""
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
    leet &= letters != codes
    codes = np.where(leet, letters, np.where(digit, np.uint32(ord("0")), codes))
    classes = np.where(leet, np.uint16(LETTER | LATIN | CASED), classes)
    return codes, classes, leet
