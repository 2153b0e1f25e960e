"""From bytes or text to fragments."""

from __future__ import annotations

import re

from noisefilter.errors import InputError
from noisefilter.segment.encoding import clean_text, decode
from noisefilter.segment.html import segment_html
from noisefilter.segment.kind import detect_kind
from noisefilter.segment.segments import Segments
from noisefilter.segment.text import segment_text

__all__ = ["MAX_SIZE", "as_str", "segment"]

#: Bytes, or characters, that are read of a page; the rest is cut and the page says so.
MAX_SIZE = 20_000_000

_KINDS = ("html", "text")
#: What files start with that are no pages, and what they are.
_MAGIC = {
    b"%PDF-": "a PDF file",
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x1f\x8b": "a gzip file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x7fELF": "a program",
    b"OggS": "an Ogg file",
    b"ID3": "an MP3 file",
}
#: The first lines of a WARC file, and of its kinds WET and WAT.
_WARC = re.compile(r"WARC/\d\.\d\r?\n[\w-]+:")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.1  #: control characters of a page; there are more in what is no text
_SAMPLE = 4_096


def _check_type(source: object) -> None:
    """Help callers without a type checker."""
    if not isinstance(source, bytes | str):
        message = f"a page has to be bytes or str, not {type(source).__name__}; read files as bytes"
        raise InputError(message)


def segment(source: bytes | str, kind: str | None = None, charset: str | None = None) -> Segments:
    """Take a page apart.

    Parameters
    ----------
    source : bytes or str
        The page. Of more than `MAX_SIZE` bytes or characters the rest is cut.
    kind : {"html", "text"}, optional
        Detected where it is not given.
    charset : str, optional
        Encoding of bytes, as the HTTP header has it; detected where it is not given.

    Returns
    -------
    Segments
        Without any fragment where the page is empty.

    Raises
    ------
    InputError
        Where the source is neither bytes nor str, or is no text at all, or where `kind` or `charset`
        is unknown.
    """
    if kind is not None and kind not in _KINDS:
        message = f"the kind {kind!r} is unknown; it can be 'html', 'text', or left out to be detected"
        raise InputError(message)
    text = as_str(source, charset)
    segments = segment_html(text) if (kind or detect_kind(text)) == "html" else segment_text(text)
    segments.truncated = segments.truncated or len(source) > MAX_SIZE
    return segments


def as_str(source: bytes | str, charset: str | None = None) -> str:
    """Decode a page and make sure that it is one.

    Parameters
    ----------
    source : bytes or str
    charset : str, optional

    Returns
    -------
    str
        At most `MAX_SIZE` bytes or characters, cleaned (see `noisefilter.segment.encoding.clean_text`).

    Raises
    ------
    InputError
        As `segment` does.
    """
    _check_type(source)
    if len(source) > MAX_SIZE:
        source = source[:MAX_SIZE]
    if isinstance(source, bytes):
        found = next((what for magic, what in _MAGIC.items() if source.startswith(magic)), None)
        if found:
            message = (
                f"this is {found}, not a page; give HTML or plain text, unpacked where it is packed "
                f"(noisefilter batch reads packed WARC and WET files)"
            )
            raise InputError(message)
        source = decode(source, charset)
    if _WARC.match(source):
        message = (
            "this is a WARC or WET file, which holds many pages; label them with: noisefilter batch FILE OUT"
        )
        raise InputError(message)
    sample = source[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > _MAX_CONTROL_SHARE * len(sample) + 1:
        message = "this is binary data, not a page; give HTML or plain text, and its charset if it is unusual"
        raise InputError(message)
    return clean_text(source.removeprefix("\ufeff"))
