"""From labelled chunks to complete shards."""

from __future__ import annotations

from noisefilter.batch.chunks import Chunk, Position
from noisefilter.batch.folder import OutputFolder
from noisefilter.batch.ids import RecentIds, ids_of_shards
from noisefilter.batch.labelling import row_schema
from noisefilter.batch.manifest import Entry, Log
from noisefilter.batch.options import Options
from noisefilter.batch.quarantine import Quarantine
from noisefilter.batch.serve import Answer
from noisefilter.batch.summary import Tally
from noisefilter.batch.writers import Shard


class ShardMaker:
    """Writes chunks, in their order, to one shard after the other.

    Parameters
    ----------
    folder : OutputFolder
    log : Log
        Where complete shards are noted; the next one follows the last of it.
    options : Options
    """

    def __init__(self, folder: OutputFolder, log: Log, options: Options) -> None:
        self._folder = folder
        self._log = log
        self._format = options.running.output_format
        self._schema = row_schema(options.rows)
        self._quarantine = Quarantine(options.running.quarantine)
        files = [folder.path / entry.file for entry in log.entries if entry.file is not None]
        self._number = len(files)
        self._ids = RecentIds()
        self._ids.count(ids_of_shards(files))
        self._end = log.entries[-1].end if log.entries else Position()
        self._shard: Shard | None = None
        self._parts: dict[int, tuple[int, int]] = {}
        self._tally = Tally()

    def add(self, chunk: Chunk, answer: Answer) -> Entry | None:
        """Write a chunk.

        Parameters
        ----------
        chunk : Chunk
        answer : Answer

        Returns
        -------
        Entry or None
            Where a shard is complete with it, that shard's.
        """
        for reason in chunk.skipped:
            self._tally.skip(reason)
        self._tally.add(Tally(damaged=chunk.damaged))
        if not chunk.records:
            return None
        self._note_errors(chunk, answer)
        self._tally.pages += len(chunk.records)
        self._tally.bytes_read += chunk.size
        self._tally.duplicates += self._ids.count(record.id for record in chunk.records)
        for index, (start, end) in chunk.parts.items():
            self._parts[index] = (self._parts.get(index, (start, end))[0], end)
        self._end = chunk.end
        self._shard = self._shard or self._open()
        self._shard.write(answer.rows)
        return self._complete(is_last=False) if chunk.closes_shard else None

    def _note_errors(self, chunk: Chunk, answer: Answer) -> None:
        for index, error in answer.errors.items():
            record = chunk.records[index]
            self._tally.fail(record.id, error)
            self._quarantine.keep(self._number, self._tally.pages + index, record, error)

    def _open(self) -> Shard:
        return Shard(self._folder.shard(self._number, self._format), self._folder.job, self._schema)

    def _complete(self, *, is_last: bool) -> Entry:
        name = None
        if self._shard is not None:
            self._tally.bytes_written = self._shard.complete()
            name = self._shard.path.name
        parts = [(index, start, end) for index, (start, end) in self._parts.items()]
        entry = Entry(self._number, name, parts, self._end, self._tally, is_last)
        self._log.add(entry)
        self._number += 1
        self._shard, self._parts, self._tally = None, {}, Tally()
        return entry

    def finish(self) -> Entry:
        """Complete the last shard; without any page there is one without rows.

        Returns
        -------
        Entry
        """
        if self._number == 0:
            self._shard = self._shard or self._open()
        return self._complete(is_last=True)

    def abandon(self) -> None:
        """Remove the shard that is not complete."""
        if self._shard is not None:
            self._shard.abandon()
