"""Noticing ids that come twice, in bounded memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

_SLOTS = 1 << 20
_DIGEST_BYTES = 8


class RecentIds:
    """Remembers about the last million ids.

    A table with one slot per hash value: a newer id replaces an older one in its slot. What it takes for
    a duplicate is one but for a chance of 2⁻⁴⁴ an id; of duplicates far apart it misses some.
    """

    def __init__(self) -> None:
        # Written to, so that its memory is taken now and does not seem to grow with the pages.
        self._table = np.zeros(_SLOTS, np.uint64)
        self._table.fill(0)

    def count(self, ids: Iterable[str | None]) -> int:
        """Count those that came before, and remember all."""
        found = 0
        for name in ids:
            if name is None:
                continue
            data = name.encode("utf-8", "surrogatepass")
            value = int.from_bytes(hashlib.blake2b(data, digest_size=_DIGEST_BYTES).digest(), "little") or 1
            slot = value % _SLOTS
            if int(self._table[slot]) == value:
                found += 1
            else:
                self._table[slot] = value
        return found


def ids_of_shards(paths: Sequence[Path]) -> Iterator[str | None]:
    """Read the ids of complete shards, as far back as `RecentIds` remembers.

    Parameters
    ----------
    paths : sequence of Path
        Oldest first.

    Yields
    ------
    str or None
        None where the rows hold no ids.
    """
    recent: list[Path] = []
    count = 0
    for path in reversed(paths):
        if count >= _SLOTS:
            break
        recent.append(path)
        count += sum(1 for _ in _ids(path))
    for path in reversed(recent):
        yield from _ids(path)


def _ids(path: Path) -> Iterator[str | None]:
    if path.suffix == ".jsonl":
        with path.open("rb") as lines:
            yield from (json.loads(line).get("id") for line in lines)
        return
    with pq.ParquetFile(path) as file:
        if "id" in file.schema_arrow.names:
            for batch in file.iter_batches(columns=["id"]):
                yield from batch.column("id").to_pylist()
