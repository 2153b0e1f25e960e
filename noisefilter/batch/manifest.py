"""The record of a run: what it reads, with which model and options, and which pages are in which shard.

``__job/manifest.json`` is written once, before any page is read. ``__job/shards.log`` gets a line (JSON) for
each complete shard, after the shard has its name; a line that a crash cut is dropped, its shard made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from noisefilter.batch.chunks import Position
from noisefilter.batch.inputs import Input
from noisefilter.batch.summary import Tally
from noisefilter.bundle import MODEL_FILE
from noisefilter.errors import InputError

FORMAT = 1
START_ANEW = "start anew in another folder, or with --overwrite"


@dataclass(frozen=True)
class Entry:
    """A line of the log.

    Attributes
    ----------
    shard : int
        Its number.
    file : str or None
        None where no page is left for a shard, but something else was.
    parts : list of (int, int, int)
        Input, first page of it in the shard, and the one after the last.
    end : Position
        Behind the last page.
    tally : Tally
    is_last : bool
        Whether the run is complete with it.
    """

    shard: int
    file: str | None
    parts: list[tuple[int, int, int]]
    end: Position
    tally: Tally
    is_last: bool = False

    def line(self) -> str:
        """Give the entry as JSON."""
        return json.dumps(asdict(self), ensure_ascii=True)

    @classmethod
    def from_line(cls, line: bytes) -> Entry:
        """Read an entry.

        Raises
        ------
        ValueError
            Where the line was cut.
        """
        values = json.loads(line)
        values["parts"] = [tuple(part) for part in values["parts"]]
        values["end"] = Position(**values["end"])
        values["tally"] = Tally.from_json(values["tally"])
        return cls(**values)


def make_plan(model: Path, options: Mapping[str, Any], inputs: list[Input]) -> dict[str, Any]:
    """Write down all on which the rows depend.

    Parameters
    ----------
    model : Path
        A model folder.
    options : mapping of str to value
    inputs : list of Input

    Returns
    -------
    dict of str to value
        As JSON holds them.
    """
    # The head of a model holds the checksum of its weights.
    digest = hashlib.sha256((model / MODEL_FILE).read_bytes()).hexdigest()
    return {
        "format": FORMAT,
        "noisefilter": version("noisefilter"),
        "model": {"path": str(model), "sha256": digest},
        "options": dict(options),
        "inputs": [asdict(entry) for entry in inputs],
    }


def compare_plans(folder: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Make sure that a run goes on as it began.

    Parameters
    ----------
    folder : Path
        The output, for the message.
    old, new : mapping

    Raises
    ------
    InputError
        Where anything differs on which the rows depend; says what.
    """
    reason = _difference(old, new)
    if reason:
        message = f"{folder}: holds another run: {reason}; {START_ANEW}"
        raise InputError(message)


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    if old.get("format") != new["format"]:
        return f"its manifest is of format {old.get('format')}, not {new['format']}"
    if old["noisefilter"] != new["noisefilter"]:
        return f"it was begun by noisefilter {old['noisefilter']}, and this is {new['noisefilter']}"
    if old["model"]["sha256"] != new["model"]["sha256"]:
        return f"its model ({old['model']['path']}) is not the one given now ({new['model']['path']})"
    for name, value in new["options"].items():
        before = old["options"].get(name)
        if before != value:
            return f"the option {name} was {_shown(before)} and is {_shown(value)} now"
    return _different_inputs(old["inputs"], new["inputs"])


def _shown(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def _different_inputs(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> str | None:
    names_before, names_now = ([entry["name"] for entry in entries] for entries in (old, new))
    if names_before != names_now:
        gone = [name for name in names_before if name not in names_now]
        added = [name for name in names_now if name not in names_before]
        if gone:
            return f"the input {gone[0]} is no longer among those given"
        return f"the input {added[0]} is new" if added else "the inputs come in another order"
    for before, now in zip(old, new, strict=True):
        if before != now:
            sizes = f"{before['files']} files, {before['size']} bytes; now {now['files']}, {now['size']}"
            return f"the input {now['name']} was changed since ({sizes})"
    return None


def read_plan(path: Path) -> dict[str, Any] | None:
    """Read ``manifest.json``; None where it does not exist.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    try:
        plan = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        message = f"{path}: cut or changed (not JSON: {error}); {START_ANEW}"
        raise InputError(message) from error
    return dict(plan)


def read_log(path: Path) -> tuple[list[Entry], int]:
    """Read ``shards.log``.

    Returns
    -------
    list of Entry
        Empty where it does not exist; without a last line that was cut.
    int
        Bytes of these.
    """
    entries, size = [], 0
    for line in path.read_bytes().splitlines(keepends=True) if path.exists() else ():
        if not line.endswith(b"\n"):
            break
        entries.append(Entry.from_line(line))
        size += len(line)
    return entries, size


class Log:
    """``shards.log``: what is complete.

    Parameters
    ----------
    path : Path
        Created where it is missing; a cut last line is removed.
    """

    def __init__(self, path: Path) -> None:
        self.entries, size = read_log(path)
        self._file = path.open("r+b" if path.exists() else "wb")
        self._file.truncate(size)
        self._file.seek(size)

    def add(self, entry: Entry) -> None:
        """Append an entry; after that it survives a crash of the machine."""
        self._file.write(entry.line().encode("ascii") + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()
