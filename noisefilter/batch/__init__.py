"""The batch scoring job: any crawl in, labelled rows out.

The names below are loaded when they are first used, so that the command line can look at this package
without importing pyarrow.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from noisefilter.batch.arrow import Labeller
    from noisefilter.batch.job import run
    from noisefilter.batch.options import Options, ReadOptions, RowOptions, RunOptions
    from noisefilter.batch.summary import Summary

__all__ = ["Labeller", "Options", "ReadOptions", "RowOptions", "RunOptions", "Summary", "run"]

_HOMES = {
    "Labeller": "arrow",
    "Options": "options",
    "ReadOptions": "options",
    "RowOptions": "options",
    "RunOptions": "options",
    "Summary": "summary",
    "run": "job",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
