"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Protocol, TextIO

_LINE_SECONDS = 30.0  #: between two lines of a log
_MEGABYTE = 1_000_000


class Progress(Protocol):
    """Is told how far a run is; a context manager around the run."""

    def __enter__(self) -> Progress: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def update(self, pages: int, size: int, errors: int, share: float | None) -> None:
        """Take note.

        Parameters
        ----------
        pages : int
            Labelled by this start of the run.
        size : int
            Bytes of these pages.
        errors : int
            Failed ones among them.
        share : float or None
            How much of the inputs was read; None where nobody knows.
        """


class NoProgress:
    """Says nothing; what `noisefilter.batch.run` does by default."""

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def update(self, pages: int, size: int, errors: int, share: float | None) -> None:
        """Do nothing."""


class _Speed:
    def __init__(self) -> None:
        self._start = time.monotonic()
        self._first_share: float | None = None

    def values(self, pages: int, size: int, share: float | None) -> tuple[float, float, float | None]:
        """Give pages/s, MB/s and the seconds left."""
        seconds = max(time.monotonic() - self._start, 1e-9)
        left = None
        if share is not None:
            if self._first_share is None:
                self._first_share = share
            done = share - self._first_share
            left = seconds * (1 - share) / done if done > 0 else None
        return pages / seconds, size / _MEGABYTE / seconds, left


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "unknown"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"


class LogLines(NoProgress):
    """A line every half minute, for logs.

    Parameters
    ----------
    stream : TextIO
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._speed = _Speed()
        self._last = time.monotonic()

    def update(self, pages: int, size: int, errors: int, share: float | None) -> None:
        """Write a line where the last one is old enough."""
        per_second, megabytes, left = self._speed.values(pages, size, share)
        if time.monotonic() - self._last >= _LINE_SECONDS:
            self._last = time.monotonic()
            done = "" if share is None else f"{share:.1%}, "
            line = (
                f"{done}{pages} pages, {per_second:.1f} pages/s, {megabytes:.2f} MB/s, {errors} errors, "
                f"time left {_clock(left)}"
            )
            print(line, file=self._stream, flush=True)


class Bar(NoProgress):
    """A progress bar on standard error."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn
        from rich.progress import Progress as RichProgress

        columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
        self._bar = RichProgress(*columns, console=Console(stderr=True))
        self._task = self._bar.add_task("starting workers", total=None)
        self._speed = _Speed()

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def update(self, pages: int, size: int, errors: int, share: float | None) -> None:
        """Move the bar."""
        per_second, megabytes, left = self._speed.values(pages, size, share)
        text = (
            f"{pages} pages  {per_second:.1f} pages/s  {megabytes:.2f} MB/s  {errors} errors  "
            f"left {_clock(left)}"
        )
        self._bar.update(
            self._task, description=text, completed=share or 0, total=None if share is None else 1.0
        )


def for_terminal() -> Progress:
    """Choose by whether standard error is a terminal."""
    return Bar() if sys.stderr.isatty() else LogLines(sys.stderr)
