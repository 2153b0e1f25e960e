"""Encodings: any bytes under any name of a charset become text that can be written, or an `InputError`."""

from __future__ import annotations

from noisefilter.errors import InputError
from noisefilter.segment import as_str, segment
from tests.fuzz.seeds import page_seeds

_CHARSETS = (
    None, "utf-8", "latin1", "utf-16", "utf-16le", "utf-32", "shift_jis", "gb18030", "big5", "euc-kr",
    "iso-2022-jp", "koi8-r", "utf-7", "punycode", "idna", "rot13", "unicode_escape", "raw_unicode_escape",
    "undefined", "hex", "zlib", "base64", "", " ", "x-user-defined", "replacement", "\x00", "é",
    "a" * 300, "mbcs",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Pages in several encodings, each after the number of a charset."""
    pages = page_seeds()[::4]
    codecs = ("utf-8", "utf-16", "shift_jis", "gb18030", "cp1252", "utf-32", "koi8-r")
    return [
        bytes([place % len(_CHARSETS)]) + page.decode("utf-8", "replace").encode(codecs[place % 7], "replace")
        for place, page in enumerate(pages)
    ]


def check(data: bytes) -> None:
    """Decode under the charset that the first byte names."""
    charset = _CHARSETS[data[0] % len(_CHARSETS)] if data else None
    source = data[1:]
    try:
        text = as_str(source, charset)
    except InputError:
        return
    assert text.encode().decode() == text
    assert "\x00" not in text
    assert as_str(source, charset) == text
    if charset == "utf-8":
        plain = source.decode("utf-8", "replace").replace("\x00", "").replace("\x1e", " ")
        assert text == plain.removeprefix("\ufeff").removeprefix("\ufeff") or "\ufffd" in text
    "".join(segment(source, charset=charset).texts).encode()
