"""Reading the files of a corpus, with errors that say what is missing and what to do about it."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

from noisefilter.errors import CorpusError


def read_bytes(path: Path, remedy: str) -> bytes:
    """Read a file, unpacked where its name ends in ``.gz``.

    Raises
    ------
    CorpusError
        Where that is not possible: with `remedy`, which says where the file comes from.
    """
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except FileNotFoundError as error:
        message = f"{path}: there is no such file; {remedy}"
        raise CorpusError(message) from error
    except (OSError, EOFError, zlib.error) as error:
        message = f"{path}: cannot be read ({error}); {remedy}"
        raise CorpusError(message) from error


def read_json(path: Path, remedy: str) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Raises
    ------
    CorpusError
        Where that is not possible: with `remedy`, which says where the file comes from.
    """
    try:
        value = json.loads(read_bytes(path, remedy))
    except ValueError as error:
        message = f"{path}: not JSON ({error}); {remedy}"
        raise CorpusError(message) from error
    if not isinstance(value, dict):
        message = f"{path}: a {type(value).__name__} instead of an object; {remedy}"
        raise CorpusError(message)
    return value


def list_files(folder: Path, pattern: str, remedy: str) -> list[Path]:
    """List the files of a folder that fit a pattern, sorted.

    Raises
    ------
    CorpusError
        Where there are none: with `remedy`, which says where they come from.
    """
    files = sorted(folder.glob(pattern))
    if not files:
        message = f"{folder}: no file here is called {pattern}; {remedy}"
        raise CorpusError(message)
    return files
