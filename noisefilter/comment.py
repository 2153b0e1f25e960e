"""The data of comment spam: what a visitor wrote, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from noisefilter.errors import InputError

#: The fields of a comment, in order; all but the first can be missing.
COMMENT_FIELDS: tuple[str, ...] = ("text", "author", "author_url", "author_email", "post")


@dataclass(frozen=True, slots=True)
class Comment:
    """What a visitor wrote, and what is known about it.

    Attributes
    ----------
    text : str
        The comment, as plain text, HTML or BBCode.
    author, author_url, author_email : str
        What the visitor gave as a name, a homepage and an address; "" where unknown.
    post : str
        What the comment stands under: title, text or both; "" where unknown.
    """

    text: str
    author: str = ""
    author_url: str = ""
    author_email: str = ""
    post: str = ""


def as_comment(row: str | Mapping[str, Any]) -> Comment:
    """Make a comment of a text, or of a mapping with the fields of one.

    Raises
    ------
    InputError
        Where the text is missing, or a field is no string.

    Examples
    --------
    >>> as_comment({"text": "Thanks!", "author": None})
    Comment(text='Thanks!', author='', author_url='', author_email='', post='')
    """
    if isinstance(row, str):
        return Comment(row)
    given: object = row
    if not isinstance(given, Mapping):
        message = f"a comment is a {type(given).__name__}; it has to be a string, or a mapping with a 'text'"
        raise InputError(message)
    if row.get("text") is None:
        there = ", ".join(map(str, row)) or "none"
        message = f"a comment has no 'text'; the fields that are there: {there}"
        raise InputError(message)
    values = {}
    for name in COMMENT_FIELDS:
        value = row.get(name)
        if not isinstance(value, str | None):
            message = (
                f"the comment's {name!r} is a {type(value).__name__}; it has to be a string, or left out"
            )
            raise InputError(message)
        values[name] = value or ""
    return Comment(**values)
