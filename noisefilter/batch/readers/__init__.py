"""Readers: from an input to its pages, a page at a time."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from noisefilter.batch.inputs import Input, page_files, sniff
from noisefilter.batch.options import Options
from noisefilter.batch.readers.jsonl import read_jsonl
from noisefilter.batch.readers.streams import DamagedStreamError, open_raw, unpacked
from noisefilter.batch.readers.tables import (
    DELIMITERS,
    read_csv,
    read_dataset,
    read_page_files,
    read_parquet,
)
from noisefilter.batch.readers.warc import read_warc
from noisefilter.batch.records import Events, Record
from noisefilter.errors import InputError

__all__ = ["Watch", "read_input"]

_HEAD_BYTES = 512


#: Gets a function that tells which share of the input was read, between 0 and 1.
Watch = Callable[[Callable[[], float]], None]


def _unwatched(share: Callable[[], float]) -> None:
    pass


def read_input(
    entry: Input, options: Options, leave_out: Sequence[Path] = (), watch: Watch = _unwatched
) -> Events:
    """Read the pages of an input.

    Parameters
    ----------
    entry : Input
    options : Options
    leave_out : sequence of Path
        Folders inside a folder that are no input.
    watch : callable, optional
        Gets a function that tells which share of the input was read.

    Yields
    ------
    Record, Skipped or Damaged
        The same ones, in the same order, every time the input is read.

    Raises
    ------
    InputError
        Where the input as a whole cannot be used: it cannot be opened, or lacks a column.
    """
    try:
        yield from _read(entry, options, leave_out, watch)
    except OSError as error:
        message = f"{entry.name}: cannot be read ({error.strerror or error})"
        raise InputError(message) from error


def _read(entry: Input, options: Options, leave_out: Sequence[Path], watch: Watch) -> Events:
    path = Path(entry.name)
    if entry.format == "stdin":
        yield from _read_stream(entry.name, sys.stdin.buffer, options)
    elif entry.format == "dataset":
        yield from read_dataset(entry, options.reading)
    elif entry.format == "page":
        files = page_files(entry.name, leave_out)
        yield from _counted(read_page_files(files, options.rows.max_bytes), entry.files, watch)
    else:
        with open_raw(path) as file:
            size = max(entry.size or 0, 1)
            watch(lambda: 1.0 if file.closed else file.tell() / size)
            yield from _read_file(entry, file, options)


def _counted(events: Events, files: int, watch: Watch) -> Events:
    done = 0
    watch(lambda: done / files)
    for event in events:
        done += 1
        yield event


def _read_file(entry: Input, file: io.BufferedReader, options: Options) -> Events:
    if entry.format == "parquet":
        yield from read_parquet(entry.name, file, options.reading)
    elif entry.format == "warc":
        yield from read_warc(entry.name, file, options.rows.max_bytes, Path(entry.name))
    else:
        yield from _read_lines(entry.name, entry.format, unpacked(file), options)


def _read_lines(name: str, form: str, stream: io.BufferedReader, options: Options) -> Events:
    if form in DELIMITERS:
        yield from read_csv(name, stream, options.reading, DELIMITERS[form])
    else:
        yield from read_jsonl(name, stream, options.reading, options.rows)


def _read_stream(name: str, raw: BinaryIO, options: Options) -> Events:
    """Read what comes by standard input, which cannot be read twice or out of order."""
    stream = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(io.BytesIO(raw.read()))
    inside = unpacked(stream)
    form = options.reading.input_format or sniff(inside.peek(_HEAD_BYTES)[:_HEAD_BYTES])
    if form in {"parquet", "dataset"}:
        message = f"{name}: {form} cannot be read from a stream; write it to a file first"
        raise InputError(message)
    if form == "warc":
        yield from read_warc(name, inside, options.rows.max_bytes)
    elif form == "page":
        try:
            yield Record(name, inside.read(options.rows.max_bytes + 1))
        except DamagedStreamError as error:
            yield Record(name, "", error=str(error))
    else:
        yield from _read_lines(name, form, inside, options)
