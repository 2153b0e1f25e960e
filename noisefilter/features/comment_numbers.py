"""Comments in numbers: links, contact, money, markup, repetition, disguise, how the fields fit together."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from noisefilter.comment import Comment
from noisefilter.features.comment_links import ADDRESS_NAMES, count_addresses, host_of, is_free_host
from noisefilter.features.comment_tables import DIGIT, EMOJI, LETTER, UPPER
from noisefilter.features.comment_text import Folded

#: Numbers that a text has, in the order of their columns.
TEXT_NUMBERS: tuple[str, ...] = (
    "length in characters", "words", *ADDRESS_NAMES, "share of the text in links", "tags of HTML or BBCode",
    "share of capital letters", "share of digits", "emoji and symbols", "share of emoji and symbols",
    "exclamation marks", "share of repeated words", "letters from symbol alphabets",
    "invisible characters", "letters set apart", "digits for letters", "words of mixed scripts",
    "share of words that begin with a capital", "words with #",
)  # fmt: skip
#: Numbers about the author and homepage; there is one set for each field, missing where the field is.
AUTHOR_NUMBERS: tuple[str, ...] = (
    "words in the author's name", "capitals and digits in the author's name", "author's name is an address",
    "author's words that stand in the text",
)  # fmt: skip
URL_NUMBERS: tuple[str, ...] = (
    "depth of the homepage's address", "hyphens and digits in the homepage's host",
    "homepage with a free host",
    "share of the author's name in the homepage's host", "homepage's words that stand in the text",
)  # fmt: skip
POST_NUMBERS: tuple[str, ...] = (
    "share of the post's words in the comment",
    "share of the comment's words in the post",
)
#: The sets, by the field that has to be there.
NUMBER_SETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("text", TEXT_NUMBERS), ("author", AUTHOR_NUMBERS), ("author_url", URL_NUMBERS), ("post", POST_NUMBERS),
)  # fmt: skip
NUMBER_NAMES: tuple[str, ...] = tuple(name for _, names in NUMBER_SETS for name in names)

_WORD = re.compile(r"[^\W\d_]{4,}")
_LATIN = re.compile(r"[a-z]+")
_STEM = 5  #: letters of a word that are compared
_TLD = re.compile(r"\w\.\w{2,}")


def text_numbers(
    folded: Folded, n_tags: NDArray[np.int64], repeated: NDArray[np.float64], n_words: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Describe texts in numbers.

    Parameters
    ----------
    folded : Folded
    n_tags : ndarray of int64, shape (n_texts,)
        Tags that each text had.
    repeated : ndarray of float64, shape (n_texts,)
        Share of the words that stood in the text before.
    n_words : ndarray of int64, shape (n_texts,)

    Returns
    -------
    ndarray of float32, shape (n_texts, len(TEXT_NUMBERS))
    """
    n = len(n_tags)
    rows, classes, codes = folded.joined_rows, folded.joined_classes, folded.joined_codes
    starts = np.searchsorted(rows, np.arange(n))
    lengths = np.diff(starts, append=len(rows)) - 2
    text = np.where(codes == 0, np.uint32(ord("_")), codes).tobytes().decode("utf-32-le", "surrogatepass")
    addresses = count_addresses(text, rows, classes, n)

    def count(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.asarray(np.add.reduceat(mask, starts, dtype=np.int64))

    letters, capitals = count((classes & LETTER) > 0), count((classes & UPPER) > 0)
    digits, symbols = count((classes & DIGIT) > 0), count((classes & EMOJI) > 0)
    length = np.maximum(lengths, 1)
    letter = (classes & LETTER) > 0
    begins = letter.copy()
    begins[1:] &= ~letter[:-1]
    tags = codes == ord("#")
    tags[:-1] &= letter[1:]
    columns = [
        lengths,
        n_words,
        *addresses.T,
        addresses[:, 1] / length,
        n_tags,
        capitals / np.maximum(letters, 1),
        digits / length,
        symbols,
        symbols / length,
        count(codes == ord("!")),
        repeated,
        folded.n_fancy,
        folded.n_hidden,
        folded.n_spaced,
        folded.n_leet,
        folded.n_mixed,
        count(begins & ((classes & UPPER) > 0)) / np.maximum(count(begins), 1),
        count(tags),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def field_numbers(comment: Comment) -> NDArray[np.float32]:
    """Describe how the fields of a comment fit together; NaN where a field is missing.

    Returns
    -------
    ndarray of float32, shape (len(NUMBER_NAMES) - len(TEXT_NUMBERS),)
    """
    out = np.full(len(AUTHOR_NUMBERS) + len(URL_NUMBERS) + len(POST_NUMBERS), np.nan, np.float32)
    if not (comment.author or comment.author_url or comment.post):
        return out
    words = _stems(comment.text[:_MAX_COMPARED])
    author, url = comment.author[:_MAX_COMPARED], comment.author_url[:_MAX_COMPARED]
    host = host_of(url) if url else ""
    if author:
        name = author
        letters = sum(c.isalpha() for c in name)
        capitals = sum(c.isupper() for c in name) + sum(c.isdigit() for c in name)
        own = _stems(name)
        out[:4] = (
            len(name.split()),
            capitals / max(letters, 1),
            _TLD.search(name) is not None,
            len(own & words) / max(len(own), 1),
        )
    if url:
        path = url.partition("//")[2].partition("/")[2].strip("/")
        name = "".join(_LATIN.findall(author.lower()))
        parts = [part for part in _LATIN.findall(author.lower()) if len(part) > 2]
        inside = sum(len(part) for part in parts if part in host)
        out[4:9] = (
            path.count("/") + 1 if path else 0,
            sum(c == "-" or c.isdigit() for c in host),
            is_free_host(host),
            inside / max(len(name), 1),
            sum(word in host for word in words if len(word) == _STEM),
        )
    if comment.post:
        post = _stems(comment.post[:_MAX_COMPARED])
        both = len(post & words)
        out[9:] = both / max(len(post), 1), both / max(len(words), 1)
    return out


_MAX_COMPARED = 2_000  #: characters of each field that are compared


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower())}
