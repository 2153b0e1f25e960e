"""What a segmenter hands to the features: a page's fragments as parallel lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from noisefilter.segment.about import About

MAX_FRAGMENTS = 50_000  #: fragments per page; the rest of the page is cut and the page says so


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
    hints: str = ""  #: what its other attributes say, see `noisefilter.segment.hints`


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
        Characters (white space not counted) inside links, and inside ``b``, ``strong``, ``em``.
    links : list of int
        Number of links that begin in the fragment.
    origin : list of int
        An `Origin` each.
    element : list of int
        Index of the nearest block element in `elements`; -1 in plain text.
    inline : list of tuple of int
        Indices in ``elements.signatures`` of the inline elements inside the fragment (the first few).
    gap : list of bool
        Whether a blank line (plain text) or a rule (``hr``) stands right before the fragment.
    elements : Elements
        The element tree; empty for plain text.
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
