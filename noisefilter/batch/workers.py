"""Supervised worker processes: one that dies, hangs or outgrows its memory costs one page, not the run.

Each worker has a pipe and a thread of its own, so that what happens to one cannot reach another. (A pool
whose workers share a pipe and its lock stops as a whole when one of them is killed at the wrong moment.)
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from types import TracebackType

from noisefilter.batch.chunks import Chunk
from noisefilter.batch.records import Record
from noisefilter.batch.serve import READY, Answer, Duty, serve
from noisefilter.errors import WorkerError

_START_SECONDS = 120.0  #: a worker that has not loaded its model by then never will
_STARTS = 3  #: workers that may die in a row before they are ready
_TRIES = 2  #: a page at which a worker died gets another: the worker may have been killed by someone else
_CHUNKS_AHEAD = 3  #: per worker: read, being labelled, or waiting to be written
_GOODBYE_SECONDS = 5.0


class _PageFault(Exception):  # noqa: N818  a fault of a page, not of the program
    """A page at which the worker was lost."""

    def __init__(self, index: int, reason: str, *, hung: bool) -> None:
        super().__init__(reason)
        self.index = index
        self.reason = reason
        self.hung = hung


class _Worker:
    """A worker process, started when it is needed and again when it was lost."""

    def __init__(self, duty: Duty, timeout: float) -> None:
        self._duty = duty
        self._timeout = timeout
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def label(self, records: list[Record]) -> Answer:
        """Have records labelled; raises `_PageFault` where the process is lost over one of them."""
        connection = self._connection or self._start()
        index = 0
        try:
            connection.send(records)
            while True:
                if not connection.poll(self._timeout):
                    self.stop()
                    raise _PageFault(index, f"took longer than {self._timeout:g} s", hung=True)
                said = connection.recv()
                if isinstance(said, Answer):
                    return said
                index = said
        except (EOFError, OSError) as error:
            raise _PageFault(index, self._obituary(), hung=False) from error

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads hold
        for _ in range(_STARTS):
            ours, theirs = context.Pipe()
            self._connection = ours
            self._process = context.Process(target=serve, args=(theirs, self._duty), daemon=True)
            self._process.start()
            theirs.close()  # so that the pipe ends when the process does
            try:
                if ours.poll(_START_SECONDS) and ours.recv() == READY:
                    return ours
            except (EOFError, OSError):
                pass
            reason = self._obituary()
        message = (
            f"a worker could not be started ({reason}); what it wrote above says why: perhaps --memory "
            f"({self._duty.memory} MB) is too small, or a script calls run() without: "
            "if __name__ == '__main__':"
        )
        raise WorkerError(message)

    def _obituary(self) -> str:
        """End the process and say what became of it."""
        process = self._process
        if process is not None:
            process.join(_GOODBYE_SECONDS)
        code = None if process is None else process.exitcode
        self.stop()
        if code is None:
            return "the worker no longer answered"
        if code >= 0:
            return f"the worker ended with exit code {code}"
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"the worker was killed by {name}"

    def kill(self) -> None:
        """End the process, from another thread than the worker's."""
        process = self._process
        if process is not None:
            with suppress(ValueError):  # the worker's own thread was quicker, and closed it
                process.kill()

    def stop(self) -> None:
        """End the process and give back what it held; from the worker's thread, or after that has ended."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if connection is not None:
            connection.close()


class Workers:
    """A fixed number of supervised workers; a context manager that ends them.

    Parameters
    ----------
    n_workers : int
    duty : Duty
    timeout : float
        Seconds that a page may take.
    """

    def __init__(self, n_workers: int, duty: Duty, timeout: float) -> None:
        self._n_workers = n_workers
        self._all = [_Worker(duty, timeout) for _ in range(n_workers)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(n_workers, thread_name_prefix="noisefilter-worker")
        self._ended = threading.Event()

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._all:
            worker.kill()
        self._threads.shutdown(wait=True)
        for worker in self._all:
            worker.stop()

    def label(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Answer]]:
        """Label chunks, in order, reading a few ahead.

        Parameters
        ----------
        chunks : iterable of Chunk

        Yields
        ------
        (Chunk, Answer)

        Raises
        ------
        WorkerError
            Where workers cannot be started.
        """
        waiting: deque[tuple[Chunk, Future[Answer]]] = deque()
        for chunk in chunks:
            waiting.append((chunk, self._threads.submit(self._label, chunk.records)))
            while len(waiting) >= self._n_workers * _CHUNKS_AHEAD or (waiting and waiting[0][1].done()):
                first, answer = waiting.popleft()
                yield first, answer.result()
        while waiting:
            first, answer = waiting.popleft()
            yield first, answer.result()

    def _label(self, given: list[Record]) -> Answer:
        records = list(given)
        losses: Counter[int] = Counter()
        worker = self._idle.get()
        try:
            while True:
                try:
                    return worker.label(records)
                except _PageFault as fault:
                    if self._ended.is_set():
                        raise
                    losses[fault.index] += 1
                    if fault.hung or losses[fault.index] >= _TRIES:
                        records[fault.index] = replace(records[fault.index], source="", error=fault.reason)
        finally:
            self._idle.put(worker)
