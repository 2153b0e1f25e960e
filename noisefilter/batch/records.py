"""What flows through a batch run: pages as they were found, and remarks about the inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Record:
    """A page as it was found in an input; each gives exactly one row.

    Attributes
    ----------
    id : str or None
    source : bytes or str
        HTML or plain text.
    url : str or None
    kind : {"html", "text"} or None
        None to have it detected.
    charset : str or None
        Encoding of bytes, where the input says it.
    error : str or None
        Why there is no page, or none that can be used; the row then says so.
    """

    id: str | None
    source: bytes | str
    url: str | None = None
    kind: str | None = None
    charset: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in an input that is no page and gives no row, such as an image of a WARC file.

    Attributes
    ----------
    reason : str
        What it is; the run counts each reason.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Damaged:
    """A place where an input cannot be read.

    Attributes
    ----------
    reason : str
        One line: which input, where, what is wrong, and what became of the rest.
    """

    reason: str


Event = Record | Skipped | Damaged
Events = Iterator[Event]
