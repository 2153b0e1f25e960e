"""JSON Lines: an object a line."""

from __future__ import annotations

import io
import json
from typing import Any

from noisefilter.batch.columns import find_columns
from noisefilter.batch.options import ReadOptions, RowOptions
from noisefilter.batch.readers.streams import DamagedStreamError
from noisefilter.batch.records import Damaged, Events, Record
from noisefilter.errors import InputError

#: A line may be longer than its page: escapes, and other columns.
_LINE_FACTOR, _LINE_EXTRA = 4, 1_000_000


def read_jsonl(name: str, stream: io.BufferedReader, options: ReadOptions, rows: RowOptions) -> Events:
    """Read JSON lines; every line that is not blank is a record.

    Parameters
    ----------
    name : str
        Of the input; where a line has no id, its record's is ``name:number``.
    stream : io.BufferedReader
    options : ReadOptions
    rows : RowOptions

    Yields
    ------
    Record or Damaged
        A line that is no JSON object, or has no page, gives a record with an error.
    """
    longest = rows.max_bytes * _LINE_FACTOR + _LINE_EXTRA
    number = 0
    try:
        while line := stream.readline(longest):
            number += 1
            if len(line) == longest and not line.endswith(b"\n"):
                _drop_rest(stream)
                reason = f"line {number} is longer than {longest} bytes; raise --max-bytes to read it"
                yield Record(f"{name}:{number}", "", error=reason)
            elif line.strip():
                yield _record(f"{name}:{number}", line, number, options)
    except (DamagedStreamError, OSError) as error:
        yield Damaged(f"{name}: {error} after line {number}; the rest of it cannot be read")


def _drop_rest(stream: io.BufferedReader) -> None:
    while (rest := stream.readline(_LINE_EXTRA)) and not rest.endswith(b"\n"):
        pass


def _record(name: str, line: bytes, number: int, options: ReadOptions) -> Record:
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Record(name, "", error=f"line {number} is no JSON ({error})")
    if not isinstance(row, dict):
        return Record(name, "", error=f"line {number} is no JSON object but {type(row).__name__}")
    try:
        columns = find_columns(f"line {number}", row.keys(), options)
    except InputError as error:
        return Record(name, "", error=str(error))
    return columns.record(row, name)
