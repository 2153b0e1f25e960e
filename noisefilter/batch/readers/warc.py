"""WARC and WET files (https://iipc.github.io/warc-specifications/), by FastWARC."""

from __future__ import annotations

import mmap
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from resiliparse.parse.encoding import map_encoding_to_html5

from noisefilter.batch.records import Damaged, Event, Events, Record, Skipped

_WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_PAGE_MIMES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"})
_MEDIA = frozenset({"audio", "font", "image", "video"})
_GZIP_MAGIC, _PLAIN_MAGIC = b"\x1f\x8b\x08", b"WARC/1."
_HTTP_HEAD = 1 << 16  #: bytes of a record that may be HTTP headers, on top of the page
_CHUNK = 1 << 20
_OK = 200


def read_warc(name: str, stream: BinaryIO, max_bytes: int, path: Path | None = None) -> Events:
    """Read the pages of a WARC or WET file.

    Parameters
    ----------
    name : str
    stream : BinaryIO
        The file as it is: FastWARC unpacks it.
    max_bytes : int
        Of longer pages no more is read than shows that they are.
    path : Path, optional
        Where it lies. Then reading goes on after a broken place, with the next record that is whole.

    Yields
    ------
    Record, Skipped or Damaged
        Redirects, errors of the server, and types that are no pages are skipped. A record that is cut
        gives a record with an error.
    """
    start = 0
    while True:
        attempt = _Attempt(start)
        reason = yield from attempt.read(stream, max_bytes)
        if reason is None:
            return
        if attempt.any or start == 0:
            rest = "the rest of it cannot be read" if path is None else "what is whole after it is read"
            yield Damaged(f"{name}: {reason} after byte {attempt.last}; {rest}")
        start = -1 if path is None else _next_start(path, attempt.last + 1)
        if start < 0:
            return
        stream.seek(start)


class _Attempt:
    """Reads records from some place on; remembers where the last one began."""

    def __init__(self, start: int) -> None:
        self.last = start
        self.any = False

    def read(self, stream: BinaryIO, max_bytes: int) -> Generator[Event, None, str | None]:
        """Yield what is there; returns why it ended early, or None."""
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                self.last, self.any = record.stream_pos, True
                if record.headers.get("Content-Length") is None:
                    yield Record(
                        None, "", error=f"the head of the record at byte {self.last} is cut or broken"
                    )
                elif record.record_type & _WANTED:
                    yield _event(record, max_bytes)
        except OSError as error:
            return str(error)
        return None


def _next_start(path: Path, place: int) -> int:
    """Find the next place at which a record may begin; -1 where there is none."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        magic = _GZIP_MAGIC if data[: len(_GZIP_MAGIC)] == _GZIP_MAGIC else _PLAIN_MAGIC
        return data.find(magic, place)


def _event(record: WarcRecord, max_bytes: int) -> Event:
    url = record.headers.get("WARC-Target-URI")
    if url is None:
        return Record(record.record_id, "", error="the record has no address")
    wanted = min(record.content_length, max_bytes + _HTTP_HEAD)
    raw = record.reader.read(wanted)
    if len(raw) < wanted:
        return Record(record.record_id, raw, url, error="the record is cut")
    if not record.is_http:
        return _plain_event(record, raw, url)
    while record.reader.read(_CHUNK):
        pass  # FastWARC loses its place where a record's content is replaced before it was read
    record.set_bytes_content(raw)
    try:
        record.parse_http(auto_decode="all")
        status = record.http_headers.status_code
        if status is None:
            return Record(record.record_id, raw, url, error="the HTTP response is broken")
        if status != _OK:
            return Skipped(f"HTTP status {status}")
        mime = record.http_content_type
        if mime is not None and mime not in _PAGE_MIMES:
            return Skipped(_short(mime))
        body = record.reader.read(max_bytes + 1)
    except OSError as error:
        return Record(record.record_id, raw, url, error=f"the HTTP response is broken ({error})")
    return Record(record.record_id, body, url, charset=_known(record.http_charset))


def _plain_event(record: WarcRecord, raw: bytes, url: str) -> Event:
    """Make an event of a record that holds a document as it is, such as the text of a WET file."""
    mime = (record.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if mime not in _PAGE_MIMES:
        return Skipped(_short(mime) if mime else "no type")
    is_text = record.record_type == WarcRecordType.conversion
    return Record(record.record_id, raw, url, "text" if is_text else None, "utf-8" if is_text else None)


def _short(mime: str) -> str:
    main = mime.split("/", maxsplit=1)[0]
    return main if main in _MEDIA else mime[:50]


def _known(charset: str | None) -> str | None:
    """Leave out a charset that does not exist; the page's own bytes then tell it."""
    return charset if charset and map_encoding_to_html5(charset, fallback_utf8=False) else None
