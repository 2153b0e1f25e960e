"""What a segmenter hands to the features: a page's fragments as parallel lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import accumulate
from typing import NamedTuple

from noisefilter.segment.about import About

MAX_FRAGMENTS = 50_000  #: fragments per page; the rest of the page is cut and the page says so
MAX_INLINE = 4  #: inline elements remembered per fragment


class Origin(IntEnum):
    """Where the text of a fragment stood in its source."""

    TEXT = 0  #: text nodes of the tree, or lines of plain text
    ATTRIBUTE = 1  #: an attribute that a visitor reads: placeholder, value of a button
    DATA = 2  #: JSON-LD


class Signature(NamedTuple):
    """What the markup says about an element: the part of it that features read."""

    tag: str
    classes: str
    id: str
    role: str
    itemprop: str
    hints: tuple[str, ...] = ()  #: what its other attributes say, see `noisefilter.segment.hints`


#: Tags that stand for markup in plain text.
BLOCK_TAG, LINE_TAG = "block", "line"


@dataclass(slots=True)
class Elements:
    """The element tree of a page, flattened: parents come before their children.

    Attributes
    ----------
    parent : list of int
        Index of each element's parent; -1 for the root.
    signature : list of int
        Index of each element's entry in `signatures`.
    signatures : list of Signature
        The distinct signatures of the page.
    """

    parent: list[int] = field(default_factory=list)
    signature: list[int] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)


@dataclass(slots=True)
class Segments:
    """The fragments of one page, as parallel lists of one entry per fragment.

    Attributes
    ----------
    kind : str
        ``"html"`` or ``"text"``.
    texts : list of str
        The fragments' texts, white space normalised, never empty.
    hidden : list of bool
        Whether the markup hides the fragment.
    link_chars, emphasis_chars : list of int
        Characters (white space not counted) inside links, and inside ``b``, ``strong``, ``em``; in markdown
        those of links and ``**`` with their marks and addresses, which are part of the text.
    links : list of int
        Number of links that begin in the fragment.
    origin : list of int
        An `Origin` each.
    element : list of int
        Index of the nearest block element in `elements`.
    inline : list of tuple of int
        Indices in ``elements.signatures`` of the inline elements inside the fragment (the first few).
    gap : list of bool
        Whether a blank line (plain text) or a rule (``hr``) stands right before the fragment.
    elements : Elements
        The element tree. In plain text a fragment is an element, inside one for the block of lines
        without a blank line in between.
    head_title : str
        Text of the ``title`` element, or "".
    about : About
        What the page says about itself; empty for plain text.
    language : str
        The ``lang`` attribute of the root, or "".
    truncated : bool
        Whether a cap cut the page.
    """

    kind: str
    texts: list[str] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    link_chars: list[int] = field(default_factory=list)
    emphasis_chars: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    element: list[int] = field(default_factory=list)
    inline: list[tuple[int, ...]] = field(default_factory=list)
    gap: list[bool] = field(default_factory=list)
    elements: Elements = field(default_factory=Elements)
    head_title: str = ""
    about: About = field(default_factory=About)
    language: str = ""
    truncated: bool = False

    def __len__(self) -> int:
        return len(self.texts)


def text_segments(
    texts: list[str], gap: list[bool], language: str = "", tags: Sequence[str] | None = None
) -> Segments:
    """Make the segments of plain text.

    Parameters
    ----------
    texts : list of str
        The fragments.
    gap : list of bool
        Whether a blank line stands right before each.
    language : str
    tags : sequence of str, optional
        The tag of each fragment's element; `LINE_TAG` for all where it is not given.
    """
    n = len(texts)
    block = [count - 1 for count in accumulate(int(g or not i) for i, g in enumerate(gap))]
    n_blocks = block[-1] + 1 if block else 0
    number = {BLOCK_TAG: 0, LINE_TAG: 1}
    signature = [number.setdefault(tag, len(number)) for tag in tags or [LINE_TAG] * n]
    return Segments(
        kind="text",
        texts=texts,
        hidden=[False] * n,
        link_chars=[0] * n,
        emphasis_chars=[0] * n,
        links=[0] * n,
        origin=[int(Origin.TEXT)] * n,
        element=list(range(n_blocks, n_blocks + n)),
        inline=[()] * n,
        gap=gap,
        elements=Elements(
            parent=[-1] * n_blocks + block,
            signature=[0] * n_blocks + signature,
            signatures=[Signature(tag, "", "", "", "") for tag in number],
        ),
        language=language,
    )
