"""What two sequences have in common, in order: the words of one page, seen through two segmentations.

The sequences normally agree almost fully. Where they differ, n-grams that occur exactly once on each
side anchor the rest, as in `patience diff <https://bramcohen.livejournal.com/73318.html>`_ (Bram Cohen);
what lies between two anchors is compared again on its own, where more n-grams are unique.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

_GRAMS = (8, 4, 2, 1)  #: lengths of the n-grams tried as anchors, the safest first
#: Cells of the comparison of two stretches without anchors above which it takes too long, and is left out.
_MAX_CELLS = 1_000_000


class Block(NamedTuple):
    """A stretch that two sequences share: ``a[a:a + size]`` and ``b[b:b + size]`` are equal."""

    a: int
    b: int
    size: int


def matching_blocks(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Block]:
    """Find what two sequences share, in order.

    Parameters
    ----------
    a, b : sequence of hashable
        For example the words of a page, from two segmentations.

    Returns
    -------
    list of Block
        Stretches that rise on both sides and do not overlap. Time is linear in practice; only
        stretches without any item that is unique on both sides take longer.

    Examples
    --------
    >>> matching_blocks("home news it rained".split(), "home menu it rained".split())
    [Block(a=0, b=0, size=1), Block(a=2, b=2, size=2)]
    """
    blocks: list[Block] = []
    todo = [(0, len(a), 0, len(b))]
    while todo:
        a_from, a_to, b_from, b_to = todo.pop()
        size = _equal_at_first(zip(a[a_from:a_to], b[b_from:b_to], strict=False))
        if size:
            blocks.append(Block(a_from, b_from, size))
            a_from += size
            b_from += size
        size = _equal_at_first(zip(reversed(a[a_from:a_to]), reversed(b[b_from:b_to]), strict=False))
        if size:
            a_to -= size
            b_to -= size
            blocks.append(Block(a_to, b_to, size))
        if a_from == a_to or b_from == b_to:
            continue
        anchors = _anchors(a[a_from:a_to], b[b_from:b_to])
        if anchors:
            # Each stretch begins with an anchor, which is its common prefix.
            ends = [(a_from + i, b_from + j) for i, j in anchors] + [(a_to, b_to)]
            starts = [(a_from, b_from), *ends]
            todo.extend((i, k, j, m) for (i, j), (k, m) in zip(starts, ends, strict=False))
        elif (a_to - a_from) * (b_to - b_from) <= _MAX_CELLS:
            matcher = SequenceMatcher(None, a[a_from:a_to], b[b_from:b_to], autojunk=False)
            for i, j, size in matcher.get_matching_blocks():
                if size:
                    blocks.append(Block(a_from + i, b_from + j, size))
    return sorted(blocks)


def _equal_at_first(pairs: Iterable[tuple[Hashable, Hashable]]) -> int:
    """How many pairs of equal items come before the first pair of different ones."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Positions of the n-grams that are unique on both sides, in the longest chain that rises on both.

    Of anchors that follow one another at the same distance only the first is returned.
    """
    for n in _GRAMS:
        in_a, in_b = _unique_grams(a, n), _unique_grams(b, n)
        pairs = [(i, in_b[gram]) for gram, i in in_a.items() if gram in in_b]
        if pairs:
            chain = _longest_rising(pairs)
            return [
                pair
                for previous, pair in zip([None, *chain], chain, strict=False)
                if previous is None or pair[1] - pair[0] != previous[1] - previous[0]
            ]
    return []


def _unique_grams(items: Sequence[Hashable], n: int) -> dict[tuple[Hashable, ...], int]:
    """Where each n-gram stands that occurs only once, in order."""
    found: dict[tuple[Hashable, ...], int] = {}
    for i, gram in enumerate(zip(*(items[k:] for k in range(n)), strict=False)):
        found[gram] = -1 if gram in found else i
    return {gram: i for gram, i in found.items() if i >= 0}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Choose the most pairs, of those that rise on the first side, that rise on the second too."""
    tails: list[int] = []  # second items, of the last pair of the best chain of each length
    last: list[int] = []  # the same as indices of pairs
    before: list[int] = []  # of each pair, the one before it in its chain
    for index, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        before.append(last[length - 1] if length else -1)
        tails[length : length + 1] = [second]
        last[length : length + 1] = [index]
    chain: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
