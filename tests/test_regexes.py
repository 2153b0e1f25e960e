"""Every regular expression takes time in proportion to its text.

What is quadratic takes minutes here, or for ever; nothing is measured, since all have to come back at all.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import noisefilter
from noisefilter.comment import Comment
from noisefilter.features import comment_links, comment_text, shape
from noisefilter.features.comment_text import LINK, MAX_HEAD, MAX_TAIL
from noisefilter.segment import hints, jsonld, kind, nesting
from tests.fuzz import tiny

_PUMPED = 50_000  #: characters that every pattern meets
_LONG = 1_000_000  #: characters that suspicious ones meet
#: Patterns that are only ever tried at the beginning of a text.
_ANCHORED = {
    "noisefilter.segment.hints._SCHEME",
    "noisefilter.batch.inputs._JSON_ARRAY",
    "noisefilter.segment.lines._RULE",
    "noisefilter.segment.markdown._ITEM",
    "noisefilter.segment.markdown._ROW_RULE",
}
_PUMPS = (
    "a", "A", "Aa", "0", " ", "\n", "_", "-", ".", "/", "<", ">", "&", "@", "'", '"', "=", ":", "`",
    "```\n", "~~~\n", "é",
    "雨", "\u0430", "\x1e", "<a", "<a ", "<a>", "<b ", "</", "</a", "<!--", "-->", "<br ", "<script>",
    "<iframe", "<iframe ",
    "</noscript", "<table ", "<option>", "<td a='", "<body ", "display", "display ", "display:",
    "[url=", "[b", "href=",
    "<a href=", "a@", "@a", "a.", ".a", ".com", ".com/", "a.com-", "1 ", "1-", "(1", "1:", "2020-",
    "$1", "www.", "http://",
    LINK, f"{LINK}a", "dot ", " . ", "@@a", "1 a ago", "<a x=\"", "<p a=b", "&#1", "&amp;",
)  # fmt: skip


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(noisefilter.__path__, "noisefilter."):
        if not found.name.startswith(("noisefilter.engines", "noisefilter.cli")):
            yield importlib.import_module(found.name)


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """All patterns of the package that stand in its modules, alone or in a table."""
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{module.__name__}.{name}", value
            elif isinstance(value, dict):
                for key, inner in value.items():
                    if isinstance(inner, re.Pattern):
                        yield f"{module.__name__}.{name}[{key!r}]", inner


_PATTERNS = dict(patterns())


def test_the_patterns_are_found() -> None:
    assert len(_PATTERNS) > 30
    assert set(_PATTERNS) > _ANCHORED
    assert "noisefilter.segment.nesting._RAW_ENDS['script']" in _PATTERNS


@pytest.mark.parametrize("name", sorted(set(_PATTERNS) - _ANCHORED))
def test_every_pattern_comes_back(name: str) -> None:
    pattern = _PATTERNS[name]
    for pump in _PUMPS:
        text = pump * (_PUMPED // len(pump))
        sum(1 for _ in pattern.finditer(text))
        sum(1 for _ in pattern.finditer(text + "\x00!"))


@pytest.mark.parametrize("name", sorted(_ANCHORED))
def test_a_pattern_for_beginnings_comes_back(name: str) -> None:
    pattern: re.Pattern[Any] = _PATTERNS[name]
    for pump in _PUMPS:
        text = pump * (_LONG // len(pump)) + "\x00!"
        pattern.match(text.encode() if isinstance(pattern.pattern, bytes) else text)


@pytest.mark.parametrize("gap", [" ", "\t", "x", "<", "@", "href=", "<!--", "'"])
@pytest.mark.parametrize(
    "start", ["<iframe", "display", "<!doctype", "<br", "[url=", "<a href=", "```", "@", "&#"]
)
def test_one_start_and_no_end_comes_back(start: str, gap: str) -> None:
    text = start + gap * (_LONG // len(gap))
    for pattern in (
        jsonld._CODE,
        jsonld._MARKUP,
        jsonld._BLOCK_END,
        kind._DOCUMENT,
        kind._TAG,
        kind._CODE,
        nesting._MARKUP,
        nesting._ATTRIBUTES,
        shape._MAIL_OR_HANDLE,
        comment_links._EMAIL,
        comment_links._VIDEO_HOST,
    ):
        pattern.search(text)


@pytest.mark.parametrize("start", ["", "@", "x@"])
def test_addresses_that_run_into_one_another_come_back(start: str) -> None:
    text = start + "a.com-" * ((MAX_HEAD + MAX_TAIL) // 6)
    assert len(tiny.comment_model().probabilities([Comment(text)] * 200)) == 200


def test_an_address_without_end_comes_back() -> None:
    text = "<a " + "href=x" * (MAX_HEAD // 6)
    for _ in range(500):
        comment_text.clean(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@rain", False),
        ("a@rain", True),
        ("x .@rain", True),
        ("@ a@ b@", False),
        ("x-@_", True),
        ("a@ @b", False),
    ],
)
def test_a_mail_address_is_still_found(text: str, found: bool) -> None:
    assert (shape._MAIL_OR_HANDLE.search(text) is not None) is found


def test_videos_are_still_found() -> None:
    hosts = {"youtu.be": True, "www.youtube.com": True, "a.b.vimeo.example": False, "notyoutube.com": False}
    for host, is_video in hosts.items():
        assert (comment_links._VIDEO_HOST.search(host) is not None) is is_video, host


def test_long_attributes_are_not_kept() -> None:
    hints._words.cache_clear()
    for number in range(50):
        hints.read_hints({"aria-label": f"label {number}" + "x" * 100_000})
        hints.read_hints({"aria-label": f"same {'y' * 200}" + str(number)})
    assert hints._words.cache_info().currsize == 51
