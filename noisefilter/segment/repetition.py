"""Guards against tags that are cheap one by one, and cost the parser more the more of them there were.

Each option asks all that its ``select`` holds which one is selected. Each further ``html`` or ``body`` tag
gives its attributes to the one element that there is. Each piece of text that stands in a table, but in no
cell, is moved before the table and copied together with what was moved there before (the standard calls it
`foster parenting <https://html.spec.whatwg.org/multipage/parsing.html#foster-parent>`_).
"""

from __future__ import annotations

import re

MAX_ROOT_TAGS = 4  #: ``html`` and ``body`` tags that are parsed; the rest says nothing new
MAX_OPTION_STEPS = 50_000_000  #: options, times the tags before them in their ``select``

#: Characters and tags of a page below which none of this can hurt.
_FOSTERING_FROM = 100_000
_OPTIONS_FROM_TAGS = 5_000

#: Tags of tables in which text has a place, and all of them.
CELL_TAGS = frozenset("td th caption".split())
TABLE_TAGS = CELL_TAGS | frozenset("table tr thead tbody tfoot colgroup col".split())

# Letters are spelled out in both cases, since ignoring case makes a pattern several times slower.
_ROOT = re.compile(r"<(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])[ \t\n\f\r/]")
_OPTION = re.compile(r"<[oO][pP][tT][iI][oO][nN][ \t\n\f\r/>]")
_TABLE = re.compile(r"<[tT][aA][bB][lL][eE][ \t\n\f\r/>]")
_TABLE_TAG = re.compile(rf"<(/?)({'|'.join(TABLE_TAGS)})(?:[ \t\n\f\r/][^<>]*+)?>", re.IGNORECASE)


class Repeated:
    """Counts options and root tags as a parser comes by them."""

    def __init__(self) -> None:
        self._roots = 0
        self._in_select = 0  # tags since the select began; 0 outside of one
        self._steps = 0

    def follow(self, tag: str, *, is_end: bool) -> bool:
        """Take note of a tag; False where it has to go."""
        if tag in {"html", "body"} and not is_end:
            self._roots += 1
            return self._roots <= MAX_ROOT_TAGS
        if tag == "select":
            self._in_select = 0 if is_end else 1
        elif self._in_select:
            self._in_select += 1
            if tag == "option":
                self._steps += self._in_select
                return self._steps <= MAX_OPTION_STEPS
        return True


class Fostered:
    """The text that was moved before one table."""

    def __init__(self) -> None:
        self._characters = 0

    def add(self, source: str, before: int, position: int) -> int:
        """Add the text that follows.

        Parameters
        ----------
        source : str
        before : int
            Length of the text before the last tag: where that began the table, new text joins it.
        position : int
            Where the text begins.

        Returns
        -------
        int
            Characters that are copied for it; 0 where there is only white space.
        """
        self._characters = self._characters or before
        end = source.find("<", position)
        text = source[position : end if end >= 0 else None]
        if not text or text.isspace():
            return 0
        self._characters += len(text)
        return self._characters


def may_repeat(source: str) -> bool:
    """Whether the page has more options or root tags than can be good, by a few cheap counts."""
    if len(_ROOT.findall(source)) > MAX_ROOT_TAGS:
        return True
    return source.count("<") >= _OPTIONS_FROM_TAGS and len(_OPTION.findall(source)) >= _OPTIONS_FROM_TAGS


def may_foster(source: str, limit: int) -> bool:
    """Whether more than `limit` characters may be copied for text that stands in tables, but in no cell.

    Looks at the tags of tables alone, wherever they stand.
    """
    if len(source) < _FOSTERING_FROM or not _TABLE.search(source):
        return False
    copied = fostered = 0
    position = -1  # where the last tag ended, if text after it is moved
    for tag in _TABLE_TAG.finditer(source):
        name = tag[2].lower()
        if position >= 0:
            between = source[position : tag.start()]
            if between and not between.isspace():
                fostered += len(between)
                copied += fostered * (between.count("<") + 1)
                if copied > limit:
                    return True
        if name == "table":
            fostered = 0
        is_outside = (name in CELL_TAGS and not tag[1]) or (name == "table" and bool(tag[1]))
        position = -1 if is_outside else tag.end()
    between = source[position:] if position >= 0 else ""
    return copied + (fostered + len(between)) * between.count("<") > limit
