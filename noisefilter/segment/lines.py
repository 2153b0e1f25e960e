"""What a line of plain text looks like: width, indentation, marks at its ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

_STOPS = frozenset(".!?:;…。！？：；｡।॥۔؟؛።")
#: Scripts that end sentences with a space, so that nothing tells their ends.
_NO_STOPS = re.compile("[\u0e00-\u0eff]")
_OPENING = "\"'“„‘‚«»‹([¿¡*_「『（【〈《"
_CLOSING = "\"'”’»)]」』）】〉》“*_"

_QUOTE = re.compile(r"(?:[ \t]*>)*[ \t\u00a0\u3000]*")
_ITEM = re.compile(
    r"(?:[*+•·▪▫◦‣►▶»→✓✔○●■□◆◇※・|–—-]|#+|\(?(?:\d{1,3}|[a-zA-Z])[.)]|\[[ xX\d]*\])(?:\s+|$)|[|•※・]"
)
#: Marks that begin a line by chance, too: "on the / 3. of May", "it rained / – again".
_UNSURE_ITEM = re.compile(r"\d{1,3}\.\s|[–—-]\s+[^\W\d_]")
_RULE = re.compile(r"```|~~~|([=*_~#+-])\1{2,}+$")
#: Without one of these, a line is no code.
_CODE_SIGN = re.compile(r"[(){}=;\\<>&|/$_:'\"-]|\.\w")
_CODE = re.compile(
    r"[a-z_]\(|[()]\)|[={};\\]$|\s(?:[=!<>]=?=?|&&|\|\|)\s|^(?://|\$ |>>>|--?\w)"
    r"|\w_\w|[a-z]::?[a-z]|\w\.[a-z]+\.[a-z]|['\"][,:)\]]"
)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\ua4cf\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff9f]"
)
_FEW_WORDS = 4  #: lines of fewer are never thought to be alike


class Line(NamedTuple):
    """What matters of a line, where it could be part of a wrapped paragraph."""

    text: str  #: without indentation and marks of quotation
    quote: str  #: marks of quotation in front of it
    indent: int
    width: int
    first_word: int  #: width of its first word
    mark: int  #: width of the mark of an item that it begins with, with the space behind it; or 0
    is_row: bool  #: looks like the row of a table, or code, or a rule


def read_line(line: str, measure: Callable[[str], int]) -> Line:
    """Read a line that is not blank.

    Parameters
    ----------
    line : str
        As it stands in the text.
    measure : callable
        Gives the width of a text: `len`, or `columns`.
    """
    line = line.rstrip()
    has_tab = "\t" in line and "\t" in line.lstrip()
    line = line.expandtabs()
    match = _QUOTE.match(line)
    start = match.end() if match else 0
    text = line[start:]
    item = _ITEM.match(text)
    indent = measure(line[:start])
    return Line(
        text=text,
        quote="".join(line[:start].split()),
        indent=indent,
        width=indent + measure(text),
        first_word=measure(text.split(maxsplit=1)[0]) if text else 0,
        mark=measure(item[0]) if item else 0,
        is_row=has_tab or _is_row(text),
    )


def _is_row(text: str) -> bool:
    """Whether a text is empty, a table's row, the end of a program's line, or a rule."""
    return (
        not text
        or "   " in text
        or text.count("|") > 1
        or text.endswith(("{", "}", ");"))
        or _RULE.match(text) is not None
    )


def columns(text: str) -> int:
    """Measure a text as terminals do: a sign can be two columns wide, or none.

    Examples
    --------
    >>> columns("fog"), columns("霧"), columns("नि")
    (3, 2, 2)
    """
    return len(text) if text.isascii() else sum(map(_columns_of, text))


@cache
def _columns_of(sign: str) -> int:
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def may_begin_by_chance(line: Line) -> bool:
    """Whether a line begins with a mark of an item that may as well be a part of a sentence."""
    return _UNSURE_ITEM.match(line.text) is not None


def is_unspaced(line: Line, following: Line) -> bool:
    """Whether text can be broken between any two signs where one line ends and the next begins."""
    return (
        _UNSPACED.match(line.text, len(line.text) - 1) is not None
        and _UNSPACED.match(following.text) is not None
    )


def ends_sentence(line: Line) -> bool | None:
    """Whether a line ends with the end of a sentence; None where its script does not tell."""
    if _NO_STOPS.match(line.text, len(line.text) - 1):
        return None
    return line.text.rstrip(_CLOSING)[-1:] in _STOPS


def initial(line: Line) -> str:
    """First sign of a line, quotation marks and brackets not counted."""
    return line.text.lstrip(_OPENING)[:1]


def looks_like_code(line: Line) -> bool:
    """Whether a line has signs in it that programs have, and sentences seldom."""
    return _CODE_SIGN.search(line.text) is not None and _CODE.search(line.text) is not None


def shared_words(line: Line, other: Line) -> float:
    """Share of the words of one line that stand in the other, too; of both, the larger share."""
    words, others = set(line.text.split()), set(other.text.split())
    return len(words & others) / max(_FEW_WORDS, min(len(words), len(others)))
