"""Classes of characters, looked up for many texts at once."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.lookup import code_points

_SINGLE = {
    "stop": ".!?。！？।۔؟።…",
    "comma": ",;，、；،؛",
    "exclaim": "!?！？؟",
    "quote": '"“”„«»「」『』',
    "bracket": "()[]{}（）【】《》〈〉",
    "colon": ":：",
    "separator": "|/\\>›»·•–—→←‹«*#+=_~▶►◀",
    "newline": "\n",
}
#: The classes, in the order of the columns of `count_classes`.
CLASSES: tuple[str, ...] = ("letter", "upper", "digit", "space", "symbol", "currency", "unspaced", *_SINGLE)
_BIT = {name: 1 << place for place, name in enumerate(CLASSES)}

_TABLE_SIZE = 0x10000
_EMOJI = 0xFFFE  # unassigned in Unicode: stands for all symbols above the table
_IDEOGRAPH = 0x4E00  # stands for all ideographs above the table
_UNSPACED_RANGES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3041, 0x30FF),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
)  # fmt: skip
_UNSPACED_ABOVE = (0x20000, 0x3134F)


@cache
def _table() -> NDArray[np.uint16]:
    table = np.zeros(_TABLE_SIZE, np.uint16)
    letter, upper, digit, space = _BIT["letter"], _BIT["upper"], _BIT["digit"], _BIT["space"]
    symbol, currency = _BIT["symbol"], _BIT["currency"]
    by_category = {
        "Lu": letter | upper, "Lt": letter | upper, "Ll": letter, "Lm": letter, "Lo": letter, "Mn": 0,
        "Nd": digit, "Nl": digit, "No": digit, "Zs": space, "Sc": currency, "So": symbol, "Sk": symbol,
        "Sm": symbol,
    }  # fmt: skip
    # Hangul syllables and ideographs are filled as ranges: asking for each would take most of the time.
    for code in (*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, _TABLE_SIZE)):
        table[code] = by_category.get(unicodedata.category(chr(code)), 0)
    table[0x3400:0xA000] = letter
    table[0xAC00:0xD7A4] = letter
    for first, last in _UNSPACED_RANGES:
        table[first : last + 1] |= _BIT["unspaced"]
    for name, characters in _SINGLE.items():
        for character in characters:
            table[ord(character)] |= _BIT[name]
    for control in "\t\n\v\f\r":
        table[ord(control)] |= space
    table[_EMOJI] = symbol
    return table


#: What a character is to a regular expression, and whether its script has no spaces between words; as bits.
WORD, DECIMAL, SPACE, UNSPACED = 1, 2, 4, 8


@cache
def _syntax_table() -> NDArray[np.uint8]:
    table = np.zeros(_TABLE_SIZE, np.uint8)
    characters = "".join(map(chr, range(_TABLE_SIZE)))
    for bit, test in ((WORD, str.isalnum), (DECIMAL, str.isdecimal), (SPACE, str.isspace)):
        table |= np.fromiter(map(test, characters), np.uint8, _TABLE_SIZE) * np.uint8(bit)
    table[ord("_")] |= WORD
    for first, last in _UNSPACED_RANGES:
        table[first : last + 1] |= UNSPACED
    return table


def _syntax_above_table(code: int) -> int:
    character = chr(code)
    unspaced = UNSPACED if _UNSPACED_ABOVE[0] <= code <= _UNSPACED_ABOVE[1] else 0
    return character.isalnum() * WORD | character.isdecimal() * DECIMAL | unspaced


def syntax_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Find what characters are to a regular expression (word, decimal digit, space), as bits."""
    if not len(codes) or codes.max() < _TABLE_SIZE:
        return _syntax_table()[codes]
    above = np.flatnonzero(codes >= _TABLE_SIZE)
    distinct, place = np.unique(codes[above], return_inverse=True)
    found = _syntax_table()[np.minimum(codes, _TABLE_SIZE - 1)]
    found[above] = np.asarray([_syntax_above_table(code) for code in distinct.tolist()], np.uint8)[place]
    return found


@cache
def _kinds() -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Kind of each character of the table, and which classes each kind belongs to, as rows of 0 and 1."""
    patterns, kinds = np.unique(_table(), return_inverse=True)
    members = (patterns[:, None] >> np.arange(len(CLASSES))) & 1
    return kinds.astype(np.uint8), members.astype(np.float64)


def count_classes(text: str, bounds: NDArray[np.int64]) -> NDArray[np.float64]:
    """Count the characters of each class in consecutive pieces of a text.

    Parameters
    ----------
    text : str
    bounds : ndarray of int64, shape (n + 1,)
        Piece i is ``text[bounds[i]:bounds[i + 1]]``.

    Returns
    -------
    ndarray of float64, shape (n, len(CLASSES))
    """
    codes = code_points(text)
    if len(codes) and codes.max() >= _TABLE_SIZE:
        codes = np.where(codes >= 0x20000, _IDEOGRAPH, np.where(codes >= _TABLE_SIZE, _EMOJI, codes))
    kinds, members = _kinds()
    n, n_kinds = len(bounds) - 1, len(members)
    places = np.repeat(np.arange(0, n * n_kinds, n_kinds), np.diff(bounds))
    places += kinds[codes]
    return np.bincount(places, minlength=n * n_kinds).reshape(n, n_kinds) @ members
