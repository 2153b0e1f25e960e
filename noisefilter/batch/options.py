"""The options of a batch run."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from noisefilter.errors import InputError
from noisefilter.labels import Label
from noisefilter.segment import MAX_SIZE

#: The columns of a row, in their order.
FIELDS = (
    "id",
    "url",
    "page_type",
    "text",
    "full_text",
    "spans",
    "counts",
    "kind",
    "truncated",
    "error",
)
#: Columns that a row has where they are asked for.
OPTIONAL_FIELDS = ("language",)
#: The columns that ``--text-only`` leaves.
TEXT_FIELDS = ("id", "url", "text", "error")
OUTPUT_FORMATS = ("parquet", "jsonl")
#: How an input can be read; each but the last is recognised by the file's name or its first bytes.
INPUT_FORMATS = ("page", "jsonl", "csv", "tsv", "parquet", "warc", "dataset")
KINDS = ("html", "text")


def _check_choice(option: str, value: str | None, choices: tuple[str, ...]) -> None:
    if value is not None and value not in choices:
        message = f"the {option} {value!r} is unknown; it can be {', '.join(choices)}"
        raise InputError(message)


@dataclass(frozen=True)
class RowOptions:
    """What a row holds; the same for the batch job and for every engine.

    Attributes
    ----------
    fields : tuple of str
        Columns, some of `FIELDS` and `OPTIONAL_FIELDS`.
    labels : tuple of str
        Labels of the fragments that make up the column ``text``.
    kind : {"html", "text"} or None
        Forces how pages are read that do not say it themselves; detected by default.
    max_bytes : int
        Of longer pages (in bytes; in characters, where a page comes as text) the rest is cut, and the
        row says so in ``truncated``.

    Raises
    ------
    InputError
        Where a value is unknown.
    """

    fields: tuple[str, ...] = FIELDS
    labels: tuple[str, ...] = (Label.CONTENT.value,)
    kind: str | None = None
    max_bytes: int = MAX_SIZE

    def __post_init__(self) -> None:
        if not self.fields:
            message = f"no fields are left; name some of {', '.join(FIELDS + OPTIONAL_FIELDS)}"
            raise InputError(message)
        for field in self.fields:
            _check_choice("field", field, FIELDS + OPTIONAL_FIELDS)
        for label in self.labels:
            _check_choice("label", label, tuple(Label))
        _check_choice("kind", self.kind, KINDS)
        if self.max_bytes < 1:
            message = f"max_bytes is {self.max_bytes}; it has to be 1 or more"
            raise InputError(message)


@dataclass(frozen=True)
class ReadOptions:
    """How inputs are read.

    Attributes
    ----------
    input_format : str or None
        One of `INPUT_FORMATS`, for all inputs; by default each is recognised.
    page_column, id_column, url_column : str or None
        Where tables and JSON lines keep these; by default guessed from the names of the columns.
    config, split : str or None
        Which part of a data set; all splits of a saved one and ``train`` of a named one by default.
    """

    input_format: str | None = None
    page_column: str | None = None
    id_column: str | None = None
    url_column: str | None = None
    config: str | None = None
    split: str | None = None

    def __post_init__(self) -> None:
        _check_choice("input format", self.input_format, INPUT_FORMATS)


def usable_cpus() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class RunOptions:
    """How a run goes about its work.

    Attributes
    ----------
    model : Path or None
        Model folder; the shipped model by default.
    output_format : {"parquet", "jsonl"}
    jobs : int
        Worker processes; 0 stands for one per processor.
    batch_size : int
        Pages given to a worker at once. It has no influence on the rows.
    shard_size : int
        Pages in a file of the output.
    limit : int or None
        Stop after so many pages.
    timeout : float
        Seconds that a page may take.
    memory : int
        Megabytes that a worker may use (where the system can limit it: not on Windows).
    quarantine : Path or None
        Folder that gets a copy of every failed page.
    overwrite : bool
        Remove another run from the output folder first. The same run goes on as without it.
    """

    model: Path | None = None
    output_format: str = "parquet"
    jobs: int = 0
    batch_size: int = 32
    shard_size: int = 10_000
    limit: int | None = None
    timeout: float = 60.0
    memory: int = 2_000
    quarantine: Path | None = None
    overwrite: bool = False

    def __post_init__(self) -> None:
        _check_choice("output format", self.output_format, OUTPUT_FORMATS)
        least = {"jobs": 0, "batch_size": 1, "shard_size": 1, "limit": 1, "memory": 1}
        for name, bound in least.items():
            value = getattr(self, name)
            if value is not None and value < bound:
                message = f"{name} is {value}; it has to be {bound} or more"
                raise InputError(message)
        if self.timeout <= 0:
            message = f"timeout is {self.timeout}; it has to be more than 0 seconds"
            raise InputError(message)

    @property
    def workers(self) -> int:
        """Worker processes that the run starts."""
        return self.jobs or usable_cpus()


@dataclass(frozen=True)
class Options:
    """All options of a batch run."""

    rows: RowOptions = RowOptions()
    reading: ReadOptions = ReadOptions()
    running: RunOptions = RunOptions()

    def that_shape_rows(self) -> dict[str, Any]:
        """Name the options on which the rows depend, and how they are spread over files.

        Returns
        -------
        dict of str to value
            As JSON holds them. A run goes on only where they are unchanged.
        """
        shared = {
            "output_format": self.running.output_format,
            "shard_size": self.running.shard_size,
            "limit": self.running.limit,
        }
        values = asdict(self.rows) | asdict(self.reading) | shared
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
