"""Pages and comments made to hurt: what is known to cost parsers time or memory beyond its length.

Each case is built in any size, so that the benchmark takes it whole and the tests take a small one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

_MEGABYTE = 1_000_000
_WORDS = b"rain on the old harbour wall, boats and nets in the morning fog. "


@dataclass(frozen=True)
class Worst:
    """A case, and what it may cost.

    Attributes
    ----------
    build : callable
        From a size to the page, or the text of the comment.
    size : int
        Elements, characters, or whatever the case counts, when it is whole.
    seconds : float
        Bound on the time from bytes to labels.
    is_comment : bool
    """

    build: Callable[[int], bytes]
    size: int
    seconds: float = 10.0
    is_comment: bool = False


def _repeat(part: str, before: str = "<!doctype html><body>", after: str = "") -> Callable[[int], bytes]:
    return lambda n: (before + part * n + after).encode()


def _numbered(part: str) -> Callable[[int], bytes]:
    return lambda n: "".join(part.format(k) for k in range(n)).encode()


def _deep(n: int) -> bytes:
    return b"<div>" * n + b"deep" + b"</div>" * n


def _formatting(n: int) -> bytes:
    return "".join(f"<b class=c{k}>" for k in range(n)).encode() + b"<p>x" * n


def _attributes(n: int) -> bytes:
    return b"<p " + b" ".join(b"a%d=%d" % (k, k) for k in range(n)) + b">after</p>"


def _prose(n: int) -> bytes:
    paragraph = b"<div class='story'><h2>The harbour</h2><p>" + _WORDS * 6 + b"</p></div>\n"
    return b"<!doctype html><html lang=en><body>" + paragraph * (n // len(paragraph) + 1)


def _line(n: int) -> bytes:
    return (_WORDS * (n // len(_WORDS) + 1))[:n]


def _mixed(n: int) -> bytes:
    part = "<p>Grüße aus Köln — 雨</p>"
    kinds = ("utf-8", "cp1252", "utf-16-le", "shift_jis", "koi8-r", "gb18030")
    return b"".join(part.encode(kinds[k % len(kinds)], "replace") for k in range(n))


def _data(n: int) -> bytes:
    """Structured data in pieces that are each short enough to be read, on a page that shows nothing."""
    pieces = []
    size = number = 0
    while size < n:
        body = " ".join(f"w{k}" for k in range(number, number + 20_000))
        number += 20_000
        script = json.dumps({"@type": "Article", "articleBody": body})
        pieces.append(f'<script type="application/ld+json">{script}</script>')
        size += len(script)
    return ("<!doctype html><head>" + "".join(pieces) + "</head><body>").encode()


def _digits(n: int) -> bytes:
    script = json.dumps({"@type": "Article", "articleBody": "one two three &#" + "1" * n + "; four"})
    return f'<script type="application/ld+json">{script}</script>'.encode()


def _mail(n: int) -> bytes:
    return (b"<p>@" + b"a" * 4_000) * (n // 4_004 + 1)


def _messages(n: int) -> bytes:
    return b"".join(b"<p>message %d of this long thread</p>" % k for k in range(n))


def _classes(n: int) -> bytes:
    names = " ".join(f"name-{k}" for k in range(n // 8))
    return f'<div class="{names}"><p class="{names}">one</p><p>two</p></div>'.encode()


WORST: dict[str, Worst] = {
    "100,000 deep": Worst(_deep, 100_000, 1.0),
    "100,000 deep, never closed": Worst(_repeat("<div>x"), 100_000, 5.0),
    "100,000 deep, lists": Worst(_repeat("<ul><li>x"), 100_000, 5.0),
    "adoption agency": Worst(_repeat("<a><b><p>x</b></a>y"), 100_000),
    "adoption agency, misnested": Worst(_repeat("<b><i><p>x</b>y</i>"), 100_000),
    "open formatting elements": Worst(_formatting, 100_000),
    "foster parenting": Worst(_repeat("x<p>y", before="<table>"), 200_000),
    "foster parenting, rows and cells": Worst(_repeat("x<tr>y<td>z", before="<table>"), 200_000),
    "foster parenting, comments": Worst(_repeat("x<!--c-->", before="<table>"), 200_000),
    "foster parenting, nested tables": Worst(_repeat("<table>x<tr>y<td>z"), 100_000),
    "attribute of 10 MB": Worst(lambda n: b"<p title='" + b"x" * n + b"'>after</p>", 10 * _MEGABYTE),
    "200,000 attributes": Worst(_attributes, 200_000),
    "attributes of 100,000 body tags": Worst(_numbered("x<body a{0}=v>"), 100_000),
    "100,000 options": Worst(_repeat("<option>x", before="<select>"), 100_000),
    "100,000 options among paragraphs": Worst(_repeat("<p>x<option selected>", before="<select>"), 100_000),
    "1 M entities": Worst(_repeat("&amp;&eacute;&#x41;&bogus; ", before="<p>"), 250_000),
    "table of 1 M cells": Worst(_repeat("<tr>" + "<td>7" * 10, before="<table>"), 100_000),
    "unclosed everything": Worst(_repeat("<div><p><ul><li><b><a href=x><td>text <select><option>"), 100_000),
    "mixed encodings": Worst(_mixed, 100_000),
    "NULs": Worst(lambda n: b"<p>o\x00n\x00e\x00 two three four five six</p>" * n, 200_000),
    "1 M tiny elements, inline": Worst(_repeat("<i>a</i>"), 1_000_000),
    "1 M tiny elements, blocks": Worst(_repeat("<p>a</p>"), 1_000_000),
    "1 M tiny elements, empty": Worst(_repeat("<br><img><hr>"), 333_334),
    "100,000 different paragraphs": Worst(_messages, 100_000),
    "10 MB without a space": Worst(lambda n: b"<p>" + b"a" * n, 10 * _MEGABYTE, 5.0),
    "10 MB without a space, plain text": Worst(lambda n: b"a" * n, 10 * _MEGABYTE, 5.0),
    "10 MB in one line": Worst(_line, 10 * _MEGABYTE),
    "10 MB of names with @": Worst(_mail, 10 * _MEGABYTE),
    "50 MB page": Worst(_prose, 50 * _MEGABYTE, 20.0),
    "50 MB plain text": Worst(_repeat("It rained.\n", before=""), 50 * _MEGABYTE // 11, 20.0),
    "1 M links": Worst(_repeat("<a href=/a/b>c</a>"), 1_000_000, 20.0),
    "1 M links, each elsewhere": Worst(_numbered("<a href=/a{0}/b-c?d={0}>e</a><br>"), 1_000_000, 20.0),
    "10 MB of JSON-LD": Worst(_data, 10 * _MEGABYTE),
    "character reference of 1 M digits": Worst(_digits, 1_000_000),
    "class attribute of 1 MB": Worst(_classes, _MEGABYTE),
    "comment of 1 M characters": Worst(_line, _MEGABYTE, 1.0, is_comment=True),
    "comment of links": Worst(_repeat("a.com-", before=""), 170_000, 1.0, is_comment=True),
    "comment of broken links": Worst(_repeat("href=", before="<a "), 200_000, 1.0, is_comment=True),
}
