"""``python -m train.benchmark_batch``: how fast and how steady the batch job is, and what a crawl costs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import deque
from collections.abc import Callable
from math import ceil
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

import noisefilter
from noisefilter.batch.labelling import row_schema
from noisefilter.batch.options import RowOptions, usable_cpus
from noisefilter.batch.writers import Shard
from train.batch_pages import WRITERS, varied_pages, write_parquet
from train.batch_runs import Measured, measure
from train.kills import command, run_with_kills

_MEGABYTE = 1e6
_ROUNDS = 4  #: of measuring one process and two, one after the other
#: Pages of the plan: a site's archive, a country's, and a monthly crawl of the open web.
_PLANS = (1_000_000, 100_000_000, 2_400_000_000)
_WIDTH = 110  #: of the tables, in characters
_CORES = 32  #: of a machine in the plan
_SECONDS_OF_A_DAY = 86_400
_KILL_OPTIONS = ("--shard-size", "50", "--batch-size", "4")


def _options(arguments: list[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m train.benchmark batch", description="Measure the batch job.")
    parser.add_argument("--pages", type=int, default=4_000, help="pages for speed (default: %(default)s)")
    parser.add_argument("--chars", type=int, default=40_000, help="of a long page (default: %(default)s)")
    parser.add_argument(
        "--memory-pages",
        type=lambda text: [int(part) for part in text.split(",")],
        default=[1_000, 10_000, 100_000],
        help="numbers of pages after which memory is read (default: 1000,10000,100000)",
    )
    parser.add_argument("--kills", type=int, default=50, help="(default: %(default)s)")
    return parser.parse_args(arguments)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left")
    return table


def _speeds(found: Measured) -> tuple[str, str]:
    return f"{found.pages_per_second:.1f}", f"{found.megabytes_per_second:.2f}"


class _Benchmark:
    """The measurements, each of which prints a table."""

    def __init__(self, options: Namespace, folder: Path, console: Console) -> None:
        self._options = options
        self._folder = folder
        self._console = console
        self._runs = 0

    def _measure(self, source: Path, jobs: int, output_format: str = "parquet") -> Measured:
        self._runs += 1
        return measure(source, self._folder / f"out-{self._runs}", jobs, output_format)

    def speed(self) -> Measured:
        """Compare formats and numbers of workers with predicting in memory; returns the long pages' run."""
        n_pages, chars = self._options.pages, self._options.chars
        table = _table(
            f"Speed, {n_pages} pages", "input", "workers", "pages/s", "MB/s", "of memory's", "of one's"
        )
        memory = self._in_memory()
        for jobs, (pages, megabytes) in memory.items():
            table.add_row(
                "predict_many",
                str(jobs),
                f"{pages:.1f}",
                f"{megabytes:.2f}",
                "",
                f"{pages / memory[1][0]:.2f}",
            )
        for name, write in WRITERS.items():
            source = self._folder / name
            write(source, varied_pages(n_pages))
            alone = 0.0
            for jobs in (1, 2):
                found = self._measure(source, jobs)
                speed = found.pages_per_second
                alone = alone or speed
                shares = [f"{speed / memory[jobs][0]:.2f}", f"{speed / alone:.2f}"]
                table.add_row(name, str(jobs), *_speeds(found), *shares)
        lines = self._measure(self._folder / "pages.parquet", 2, "jsonl")
        table.add_row(
            "pages.parquet to jsonl",
            "2",
            f"{lines.pages_per_second:.1f}",
            f"{lines.megabytes_per_second:.2f}",
        )
        source = self._folder / "long.parquet"
        write_parquet(source, varied_pages(max(200, n_pages // 8), chars))
        long = self._measure(source, 2)
        table.add_row(f"pages of {chars} chars", "2", *_speeds(long))
        self._console.print(table)
        return long

    def _in_memory(self) -> dict[int, tuple[float, float]]:
        """Give pages/s and MB/s of `predict_many` by processes, which take turns: machines are noisy."""
        sources = [page["html"] for page in varied_pages(self._options.pages)]
        size = ceil(len(sources) / _ROUNDS)
        seconds = dict.fromkeys((1, 2), 0.0)
        n_pages = n_chars = 0
        for start in range(0, len(sources), size):
            part = sources[start : start + size]
            n_pages += len(part) - 1
            n_chars += sum(map(len, part[1:]))
            for jobs in seconds:
                results = noisefilter.load().predict_many(part, n_jobs=jobs)
                next(results)  # all are started, and have their tables
                began = time.perf_counter()
                deque(results, maxlen=0)
                seconds[jobs] += time.perf_counter() - began
        return {jobs: (n_pages / taken, n_chars / _MEGABYTE / taken) for jobs, taken in seconds.items()}

    def writing(self) -> None:
        """Measure what writing alone costs: the rows of a run, written again."""
        rows = pq.read_table(self._folder / "out-1").to_batches(max_chunksize=32)
        table = _table("Writing alone", "format", "ms/page", "bytes/page")
        shard = Shard(self._folder / "again.parquet", self._folder, row_schema(RowOptions()))
        start = time.perf_counter()
        for batch in rows:
            shard.write(batch)
        size = shard.complete()
        seconds = time.perf_counter() - start
        n_rows = sum(batch.num_rows for batch in rows)
        table.add_row("parquet", f"{1_000 * seconds / n_rows:.3f}", f"{size / n_rows:.0f}")
        self._console.print(table)

    def memory(self) -> None:
        """Read the peak memory after ever more pages."""
        table = _table(
            "Peak memory, two workers", "pages", "main MB", "worker MB", "main of the first", "worker"
        )
        first: Measured | None = None
        for n_pages in self._options.memory_pages:
            source = self._folder / f"memory-{n_pages}.parquet"
            write_parquet(source, varied_pages(n_pages))
            found = self._measure(source, 2)
            source.unlink()
            first = first or found
            table.add_row(
                f"{n_pages:,}",
                f"{found.main_peak / _MEGABYTE:.0f}",
                f"{found.worker_peak / _MEGABYTE:.0f}",
                f"{found.main_peak / first.main_peak:.2f}",
                f"{found.worker_peak / first.worker_peak:.2f}",
            )
        self._console.print(table)

    def kills(self) -> None:
        """Kill runs at random moments until enough kills are survived."""
        wanted, done, wrong, seed = self._options.kills, 0, 0, 0
        source = self._folder / "killed.parquet"
        write_parquet(source, varied_pages(600))
        whole = self._run(source)
        while done < wanted:
            seed += 1
            output = self._folder / f"killed-{seed}"
            result = run_with_kills([str(source)], output, _KILL_OPTIONS, min(10, wanted - done), 4.0, seed)
            done += max(result.kills, 1)
            same = result.exit_code == 0 and pq.read_table(output).equals(whole)
            wrong += not same or bool(result.incomplete)
        self._console.print(f"Kills: {done} survived in {seed} runs; runs with other rows: {wrong}")

    def _run(self, source: Path) -> object:
        output = self._folder / "undisturbed"
        subprocess.run(command([str(source)], output, _KILL_OPTIONS), check=True, stderr=subprocess.DEVNULL)
        return pq.read_table(output)

    def plan(self, long: Measured) -> None:
        """Work out what crawls cost, from the run over long pages."""
        per_core = long.pages_per_second / min(2, usable_cpus())
        read, written = long.bytes_read / long.pages, long.bytes_written / long.pages
        table = _table(
            f"Plan: pages of {read / 1e3:.0f} kB, {per_core:.0f} pages/s a core, machines of {_CORES} cores",
            *("pages", "core-hours", "days on one", "machines for a day", "input TB", "output TB"),
        )
        for n_pages in _PLANS:
            core_seconds = n_pages / per_core
            days = core_seconds / _CORES / _SECONDS_OF_A_DAY
            table.add_row(
                f"{n_pages:,}",
                f"{core_seconds / 3_600:,.0f}",
                f"{days:,.1f}",
                f"{ceil(days):,}",
                f"{n_pages * read / 1e12:,.2f}",
                f"{n_pages * written / 1e12:,.2f}",
            )
        self._console.print(table)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="noisefilter-batch-") as made:
        benchmark = _Benchmark(options, Path(made), Console(width=_WIDTH))
        long = benchmark.speed()
        steps: list[Callable[[], None]] = [benchmark.writing, benchmark.memory, benchmark.kills]
        for step in steps:
            step()
        benchmark.plan(long)
    return 0


if __name__ == "__main__":
    sys.exit(main())
