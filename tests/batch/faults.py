"""A worker process in which some pages are fatal."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from noisefilter.batch import serve as real
from noisefilter.predict import NoiseFilter

_predict = NoiseFilter.predict


def _fatal(self: NoiseFilter, source: bytes | str, *args: Any, **kwargs: Any) -> Any:
    text = source if isinstance(source, str) else source.decode()
    if "HANG" in text:
        time.sleep(600)
    elif "DIE ONCE" in text:
        marker = Path(text.split("|")[1])
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif "DIE" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    elif "EXIT" in text:
        os._exit(3)
    elif "EAT" in text:
        return [bytes(100_000_000) for _ in range(1_000)]
    elif "BUG" in text:
        message = "nobody thought of this page"
        raise KeyError(message)
    return _predict(self, source, *args, **kwargs)


def serve(connection: Connection, duty: real.Duty) -> None:
    NoiseFilter.predict = _fatal  # type: ignore[method-assign]
    real.serve(connection, duty)


def never_ready(connection: Connection, duty: real.Duty) -> None:
    os._exit(7)
