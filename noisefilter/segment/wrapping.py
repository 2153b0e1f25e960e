"""Finding paragraphs that were hard-wrapped: in mail, old text files, dumps of ``fold`` and text browsers.

A program that wraps puts a word on the next line where it does not fit any more. So a line of a wrapped
paragraph is *full*: with the first word of the next line it would be longer than the paragraph's width.
Lines that are full by chance (teasers, verses) are told apart by how many agree, and by what they end and
begin with. Lines that are not surely wrapped stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from math import log
from typing import NamedTuple

from noisefilter.segment.lines import (
    Line,
    columns,
    ends_sentence,
    initial,
    is_unspaced,
    looks_like_code,
    may_begin_by_chance,
    read_line,
    shared_words,
)

MIN_WIDTH, MAX_WIDTH = 50, 120  #: characters, or columns, that paragraphs are wrapped at
#: Of a full line, the share of the width at least: hardly a word is longer than the rest.
_MIN_FILL = 0.5
#: Lines of unspaced scripts end this close to the width: some marks may not stand at an edge.
_UNSPACED_SLACK = 2
_RAGGED = 10  #: columns by which the longest lines of paragraphs of one width can differ
_MAX_INDENT = 8  #: columns by which the first line of a paragraph may be indented

# How much likelier full lines are if they were wrapped, as a sum of logarithms.
_SURE = 4.0  #: what makes them a paragraph
_SURE_BESIDE_OTHERS = 0.0  #: the same where the page as a whole was wrapped at that width
_MAX_FIT = 3.5  #: a full line, the less its next word leaves to chance
_LOWER_CASE = 2.5  #: the next line begins with a lower-case letter
_NO_CASE = 0.5  #: ... with a letter of a script without cases
_UPPER_CASE = -1.0  #: ... with a capital letter
_STOP = -1.0  #: the line ends a sentence, and the next does not begin with a lower-case letter
_LAST_STOP, _LAST_OPEN = 1.0, -1.5  #: the last line ends a sentence, or does not
_CODE = -3.0  #: the line looks like a program's
_ALIKE = -3.0  #: lines share so many words that they look like entries of a list
_MAX_SHARED = 0.5

#: What can be wider or narrower than one column.
_NOT_ONE_COLUMN = re.compile(
    "[\u0300-\u036f\u0590-\u05ff\u0610-\u06ff\u0900-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\uffef]"
)


class _Chain(NamedTuple):
    """Full lines in a row, and the line after them."""

    width: int
    n_lines: int
    score: float


def find_continued(lines: Sequence[str]) -> list[bool]:
    """Tell which lines go on with the paragraph of the line before.

    Parameters
    ----------
    lines : sequence of str
        Lines as they stand in the text, indentation and all; a blank one ends a paragraph.

    Returns
    -------
    list of bool
        One entry per line.
    """
    found = _find_continued(lines, len)
    if any(not line.isascii() and _NOT_ONE_COLUMN.search(line) for line in lines):
        return max(found, _find_continued(lines, columns), key=sum)
    return found


def _find_continued(lines: Sequence[str], measure: Callable[[str], int]) -> list[bool]:
    continued = [False] * len(lines)
    # What is much longer is too wide in any case, and dear to measure.
    widths = [
        measure(line.rstrip().expandtabs()) if len(line) < 4 * MAX_WIDTH else len(line) for line in lines
    ]
    blocks: list[tuple[int, int]] = []
    for is_filled, group in groupby(range(len(lines)), key=lambda place: widths[place] > 0):
        places = list(group)
        if is_filled and len(places) > 1:
            blocks.append((places[0], places[-1] + 1))

    read: dict[int, list[Line]] = {}

    def join(first: int, end: int, width: int, enough: float, trivial: int) -> list[_Chain]:
        if first not in read:
            read[first] = [read_line(line, measure) for line in lines[first:end]]
        block = read[first]
        found = []
        for start, stop in _chains(block, width):
            score = _score(block[start:stop], width, trivial)
            found.append(_Chain(width, stop - start, score))
            if score >= enough:
                continued[first + start + 1 : first + stop] = [True] * (stop - start - 1)
        return found

    chains: list[_Chain] = []
    for first, end in blocks:
        width = max(widths[first:end])
        if MIN_WIDTH <= width <= MAX_WIDTH:
            chains += join(first, end, width, _SURE, width)
    common = _common_width(chains, widths)
    if common:
        for first, end in blocks:
            join(first, end, common, _SURE_BESIDE_OTHERS, 0)
    return continued


def _common_width(chains: Sequence[_Chain], widths: Sequence[int]) -> int:
    """Find the width at which the page as a whole was wrapped; 0 where it was not."""
    best, found = _SURE, 0
    for width in sorted({chain.width for chain in chains}):
        near = [chain for chain in chains if width - _RAGGED < chain.width <= width]
        score = sum(chain.score for chain in near)
        wrapped = sum(chain.n_lines for chain in near if chain.score > 0)
        if score >= best and wrapped >= sum(other > width for other in widths):
            best, found = score, width
    return found


def _chains(block: Sequence[Line], width: int) -> list[tuple[int, int]]:
    """Find the runs of lines each of which could go on with the one before."""
    found = []
    start = 0
    for place in range(1, len(block) + 1):
        if place == len(block) or not _may_go_on(block, start, place, width):
            if place - start > 1:
                found.append((start, place))
            start = place
    return found


def _may_go_on(block: Sequence[Line], start: int, place: int, width: int) -> bool:
    """Whether a line could go on with the paragraph that began at `start`."""
    first, before, line = block[start], block[place - 1], block[place]
    if before.is_row or line.is_row or before.quote != line.quote:
        return False
    if max(before.width, line.width) > width or not _room(before, line, width):
        return False
    if line.mark and (first.mark or ends_sentence(before) or not may_begin_by_chance(line)):
        return False
    if place - start > 1:
        return line.indent == before.indent
    if first.mark:
        return line.indent in {first.indent, first.indent + first.mark}
    return 0 <= first.indent - line.indent <= _MAX_INDENT


def _room(line: Line, following: Line, width: int) -> int:
    """In how many columns before the width a full line can end; 0 where this one is not full."""
    if line.width >= width - _UNSPACED_SLACK and is_unspaced(line, following):
        return 1 + width - line.width
    if line.width >= width * _MIN_FILL and line.width + 1 + following.first_word > width:
        return 1 + following.first_word
    return 0


def _score(chain: Sequence[Line], width: int, trivial: int) -> float:
    """Say how much likelier a chain is if it was wrapped at a width.

    The first line that is `trivial` columns wide says nothing: it is full because the width is its own.
    """
    is_end = ends_sentence(chain[-1])
    score = 0.0 if is_end is None else _LAST_STOP if is_end else _LAST_OPEN
    for line, following in pairwise(chain):
        begin = initial(following)
        if begin.islower():
            score += _LOWER_CASE
        else:
            score += _STOP if ends_sentence(line) else 0.0
            score += _UPPER_CASE if begin.isupper() else _NO_CASE if begin.isalpha() else 0.0
        if looks_like_code(line):
            score += _CODE
        if shared_words(line, following) >= _MAX_SHARED:
            score += _ALIKE
        if line.width == trivial:
            trivial = 0
        else:
            score += min(_MAX_FIT, max(0.0, log(width / 2 / _room(line, following, width))))
    return score
