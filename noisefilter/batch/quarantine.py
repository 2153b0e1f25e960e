"""Copies of failed pages, for someone to look at."""

from __future__ import annotations

import json
from pathlib import Path

from noisefilter.batch.records import Record


class Quarantine:
    """A folder with two files per failed page: the page, and why it failed.

    Parameters
    ----------
    folder : Path or None
        None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def keep(self, shard: int, row: int, record: Record, error: str) -> None:
        """Copy a page; a run that goes on writes the same names again.

        Parameters
        ----------
        shard, row : int
            Where its row is.
        record : Record
        error : str
        """
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        source = record.source
        data = source if isinstance(source, bytes) else source.encode("utf-8", "replace")
        path = self._folder / f"part-{shard:05d}-{row:06d}.page"
        path.write_bytes(data)
        facts = {"id": record.id, "url": record.url, "error": error}
        path.with_suffix(".json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
