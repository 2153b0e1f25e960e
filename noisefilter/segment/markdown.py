"""Markdown in plain text, as extractors write it: what its marks say of a line.

The marks stay in the text. What they say (headings, items, rows, links, emphasis) stands beside it, where
HTML has it, too. See `CommonMark <https://spec.commonmark.org>`_ and, for tables, `GitHub Flavored Markdown
<https://github.github.com/gfm/#tables-extension->`_.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from noisefilter.segment.segments import LINE_TAG

#: What is never part of a paragraph that goes on over several lines.
ROW_TAGS = frozenset({"pre", "tr"})

_MANY_LINKS = 3  #: links that make a text markdown by themselves
_TWICE = 2  #: marks that plain text has now and then count from the second on

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+\S")
_MAX_HEADING = 200  #: characters
_ITEM = re.compile(r"\s*+(?:[*+-]|\d{1,4}[.)])[ \t]+\S")
_QUOTE = re.compile(r" {0,3}>")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ROW_RULE = re.compile(
    r"\s*+\|?(?:\s*+:?-{3,}+:?\s*+\|)++(?:\s*+:?-{3,}+:?)?+\s*+|\s*+\|\s*+:?-++:?\s*+\|\s*+"
)
_UNDERLINE = re.compile(r" {0,3}(=|-)\1{2,}\s*")
#: An address in brackets, and a title; the address may hold brackets in pairs.
_TARGET = r"""\((?=[^)\s])<?[^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*+(?:\s++(?:"[^"]*+"|'[^']*+'))?+\)"""
_IMAGE = rf"!\[[^\[\]]*+\]{_TARGET}"
_TEXT = rf"(?<!!)\[(?:{_IMAGE}|[^\[\]])++\]"
_NAMED_LINK = re.compile(_TEXT + _TARGET)
#: The same; by reference, as ``[text][1]``; or an address alone.
_LINK = re.compile(
    rf"{_TEXT}(?:{_TARGET}|\[[^\[\]]*+\])|<https?://[^\s<>]++>|(?<![(<\w/])https?://[^\s<>()\]|]*[^\s<>()\]|.,;:!?'\"]"
)
_BOLD = re.compile(r"\*\*(?=[^\s*])[^*\n]*+(?:\*(?!\*)[^*\n]*+)*+(?<!\s)\*\*(?!\*)")
_IMAGES = re.compile(_IMAGE)


class Marks(NamedTuple):
    """What stands inside a text, in characters without white space, marks and addresses counted."""

    link_chars: int
    links: int  #: number of links
    emphasis_chars: int


def is_markdown(lines: Sequence[str]) -> bool:
    """Tell whether a text is clearly markdown.

    Parameters
    ----------
    lines : sequence of str

    Returns
    -------
    bool
        True where there are several links with a text, or several kinds of marks, one of which plain text
        hardly has. Dashes, numbers, or a hash now and then say nothing.
    """
    links = images = bold = items = rules = fences = 0
    headings: list[int] = []
    before = ""
    for line in lines:
        if "](" in line:
            links += len(_NAMED_LINK.findall(line))
            images += len(_IMAGES.findall(line))
        if "**" in line:
            bold += len(_BOLD.findall(line))
        mark = line.lstrip()[:1]
        if mark == "#" and _is_heading(line):
            headings.append(len(line.split(maxsplit=1)[0]))
        elif mark in {"*", "+", "-"} or mark.isdigit():
            items += _ITEM.match(line) is not None
        if mark in {"`", "~"}:
            fences += _FENCE.match(line) is not None
        elif mark in {"|", "-", ":"} and "|" in before:
            rules += _ROW_RULE.fullmatch(line) is not None
        before = line
    # Comments of programs have one hash; of the headings of a page, some have more.
    are_headings = len(headings) >= _TWICE and max(headings) > 1
    sure = sum((links > 0, images > 0, rules > 0, fences >= _TWICE, bold >= _TWICE, are_headings))
    helping = sum((len(headings) > 0 and not are_headings, bold == 1, items >= _TWICE))
    return links >= _MANY_LINKS or sure >= _TWICE or (sure == 1 and helping > 0)


def _is_heading(line: str) -> bool:
    return len(line) <= _MAX_HEADING and _HEADING.match(line) is not None


def line_tags(lines: Sequence[str]) -> list[str]:
    """Find what each line of a markdown text is.

    Parameters
    ----------
    lines : sequence of str

    Returns
    -------
    list of str
        The tag that HTML has for it: ``h1`` to ``h6``, ``li``, ``tr``, ``pre``, ``blockquote``; or
        `LINE_TAG`.
    """
    tags: list[str] = []
    fence = ""
    in_table = False
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        opened = _FENCE.match(line)
        if fence:
            tags.append("pre")
            if opened and opened[1].startswith(fence) and not line.strip(" \t`~"):
                fence = ""
            continue
        in_table = "|" in line and (in_table or _ROW_RULE.fullmatch(following) is not None)
        heading = _HEADING.match(line) if _is_heading(line) else None
        if opened:
            fence = opened[1]
            tags.append("pre")
        elif heading:
            tags.append(f"h{len(heading[1])}")
        elif in_table or line.lstrip().startswith("|"):
            tags.append("tr")
        elif _QUOTE.match(line):
            tags.append("blockquote")
        elif _ITEM.match(line):
            tags.append("li")
        elif 0 < len(line.strip()) <= _MAX_HEADING and (underline := _UNDERLINE.fullmatch(following)):
            tags.append("h1" if underline[1] == "=" else "h2")
        else:
            tags.append(LINE_TAG)
    return tags


def read_marks(text: str) -> Marks:
    """Measure the links and the emphasis inside a text.

    Examples
    --------
    >>> read_marks("See [the fog](/fog), **again**.")
    Marks(link_chars=14, links=1, emphasis_chars=9)
    """
    links = _LINK.findall(text) if "](" in text or "][" in text or "://" in text else []
    bold = _BOLD.findall(text) if "**" in text else []
    return Marks(_solid(links), len(links), _solid(bold))


def _solid(texts: Sequence[str]) -> int:
    return sum(len("".join(text.split())) for text in texts)
