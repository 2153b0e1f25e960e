"""Which fragments of a page are parts of one comment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from noisefilter.segment.segments import Segments

#: Elements that a comment has several of; in plain text, lines.
_PARAGRAPHS = frozenset("p blockquote pre ul ol li h1 h2 h3 h4 h5 h6 code figure dd dt line".split())
_MAX_HEAD = 60  #: characters of a line that can be the head of a comment in plain text
#: "Anna says:", "12 May 2024 at 10:30": a line that a comment begins with.
_HEAD = re.compile(r"[:：]$|\d{4}|\d{1,2}[:.h]\d{2}|^\d+ \w+ ago$")


def group_comments(places: Sequence[int], segments: Segments) -> list[list[int]]:
    """Put fragments together that follow one another and belong to one comment.

    Parameters
    ----------
    places : sequence of int
        Indices of the fragments that are comments, ascending.
    segments : Segments
        The page. In HTML the paragraphs inside one container are a comment; in plain text a comment goes
        on until a blank line, or a line that looks like the head of the next one.

    Returns
    -------
    list of list of int
        The indices, comment by comment, in page order.
    """
    groups: list[list[int]] = []
    last_place, last_container = -2, -1
    for place in places:
        container = _container(segments, place)
        goes_on = place == last_place + 1 and container == last_container and not segments.gap[place]
        if goes_on and segments.kind == "text":
            text = segments.texts[place]
            goes_on = len(text) > _MAX_HEAD or _HEAD.search(text) is None
        if goes_on:
            groups[-1].append(place)
        else:
            groups.append([place])
        last_place, last_container = place, container
    return groups


def _container(segments: Segments, place: int) -> int:
    """Find the nearest element around a fragment that is no paragraph, or -1."""
    elements = segments.elements
    element = segments.element[place]
    while element >= 0 and elements.signatures[elements.signature[element]].tag in _PARAGRAPHS:
        element = elements.parent[element]
    return element
