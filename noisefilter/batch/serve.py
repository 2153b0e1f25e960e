"""The worker process: labels what it is sent, and says at each page where it is."""

from __future__ import annotations

import ctypes
import json
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

import pyarrow as pa

from noisefilter.batch.labelling import Labelled, label_records
from noisefilter.batch.options import RowOptions
from noisefilter.batch.records import Record
from noisefilter.predict import load

_MEGABYTE = 1 << 20
_PR_SET_PDEATHSIG = 1  # prctl(2): the signal that a process gets when the one that started it dies
_DECIMALS = 4

READY = "ready"  #: what a worker says once, when its model is loaded


@dataclass(frozen=True)
class Duty:
    """What a worker is to do.

    Attributes
    ----------
    model : str
        Model folder.
    rows : RowOptions
    output_format : {"parquet", "jsonl"}
    memory : int
        Megabytes that the process may use.
    """

    model: str
    rows: RowOptions
    output_format: str
    memory: int


@dataclass(frozen=True)
class Answer:
    """What a worker made of the records that it was sent.

    Attributes
    ----------
    rows : pyarrow.RecordBatch or bytes
        Rows for a Parquet file, or lines for a file of JSON lines.
    errors : dict of int to str
        Why pages failed, by index.
    """

    rows: pa.RecordBatch | bytes
    errors: dict[int, str]


def serve(connection: Connection, duty: Duty) -> None:
    """Label what comes through the connection until it is closed.

    Sends `READY`, then for every list of records the index of each before it is labelled, and an
    `Answer` at the end.

    Parameters
    ----------
    connection : Connection
    duty : Duty
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    _end_with_parent()
    _limit_memory(duty.memory)
    nf = load(duty.model)
    connection.send(READY)
    at_page: Callable[[int], None] = connection.send
    while True:
        try:
            records: Sequence[Record] = connection.recv()
        except (EOFError, OSError):
            return
        labelled = label_records(nf, records, duty.rows, at_page)
        rows = json_lines(labelled) if duty.output_format == "jsonl" else labelled.rows
        connection.send(Answer(rows, labelled.errors))


def _end_with_parent() -> None:
    """Have the system end this process when the run is killed, even in the middle of a page."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory(megabytes: int) -> None:
    """Let allocations beyond the limit fail; each page that needs more then fails alone."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * _MEGABYTE
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def json_lines(labelled: Labelled) -> bytes:
    """Write rows as JSON lines, probabilities with the digits that they have."""
    rows = labelled.rows.to_pylist()
    for row in rows:
        for span in row.get("spans") or ():
            span["probability"] = round(span["probability"], _DECIMALS)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")
