"""Guards against markup that costs the parser far more than its length.

Building a tree takes time quadratic in its depth and in the attributes of one element, and memory that
is the product of unclosed formatting elements and the blocks after them (the standard reopens them in
each, see `HTML, reconstruct the active formatting elements
<https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements>`_).
What else adds up, tag by tag, is in `noisefilter.segment.repetition`.
Real pages are far from all of it; a page of 100 KB made for it takes minutes, or all memory.
"""

from __future__ import annotations

import re
from collections import Counter

from noisefilter.segment.repetition import (
    CELL_TAGS,
    TABLE_TAGS,
    Fostered,
    Repeated,
    may_foster,
    may_repeat,
)

MAX_DEPTH = 512  #: deepest nesting that is parsed; deeper tags are dropped, their text is kept
MAX_ATTRIBUTES = 1_000  #: attributes of one element; where there are more, all are dropped
MAX_OPEN_FORMATTING = 64  #: formatting elements open at once; more are dropped, their text is kept
MAX_REOPENED = 2_000_000  #: formatting elements open at once, times start tags of the page

MAX_COPIED = 30_000_000  #: characters copied to move text that stands in tables, but in no cell, before them

#: Start tags below which depth cannot hurt: 8,000 deep takes 0.1 s.
_DEPTH_CHECK_FROM = 8_000
#: Formatting elements with attributes below which reopening them cannot hurt (those without are reopened
#: three at most), and the tags below which it cannot hurt in any case.
_FORMATTING_CHECK_FROM = 300
_FORMATTING_CHECK_FROM_TAGS = 3_000
#: A tag this long, in characters, may have more attributes than can be good.
_LONG_TAG = 20_000

_FORMATTING_TAGS = frozenset("a b big code em font i nobr s small strike strong tt u".split())
#: Tags that can go without leaving a space: nothing breaks a word where they stand.
_SILENT_TAGS = _FORMATTING_TAGS | {"html", "body"}
_VOID_TAGS = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_VOID_START = re.compile(rf"<(?:{'|'.join(sorted(_VOID_TAGS))})[ \t\n\f\r/>]")
#: Elements that their siblings or parents close: their number says nothing about depth.
_IMPLIED_END_TAGS = frozenset(
    "p li td th tr dd dt option optgroup colgroup thead tbody tfoot body html head rb rp rt rtc".split()
)
_ROW_TAGS = frozenset("caption colgroup td th tr thead tbody tfoot".split())
_RAW_TEXT_TAGS = frozenset("script style textarea title xmp iframe noembed noframes".split())
#: Elements whose end tags alone can close what stands before them, and inside which raw text is not raw.
_SCOPE_TAGS = frozenset("applet foreignobject marquee math object select svg table template".split())
_FOREIGN_TAGS = frozenset("math select svg foreignobject".split())

#: Attributes as the standard's tokenizer reads them; without their exact ends, a quote could hide a tag.
_SPACE = r"[ \t\n\f\r]"
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)"""
_ATTRIBUTE = rf"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+(?:{_SPACE}*+={_SPACE}*+{_VALUE}?+)?+"
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_MARKUP = re.compile(rf"<(?:!--|(/?)([a-zA-Z][^ \t\n\f\r/>]*+)((?:[ \t\n\f\r/]++|{_ATTRIBUTE})*+)(?:>|\Z))")
#: Where that ends which holds no markup; the dashes that begin a comment may also end it.
_RAW_ENDS = {
    "!--": re.compile(r"--!?>"),
    **{tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in _RAW_TEXT_TAGS},
}
#: Start tags of formatting elements with attributes; links are left out, since two are hardly ever open.
_FORMATTING_START = re.compile(r"<[bisutcenfBISUTCENF](?i:|m|t|ig|ont|ode|obr|mall|trike|trong)[ \t\n\f\r/]")


class _Scope:
    """What is open inside one element whose contents cannot close what stands outside."""

    def __init__(self, tag: str, depth: int) -> None:
        self.tag = tag
        self.depth = depth  # of the element itself
        self.stack: list[str] = []
        self.opened: Counter[str] = Counter()
        self.formatting: Counter[str] = Counter()
        self.in_cell = False  # of a table: where text stands that is not moved before it
        self.fostered = Fostered()


class _Nesting:
    """Follows the open elements, closely enough never to count fewer than a parser would."""

    def __init__(self, max_depth: int, max_formatting: int) -> None:
        self.max_depth = max_depth
        self.max_formatting = max_formatting
        self.depth = 0
        self.formatting = 0
        self.dropped: Counter[str] = Counter()
        self.scopes = [_Scope("", 0)]
        self.copied = 0  # characters that moving text before tables took
        self.without_tables = False

    def follow(self, tag: str, match: re.Match[str]) -> bool:
        """Open or close an element; False where the tag has to go."""
        if self.without_tables and tag in TABLE_TAGS:
            return False
        if tag in _ROW_TAGS:
            self._row(is_cell=tag in CELL_TAGS and not match[1])
        if tag in _VOID_TAGS or tag in _IMPLIED_END_TAGS:
            return True
        if match[1]:
            return self._end(tag)
        if self.is_foreign():
            return match[3].endswith("/") or self._start(tag)
        return tag in _RAW_TEXT_TAGS or self._start(tag)

    def _start(self, tag: str) -> bool:
        """Open an element; False where it would be one too many."""
        scope = self.scopes[-1]
        if tag in _FORMATTING_TAGS:
            if self.formatting >= self.max_formatting:
                self.dropped[tag] += 1
                return False
            self.formatting += 1
            scope.formatting[tag] += 1
            return True
        if self.depth >= self.max_depth:
            self.dropped[tag] += 1
            return False
        scope.stack.append(tag)
        scope.opened[tag] += 1
        if tag in _SCOPE_TAGS:
            self.scopes.append(_Scope(tag, self.depth))
        self.depth += 1
        return True

    def _end(self, tag: str) -> bool:
        """Close an element; False where its start tag was dropped."""
        if self.dropped[tag]:
            self.dropped[tag] -= 1
            return False
        scope = self.scopes[-1]
        if tag == scope.tag:
            self.scopes.pop()
            self.formatting -= scope.formatting.total()
            scope = self.scopes[-1]
        if scope.formatting[tag]:
            scope.formatting[tag] -= 1
            self.formatting -= 1
        elif scope.opened[tag]:
            inner = ""
            while inner != tag:
                inner = scope.stack.pop()
                scope.opened[inner] -= 1
            self.depth = scope.depth + bool(scope.tag) + len(scope.stack)
        return True

    def _row(self, *, is_cell: bool) -> None:
        """Start or end a part of a table, which closes all that is open inside the one before."""
        scope = self.scopes[-1]
        if scope.tag == "table":
            scope.stack.clear()
            scope.opened.clear()
            scope.in_cell = is_cell
            self.depth = scope.depth + 1

    def has_enough_fostered(self, source: str, start: int, position: int) -> bool:
        """Whether text follows that a parser moves before the table, after more such text than is good.

        Then the rest of the page has to go into a cell, and do without tables of its own.
        """
        scope = self.scopes[-1]
        if scope.tag != "table" or scope.in_cell or self.without_tables:
            return False
        self.copied += scope.fostered.add(source, start, position)
        if self.copied <= MAX_COPIED:
            return False
        self.without_tables = scope.in_cell = True
        return True

    def is_foreign(self) -> bool:
        """Whether the elements that hold raw text in HTML hold markup here."""
        return self.scopes[-1].tag in _FOREIGN_TAGS


def _can_nest(source: str) -> bool:
    """Whether the page could nest or reopen enough to hurt the parser, by a few cheap counts."""
    tags = source.count("<")
    if tags < _FORMATTING_CHECK_FROM_TAGS:
        return False
    if tags >= _DEPTH_CHECK_FROM:
        starts = tags - source.count("</")
        if starts >= _DEPTH_CHECK_FROM and starts - len(_VOID_START.findall(source)) >= _DEPTH_CHECK_FROM:
            return True
    return len(_FORMATTING_START.findall(source)) >= _FORMATTING_CHECK_FROM


def _may_have_many_attributes(source: str) -> bool:
    """Whether something that looks like a start tag has too many attributes."""
    window = _LONG_TAG // 2
    start = 0
    while start + window < len(source):
        # A long tag covers at least one window whole, and starts in the one before.
        end = source.find(">", start, start + window)
        if end < 0:
            match = _MARKUP.match(source, max(source.rfind("<", max(start - window, 0), start + 1), 0))
            if match and _has_many_attributes(match):
                return True
            end = source.find(">", start + window)
            if end < 0:
                return False
        start = max(start + window, end - end % window)
    return False


def _has_many_attributes(tag: re.Match[str]) -> bool:
    return (
        tag.end() - tag.start() > _LONG_TAG
        and sum(1 for _ in _ATTRIBUTES.finditer(tag[3] or "")) > MAX_ATTRIBUTES
    )


def tame(source: str, max_depth: int = MAX_DEPTH) -> str:
    """Drop the tags and attributes that would make a page cost the parser far more than its length.

    Real pages come back as they are. Depth is counted without a parser, from start and end tags.

    Parameters
    ----------
    source : str
        HTML.
    max_depth : int
        Elements inside one another that are left; formatting elements are counted apart.

    Returns
    -------
    str
        The HTML without the tags that nest deeper. No text is lost.
    """
    if not (
        _can_nest(source)
        or _may_have_many_attributes(source)
        or may_repeat(source)
        or may_foster(source, MAX_COPIED)
    ):
        return source
    starts = source.count("<") - source.count("</")
    nesting = _Nesting(max_depth, min(MAX_OPEN_FORMATTING, max(1, MAX_REOPENED // max(starts, 1))))
    repeated = Repeated()
    pieces: list[str] = []
    kept_from = position = 0
    endless: set[str] = set()  # what is never closed any more: read on as if it held markup
    while match := _MARKUP.search(source, position):
        before, (start, position) = position, match.span()
        tag = (match[2] or "!--").lower()
        if match[2] and not (repeated.follow(tag, is_end=bool(match[1])) and nesting.follow(tag, match)):
            pieces += source[kept_from:start], "" if tag in _SILENT_TAGS else " "
            kept_from = position
        elif _has_many_attributes(match):
            pieces += source[kept_from : match.start(3)], ">"
            kept_from = position
        if tag in _RAW_ENDS and not match[1] and tag not in endless and not nesting.is_foreign():
            ended = _RAW_ENDS[tag].search(source, position - 2)
            if ended:
                position = ended.start() if match[2] else ended.end()
            else:
                endless.add(tag)
        if (match[1] or tag not in _RAW_TEXT_TAGS) and nesting.has_enough_fostered(
            source, start - before, position
        ):
            pieces += source[kept_from:position], "<tr><td>"
            kept_from = position
    pieces.append(source[kept_from:])
    return "".join(pieces)
