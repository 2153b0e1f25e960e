"""CSV, Parquet and data sets: a page a row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from noisefilter.batch.columns import Columns, find_columns
from noisefilter.batch.inputs import DATASET_PREFIX, Input
from noisefilter.batch.options import ReadOptions
from noisefilter.batch.readers.streams import DamagedStreamError, open_file
from noisefilter.batch.records import Damaged, Events, Record
from noisefilter.errors import InputError

_ROWS_AT_ONCE = 16  #: rows of a Parquet file that are in memory at once
_READ_BUFFER = 1 << 20
DELIMITERS = {"csv": ",", "tsv": "\t"}
_LONGEST_FIELD = 1 << 30  # of a CSV file; the module's own limit of 131,072 is shorter than many a page


def read_csv(name: str, stream: io.BufferedReader, options: ReadOptions, delimiter: str) -> Events:
    """Read CSV with a header line.

    Parameters
    ----------
    name : str
    stream : io.BufferedReader
        UTF-8; what is not is replaced.
    options : ReadOptions
    delimiter : str

    Yields
    ------
    Record or Damaged

    Raises
    ------
    InputError
        Where a column is missing.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    rows = csv.DictReader(text, delimiter=delimiter)
    number = 0
    try:
        columns = find_columns(name, rows.fieldnames or (), options)
        for number, row in enumerate(rows, 1):
            yield columns.record(row, f"{name}:{number}")
    except (DamagedStreamError, csv.Error, OSError) as error:
        yield Damaged(f"{name}: {error} after row {number}; the rest of it cannot be read")
    finally:
        text.detach()


def read_parquet(name: str, stream: BinaryIO, options: ReadOptions) -> Events:
    """Read a Parquet file, a few rows at once.

    Yields
    ------
    Record or Damaged

    Raises
    ------
    InputError
        Where a column is missing.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(stream, buffer_size=_READ_BUFFER, pre_buffer=False) as file:
            columns = find_columns(name, file.schema_arrow.names, options)
            for batch in file.iter_batches(_ROWS_AT_ONCE, columns=columns.names):
                for row in batch.to_pylist():
                    number += 1
                    yield columns.record(row, f"{name}:{number}")
    except (pa.ArrowException, OSError) as error:
        yield Damaged(f"{name}: broken ({error}) after row {number}; the rest of it cannot be read")


def read_dataset(entry: Input, options: ReadOptions) -> Events:
    """Read a saved data set, or stream one by its name.

    Yields
    ------
    Record or Damaged

    Raises
    ------
    InputError
        Where it cannot be opened, or has no such split or column.
    """
    for split, rows in _splits(entry.name, options):
        name = f"{entry.name}/{split}" if split else entry.name
        columns: Columns | None = None
        number = 0
        try:
            for number, row in enumerate(rows, 1):
                columns = columns or find_columns(name, row.keys(), options)
                yield columns.record(row, f"{name}:{number}")
        except OSError as error:
            yield Damaged(f"{name}: {error} after row {number}; the rest of it cannot be read")


def _splits(name: str, options: ReadOptions) -> Iterator[tuple[str | None, Any]]:
    import datasets

    try:
        if name.startswith(DATASET_PREFIX) and not Path(name).exists():
            split = options.split or "train"
            given = name.removeprefix(DATASET_PREFIX)
            yield None, datasets.load_dataset(given, options.config, split=split, streaming=True)
            return
        saved = datasets.load_from_disk(name)
    except (OSError, ValueError) as error:
        reason = str(error).split("\n", 1)[0]
        message = f"{name}: the data set cannot be opened ({reason}); check its name, --config and --split"
        raise InputError(message) from error
    if not isinstance(saved, datasets.DatasetDict):
        yield None, saved
    elif options.split is None:
        yield from saved.items()
    elif options.split in saved:
        yield options.split, saved[options.split]
    else:
        message = f"{name}: there is no split {options.split!r}; there are: {', '.join(saved)}"
        raise InputError(message)


def read_page_files(paths: Iterator[Path], max_bytes: int) -> Events:
    """Read files that hold a page each; of longer ones no more than is needed to see that they are.

    Yields
    ------
    Record
        With an error where the file cannot be read.
    """
    for path in paths:
        try:
            with open_file(path) as stream:
                yield Record(str(path), stream.read(max_bytes + 1))
        except DamagedStreamError as error:
            yield Record(str(path), "", error=str(error))
        except OSError as error:
            yield Record(str(path), "", error=f"cannot be read ({error.strerror or error})")


def column_names(entry: Input, options: ReadOptions) -> list[str] | None:
    """Name the columns of an input; None where its format has none, or it cannot be read.

    Of JSON lines the first line's are named.
    """
    if entry.format == "parquet":
        return _parquet_names(entry.name)
    if entry.format == "dataset":
        return list(next(_splits(entry.name, options))[1].column_names or ())
    if entry.format not in {"csv", "tsv", "jsonl"}:
        return None
    with open_file(Path(entry.name)) as stream:
        try:
            line = stream.readline(_READ_BUFFER).decode("utf-8-sig", "replace")
            if entry.format == "jsonl":
                return list(json.loads(line))
            return next(csv.reader([line], delimiter=DELIMITERS[entry.format]), None)
        except (DamagedStreamError, ValueError, TypeError):
            return None


def _parquet_names(name: str) -> list[str] | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(name).names)
    except (pa.ArrowException, OSError):
        return None
