"""The readers of the batch job: any file gives records and remarks, or an `InputError`."""

from __future__ import annotations

import io
import sys
import tempfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from noisefilter.batch.inputs import Input
from noisefilter.batch.options import Options
from noisefilter.batch.readers import read_input
from noisefilter.batch.records import Damaged, Event, Record, Skipped
from noisefilter.errors import InputError
from tests.fuzz.seeds import reader_seeds

_FORMATS = ("jsonl", "csv", "tsv", "parquet", "warc", "page", "stdin")
_OPTIONS = Options()

seeds = reader_seeds


@cache
def _file() -> Path:
    return Path(tempfile.mkdtemp(prefix="noisefilter-fuzz-")) / "input"


def _read(form: str, content: bytes) -> list[Event]:
    if form == "stdin":
        stdin = SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(content)))
        with mock.patch.object(sys, "stdin", stdin):
            return list(read_input(Input("standard input", form), _OPTIONS))
    _file().write_bytes(content)
    return list(read_input(Input(str(_file()), form, len(content)), _OPTIONS))


def check(data: bytes) -> None:
    """Read the bytes as a file of the format that the first byte names."""
    form = _FORMATS[data[0] % len(_FORMATS)] if data else "jsonl"
    try:
        events = _read(form, data[1:])
    except InputError:
        return
    for event in events:
        assert isinstance(event, Record | Skipped | Damaged)
        if isinstance(event, Record):
            assert isinstance(event.source, bytes | str)
            assert event.kind in {None, "html", "text"}
