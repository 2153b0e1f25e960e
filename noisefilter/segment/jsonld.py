"""Texts that a page keeps in JSON-LD and does not show.

Some pages render their body by script and ship its text as structured data only
(`schema.org <https://schema.org/>`_ in JSON-LD): article bodies, product descriptions.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from noisefilter.segment.encoding import clean_text

#: A page with fewer words in its own tree is nearly empty: any main text in the data is shown then.
NEARLY_EMPTY_WORDS = 60
#: Data whose word trigrams stand in the page to this share is in the page already.
COVERED_SHARE = 0.5
MAX_DATA_CHARS = 2_000_000  #: JSON-LD beyond this is not read
MAX_DATA_DEPTH = 32  #: nesting of JSON-LD that is followed

_CODE = re.compile(r"<(script|style)\b[^<>]{0,2000}>.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"<[^<>]{1,2000}>")
_BLOCK_END = re.compile(r"<(?:br|/p|/li|/div|/h[1-6])[^<>]{0,200}>", re.IGNORECASE)
#: References to characters that there cannot be; so many digits are no number for Python, either.
_LONG_REFERENCE = re.compile(r"&#[0-9]{8,}+;?")
_MAIN_KEYS = ("articleBody", "reviewBody", "text")


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > MAX_DATA_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)


def types_of(item: dict[str, Any]) -> set[str]:
    """Read the types of an object, of which it may have several."""
    kind = item.get("@type")
    return {k for k in (kind if isinstance(kind, list) else [kind]) if isinstance(k, str)}


def _unescape(text: str) -> str:
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text))


def _lines(text: str) -> Iterator[str]:
    """Yield the text of a value that may hold escaped HTML, a line at a time."""
    text = clean_text(_unescape(_unescape(text)))
    if "<" in text:
        text = _CODE.sub(" ", text)
        text = _MARKUP.sub(" ", _BLOCK_END.sub("\n", text))
    for line in text.splitlines():
        words = line.split()
        if words:
            yield " ".join(words)


def _trigrams(words: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False)) if len(words) > 2 else {tuple(words)}


def _has_words(texts: Iterable[str], n: int) -> bool:
    """Whether the texts have so many words, without reading more of them than that takes."""
    for text in texts:
        n -= len(_WORD.findall(text))
        if n <= 0:
            return True
    return False


def read_objects(sources: Iterable[str]) -> list[dict[str, Any]]:
    """Read the objects of JSON-LD scripts, those inside others too; what is not valid JSON is passed over.

    Parameters
    ----------
    sources : iterable of str
        The contents of the page's ``application/ld+json`` scripts.
    """
    found: list[dict[str, Any]] = []
    for source in sources:
        if len(source) <= MAX_DATA_CHARS:
            with suppress(ValueError, RecursionError):
                found += _objects(json.loads(source, strict=False))
    return found


def data_texts(items: Iterable[dict[str, Any]], texts: Sequence[str]) -> list[str]:
    """Find the main texts of JSON-LD that the page itself does not show.

    Parameters
    ----------
    items : iterable of dict
        The objects of the page's JSON-LD.
    texts : sequence of str
        The fragments that the page shows.

    Returns
    -------
    list of str
        Lines of text in the order of the data, none of which the page shows. A product's
        description is taken from any page; article bodies and other descriptions only where
        the page is nearly empty.
    """
    candidates: list[tuple[bool, str]] = []
    for item in items:
        kinds = types_of(item)
        product = bool(kinds & {"Product", "ProductGroup", "Book", "Vehicle"})
        candidates.extend((False, item[key]) for key in _MAIN_KEYS if isinstance(item.get(key), str))
        described = item.get("description")
        if isinstance(described, str) and (product or len(described) > 200):
            candidates.append((product, described))
    if not candidates:
        return []
    if _has_words(texts, NEARLY_EMPTY_WORDS):
        candidates = [(product, value) for product, value in candidates if product]
    if not candidates:
        return []
    seen = _trigrams([word for text in texts for word in _WORD.findall(text.lower())])
    added: list[str] = []
    for _, value in candidates:
        lines = list(_lines(value))
        grams = _trigrams([word for line in lines for word in _WORD.findall(line.lower())])
        if lines and len(grams & seen) < COVERED_SHARE * len(grams):
            added.extend(lines)
            seen |= grams
    return added
