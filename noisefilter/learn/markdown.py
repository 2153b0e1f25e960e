"""Pages as other extractors write them in markdown, to learn from.

What a page's fragments keep of its markup (elements, how much of a fragment is linked or emphasised) becomes
marks. Where inside a fragment a link stands is not known any more; it is put somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from noisefilter.segment.segments import Origin, Segments

_BULLETS = ("- ", "* ", "+ ")
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_MARKED = frozenset({*_HEADINGS, "li", "pre", "blockquote", "tr"})
_MAX_CELL = 80  #: characters of a cell; where there are more, the table is there for the layout
_MAX_CELLS = 8
_MAX_SLUG = 4  #: words of an invented address
_WORD = re.compile(r"[a-z0-9]+")


class Line(NamedTuple):
    """A line of a rendering, and the fragments that it was made of."""

    text: str
    sources: tuple[int, ...]


def markdown_lines(source: Segments, shown: Sequence[int], random: np.random.Generator) -> list[list[Line]]:
    """Write the fragments of a page as markdown.

    Parameters
    ----------
    source : Segments
        An HTML page.
    shown : sequence of int
        Indices of the fragments to write, ascending.
    random : Generator
        Chooses bullets, addresses, and where links stand.

    Returns
    -------
    list of list of Line
        The lines that each fragment became, those of a table's row together; the fragments that a row
        swallowed are left out.
    """
    bullet = _BULLETS[int(random.integers(len(_BULLETS)))]
    host = "" if random.random() < 0.5 else "https://www.site.example"
    nearest = [_nearest_mark(source, index) for index in shown]
    blocks: list[list[Line]] = []
    table = -1
    for (tag, element), group in groupby(zip(shown, nearest, strict=True), key=lambda pair: pair[1]):
        places = [index for index, _ in group]
        if tag == "tr" and _is_row(source, places):
            cells = [
                _inline(source, index, " ".join(source.texts[index].split()), host, random)
                for index in places
            ]
            row = [Line("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |", tuple(places))]
            above = source.elements.parent[element]
            if above != table and len(places) > 1:
                row.append(Line("|" + " --- |" * len(places), tuple(places)))
            table = above
            blocks.append(row)
            continue
        table = -1
        for number, index in enumerate(places):
            lines = source.texts[index].split("\n")
            if tag == "pre":
                written = ["```", *lines, "```"]
            else:
                texts = [_inline(source, index, line, host, random) for line in lines]
                mark = _HEADINGS.get(tag, "> " if tag == "blockquote" else "")
                if tag == "li" and not number:
                    mark = "1. " if _is_numbered(source, element) else bullet
                written = [
                    mark + text if tag == "blockquote" or not n else text for n, text in enumerate(texts)
                ]
            blocks.append([Line(line, (index,)) for line in written])
    return blocks


def _nearest_mark(source: Segments, index: int) -> tuple[str, int]:
    """Find the nearest element around a fragment that markdown has a mark for: its tag, and its index."""
    elements = source.elements
    element = source.element[index] if source.origin[index] == Origin.TEXT else -1
    while element >= 0:
        tag = elements.signatures[elements.signature[element]].tag
        if tag in _MARKED:
            return tag, element
        element = elements.parent[element]
    return "", -1


def _is_row(source: Segments, places: Sequence[int]) -> bool:
    return len(places) <= _MAX_CELLS and all(len(source.texts[index]) <= _MAX_CELL for index in places)


def _is_numbered(source: Segments, element: int) -> bool:
    elements = source.elements
    above = elements.parent[element]
    return above >= 0 and elements.signatures[elements.signature[above]].tag == "ol"


def _inline(source: Segments, index: int, text: str, host: str, random: np.random.Generator) -> str:
    """Put the links and the emphasis of a fragment into one of its lines."""
    words = text.split()
    solid = max(len("".join(source.texts[index].split())), 1)
    linked = round(len(words) * min(source.link_chars[index] / solid, 1))
    strong = round(len(words) * min(source.emphasis_chars[index] / solid, 1))
    if source.links[index] and linked:
        first = int(random.integers(len(words) - linked + 1))
        n_links = min(source.links[index], linked)
        for part in reversed(np.array_split(np.arange(first, first + linked), n_links)):
            label = " ".join(words[part[0] : part[-1] + 1])
            address = f"{host}/{_slug(label) or int(random.integers(1, 99_999))}"
            words[part[0] : part[-1] + 1] = [f"[{label.replace('[', '(').replace(']', ')')}]({address})"]
    elif strong:
        words[:strong] = [f"**{' '.join(words[:strong])}**"]
    return " ".join(words)


def _slug(label: str) -> str:
    return "-".join(_WORD.findall(label.lower())[:_MAX_SLUG])
