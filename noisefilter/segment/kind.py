"""Telling HTML from plain text."""

from __future__ import annotations

import re

_HEAD_CHARS = 4_000  #: a document says what it is within its first characters
_SAMPLE_CHARS = 100_000  #: parts of documents are judged by their first characters
_MIN_TAGS = 3  #: tags that make a text a part of an HTML document

_DOCUMENT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|article|aside|b|blockquote|button|div|em|figure|footer|form|h[1-6]|header|i|img|input|label|"
    r"li|link|main|meta|nav|ol|p|pre|script|section|select|small|span|strong|style|sub|sup|svg|table|tbody|td|"
    r"th|title|tr|ul|u|video|iframe)(?:\s[^<>]{0,2000})?/?>|<br\s*/?>|<hr\s*/?>",
    re.IGNORECASE,
)
_CODE = re.compile(r"^(?:```|~~~).*?^(?:```|~~~)|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def detect_kind(source: str) -> str:
    """Tell whether a text is HTML or plain text.

    Parameters
    ----------
    source : str

    Returns
    -------
    {"html", "text"}
        HTML where a document begins, where the text starts with a tag, or where there are several
        tags outside code marks. A stray ``<``, a ``<3``, or ``List<String>`` is plain text.

    Examples
    --------
    >>> detect_kind("<p>It rained.</p>"), detect_kind("if a < b: it <3 rained")
    ('html', 'text')
    """
    if _DOCUMENT.search(source, 0, _HEAD_CHARS):
        return "html"
    start = source[:_HEAD_CHARS].lstrip("\ufeff \t\r\n\f")
    if start.startswith("<!--") or _TAG.match(start):
        return "html"
    tags = _TAG.findall(_CODE.sub("", source[:_SAMPLE_CHARS]))
    return "html" if len(tags) >= _MIN_TAGS else "text"
