"""The segmenter: no word lost, none invented, none twice, against lexbor's own text of the same tree."""

from __future__ import annotations

from collections import Counter

from selectolax.lexbor import LexborHTMLParser

from noisefilter.errors import InputError
from noisefilter.segment import html, segment
from noisefilter.segment.nesting import tame
from noisefilter.segment.segments import Origin, Segments
from tests.fuzz.seeds import page_seeds

_LISTS = ("hidden", "link_chars", "emphasis_chars", "links", "origin", "element", "inline", "gap")

seeds = page_seeds


def _solid(text: str) -> str:
    return "".join(text.split())


def lost_and_invented(source: str, segments: Segments | None = None) -> tuple[str, str]:
    """Compare a page's fragments with lexbor's text of the same tree, white space apart.

    Parameters
    ----------
    source : str
    segments : Segments, optional
        What the segmenter made of it, if that is known.

    Returns
    -------
    lost, invented : str
        From where they differ on, what the tree says and what the fragments say; "" where all is well.
        Of a page that was cut at the limit of fragments, what is there is compared.
    """
    segments = segments or html.segment_html(source)
    own = zip(segments.texts, segments.origin, strict=True)
    found = _solid("".join(text for text, origin in own if origin == Origin.TEXT))
    tree = LexborHTMLParser(tame(html._close_frames(source)))
    tree.strip_tags(["script", "style", "template"])
    root = tree.body if tree.body is not None else tree.root
    expected = _solid(root.text(deep=True) or "") if root is not None else ""
    if segments.truncated:
        expected = expected[: len(found)]
    if found == expected:
        return "", ""
    same = next((k for k, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), None)
    start = min(len(found), len(expected)) if same is None else same
    return expected[start : start + 100] or "(end)", found[start : start + 100] or "(end)"


def _check_lists(segments: Segments) -> None:
    for name in _LISTS:
        assert len(getattr(segments, name)) == len(segments), name
    elements = segments.elements
    assert all(-1 <= parent < index for index, parent in enumerate(elements.parent))
    assert all(0 <= index < len(elements.signatures) for index in elements.signature)
    assert all(-1 <= element < len(elements.parent) for element in segments.element)
    assert all(text.strip() for text in segments.texts)
    "".join(segments.texts).encode()


def check(data: bytes) -> None:
    """Take the bytes apart as HTML, and as whatever they are."""
    text = data.decode("utf-8", "replace")
    found = html.segment_html(text)
    _check_lists(found)
    lost, invented = lost_and_invented(text, found)
    assert (lost, invented) == ("", ""), f"lost {lost!r}, invented {invented!r}"
    try:
        segments = segment(text, kind="text")
    except InputError:
        return
    expected = Counter(text.replace("\x00", "").replace("\x1e", " ").removeprefix("\ufeff").split())
    if not segments.truncated:
        assert Counter(word for line in segments.texts for word in line.split()) == expected
