"""The output folder: new, to be gone on with, or not ours to touch."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from noisefilter.batch.manifest import START_ANEW, compare_plans, read_log, read_plan
from noisefilter.batch.writers import sync_folder
from noisefilter.errors import InputError

#: Engines pass over folders whose names begin with an underscore, the library datasets with two.
JOB_FOLDER = "__job"
_MANIFEST, _LOG, _LOCK, _SUMMARY = "manifest.json", "shards.log", "lock", "summary.json"
_SHARD = re.compile(r"part-\d{5,}\.(?:parquet|jsonl)")


class OutputFolder:
    """The folder that a run writes to.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.job = path / JOB_FOLDER
        self.log = self.job / _LOG

    def shard(self, number: int, form: str) -> Path:
        """Name a shard."""
        return self.path / f"part-{number:05d}.{form}"

    def check(self, plan: Mapping[str, Any], *, overwrite: bool) -> bool:
        """Find out whether a run can begin or go on here; changes nothing.

        Parameters
        ----------
        plan : mapping
            Of the run.
        overwrite : bool
            Whether another run may be removed.

        Returns
        -------
        bool
            Whether there is an earlier run to go on with.

        Raises
        ------
        InputError
            Where the folder holds another run, a damaged one, or anything else.
        """
        if self.path.exists() and not self.path.is_dir():
            message = f"{self.path}: is a file; the output is a folder, choose another name"
            raise InputError(message)
        earlier = read_plan(self.job / _MANIFEST)
        if earlier is not None:
            try:
                compare_plans(self.path, earlier, plan)
                self._check_shards()
            except InputError:
                if not overwrite:
                    raise
            else:
                return True
        foreign = [name for name in self._names() if not _is_ours(name)]
        if earlier is None:
            foreign = [name for name in self._names() if name != JOB_FOLDER]
        if foreign:
            message = (
                f"{self.path}: holds {foreign[0]!r}, which is of no batch run; nothing there is touched, "
                "choose an empty folder"
            )
            raise InputError(message)
        return False

    def _names(self) -> list[str]:
        return sorted(path.name for path in self.path.iterdir()) if self.path.is_dir() else []

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder, and keep other runs out of it.

        Raises
        ------
        InputError
            Where another run is at work here.
        """
        self.job.mkdir(parents=True, exist_ok=True)
        with (self.job / _LOCK).open("a+b") as file:
            if not _lock(file.fileno()):
                message = f"{self.path}: another run is at work here; wait for it, or choose another folder"
                raise InputError(message)
            yield

    def begin(self, plan: Mapping[str, Any]) -> None:
        """Remove an earlier run and write down the new one."""
        for name in self._names():
            if _SHARD.fullmatch(name):
                (self.path / name).unlink()
        for entry in self.job.iterdir():
            if entry.name != _LOCK:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        self._write(_MANIFEST, plan)

    def _check_shards(self) -> None:
        """Make sure that the complete shards of an earlier start are still there."""
        entries, _ = read_log(self.log)
        for entry in entries:
            if entry.file is None:
                continue
            path = self.path / entry.file
            if not path.is_file() or path.stat().st_size != entry.tally.bytes_written:
                state = "changed" if path.exists() else "gone"
                message = f"{path}: was complete and is {state} now; bring it back, or {START_ANEW}"
                raise InputError(message)

    def write_summary(self, values: Mapping[str, Any]) -> None:
        """Write ``summary.json``."""
        self._write(_SUMMARY, values)

    def _write(self, name: str, values: Mapping[str, Any]) -> None:
        aside = self.job / f"{name}.partial"
        with aside.open("w", encoding="utf-8") as file:
            json.dump(values, file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.job / name)
        sync_folder(self.job)


def _is_ours(name: str) -> bool:
    return name == JOB_FOLDER or _SHARD.fullmatch(name) is not None


def _lock(descriptor: int) -> bool:
    """Lock an open file until it is closed or the process ends, however it ends."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
