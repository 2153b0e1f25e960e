"""Tables of characters: what each folds to, and of what kind it is."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

#: Bits that say of what kind a character is.
LETTER, DIGIT, SPACE, UNSPACED, LATIN, GREEK_CYRILLIC, CASED, FANCY, HIDDEN, EMOJI, UPPER = (
    1 << k for k in range(11)
)
END = "\x1e"  #: stands at both ends of every text

_SIZE = 0x20000  # Above it there are ideographs and nothing else that comments hold.
_RANGES = (  # Asking for the kind of each ideograph and syllable would take most of the time.
    (0x0000, 0x3400),
    (0xA000, 0xAC00),
    (0xF900, 0x10000),
    (0x1D400, 0x1D800),
    (0x1F000, 0x1FB00),
)
_IDEOGRAPHS, _SYLLABLES = (0x3400, 0xA000), (0xAC00, 0xD7A4)
_UNSPACED = (
    (0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800), (0x3005, 0x3008), (0x3041, 0x3100),
    (0x31F0, 0x3200), _IDEOGRAPHS, (0xF900, 0xFB00), (0xFF66, 0xFFA0),
)  # fmt: skip
#: Invisible, whatever their category says.
_INVISIBLE = (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10))
#: Marks that only decorate a letter; those of other scripts are vowels.
_DECORATION = (
    (0x0300, 0x0370), (0x0483, 0x048A), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00),
    (0x20D0, 0x2100), (0xFE20, 0xFE30),
)  # fmt: skip

_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
_LOOK_ALIKES = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "s", "æ": "a", "œ": "o", "ħ": "h", "ŧ": "t",
    "ð": "d", "þ": "p", "ƀ": "b", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʟ": "l", "ʋ": "v", "ƒ": "f",
    "ʼ": "'", "’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-",
}  # fmt: skip
#: Letters of other scripts beside the Latin ones they look like, and the other way round.
_CYRILLIC = dict(zip("авсԁеһіјкӏмпорѕтуԛԝх", "abcdehijklmnopstyqwx", strict=True)) | {"н": "h", "г": "r"}
_GREEK = dict(zip("αβεικηνορτυχγμω", "abeiknvoptuxymw", strict=True))
_TO_CYRILLIC = dict(zip("abcehikmnoprtxy", "авсенікмпоргтху", strict=True))
_LEET = dict(zip("013456789", "oieasgtbg", strict=True))


@cache
def tables() -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """Tables for all characters below 0x20000, and one entry more for those above.

    Returns
    -------
    folds : ndarray of uint32, shape (0x20001,)
        What each character folds to, lower-cased; 0 for those that are left out.
    kinds : ndarray of uint16, shape (0x20001,)
        The bits that say of what kind each character, folded, is.
    """
    folds = np.arange(_SIZE + 1, dtype=np.uint32)
    kinds = np.zeros(_SIZE + 1, np.uint16)
    for first, last in (_IDEOGRAPHS, _SYLLABLES):
        kinds[first:last] = LETTER
    kinds[_SIZE] = LETTER | UNSPACED
    for code in (code for bounds in _RANGES for code in range(*bounds)):
        folds[code], kinds[code] = _describe(code)
    for first, last in _UNSPACED:
        kinds[first:last] |= UNSPACED
    folds[ord(END)], kinds[ord(END)] = ord(END), 0
    for table in (folds, kinds):
        table.setflags(write=False)
    return folds, kinds


def _describe(code: int) -> tuple[int, int]:
    character = chr(code)
    category = unicodedata.category(character)
    if character.isspace():
        return ord(" "), SPACE
    if category in {"Cc", "Cf", "Cn", "Cs"} or code in _INVISIBLE:
        return (0, HIDDEN) if category != "Cn" else (code, 0)
    if any(first <= code < last for first, last in _DECORATION):
        return 0, 0
    folded = _fold(character)
    kind = 0
    category = unicodedata.category(folded)
    if category[0] in "LM":
        kind |= LETTER
        name = unicodedata.name(folded, "")
        if name.startswith("LATIN"):
            kind |= LATIN | CASED
        elif name.startswith(("CYRILLIC", "GREEK")):
            kind |= GREEK_CYRILLIC | CASED
    elif category == "Nd":
        kind |= DIGIT
    elif category in {"So", "Sk"} and code > 0xFF:
        kind |= EMOJI
    if character.isupper():
        kind |= UPPER
    if kind & (LETTER | DIGIT) and folded.isascii() and _is_fancy(code):
        kind |= FANCY
    return ord(folded), kind


def _fold(character: str) -> str:
    """Fold to one character: compatibility form, no accent, lower case, digits of every script as ASCII."""
    code = ord(character)
    for first in (0x1F150, 0x1F170):  # white letters on black discs and squares have no decomposition
        if first <= code < first + 26:
            return chr(code - first + ord("a"))
    character = _SMALL_CAPITALS.get(character, character)
    base = unicodedata.normalize("NFKD", character)
    # What takes several characters to write is left as it is, but for "(a)" and "1."
    stripped = base.strip("().,") if len(base) > 1 else base
    if stripped and all(unicodedata.combining(c) for c in stripped[1:]):
        character = stripped[0]
    lower = character.lower()
    character = lower if len(lower) == 1 else lower[0]
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    return _LOOK_ALIKES.get(character, character)


def _is_fancy(code: int) -> bool:
    """Whether a character belongs to a symbol alphabet that no language is written in."""
    return (
        code >= 0x1D400 or 0x2100 <= code < 0x2700 or 0x1D00 <= code < 0x1D80 or chr(code) in _SMALL_CAPITALS
    )


def _mapping(pairs: dict[str, str]) -> NDArray[np.uint32]:
    table = np.arange(_SIZE + 1, dtype=np.uint32)
    for source, target in pairs.items():
        table[ord(source)] = ord(target)
    table.setflags(write=False)
    return table


@cache
def _mappings() -> dict[str, NDArray[np.uint32]]:
    return {
        "latin": _mapping(_CYRILLIC | _GREEK),
        "cyrillic": _mapping(_TO_CYRILLIC),
        "letter": _mapping(_LEET),
    }


def look_alike(codes: NDArray[np.uint32], target: str) -> NDArray[np.uint32]:
    """Map folded characters to what they resemble.

    Parameters
    ----------
    codes : ndarray of uint32
    target : {"latin", "cyrillic", "letter"}
        Greek and Cyrillic letters to Latin ones, Latin letters to Cyrillic ones, or digits to letters.
    """
    table = _mappings()[target]
    return np.where(codes < _SIZE, table[np.minimum(codes, _SIZE)], codes)
