"""One measured run of the batch job, in a process of its own: ``python -m train.batch_runs``."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from noisefilter.batch import Options, RunOptions, run
from noisefilter.batch.progress import NoProgress

_SAMPLE_SECONDS = 0.1


@dataclass(frozen=True)
class Measured:
    """Figures of a run.

    Attributes
    ----------
    pages : int
    pages_per_second, megabytes_per_second : float
        From the first pages that came back to the last: without the start of the workers.
    bytes_read, bytes_written : int
    main_peak, worker_peak : int
        Bytes of memory that the main process and the largest worker had at most, looked at ten times
        a second.
    """

    pages: int
    pages_per_second: float
    megabytes_per_second: float
    bytes_read: int
    bytes_written: int
    main_peak: int
    worker_peak: int


class _Recorder(NoProgress):
    """Remembers the first and the last news."""

    def __init__(self) -> None:
        self.first: tuple[float, int, int] | None = None
        self.last = (0.0, 0, 0)

    def update(self, pages: int, size: int, errors: int, share: float | None) -> None:  # noqa: ARG002
        self.last = (time.perf_counter(), pages, size)
        self.first = self.first or self.last

    def speed(self) -> tuple[float, float]:
        """Give pages/s and bytes/s."""
        start, pages, size = self.first or self.last
        seconds = max(self.last[0] - start, 1e-9)
        return (self.last[1] - pages) / seconds, (self.last[2] - size) / seconds


class _Peaks(threading.Thread):
    """Looks at the memory of this process and its workers now and then.

    What the system itself keeps as the peak of a process counts the process that started it, too.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.main = self.worker = 0

    def run(self) -> None:
        this = psutil.Process()
        while True:
            self.main = max(self.main, this.memory_info().rss)
            for child in this.children():
                with suppress(psutil.NoSuchProcess):
                    self.worker = max(self.worker, child.memory_info().rss)
            time.sleep(_SAMPLE_SECONDS)


def measure(source: Path, output: Path, jobs: int, output_format: str = "parquet") -> Measured:
    """Run the job in a new process and measure it."""
    command = [sys.executable, "-m", "train.batch_runs", str(source), str(output), str(jobs), output_format]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(ended.stdout))


def main(source: str, output: str, jobs: str, output_format: str) -> None:
    """Run the job and print its figures as JSON."""
    recorder = _Recorder()
    peaks = _Peaks()
    peaks.start()
    options = Options(running=RunOptions(jobs=int(jobs), output_format=output_format))
    summary = run(source, output, options, recorder)
    pages_per_second, bytes_per_second = recorder.speed()
    total = summary.total
    figures = {
        "pages": total.pages,
        "pages_per_second": pages_per_second,
        "megabytes_per_second": bytes_per_second / 1e6,
        "bytes_read": total.bytes_read,
        "bytes_written": total.bytes_written,
        "main_peak": peaks.main,
        "worker_peak": peaks.worker,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
