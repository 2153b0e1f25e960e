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

from noisefilter.features.comment_disguise import in_address, inside_words, spaced_letters, unleet, unmix
from noisefilter.features.comment_tables import DIGIT, END, FANCY, GREEK_CYRILLIC, SPACE, tables

#: Of a longer comment the first and the last characters are read: promises and links stand at its ends.
MAX_HEAD, MAX_TAIL = 3_000, 1_000
#: Stands for ``http://``, ``https://`` and ``www.``: every full address begins with it.
LINK = "\ue000"

_SCHEME = re.compile(r"(?:https?|hxxps?)://(?:www\.)?|\bwww\.(?=\w)", re.IGNORECASE)
_LINKED = re.compile(
    r"""<a\b[^<>]{0,300}?\bhref\s*=\s*["']?([^"'\s<>]{1,500}+)[^<>]{0,500}+>|\[(?:url|link)=["']?([^\]\s]{1,500})\]""",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?[a-z][^<>]{0,500}>|\[/?(?:url|link|b|i|u|s|img|quote|color|size|code|center)\b[^\]\n]{0,500}\]",
    re.IGNORECASE,
)


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
        n_hidden = np.bincount(rows[inside_words(classes)], minlength=n)
        codes, rows, places, classes = _keep(~gone, codes, rows, places, classes)

    spaced, gaps = spaced_letters(codes, classes)
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
        codes, n_mixed = unmix(codes, classes, rows, n)
    codes, classes, leet = unleet(codes, classes, in_address(codes, classes))
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
