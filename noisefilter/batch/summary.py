"""What became of a run, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

#: Examples of failed pages, and reasons for skipping, that are kept apart; bounds memory and the summary.
MOST_EXAMPLES, MOST_REASONS = 20, 50
_OTHER = "other"


@dataclass
class Tally:
    """Counts of a shard, or of a run: they add up.

    Attributes
    ----------
    pages : int
        Rows; one a page.
    failed : int
        Those among them with an error.
    duplicates : int
        Those whose id came before, among the last million or so.
    bytes_read : int
        Bytes of pages, unpacked (characters, where they come as text).
    bytes_written : int
    skipped : dict of str to int
        Things in the inputs that are no pages, by reason.
    damaged : list of str
        Places where an input cannot be read.
    failures : list of dict
        The first failed pages: id and error.
    """

    pages: int = 0
    failed: int = 0
    duplicates: int = 0
    bytes_read: int = 0
    bytes_written: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    failures: list[dict[str, str | None]] = field(default_factory=list)

    def skip(self, reason: str, count: int = 1) -> None:
        """Count things that are no pages."""
        is_new = reason not in self.skipped
        key = _OTHER if is_new and len(self.skipped) >= MOST_REASONS else reason
        self.skipped[key] = self.skipped.get(key, 0) + count

    def fail(self, name: str | None, error: str) -> None:
        """Count a failed page."""
        self.failed += 1
        if len(self.failures) < MOST_EXAMPLES:
            self.failures.append({"id": name, "error": error})

    def add(self, other: Tally) -> None:
        """Add the counts of what comes behind."""
        self.pages += other.pages
        self.failed += other.failed
        self.duplicates += other.duplicates
        self.bytes_read += other.bytes_read
        self.bytes_written += other.bytes_written
        for reason, count in other.skipped.items():
            self.skip(reason, count)
        self.damaged += other.damaged[: max(0, MOST_EXAMPLES - len(self.damaged))]
        self.failures += other.failures[: max(0, MOST_EXAMPLES - len(self.failures))]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Tally:
        """Read what ``asdict`` gave."""
        return cls(**values)


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


@dataclass
class Summary:
    """What became of a run; also in the output folder, as ``__job/summary.json``.

    Attributes
    ----------
    complete : bool
        False where the run was stopped, and goes on with the same command.
    shards : int
        Files of the output that are complete.
    total : Tally
        Of all complete shards, those of earlier starts too.
    seconds : float
        Since this start.
    pages_now : int
        Pages that this start labelled.
    pages_before : int
        Pages that were there already.
    """

    complete: bool = False
    shards: int = 0
    total: Tally = field(default_factory=Tally)
    seconds: float = 0.0
    pages_now: int = 0
    pages_before: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether the run is complete, every page has its labels, and every input could be read."""
        return self.complete and not self.total.failed and not self.total.damaged

    def as_json(self) -> dict[str, Any]:
        """Give the values of ``summary.json``."""
        values: dict[str, Any] = asdict(self)
        total = values.pop("total")
        speed = self.pages_now / self.seconds if self.seconds else 0.0
        values |= total
        return values | {"pages_per_second": round(speed, 1), "seconds": round(self.seconds, 1)}

    def lines(self) -> list[str]:
        """Give the summary as lines for people."""
        total = self.total
        state = "done" if self.complete else "stopped; the same command goes on from here"
        if self.complete and not self.pages_now:
            state = "done before; nothing was left to do"
        speed = f", {self.pages_now / self.seconds:.1f} pages/s" if self.pages_now and self.seconds else ""
        before = f" ({self.pages_before} of them before)" if self.pages_before and self.pages_now else ""
        pages, files = _many(total.pages, "page"), _many(self.shards, "file")
        lines = [f"{state}: {pages}{before} in {files}, {self.seconds:.1f} s{speed}"]
        if total.failed:
            lines.append(f"{_many(total.failed, 'page')} failed, as the rows say; for example:")
            lines += [f"  {failure['id']}: {failure['error']}" for failure in total.failures[:5]]
        if total.duplicates:
            lines.append(f"{_many(total.duplicates, 'id')} came before; each page has its row nevertheless")
        if total.skipped:
            reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(total.skipped.items()))
            lines.append(f"skipped, being no pages: {reasons}")
        lines += [f"damaged: {reason}" for reason in total.damaged]
        return lines
