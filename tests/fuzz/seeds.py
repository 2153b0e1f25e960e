"""Inputs to start from: our own pages and comments, and small ones of the worst."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from tests.batch.conftest import warc_record, wet_record
from train.worst_pages import WORST

_CORPUS = Path(__file__).parents[2] / "train" / "corpus"
_DEMO = Path(__file__).parents[2] / "examples" / "demo.html"
_PAGE_BYTES = 1_000  #: of a page: short inputs are quick, and mutations reach every part of them
_PER_FILE = 2  #: pages, or comments, of each file of the corpus
_SMALL = 40  #: elements of the small worst pages
#: What our tests of the segmenter turn upon.
_SNIPPETS = (
    "<select><table>a</table>b<option>c</select>d",
    "<b><p>a<table>b<tr>c<td>d</b>e</table>f",
    "<svg><p>a</svg><math><mi>b<p>c",
    "<noscript><iframe src=x></noscript><p>after",
    "<pre>a\n  b\n\nc</pre><textarea>\n<b>x</b></textarea><title>t</title><plaintext>rest</p>",
    "<template><p>no<template>no</template></template><frameset><frame><noframes>n</noframes>",
    '<script type=application/ld+json>{"@type": "Product", "description": "&lt;p&gt;a b c"}</script>',
    "<dialog open>a<details><summary>b</summary>c</details></dialog><input type=submit value=send>",
    "<p hidden>a<br><br>b<hr>c<a href=/x>d</a><a>e</a><ruby>f<rt>g</ruby>",
    "<!doctype html><!-- a --!>b<![CDATA[c]]><?php d ?><a b='<p>' c=\"'\">e</a",
)


def _rows(folder: str) -> list[dict[str, str]]:
    files = sorted((_CORPUS / folder).glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text().splitlines()[:_PER_FILE]]


def page_seeds() -> list[bytes]:
    """Pages, HTML and text."""
    pages = [str(row.get("html") or row.get("text")).encode() for row in _rows("pages")]
    worst = [case.build(_SMALL) for case in WORST.values()]
    found = [*pages, *worst, _DEMO.read_bytes()]
    # A window of each, here and there: heads, middles and ends of pages.
    starts = [max(len(page) - _PAGE_BYTES, 0) * (k % 5) // 4 for k, page in enumerate(found)]
    windows = [page[start : start + _PAGE_BYTES] for page, start in zip(found, starts, strict=True)]
    return windows + [snippet.encode() for snippet in _SNIPPETS]


def comment_seeds() -> list[bytes]:
    """Comments: their fields, each after a unit separator."""
    fields = ("text", "author", "author_url", "author_email", "post")
    rows = [*_rows("comments"), *_COMMENTS]
    return ["\x1f".join(row.get(name) or "" for name in fields).encode() for row in rows]


_COMMENTS = [
    {"text": "B U Y ch3ap p1lls at x.example.com!!! <a href='http://x.example/a b'>h</a> [url=x.top]y[/url]"},
    {
        "text": "𝓯𝓪𝓷𝓬𝔂 Ⓑⓞⓝⓤⓢ сasinо p\u200bills t.me/x +49 (30) 123-45 67 89 $5,000 a week &#x48;&amp;i",
        "post": "Rain",
    },
    {"text": "สวัสดี これは雨です 비가 왔다 مرحبا", "author": "Mara Quill", "author_url": "//[::1"},
]


def reader_seeds() -> list[bytes]:
    """Files of each format, each after the number of its format (see `tests.fuzz.readers`)."""
    rows = [{"id": str(k), "url": f"https://a.example/{k}", "html": f"<p>page {k}"} for k in range(3)]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    table = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), table)
    csv = b'id,url,html\r\n1,u,"<p>a, ""b""\nc"\r\n2,v,<p>d\r\n'
    warc = warc_record("a", b"<p>one") + wet_record("b", "two") + warc_record("c", b"x", "image/png")
    return [
        b"\x00" + lines,
        b"\x00" + gzip.compress(lines, mtime=0),
        b"\x00" + zstandard.compress(lines),
        b"\x01" + csv,
        b"\x02" + csv.replace(b",", b"\t"),
        b"\x03" + table.getvalue(),
        b"\x04" + warc,
        b"\x04" + gzip.compress(warc, mtime=0),
        b"\x05<p>one</p>",
        b"\x06" + lines,
        b"\x06" + warc,
    ]
