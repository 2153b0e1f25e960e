"""From bytes to text: by the caller's word, the byte order mark, the page's meta element, or detection."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

from noisefilter.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Take out what no text holds and programs stumble over.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Without NUL, with spaces for record separators (U+001E), and with replacement characters for lone
        surrogates.
    """
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
        encoded = text.encode()
    # Bytes are searched faster than characters, and most texts hold neither.
    if b"\x00" in encoded:
        text = text.replace("\x00", "")
    return text.replace("\x1e", " ") if b"\x1e" in encoded else text


def _codec(charset: str) -> str:
    """Name the codec for a charset as web pages mean it: ``latin1`` is Windows-1252."""
    found = map_encoding_to_html5(charset.strip(), fallback_utf8=False)
    try:
        return codecs.lookup(found or charset.strip()).name
    except (LookupError, ValueError) as error:
        message = f"the charset {charset!r} is unknown; leave it out to have it detected"
        raise InputError(message) from error


def decode(source: bytes, charset: str | None = None) -> str:
    """Decode a page.

    Parameters
    ----------
    source : bytes
    charset : str, optional
        Encoding as the HTTP header has it. It goes before the byte order mark, that before the
        page's ``meta`` element, and that before detection from the bytes.

    Returns
    -------
    str
        Without byte order mark. Bytes that the encoding does not know become replacement characters.

    Raises
    ------
    InputError
        Where the charset is unknown.
    """
    if charset is not None:
        encoding = _codec(charset)
    else:
        marked = [name for mark, name in _MARKS if source.startswith(mark)]
        encoding = marked[0] if marked else detect_encoding(source, from_html_meta=True) or "utf-8"
    try:
        return str(bytes_to_str(source, encoding, errors="replace", fallback_encodings=()))
    except (LookupError, UnicodeError):
        # Codecs that are no text encodings, or decode to what cannot be encoded again.
        return source.decode("utf-8", "replace")
