"""``python -m train.benchmark worst``: what the worst pages cost, each in a process of its own.

The bounds stand beside the cases in `train.worst_pages`; the command fails where one is exceeded.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser

from rich.console import Console
from rich.table import Table

import noisefilter
from noisefilter.errors import InputError
from train.worst_pages import WORST, Worst

MAX_MEGABYTES = 1_000  #: peak memory of the process, interpreter and model included
_GIVE_UP = 300  #: seconds after which a case is ended
_KILOBYTES = 1_024  # of a megabyte, in what Linux reports


def _run(case: Worst) -> dict[str, float]:
    """Run one case in this process."""
    nf = noisefilter.load()
    source = case.build(case.size)
    fragments = 0
    start = time.perf_counter()
    if case.is_comment:
        text = source.decode()
        nf.predict_comment(text, author=text, author_url=text, author_email=text, post=text)
    else:
        try:
            fragments = len(nf.predict(source).fragments)
        except InputError:
            fragments = -1
    return {
        "seconds": time.perf_counter() - start,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTES,
        "size": len(source) / 1e6,
        "fragments": fragments,
    }


def _measure(name: str) -> dict[str, float] | None:
    """Run one case in a process of its own; None where it crashed or took far too long."""
    command = [sys.executable, "-m", "train.benchmark_worst", "--case", name]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_GIVE_UP, check=True)
    except subprocess.SubprocessError:
        return None
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _row(name: str, found: dict[str, float] | None) -> tuple[list[str], bool]:
    """Make a row of the table, and say whether the case keeps its bounds."""
    bound = WORST[name].seconds
    if found is None:
        return [name, "", "failed", f"{bound:.0f}", "", ""], False
    kept = found["seconds"] <= bound and found["megabytes"] <= MAX_MEGABYTES
    count = found["fragments"]
    cells = [
        name,
        f"{found['size']:.1f}",
        f"{found['seconds']:.2f}",
        f"{bound:.0f}",
        f"{found['megabytes']:.0f}",
        "refused" if count < 0 else f"{count:.0f}",
    ]
    return cells, kept


def main(arguments: list[str]) -> int:
    """Run the command; returns its exit code."""
    parser = ArgumentParser(prog="python -m train.benchmark worst", description="Measure the worst pages.")
    parser.add_argument("--case", choices=WORST, help="run this one here, and print its figures as JSON")
    options = parser.parse_args(arguments)
    if options.case:
        print(json.dumps(_run(WORST[options.case])))
        return 0
    table = Table(title=f"At most {MAX_MEGABYTES} MB, and the seconds in the column “bound”", box=None)
    for place, title in enumerate(("case", "MB", "seconds", "bound", "peak MB", "fragments")):
        table.add_column(title, justify="right" if place else "left")
    failed = []
    for name in WORST:
        cells, kept = _row(name, _measure(name))
        table.add_row(*cells, style="" if kept else "bold red")
        if not kept:
            failed.append(name)
    Console(width=100).print(table)
    if failed:
        print(f"over their bounds: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
