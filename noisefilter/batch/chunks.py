"""The inputs as one sequence of pages, cut into chunks for the workers and into shards for the output."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from noisefilter.batch.inputs import Input
from noisefilter.batch.records import Damaged, Events, Record, Skipped
from noisefilter.errors import InputError

#: Bytes of pages after which a chunk is closed early, so that memory is bounded whatever their size.
_CHUNK_BYTES = 4_000_000


@dataclass(frozen=True)
class Position:
    """A place between two pages of the sequence.

    Attributes
    ----------
    input : int
        Index of the input.
    records : int
        Pages of it that come before.
    pages : int
        Pages of all inputs that come before.
    digest : str or None
        Of those of this input, where it has no fingerprint.
    """

    input: int = 0
    records: int = 0
    pages: int = 0
    digest: str | None = None


@dataclass
class Chunk:
    """Some pages in a row, all of the same shard.

    Attributes
    ----------
    records : list of Record
    parts : dict of int to (int, int)
        By input, the first of its pages that is in the chunk, and the one after the last.
    size : int
        Bytes of the pages.
    skipped : list of str
        Reasons, one for each thing before or between the pages that is no page.
    damaged : list of str
    end : Position
        Behind the last page.
    closes_shard : bool
    """

    records: list[Record] = field(default_factory=list)
    parts: dict[int, tuple[int, int]] = field(default_factory=dict)
    size: int = 0
    skipped: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    end: Position = field(default_factory=Position)
    closes_shard: bool = False


class _Digest:
    """Digest of the pages of an input about which nothing is known before it is read."""

    def __init__(self, entry: Input) -> None:
        self._made = hashlib.blake2b(digest_size=16) if entry.fingerprint is None else None

    def add(self, record: Record) -> None:
        if self._made is not None:
            source = record.source
            data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
            self._made.update(b"%d " % len(data) + data)

    def value(self) -> str | None:
        return None if self._made is None else self._made.hexdigest()


@dataclass(frozen=True)
class Sequence:
    """All pages of a run, in their order.

    Attributes
    ----------
    inputs : list of Input
    read : callable
        Gives the events of an input.
    batch_size : int
        Pages of a chunk, at most.
    shard_size : int
    limit : int or None
    """

    inputs: list[Input]
    read: Callable[[Input], Events]
    batch_size: int
    shard_size: int
    limit: int | None = None

    def chunks(self, start: Position) -> Iterator[Chunk]:
        """Yield the pages from a position on, which has to be the beginning of a shard.

        The last chunk can be without pages: it tells what was skipped behind the last page.

        Raises
        ------
        InputError
            Where an input cannot be used, or has no longer the pages that it had.
        """
        chunk, place = Chunk(end=start), start
        for index in range(start.input, len(self.inputs)):
            entry = self.inputs[index]
            digest = _Digest(entry)
            seen, known = 0, start.records if index == start.input else 0
            for event in self.read(entry):
                if isinstance(event, Record):
                    digest.add(event)
                    seen += 1
                    if seen == known:
                        _compare(entry, digest.value(), start)
                if seen < known or (seen == known and known and isinstance(event, Record)):
                    continue
                if self._is_full(place):
                    yield chunk
                    return
                if isinstance(event, Skipped):
                    chunk.skipped.append(event.reason)
                elif isinstance(event, Damaged):
                    chunk.damaged.append(event.reason)
                else:
                    place = Position(index, seen, place.pages + 1, digest.value())
                    self._add(chunk, event, place)
                    if self._closes(chunk):
                        yield chunk
                        chunk = Chunk(end=place)
            if seen < known:
                message = (
                    f"{entry.name}: gives {seen} pages, and gave at least {known} before; give the same "
                    "again, or start anew in another folder"
                )
                raise InputError(message)
        yield chunk

    def _is_full(self, place: Position) -> bool:
        return self.limit is not None and place.pages >= self.limit

    def _add(self, chunk: Chunk, record: Record, place: Position) -> None:
        first = chunk.parts.get(place.input, (place.records - 1, 0))[0]
        chunk.parts[place.input] = (first, place.records)
        chunk.records.append(record)
        chunk.size += len(record.source)
        chunk.end = place
        chunk.closes_shard = place.pages % self.shard_size == 0

    def _closes(self, chunk: Chunk) -> bool:
        is_large = len(chunk.records) >= self.batch_size or chunk.size >= _CHUNK_BYTES
        return is_large or chunk.closes_shard


def _compare(entry: Input, digest: str | None, start: Position) -> None:
    if digest != start.digest:
        message = (
            f"{entry.name}: its first {start.records} pages are not those of the first time; give the same "
            "again, or start anew in another folder"
        )
        raise InputError(message)
