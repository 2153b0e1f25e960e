"""Killing a batch run at random moments, and starting it again until it is done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

_ENOUGH_SECONDS = 600.0


@dataclass
class KilledRun:
    """What became of a run that was killed now and then.

    Attributes
    ----------
    kills : int
        Starts that were killed.
    exit_code : int
        Of the last start, which nobody killed.
    incomplete : list of str
        Files that could be seen with an output name and could not be read; there should be none.
    """

    kills: int
    exit_code: int
    incomplete: list[str]


def command(sources: Sequence[str], output: Path, options: Sequence[str] = ()) -> list[str]:
    """Give the command line of a run."""
    return [sys.executable, "-m", "noisefilter.cli", "batch", *sources, str(output), *options]


def run_with_kills(
    sources: Sequence[str], output: Path, options: Sequence[str], kills: int, longest: float, seed: int
) -> KilledRun:
    """Start a run, kill it (SIGKILL, the run itself and not its workers), and so on; then let it end.

    Parameters
    ----------
    sources : sequence of str
    output : Path
    options : sequence of str
        Of the command line.
    kills : int
        At most; fewer where the run is done before.
    longest : float
        Seconds after which a start is killed, at most.
    seed : int

    Returns
    -------
    KilledRun
    """
    chance = random.Random(seed)
    incomplete: list[str] = []
    for kill in range(kills):
        process = subprocess.Popen(command(sources, output, options), stderr=subprocess.DEVNULL)
        try:
            code = process.wait(chance.uniform(0, longest))
            return KilledRun(kill, code, incomplete)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        incomplete += _unreadable(output)
    ended = subprocess.run(
        command(sources, output, options), check=False, stderr=subprocess.DEVNULL, timeout=_ENOUGH_SECONDS
    )
    return KilledRun(kills, ended.returncode, incomplete)


def _unreadable(output: Path) -> list[str]:
    found = []
    for path in output.rglob("*.parquet"):
        try:
            pq.read_metadata(path)
        except OSError as error:
            found.append(f"{path.name}: {error}")
    return found
