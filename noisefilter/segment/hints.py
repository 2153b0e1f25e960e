"""What the attributes of an element say of its purpose, beside its class and id.

Where a link leads, what a field is for, what a screen reader calls it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

#: Attributes whose words tell the purpose of an element.
_WORDY = frozenset(
    "aria-label name type for rel data-testid data-test data-qa data-component data-module data-type "
    "data-widget data-block data-name data-section data-track data-action data-target".split()
)
_READ = _WORDY | {"href"}
MAX_VALUE_CHARS = 120  #: of an attribute's value, what is read
MAX_WORDS = 6  #: words read of one attribute
MAX_SEGMENTS = 5  #: parts read of a link's path
_LONG_SLUG = 4  #: words in the last part of a path that make it a headline

_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]{2,}|[A-Z]{2,}(?![^\W\d_A-Z])")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST_END = re.compile(r"[/?#]")
_PUBLIC = frozenset("www com org net edu gov co uk de fr es it nl pl ru br jp cn info io".split())


def read_hints(attributes: Mapping[str, str | None]) -> tuple[str, ...]:
    """Read the hints of an element.

    Parameters
    ----------
    attributes : mapping of str to str or None

    Returns
    -------
    tuple of str
        Tokens: ``@author`` for a part of a link's path, ``@//facebook`` for one of its
        host, ``@slug`` for a path that ends like a headline, ``[related`` for a word of another attribute.
    """
    tokens: list[str] = []
    for name, value in attributes.items():
        if value and name in _READ:
            read = value[:MAX_VALUE_CHARS]
            tokens += _link_tokens(read) if name == "href" else _words(read)
    return tuple(tokens)


@lru_cache(maxsize=16_384)
def _words(value: str) -> list[str]:
    return ["[" + word.lower() for word in _WORD.findall(value)[:MAX_WORDS]]


def _link_tokens(href: str) -> list[str]:
    href = href.strip()
    if not href or href[0] == "#":
        return ["@#" if len(href) > 1 else "@#0"]
    if href.startswith("https://"):  # as most are: no need to look for a scheme
        href = href[6:]
    elif ":" in href and (scheme := _SCHEME.match(href)):
        name = scheme[1].lower()
        if name not in ("http", "https"):
            return ["@" + name + ":"]
        href = href[scheme.end() :]
    tokens: list[str] = []
    if href.startswith("//"):
        host, _, href = href[2:].partition("/")
        tokens += _host_tokens(host)
    path, _, query = href.partition("?")
    path, mark, _ = path.partition("#")
    if query:
        tokens.append("@?")
    if mark:
        tokens.append("@/#")
    segments = [part for part in path.split("/") if part]
    tokens.append(f"@{min(len(segments), MAX_SEGMENTS)}/")
    for part in segments[:MAX_SEGMENTS]:
        tokens += _part_tokens(part)
    if segments and segments[-1].count("-") + segments[-1].count("_") >= _LONG_SLUG:
        tokens.append("@slug")
    return tokens


@lru_cache(maxsize=4_096)
def _host_tokens(host: str) -> list[str]:
    names = "".join(_HOST_END.split(host, maxsplit=1)[0].lower().split()).split(".")
    return ["@//", *("@//" + name for name in names[:4] if name not in _PUBLIC)]


@lru_cache(maxsize=16_384)
def _part_tokens(part: str) -> list[str]:
    """Tokens of one part of a path; those that look like a headline or a code have none."""
    words = _WORD.findall(part)
    tokens = ["@" + word.lower() for word in words] if len(words) <= 2 else []
    if len(part) > 3 and part.isdigit():
        tokens.append("@number")
    return tokens
