"""The batch job: reading, labelling and writing side by side, complete shard by complete shard."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import islice
from os import PathLike, fspath
from pathlib import Path

from noisefilter.batch.chunks import Position
from noisefilter.batch.chunks import Sequence as PageSequence
from noisefilter.batch.folder import OutputFolder
from noisefilter.batch.inputs import Input, find_inputs
from noisefilter.batch.manifest import Entry, Log, make_plan, read_log
from noisefilter.batch.options import Options
from noisefilter.batch.progress import NoProgress, Progress
from noisefilter.batch.readers import read_input
from noisefilter.batch.records import Events, Record
from noisefilter.batch.serve import Duty
from noisefilter.batch.shards import ShardMaker
from noisefilter.batch.summary import Summary, Tally
from noisefilter.batch.workers import Workers
from noisefilter.errors import InputError
from noisefilter.predict import default_model_path, load

Source = str | PathLike[str]

#: Formats with columns, and how many of their rows are looked at before a run begins.
_TABLES, _PAGES_TO_CHECK = frozenset({"jsonl", "csv", "tsv", "parquet", "dataset"}), 20


def run(
    sources: Source | Sequence[Source],
    output: Source,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Label all pages of the sources and write a row for each; go on where an earlier start stopped.

    Parameters
    ----------
    sources : path or sequence of paths
        Files, folders, patterns, ``dataset:NAME``, or ``-`` for standard input.
    output : path
        Folder for the rows: new, empty, or of the same run.
    options : Options, optional
    progress : Progress, optional
        Silent by default.

    Returns
    -------
    Summary

    Raises
    ------
    InputError
        Where the inputs, the options or the output folder cannot be used; nothing is lost then.
    ModelError
        Where the model cannot be loaded.
    WorkerError
        Where workers cannot be started.

    Notes
    -----
    Workers are new processes, so a script needs the usual ``if __name__ == "__main__":``.
    """
    options = options or Options()
    folder = OutputFolder(Path(output))
    job = _Job(_listed(sources), folder, options, progress or NoProgress())
    try:
        return job.run()
    except OSError as error:
        message = (
            f"{error.filename or folder.path}: {error.strerror or error}; what is complete is kept, the same "
            "command goes on from there"
        )
        raise InputError(message) from error


def _listed(sources: Source | Sequence[Source]) -> list[str]:
    many = [sources] if isinstance(sources, str | PathLike) else sources
    return [fspath(source) for source in many]


def own_folders(output: Path, options: Options) -> list[Path]:
    """Name the folders that a run writes to, which are never read."""
    return [output, *([options.running.quarantine] if options.running.quarantine else [])]


class _Job:
    """One start of a run."""

    def __init__(
        self, sources: list[str], folder: OutputFolder, options: Options, progress: Progress
    ) -> None:
        self._folder = folder
        self._options = options
        self._progress = progress
        self._leave_out = own_folders(folder.path, options)
        self._inputs = find_inputs(sources, options.reading, self._leave_out)
        self._model = Path(options.running.model or default_model_path())
        self._started = time.monotonic()
        self._summary = Summary()
        self._share_of: dict[Input, Callable[[], float]] = {}

    def run(self) -> Summary:
        """Do the work."""
        load(self._model)  # says what is wrong with it before anything is written
        shaping = self._options.that_shape_rows()
        plan = make_plan(self._model, shaping, self._inputs)
        overwrite = self._options.running.overwrite
        goes_on = self._folder.check(plan, overwrite=overwrite)
        if not goes_on:
            self._check_inputs()
        with self._folder.held():
            if goes_on:
                self._count_before(read_log(self._folder.log)[0])
            else:
                self._folder.begin(plan)
            if self._summary.complete:
                return self._summary
            log = Log(self._folder.log)
            try:
                self._go_on(log)
            finally:
                log.close()
                self._summary.seconds = time.monotonic() - self._started
                self._folder.write_summary(self._summary.as_json())
        return self._summary

    def _check_inputs(self) -> None:
        """Look at the first pages of each table: a missing column is noticed before the work begins."""
        for entry in self._inputs:
            if entry.format in _TABLES:
                first = list(islice(self._read(entry), _PAGES_TO_CHECK))
                errors = [event.error for event in first if isinstance(event, Record)]
                if errors and None not in errors:
                    message = f"{entry.name}: none of its first {len(errors)} rows can be used: {errors[0]}"
                    raise InputError(message)

    def _read(self, entry: Input) -> Events:
        """Read an input, keeping an eye on how far that is."""

        def watch(share: Callable[[], float]) -> None:
            self._share_of[entry] = share

        return read_input(entry, self._options, self._leave_out, watch)

    def _count_before(self, entries: list[Entry]) -> None:
        """Count what earlier starts did."""
        for entry in entries:
            self._count(entry)
        self._summary.pages_before, self._summary.pages_now = self._summary.total.pages, 0

    def _go_on(self, log: Log) -> None:
        running = self._options.running
        start = log.entries[-1].end if log.entries else Position()
        pages = PageSequence(self._inputs, self._read, running.batch_size, running.shard_size, running.limit)
        duty = Duty(str(self._model), self._options.rows, running.output_format, running.memory)
        maker = ShardMaker(self._folder, log, self._options)
        done = Tally()
        try:
            with self._progress, Workers(running.workers, duty, running.timeout) as workers:
                for chunk, answer in workers.label(pages.chunks(start)):
                    entry_made = maker.add(chunk, answer)
                    if entry_made is not None:
                        self._count(entry_made)
                    done.pages += len(chunk.records)
                    done.bytes_read += chunk.size
                    done.failed += len(answer.errors)
                    self._progress.update(done.pages, done.bytes_read, done.failed, self._share(chunk.end))
                self._count(maker.finish())
        finally:
            maker.abandon()

    def _count(self, entry: Entry) -> None:
        self._summary.total.add(entry.tally)
        self._summary.shards += entry.file is not None
        self._summary.complete = entry.is_last
        self._summary.pages_now = self._summary.total.pages - self._summary.pages_before

    def _share(self, place: Position) -> float | None:
        """Estimate how much of the inputs was read."""
        limit = self._options.running.limit
        if limit is not None:
            return place.pages / limit
        sizes = [entry.size for entry in self._inputs]
        known = [size for size in sizes if size is not None]
        if len(known) < len(sizes):
            return None
        inside = self._share_of.get(self._inputs[place.input], lambda: 0.0)()
        return (sum(known[: place.input]) + inside * known[place.input]) / max(sum(known), 1)
