"""``python -m tests.fuzz TARGET|all --seconds N`` or ``--runs N``: a report; exit code 1 on findings."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from tests.fuzz import TARGETS
from tests.fuzz.loop import Run, Tally, run_guided, run_plain

_SHARE = 100_000  #: inputs after which a new process goes on: what leaks, leaks into nothing
_ENDLESS = 10**9


def _work(target: str, folder: Path, runs: int, seconds: float, seed: int, *, blind: bool) -> None:
    """Do one process's share, here."""
    if not blind:
        run_guided(target, folder, runs, seconds, seed)
    run_plain(Run(target, folder, runs, seconds), seed)


def _share(target: str, folder: Path, runs: int, seconds: float, seed: int, *, blind: bool) -> Tally:
    """Have one share done by a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    arguments = [target, str(folder), str(runs), str(seconds), str(seed), str(int(blind))]
    command = [sys.executable, "-m", "tests.fuzz", "--share", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    tally = Tally(**json.loads(report.read_text())) if report.exists() else Tally()
    if done.returncode:
        # Not an exception: the interpreter itself crashed, hung, or ran out of memory.
        tally.crashes += 1
        kept = folder / f"died-{seed}"
        kept.write_bytes((folder / "current").read_bytes() if (folder / "current").exists() else b"")
        tally.messages[f"exit code {done.returncode}"] = f"{done.stderr.strip()[-300:]} ({kept.name})"
    return tally


def fuzz(target: str, folder: Path, runs: int, seconds: float, seed: int, *, blind: bool) -> Tally:
    """Fuzz one target, by one process after the other."""
    total = Tally()
    while total.inputs < runs and total.seconds < seconds:
        left = min(_SHARE, runs - total.inputs)
        part = _share(target, folder, left, seconds - total.seconds, seed, blind=blind)
        total.add(part)
        seed += 1
        if not part.inputs:
            break
    return total


def main(arguments: list[str]) -> int:
    """Run the command; returns its exit code."""
    if arguments[:1] == ["--share"]:
        target, folder, runs, seconds, seed, blind = arguments[1:]
        _work(target, Path(folder), int(runs), float(seconds), int(seed), blind=blind == "1")
        return 0
    parser = ArgumentParser(prog="python -m tests.fuzz", description="Look for inputs that break promises.")
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--seconds", type=float, help="for each target")
    parser.add_argument("--runs", type=int, help="inputs for each target")
    parser.add_argument("--seed", type=int, default=0, help="(default: %(default)s)")
    parser.add_argument(
        "--findings", type=Path, default=Path("fuzz-findings"), help="folder for their inputs"
    )
    parser.add_argument(
        "--blind", action="store_true", help="do not look at coverage: several times as many inputs a second"
    )
    options = parser.parse_args(arguments)
    if options.seconds is None and options.runs is None:
        parser.error("say how long: --seconds N or --runs N")
    if not options.blind and importlib.util.find_spec("atheris") is None:
        parser.error("atheris is missing: install noisefilter[fuzz], or give --blind to do without coverage")
    total = Tally()
    for target in TARGETS if options.target == "all" else [options.target]:
        found = fuzz(
            target,
            options.findings / target,
            options.runs or _ENDLESS,
            options.seconds or float(_ENDLESS),
            options.seed,
            blind=options.blind,
        )
        _print(target, found)
        total.add(found)
    _print("all", total)
    return 1 if total.crashes or total.broken or total.hangs else 0


def _print(name: str, tally: Tally) -> None:
    print(
        f"{name}: {tally.inputs:,} inputs in {tally.seconds:.0f} s, {tally.crashes} crashes, "
        f"{tally.hangs} hangs, {tally.broken} broken promises",
        flush=True,
    )
    if name != "all":
        for place, message in tally.messages.items():
            print(f"  {place}: {message}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
