"""Running a target over inputs, in this process, and writing down what came of it."""

from __future__ import annotations

import json
import os
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from random import Random

from tests.fuzz.mutate import mutate

HANG_SECONDS = 2.0  #: of the processor: an input that takes longer hangs
MAX_BYTES = 4_096  #: of an input, where the target does not say otherwise
#: From an input, others, a generator of random numbers, and the longest there may be, to a changed input.
Mutation = Callable[[bytes, Sequence[bytes], Random, int], bytes]
_KEPT = 400  #: inputs that are mutated further, beside the seeds
_REPORT_EVERY = 1_000


@dataclass
class Tally:
    """What came of the inputs.

    Attributes
    ----------
    inputs, crashes, broken, hangs : int
        Broken are promises: a word lost or invented, numbers that do not add up. Crashes are all other
        exceptions, and ends of the process.
    seconds : float
    messages : dict of str to str
        One finding per place in the code: what it was, and the name of the file that holds its input.
    """

    inputs: int = 0
    crashes: int = 0
    broken: int = 0
    hangs: int = 0
    seconds: float = 0.0
    messages: dict[str, str] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Add what another process found."""
        for name in ("inputs", "crashes", "broken", "hangs", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.messages |= other.messages


class Run:
    """One process's share of the work.

    Parameters
    ----------
    target : str
    folder : Path
        Gets the report, the input under way, and the inputs that something was found with.
    runs : int
    seconds : float
        It ends with whichever comes first.
    """

    def __init__(self, target: str, folder: Path, runs: int, seconds: float) -> None:
        module = import_module(f"tests.fuzz.{target}")
        self.check: Callable[[bytes], None] = module.check
        self.seeds: list[bytes] = module.seeds()
        self.mutate: Mutation = getattr(module, "mutate", mutate)
        self.max_bytes: int = getattr(module, "MAX_BYTES", MAX_BYTES)
        self.tally = Tally()
        self._folder = folder
        self._runs, self._seconds = runs, seconds
        self._start = time.monotonic()
        self._current = folder / "current"

    def is_over(self) -> bool:
        """Whether the share is done."""
        return self.tally.inputs >= self._runs or time.monotonic() - self._start > self._seconds

    def one(self, data: bytes) -> None:
        """Give one input to the target."""
        self._current.write_bytes(data)
        self.tally.inputs += 1
        start = time.process_time()
        try:
            self.check(data)
        except AssertionError as error:
            self.tally.broken += 1
            self._note(data, error)
        except Exception as error:  # noqa: BLE001 - what a target may not raise is what is looked for
            self.tally.crashes += 1
            self._note(data, error)
        took = time.process_time() - start
        if took > HANG_SECONDS:
            self.tally.hangs += 1
            self._keep(data, "hang", f"{took:.1f} s")
        if self.tally.inputs % _REPORT_EVERY == 0:
            self.report()

    def _note(self, data: bytes, error: Exception) -> None:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno} {type(error).__name__}"
        self._keep(data, place, str(error)[:300])

    def _keep(self, data: bytes, place: str, message: str) -> None:
        if place not in self.tally.messages:
            name = sha256(data).hexdigest()[:16]
            (self._folder / name).write_bytes(data)
            self.tally.messages[place] = f"{message} ({name})"

    def report(self) -> None:
        """Write the tally down, so that it is there even where this process does not end well."""
        self.tally.seconds = time.monotonic() - self._start
        new = self._folder / "report.new"
        new.write_text(json.dumps(asdict(self.tally)))
        new.replace(self._folder / "report.json")


def run_plain(run: Run, seed: int) -> None:
    """Mutate the seeds, and what became of them, without looking at what the code does with it."""
    random = Random(seed)
    pool = list(run.seeds)
    for data in run.seeds:
        if not run.is_over():
            run.one(data)
    while not run.is_over():
        data = run.mutate(random.choice(pool), pool, random, run.max_bytes)
        run.one(data)
        if len(pool) < len(run.seeds) + _KEPT:
            pool.append(data)
        elif random.random() < 0.1:
            pool[random.randrange(len(run.seeds), len(pool))] = data
    run.report()


def run_guided(target: str, folder: Path, runs: int, seconds: float, seed: int) -> None:
    """Let atheris choose what is mutated further: inputs that reached code that no other did.

    Does not return: the process ends.
    """
    import atheris

    with atheris.instrument_imports(include=["noisefilter"]):
        run = Run(target, folder, runs, seconds)
    others = run.seeds

    def one(data: bytes) -> None:
        run.one(data)
        if run.is_over():
            run.report()
            os._exit(0)

    def change(data: bytes, max_size: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.2:
            return bytes(atheris.Mutate(data, max_size))
        return run.mutate(data, others, random, max_size)

    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate(others):
            (Path(corpus) / f"{number:05}").write_bytes(data)
        options = [
            "fuzz", f"-runs={runs + len(others) + 10}", f"-seed={seed}", f"-max_len={run.max_bytes}",
            "-timeout=60",
            "-rss_limit_mb=2000", "-verbosity=0", "-print_final_stats=0", "-len_control=0", "-reload=0",
            corpus,
        ]  # fmt: skip
        atheris.Setup(options, one, custom_mutator=change)
        atheris.Fuzz()
