"""HTML to fragments: one walk over the tree that lexbor parsed.

A fragment is a maximal run of inline text inside one block element. Every text node of the
tree ends up in exactly one fragment; ``script``, ``style`` and ``template`` never do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from noisefilter.segment.hints import read_hints
from noisefilter.segment.jsonld import data_texts, read_objects
from noisefilter.segment.nesting import tame
from noisefilter.segment.segments import MAX_FRAGMENTS, MAX_INLINE, Origin, Segments, Signature

# What an element is and does to what it contains, as bits; all but the first two are inherited.
_INLINE, _FIELD, _LINK, _EMPHASIS, _KEEPS_SPACE, _HIDDEN = 1, 2, 4, 8, 16, 32
_INHERITED = _LINK | _EMPHASIS | _KEEPS_SPACE | _HIDDEN

_INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q "
    "ruby rb rp rt rtc s samp small span strike strong sub sup time tt u var wbr img picture source "
    "svg path g use math mi mo mn mrow msup msub mfrac canvas audio video track map area "
    "object param embed meter progress slot".split()
)
_EMPHASIS_TAGS = frozenset("b strong em i u mark".split())
_KEPT_SPACE_TAGS = frozenset("pre textarea listing plaintext xmp".split())
_SKIPPED_TAGS = frozenset("script style template".split())
_BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header iframe input legend li main nav noscript ol "
    "option p section select summary table tbody td tfoot th thead tr ul".split()
)
#: What each tag alone says; a tag that is not here is a block, unless it is no element at all.
_FLAGS = {
    **dict.fromkeys(_BLOCK_TAGS, 0),
    **dict.fromkeys(_KEPT_SPACE_TAGS, _KEEPS_SPACE),
    **dict.fromkeys(_INLINE_TAGS, _INLINE),
    **dict.fromkeys(_EMPHASIS_TAGS, _INLINE | _EMPHASIS),
    "a": _INLINE | _LINK,
    "input": _FIELD,
    "textarea": _FIELD | _KEEPS_SPACE,
}
_BUTTON_TYPES = frozenset("button submit reset".split())
_UNREAD_INPUTS = frozenset("hidden image checkbox radio file color range password".split())
#: Attributes that are read as they are; an element with no others gives no hints and is not hidden.
_NAMES = frozenset("class id role itemprop".split())

_FRAME = re.compile(r"<iframe\b[^<>]*>\s*", re.IGNORECASE)
_NOSCRIPT_END = re.compile(r"</[nN][oO][sS][cC][rR][iI][pP][tT]")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_TEXT_ID = 2  # of text nodes, in lexbor
_OUTSIDE = -1  # element of what stands in no element of the body


#: The tags that were met so far, and their flags, by lexbor's number for the tag, which is cheaper to ask for
#: than its name. Numbers from the limit on are not fixed: they are given out page by page.
_tags_by_id: dict[int, str] = {}
_flags_by_id: dict[int, int] = {}
_FIXED_IDS = 1 << 16

#: An element's tag, and its class, id, role, itemprop and hints as the page has them.
_Key = tuple[str, str | None, str | None, str | None, str | None, tuple[str, ...]]


class _Full(Exception):  # noqa: N818 - not an error: it ends a walk
    """The page has as many fragments as may be."""


class _Walker:
    """Collects the fragments of one tree.

    Most elements of a page hold no text (icons, images, empty containers): an element is recorded,
    and its attributes are read, when the first text inside it turns up. So the recorded ones among the
    open elements are always the outermost.
    """

    def __init__(self) -> None:
        self.out = Segments(kind="html")
        self.data: list[str] = []  # JSON-LD sources, in page order
        self.nodes: list[Any] = []  # open elements, outermost first
        self.node_flags: list[int] = []
        self.recorded: list[tuple[int, int]] = []  # of the recorded ones, the element, and that of its block
        self.fragments: list[tuple[Any, ...]] = []  # their entries in the lists of the segments
        self._signature_ids: dict[_Key, int] = {}
        self._signatures: dict[Signature, int] = {}
        self._rule = False
        self.parts: list[str] = []  # the run of inline text so far; "\v" stands for a line break
        self._begin()

    def _begin(self) -> None:
        """Start a run of inline text."""
        self.parts.clear()
        self.inline: tuple[int, ...] = ()
        self.has_text = False
        self.block = _OUTSIDE
        self.flags = 0
        self.link_chars = 0
        self.emphasis_chars = 0
        self.links = 0
        self.after_link = False

    def _flush(self) -> None:
        """End the run; it becomes a fragment if it holds any text."""
        if self.has_text:
            text = "".join(self.parts)
            if self.flags & _KEEPS_SPACE:
                # A record separator, which a character reference can bring in, marks ends in the features.
                lines = (line.rstrip() for line in text.replace("\v", "\n").replace("\x1e", " ").split("\n"))
                text = "\n".join(line for line in lines if line)
            elif "\v" in text:
                lines = (" ".join(line.split()) for line in text.split("\v"))
                text = "\n".join(line for line in lines if line)
            else:
                text = " ".join(text.split())
            self._emit(text, Origin.TEXT)
        elif self.parts:
            self._begin()

    def _emit(self, text: str, origin: Origin) -> None:
        """Make a fragment of the text and what was gathered about it."""
        if len(self.fragments) >= MAX_FRAGMENTS:
            self.out.truncated = True
            raise _Full
        self.fragments.append(
            (
                text,
                bool(self.flags & _HIDDEN),
                self.link_chars,
                self.emphasis_chars,
                self.links,
                origin,
                self.block,
                self.inline,
                self._rule,
            )
        )
        self._rule = False
        self._begin()

    def add_data(self) -> None:
        """Add the texts that stand only in the page's JSON-LD, and read what it says of the page."""
        items = read_objects(self.data)
        self.out.about.add_data(items)
        for text in data_texts(items, [fragment[0] for fragment in self.fragments]):
            self._begin()
            self._emit(text, Origin.DATA)

    def finish(self) -> Segments:
        """Hand out what was found."""
        out = self.out
        if self.fragments:
            columns = map(list, zip(*self.fragments, strict=True))
            out.texts, out.hidden, out.link_chars, out.emphasis_chars, *rest = columns
            out.links, out.origin, out.element, out.inline, out.gap = rest
        return out

    def _add_attribute(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Add what a visitor reads on a form field: its placeholder, or the words on a button."""
        kind = (attributes.get("type") or "text").lower()
        if tag == "input" and kind in _BUTTON_TYPES:
            text = attributes.get("value")
        elif kind in _UNREAD_INPUTS:
            text = None
        else:
            text = attributes.get("placeholder")
        text = " ".join(text.split()) if text else ""
        if text:
            self._record()
            self.flags = self.node_flags[-1]
            self.block = self.recorded[-1][1]
            self._emit(text, Origin.ATTRIBUTE)

    def _add_break(self) -> None:
        """Add a ``br``: one breaks the line, two in a row end the fragment."""
        for part in reversed(self.parts):
            if part == "\v":
                self._flush()
                return
            if not part.isspace():
                self.parts.append("\v")
                return

    def _add_text(self, text: str) -> None:
        """Add a text node that is not all white space to the run."""
        if len(self.recorded) < len(self.nodes):
            self._record()
        element, block = self.recorded[-1]
        flags = self.node_flags[-1]
        if not self.has_text:
            self.has_text = True
            self.flags = flags
            self.block = block
        else:
            self.flags &= flags | ~_HIDDEN  # hidden only where all of it is
        self.parts.append(text)
        self.after_link = False
        if flags & (_LINK | _EMPHASIS):
            chars = len("".join(text.split()))
            if flags & _LINK:
                self.link_chars += chars
            if flags & _EMPHASIS:
                self.emphasis_chars += chars
        if element != block and len(self.inline) < MAX_INLINE:
            self.inline += (self.out.elements.signature[element],)

    def _record(self) -> None:
        """Record the open elements that are not recorded yet."""
        elements, nodes, node_flags = self.out.elements, self.nodes, self.node_flags
        element = len(elements.parent)
        outer, block = self.recorded[-1]
        hidden = node_flags[len(self.recorded) - 1] & _HIDDEN
        for place in range(len(self.recorded), len(nodes)):
            node = nodes[place]
            tag = _tags_by_id.get(node.tag_id) or node.tag
            attributes = node.attributes
            key: _Key = tag, None, None, None, None, ()
            if attributes:
                get = attributes.get
                hints: tuple[str, ...] = ()
                if not _NAMES.issuperset(attributes):
                    hints = read_hints(attributes)
                    if _hides(attributes):
                        hidden = _HIDDEN
                key = tag, get("class"), get("id"), get("role"), get("itemprop"), hints
            if tag == "dialog" and "open" not in attributes:
                hidden = _HIDDEN
            signature = self._signature_ids.get(key)
            if signature is None:
                signature = self._signature_ids[key] = self._new_signature(key)
            node_flags[place] |= hidden
            if not node_flags[place] & _INLINE:
                block = element
            self.recorded.append((element, block))
            elements.parent.append(outer)
            elements.signature.append(signature)
            outer = element
            element += 1

    def _new_signature(self, key: _Key) -> int:
        """Index of a signature seen for the first time; an empty attribute counts as a missing one."""
        tag, classes, name, role, itemprop, hints = key
        signature = Signature(tag, classes or "", name or "", role or "", itemprop or "", hints)
        found = self._signatures.setdefault(signature, len(self._signatures))
        if found == len(self.out.elements.signatures):
            self.out.elements.signatures.append(signature)
        return found

    def walk(self, root: Any) -> None:
        """Walk the tree below `root` in document order, without recursion."""
        parts, nodes, node_flags, recorded = self.parts, self.nodes, self.node_flags, self.recorded
        nodes.append(root)
        node_flags.append(0)
        recorded.append((_OUTSIDE, _OUTSIDE))
        node = root.first_child
        while True:
            if node is None:  # everything inside the innermost element is done
                node, closed = nodes.pop(), node_flags.pop()
                if parts:
                    if not closed & _INLINE:
                        self._flush()
                    self.after_link = bool(closed & _LINK and parts)
                if not nodes:
                    return
                if len(recorded) > len(nodes):
                    recorded.pop()
            elif (tag_id := node.tag_id) == _TEXT_ID:
                text = node.text_content
                if not text.isspace():
                    self._add_text(text)
                elif parts:
                    parts.append(text if node_flags[-1] & _KEEPS_SPACE else " ")
                    self.after_link = False
            else:
                flags = _flags_by_id.get(tag_id)
                if flags is None:
                    flags = self._add_rare(node, tag_id)
                if flags is not None:
                    if not flags & _INLINE:
                        if parts:
                            self._flush()
                    elif flags & _LINK:
                        if self.after_link:
                            parts.append(" ")
                        self.links += 1
                    child = node.first_child
                    if child is not None or flags & _FIELD:
                        nodes.append(node)
                        node_flags.append(flags | node_flags[-1] & _INHERITED)
                        if flags & _FIELD:
                            self._add_attribute(node.tag, node.attributes)
                        node = child
                        continue
                    if parts:
                        self.after_link = bool((flags | node_flags[-1]) & _LINK)
            node = node.next

    def _add_rare(self, node: Any, tag_id: int) -> int | None:
        """Find the flags of a tag without a known number; None where there is nothing to do inside it."""
        tag = node.tag
        flags = _FLAGS.get(tag)
        if flags is not None:
            if tag_id < _FIXED_IDS:
                _tags_by_id[tag_id] = tag
                _flags_by_id[tag_id] = flags
            return flags
        if tag == "script":
            if (node.attributes.get("type") or "").strip().lower() == "application/ld+json":
                self.data.append(node.text(deep=True) or "")
        elif tag == "br":
            self._add_break()
        elif tag == "hr":
            self._flush()
            self._rule = True
        elif tag and tag[0].isalpha() and tag not in _SKIPPED_TAGS:
            return 0
        return None


def _hides(attributes: Mapping[str, str | None]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return bool(style and _HIDING_STYLE.search(style))


def _close_frames(source: str) -> str:
    """Close the iframes left open inside ``noscript``.

    Lexbor parses as a browser without scripting, and would read the rest of the page as their text.
    """
    pieces: list[str] = []
    kept_from = 0
    for match in _NOSCRIPT_END.finditer(source):
        end = match.start()
        last_tag = source.rfind("<", kept_from, end)
        if last_tag >= 0 and _FRAME.fullmatch(source, last_tag, end):
            pieces += source[kept_from:end], "</iframe>"
            kept_from = end
    return "".join([*pieces, source[kept_from:]]) if pieces else source


def segment_html(source: str) -> Segments:
    """Parse HTML and return its fragments.

    Parameters
    ----------
    source : str
        A whole document or a part of one, decoded.

    Returns
    -------
    Segments
        The fragments in document order; those from JSON-LD come last.
    """
    tree = LexborHTMLParser(tame(_close_frames(source)), options=LexborDocumentOptions.WO_EVENTS)
    walker = _Walker()
    segments = walker.out
    root = tree.root
    if root is None:
        return segments
    segments.language = (root.attributes.get("lang") or "").lower()
    title = tree.css_first("head > title")
    segments.head_title = " ".join((title.text(deep=True) or "").split()) if title is not None else ""
    head = tree.head
    if head is not None:
        scripts = head.css('script[type="application/ld+json"]')
        walker.data.extend(script.text(deep=True) or "" for script in scripts)
    for meta in tree.tags("meta"):
        segments.about.add_meta(meta.attributes)
    with suppress(_Full):
        walker.walk(tree.body if tree.body is not None else root)
        walker.add_data()
    return walker.finish()
