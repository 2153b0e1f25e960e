"""HTML to fragments: one walk over the tree that lexbor parsed.

A fragment is a maximal run of inline text inside one block element. Every text node of the
tree ends up in exactly one fragment; ``script``, ``style`` and ``template`` never do.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from noisefilter.segment.jsonld import data_texts
from noisefilter.segment.segments import Elements, Origin, Segments, Signature

MAX_DEPTH = 512  #: deepest nesting that is parsed; deeper start tags are dropped, their text is kept
MAX_FRAGMENTS = 50_000  #: fragments per page; the rest of the page is cut and the page says so
#: Start tags below which depth cannot hurt: lexbor is quadratic in depth, and 4,000 deep takes 25 ms.
DEPTH_CHECK_FROM = 4_000
MAX_INLINE = 4  #: inline elements remembered per fragment

_INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q "
    "ruby rb rp rt rtc s samp small span strike strong sub sup time tt u var wbr img picture source "
    "svg path g use math mi mo mn mrow msup msub mfrac canvas audio video track map area "
    "object param embed meter progress slot".split()
)
_VOID_TAGS = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_IMPLIED_END_TAGS = frozenset("p li td th tr dd dt option optgroup thead tbody tfoot body html head".split())
_RAW_TEXT_TAGS = frozenset("script style textarea title xmp iframe noembed noframes".split())
_SKIPPED_TAGS = frozenset("script style template".split())
_EMPHASIS_TAGS = frozenset("b strong em i u mark".split())
_KEPT_SPACE_TAGS = frozenset("pre textarea listing plaintext xmp".split())
_BUTTON_TYPES = frozenset("button submit reset".split())
_UNREAD_INPUTS = frozenset("hidden image checkbox radio file color range password".split())

_TAG = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>]*)|!--)")
#: An iframe left open inside noscript: without scripting, lexbor would read the rest of the page as its text.
_UNCLOSED_FRAME = re.compile(r"<iframe\b[^<>]*>(?=\s*</noscript)", re.IGNORECASE)
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n ?")

_TEXT_ID = 2


def flatten_depth(source: str, max_depth: int = MAX_DEPTH) -> str:
    """Drop the start tags that nest deeper than `max_depth`, and the end tags that match them.

    No text is lost. The depth is counted without a parser, as start tags minus end tags.
    """
    if source.count("<") < DEPTH_CHECK_FROM:
        return source
    depth = kept_from = skip_to = 0
    pieces: list[str] = []
    opened: dict[str, int] = {}
    dropped: dict[str, int] = {}
    for match in _TAG.finditer(source):
        start = match.start()
        if start < skip_to:
            continue
        tag = match.group(2)
        if tag is None:  # a comment
            skip_to = source.find("-->", start)
            if skip_to < 0:
                break
            continue
        tag = tag.lower()
        if tag in _VOID_TAGS or tag in _IMPLIED_END_TAGS:
            continue
        drop = False
        if match.group(1):
            if dropped.get(tag):
                dropped[tag] -= 1
                drop = True
            elif opened.get(tag):
                opened[tag] -= 1
                depth -= 1
        elif tag in _RAW_TEXT_TAGS:
            end = re.compile(f"</{tag}", re.IGNORECASE).search(source, match.end())
            if end is None:
                break
            skip_to = end.end()
        else:
            end_at = source.find(">", match.end())
            if end_at < 0:
                break
            if opened.get("svg") and source[end_at - 1] == "/":
                continue
            if depth >= max_depth:
                dropped[tag] = dropped.get(tag, 0) + 1
                drop = True
            else:
                opened[tag] = opened.get(tag, 0) + 1
                depth += 1
        if drop:
            end_at = source.find(">", match.end())
            pieces.append(source[kept_from:start])
            kept_from = len(source) if end_at < 0 else end_at + 1
            skip_to = kept_from
    if not pieces:
        return source
    pieces.append(source[kept_from:])
    return " ".join(pieces)


@dataclass(slots=True)
class _State:
    """What holds inside an open element."""

    node: Any
    element: int = -1  #: its index among the elements
    block: int = -1  #: index of the nearest block element, itself included
    is_inline: bool = False
    in_link: bool = False
    in_emphasis: bool = False
    hidden: bool = False
    keeps_space: bool = False


class _Walker:
    """Collects the fragments of one tree."""

    def __init__(self) -> None:
        self.out = Segments(kind="html")
        self.data: list[str] = []  # JSON-LD sources, in page order
        self._signature_ids: dict[Signature, int] = {}
        self._rule = False
        self._begin()

    def _begin(self) -> None:
        """Start a run of inline text."""
        self.parts: list[str] = []
        self.has_text = False
        self.link_chars = 0
        self.emphasis_chars = 0
        self.links = 0
        self.inline: list[int] = []
        self.in_hidden = False
        self.keeps_space = False
        self.after_link = False

    def _flush(self, element: int) -> None:
        """End the run; it becomes a fragment of `element` if it holds any text."""
        if self.has_text:
            text = "".join(self.parts)
            if self.keeps_space:
                lines = (line.rstrip() for line in text.replace("\v", "\n").split("\n"))
                text = "\n".join(line for line in lines if line)
            elif "\v" in text:
                lines = (" ".join(line.split()) for line in text.split("\v"))
                text = "\n".join(line for line in lines if line)
            else:
                text = " ".join(text.split())
            self._emit(text, element, Origin.TEXT)
            self._begin()
        elif self.parts:
            self._begin()

    def _emit(self, text: str, element: int, origin: Origin) -> None:
        out = self.out
        if len(out.texts) >= MAX_FRAGMENTS:
            out.truncated = True
            return
        out.texts.append(text)
        out.hidden.append(self.in_hidden)
        out.link_chars.append(self.link_chars)
        out.emphasis_chars.append(self.emphasis_chars)
        out.links.append(self.links)
        out.origin.append(origin)
        out.element.append(element)
        out.inline.append(tuple(self.inline))
        out.gap.append(self._rule)
        self._rule = False

    def _signature(self, tag: str, attributes: dict[str, str | None]) -> int:
        if attributes:
            get = attributes.get
            key = Signature(
                tag, get("class") or "", get("id") or "", get("role") or "", get("itemprop") or ""
            )
        else:
            key = Signature(tag, "", "", "", "")
        found = self._signature_ids.get(key)
        if found is None:
            found = self._signature_ids[key] = len(self._signature_ids)
            self.out.elements.signatures.append(key)
        return found

    def _attribute_text(self, tag: str, attributes: dict[str, str | None], state: _State) -> None:
        """Emit what a visitor reads on a form field: its placeholder, or the words on a button."""
        kind = (attributes.get("type") or "text").lower()
        if tag == "input" and kind in _BUTTON_TYPES:
            text = attributes.get("value")
        elif kind in _UNREAD_INPUTS:
            text = None
        else:
            text = attributes.get("placeholder")
        text = " ".join(text.split()) if text else ""
        if text:
            self.in_hidden = state.hidden
            self._emit(text, state.element, Origin.ATTRIBUTE)
            self._begin()

    def add_data(self, text: str) -> None:
        """Add a text that stands only in the page's JSON-LD."""
        self._begin()
        self._emit(text, 0, Origin.DATA)

    def _break(self, block: int) -> None:
        """A ``br``: one breaks the line, two in a row end the fragment."""
        for part in reversed(self.parts):
            if part == "\v":
                self._flush(block)
                return
            if not part.isspace():
                self.parts.append("\v")
                return

    def _text(self, text: str, state: _State) -> None:
        if text.isspace():
            if self.parts:
                self.parts.append(text if state.keeps_space else " ")
                self.after_link = False
            return
        if not self.has_text:
            self.has_text = True
            self.in_hidden = state.hidden
            self.keeps_space = state.keeps_space
        self.parts.append(text)
        self.after_link = False
        if state.in_link or state.in_emphasis:
            chars = len(text) - text.count(" ")
            if state.in_link:
                self.link_chars += chars
            if state.in_emphasis:
                self.emphasis_chars += chars
        if state.element != state.block and len(self.inline) < MAX_INLINE:
            self.inline.append(self.out.elements.signature[state.element])

    def _open(self, node: Any, tag: str, state: _State) -> _State:
        """Enter an element; returns the state that holds inside it."""
        attributes = node.attributes
        inside = copy(state)
        inside.node = node
        inside.is_inline = tag in _INLINE_TAGS
        if not inside.is_inline:
            self._flush(state.block)
            if tag == "hr":
                self._rule = True
        elements = self.out.elements
        inside.element = len(elements.parent)
        elements.parent.append(state.element)
        elements.signature.append(self._signature(tag, attributes))
        if not inside.is_inline:
            inside.block = inside.element
        if attributes and not state.hidden:
            inside.hidden = _hides(tag, attributes)
        if tag == "a":
            if self.after_link:
                self.parts.append(" ")
            self.links += 1
            inside.in_link = True
        elif tag in _EMPHASIS_TAGS:
            inside.in_emphasis = True
        elif tag in _KEPT_SPACE_TAGS:
            inside.keeps_space = True
        if attributes and (tag == "input" or tag == "textarea"):
            self._attribute_text(tag, attributes, inside)
        return inside

    def walk(self, root: Any) -> None:
        """Walk the tree below `root` in document order, without recursion."""
        state = _State(root)
        stack: list[_State] = [state]
        node = root.first_child
        while node is not None:
            child = None
            tag_id = node.tag_id
            if tag_id == _TEXT_ID:
                text = node.text_content
                if text:
                    self._text(text, state)
            else:
                tag = node.tag
                if tag in _SKIPPED_TAGS:
                    if tag == "script":
                        self._script(node)
                elif tag == "br":
                    self._break(state.block)
                elif tag[0].isalpha():
                    state = self._open(node, tag, state)
                    stack.append(state)
                    child = node.first_child
            while child is None:
                if state.node is node:  # everything inside it is done
                    if not state.is_inline:
                        self._flush(state.block)
                    self.after_link = state.in_link and bool(self.parts)
                    stack.pop()
                    if not stack:
                        return
                    state = stack[-1]
                child = node.next
                if child is None:
                    node = state.node
            node = child
        self._flush(state.block)

    def _script(self, node: Any) -> None:
        if (node.attributes.get("type") or "").strip().lower() == "application/ld+json":
            self.data.append(node.text(deep=True) or "")


def _hides(tag: str, attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if tag == "dialog":
        return "open" not in attributes
    style = attributes.get("style")
    return bool(style and _HIDING_STYLE.search(style))


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
    source = _UNCLOSED_FRAME.sub(r"\g<0></iframe>", source) if "</noscript" in source else source
    tree = LexborHTMLParser(flatten_depth(source))
    walker = _Walker()
    segments = walker.out
    root = tree.root
    if root is not None:
        segments.language = (root.attributes.get("lang") or "").lower()
        title = tree.css_first("head > title")
        segments.head_title = " ".join((title.text(deep=True) or "").split()) if title is not None else ""
        head = tree.head
        if head is not None:
            walker.data.extend(
                node.text(deep=True) or "" for node in head.css('script[type="application/ld+json"]')
            )
        walker.walk(tree.body if tree.body is not None else root)
    for text in data_texts(walker.data, segments.texts):
        walker.add_data(text)
    return segments
