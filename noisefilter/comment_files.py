"""Comments in files: JSON Lines, CSV and Parquet, with columns of any name."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noisefilter.comment import COMMENT_FIELDS, Comment, as_comment
from noisefilter.errors import InputError

#: Formats by the ending of a file's name.
FORMATS: Mapping[str, str] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet",
}  # fmt: skip
_MAX_FIELD = 10_000_000  #: characters of one field of a CSV file


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file.

    Attributes
    ----------
    number : int
        Of the line, counted from 1; in CSV and Parquet of the row, the header not counted.
    values : dict
        What stands there, by column.
    comment : Comment or None
        None where the line is broken.
    error : str
        What is wrong with it, or "".
    """

    number: int
    values: dict[str, Any]
    comment: Comment | None = None
    error: str = ""


def read_comment_file(path: Path, columns: Mapping[str, str]) -> Iterator[Row]:
    """Read the comments of a file, row by row.

    Parameters
    ----------
    path : Path
        Its ending says the format, see `FORMATS`.
    columns : mapping of str to str
        Columns by the field of `noisefilter.comment.COMMENT_FIELDS` that they hold; a field that is not
        named is in the column of its own name, if there is one.

    Yields
    ------
    Row
        Broken lines too.

    Raises
    ------
    InputError
        Where the file cannot be read, is of an unknown format, or lacks a column.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        message = f"{path}: cannot tell its format; name it {', '.join(f'*{ending}' for ending in FORMATS)}"
        raise InputError(message)
    reader = {"jsonl": _read_jsonl, "csv": _read_csv, "parquet": _read_parquet}[kind]
    try:
        yield from reader(path, columns)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error}); check the path"
        raise InputError(message) from error


def _mapping(columns: Mapping[str, str], there: list[str], path: Path) -> dict[str, str]:
    """Find the column of each field, and say which are there where one is not."""
    missing = [column for column in columns.values() if column not in there]
    if "text" not in columns and "text" not in there:
        missing.append("text")
    if missing:
        names = ", ".join(map(repr, there)) or "none"
        message = (
            f"{path}: no column {', '.join(map(repr, missing))}; there are {names}. "
            "Say which holds what with --text COLUMN, --author COLUMN and so on"
        )
        raise InputError(message)
    return {name: columns.get(name, name) for name in COMMENT_FIELDS if columns.get(name, name) in there}


def _row(number: int, values: dict[str, Any], mapping: Mapping[str, str]) -> Row:
    fields = {name: _text(values.get(column)) for name, column in mapping.items()}
    try:
        return Row(number, values, as_comment(fields))
    except InputError as error:
        return Row(number, values, error=str(error))


def _text(value: Any) -> Any:
    """Read numbers as text, and what a table has for nothing as nothing."""
    if isinstance(value, float) and math.isnan(value):
        return None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _read_jsonl(path: Path, columns: Mapping[str, str]) -> Iterator[Row]:
    mapping: dict[str, str] | None = None
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                values = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                yield Row(number, {}, error=f"not JSON ({error}); every line has to be one JSON object")
                continue
            if not isinstance(values, dict):
                yield Row(
                    number, {}, error=f"a {type(values).__name__}; every line has to be one JSON object"
                )
                continue
            if mapping is None:
                # Rows can leave optional fields out; the first one has to hold the text.
                _mapping({"text": columns.get("text", "text")}, list(values), path)
                mapping = {name: columns.get(name, name) for name in COMMENT_FIELDS}
            yield _row(number, values, mapping)


def _read_csv(path: Path, columns: Mapping[str, str]) -> Iterator[Row]:
    csv.field_size_limit(_MAX_FIELD)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
        reader = csv.DictReader((line.replace("\0", "") for line in lines), delimiter=delimiter)
        try:
            mapping = _mapping(columns, list(reader.fieldnames or []), path)
            for number, values in enumerate(reader, 1):
                values.pop(None, None)
                yield _row(number, dict(values), mapping)
        except csv.Error as error:
            message = (
                f"{path}: line {reader.line_num} is no CSV ({error}); save the file as CSV in UTF-8 again"
            )
            raise InputError(message) from error


def _read_parquet(path: Path, columns: Mapping[str, str]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as table:
            mapping = _mapping(columns, list(table.schema_arrow.names), path)
            number = 0
            for batch in table.iter_batches(batch_size=1_000):
                for values in batch.to_pylist():
                    number += 1
                    yield _row(number, values, mapping)
    except pa.ArrowInvalid as error:
        message = f"{path}: no Parquet ({error}); check that the file is whole"
        raise InputError(message) from error
