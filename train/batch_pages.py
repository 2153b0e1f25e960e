"""Inputs for measuring the batch job: the project's own corpus, repeated and varied, in several formats."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

PAGES = Path(__file__).parent / "corpus" / "pages"
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_ROWS_AT_ONCE = 500
Page = dict[str, str]


def corpus_pages() -> list[Page]:
    """Read the HTML pages of the own corpus."""
    pages = []
    for path in sorted(PAGES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("html"):
                pages.append({"url": row["url"], "html": row["html"]})
    return pages


def varied_pages(n_pages: int, least_chars: int = 0) -> Iterator[Page]:
    """Repeat the corpus, every page a little different from all others.

    Parameters
    ----------
    n_pages : int
    least_chars : int
        Shorter pages get the bodies of further pages behind their own: pages of the open web are
        longer than those of the corpus.

    Yields
    ------
    dict of str to str
        id, url, html
    """
    pages = corpus_pages()
    bodies = [found.group(1) for page in pages if (found := _BODY.search(page["html"]))]
    for number in range(n_pages):
        page = pages[number % len(pages)]
        html, more = page["html"], count(number * 7 + 1)
        while len(html) < least_chars:
            html += f"<div class='part{next(more) % 9}'>{bodies[next(more) % len(bodies)]}</div>"
        html += f"<p>Visit {number:,} of this page, {number % 977} of them today.</p>"
        yield {"id": f"page-{number:09d}", "url": f"{page['url']}?n={number}", "html": html}


def _batches(pages: Iterator[Page]) -> Iterator[pa.Table]:
    while rows := list(islice(pages, _ROWS_AT_ONCE)):
        yield pa.Table.from_pylist(rows)


def write_parquet(path: Path, pages: Iterator[Page]) -> None:
    """Write pages as Parquet."""
    schema = pa.schema([(name, pa.string()) for name in ("id", "url", "html")])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in _batches(pages):
            writer.write_table(table)


def write_jsonl(path: Path, pages: Iterator[Page]) -> None:
    """Write pages as JSON lines, packed by gzip."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=6) as file:
        for page in pages:
            file.write(json.dumps(page, ensure_ascii=False) + "\n")


def write_warc(path: Path, pages: Iterator[Page]) -> None:
    """Write pages as a WARC file, a gzip member per record."""
    with path.open("wb") as file:
        for page in pages:
            body = page["html"].encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:id:{page['id']}>\r\n"
                f"WARC-Target-URI: {page['url']}\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + http + b"\r\n\r\n", compresslevel=6))


def write_files(path: Path, pages: Iterator[Page]) -> None:
    """Write pages as HTML files, a thousand in a folder."""
    for number, page in enumerate(pages):
        file = path / f"{number // 1_000:05d}" / f"{page['id']}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page["html"], encoding="utf-8")


#: By the name of the file, or folder, that each writes.
WRITERS: dict[str, Callable[[Path, Iterator[Page]], None]] = {
    "pages.parquet": write_parquet,
    "pages.jsonl.gz": write_jsonl,
    "pages.warc.gz": write_warc,
    "files": write_files,
}
