"""Writers: a shard is written aside and gets its name when it is complete and on the disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

#: Bytes of rows that make up a row group of a Parquet file, which bounds what is held in memory.
_GROUP_BYTES = 4_000_000


class Writer(Protocol):
    """Writes rows to an open file."""

    def write(self, rows: Any) -> None:
        """Append rows, as the workers made them for this format."""

    def close(self) -> None:
        """Write what is held back and what ends the file; leaves the file open."""


class _ParquetWriter:
    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(file, schema, compression="zstd")
        self._schema = schema
        self._held: list[pa.RecordBatch] = []
        self._size = 0

    def write(self, rows: pa.RecordBatch) -> None:
        self._held.append(rows)
        self._size += rows.nbytes
        if self._size >= _GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(pa.Table.from_batches(self._held, schema=self._schema))
            self._held, self._size = [], 0
            # What reading and writing the last rows took goes back to the system before the next ones come.
            for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
                pool.release_unused()

    def close(self) -> None:
        self._flush()
        self._writer.close()


class _LinesWriter:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, rows: bytes) -> None:
        self._file.write(rows)

    def close(self) -> None:
        self._file.flush()


class Shard:
    """A file of the output while it is written.

    Parameters
    ----------
    path : Path
        Its name when it is complete.
    aside : Path
        Folder on the same disk where it is written; what is left there is of no use.
    schema : pyarrow.Schema
    """

    def __init__(self, path: Path, aside: Path, schema: pa.Schema) -> None:
        self.path = path
        self._aside = aside / f"{path.name}.partial"
        self._file = self._aside.open("wb")
        self._writer: Writer = (
            _LinesWriter(self._file) if path.suffix == ".jsonl" else _ParquetWriter(self._file, schema)
        )

    def write(self, rows: pa.RecordBatch | bytes) -> None:
        """Append rows."""
        self._writer.write(rows)

    def complete(self) -> int:
        """Give the shard its name; returns its size in bytes.

        After that it survives a crash of the machine.
        """
        self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        size = self._file.tell()
        self._file.close()
        self._aside.replace(self.path)
        sync_folder(self.path.parent)
        return size

    def abandon(self) -> None:
        """Remove what was written."""
        # The disk may be full; what could not be written is not wanted.
        with suppress(OSError, pa.ArrowException):
            self._writer.close()
        with suppress(OSError):
            self._file.close()
        self._aside.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can do it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
