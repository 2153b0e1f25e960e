from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import noisefilter
from noisefilter.batch import Options, ReadOptions, RowOptions, RunOptions
from noisefilter.batch.labelling import row_schema

CORPUS = Path(__file__).parent.parent.parent / "train" / "corpus" / "pages"


@pytest.fixture(scope="session")
def pages() -> list[dict[str, str]]:
    """Forty pages of the project's corpus, in four languages."""
    rows = []
    for name in ("en", "de", "fr", "es"):
        lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows += [json.loads(line) for line in lines]
    with_html = [row for row in rows if row.get("html")]
    return [{key: row[key] for key in ("id", "url", "html")} for row in with_html[:40]]


@pytest.fixture(scope="session")
def nf() -> noisefilter.NoiseFilter:
    return noisefilter.load()


@pytest.fixture
def jsonl(pages: list[dict[str, str]], tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "pages.jsonl", pages)


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def read_rows(output: Path) -> list[dict[str, Any]]:
    """Read the rows of a run, of either format."""
    rows: list[dict[str, Any]] = []
    for path in sorted(output.glob("part-*")):
        if path.suffix == ".parquet":
            rows += pq.read_table(path).to_pylist()
        else:
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            fields = tuple(lines[0]) if lines else ("id",)
            rows += pa.Table.from_pylist(lines, schema=row_schema(RowOptions(fields=fields))).to_pylist()
    return rows


def options(rows: RowOptions | None = None, reading: ReadOptions | None = None, **running: Any) -> Options:
    """One worker, unless the test says otherwise."""
    return Options(rows or RowOptions(), reading or ReadOptions(), RunOptions(**({"jobs": 1} | running)))


def warc_record(name: str, body: bytes, mime: str = "text/html", status: str = "200 OK") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    return _record("response", name, "application/http; msgtype=response", http)


def wet_record(name: str, text: str) -> bytes:
    return _record("conversion", name, "text/plain", text.encode())


def _record(kind: str, name: str, mime: str, block: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{name}>\r\n"
        f"WARC-Target-URI: https://www.crawled.example/{name}\r\nContent-Type: {mime}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


Writer = Callable[[Path], Path]
