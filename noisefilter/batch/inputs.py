"""What is to be read: files, folders, patterns, data sets, standard input; recognised and fingerprinted."""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from noisefilter.batch.options import ReadOptions
from noisefilter.errors import InputError

STDIN = "-"
#: Marks a name that is handed to ``datasets.load_dataset``.
DATASET_PREFIX = "dataset:"
#: Files of a folder that are taken for pages.
PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".md")
_PACKINGS = (".gz", ".zst")
_SUFFIXES = {
    "jsonl": (".jsonl", ".ndjson"),
    "csv": (".csv",),
    "tsv": (".tsv",),
    "warc": (".warc", ".wet"),
}
#: Files that ``Dataset.save_to_disk`` and ``DatasetDict.save_to_disk`` leave in a folder.
_DATASET_FILES = ("state.json", "dataset_dict.json")
_HEAD_BYTES = 512
_JSON_ARRAY = re.compile(rb"\s*\[\s*\{")
_WILD = set("*?[")


@dataclass(frozen=True)
class Input:
    """One thing to read: a file, all page files of a folder or pattern, a data set, standard input.

    Attributes
    ----------
    name : str
        As the caller gave it, or as it was found below what the caller gave.
    format : str
        One of `noisefilter.batch.options.INPUT_FORMATS`, or ``"stdin"``.
    size : int or None
        Bytes on disk; None where nobody knows.
    files : int
    fingerprint : str or None
        Changes when a file's name, size or time of change does; None where nothing is known before
        reading.
    """

    name: str
    format: str
    size: int | None = None
    files: int = 1
    fingerprint: str | None = None


def sniff(head: bytes) -> str:
    """Tell a file's format from its first bytes.

    Returns
    -------
    str
        One of the input formats; ``"page"`` where nothing else fits.
    """
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"PAR1"):
        return "parquet"
    return "jsonl" if head.lstrip().startswith(b"{") else "page"


def _format_by_name(path: Path) -> str | None:
    name = path.name.lower()
    for packing in _PACKINGS:
        name = name.removesuffix(packing)
    for form, suffixes in _SUFFIXES.items():
        if name.endswith(suffixes):
            return form
    if path.suffix.lower() == ".parquet":
        return "parquet"
    return "page" if path.suffix.lower() in PAGE_SUFFIXES else None


def _format_of_file(path: Path, options: ReadOptions) -> str:
    known = options.input_format or _format_by_name(path)
    if known:
        return known
    from noisefilter.batch.readers.streams import open_file

    with open_file(path) as stream:
        head = stream.read(_HEAD_BYTES)
    if _JSON_ARRAY.match(head):
        message = f"{path}: is one JSON array; write its objects one a line (jq -c '.[]' does it)"
        raise InputError(message)
    return sniff(head)


def _is_dataset(path: Path) -> bool:
    return any((path / name).is_file() for name in _DATASET_FILES)


def _walk(folder: Path, leave_out: Sequence[Path], *, whole: bool = False) -> Iterator[Path]:
    """Yield the files below a folder in a fixed order, holding one folder's names at a time.

    Links to folders are not followed: they can lead round in circles. The folder of a saved data set is
    yielded itself, unless it is to be walked as a `whole`.
    """
    with os.scandir(folder) as entries:
        names = sorted((e.name, e.is_dir()) for e in entries if not (e.is_symlink() and e.is_dir()))
    for name, is_folder in names:
        path = folder / name
        if not is_folder or (not whole and _is_dataset(path)):
            yield path
        elif path.resolve() not in leave_out:
            yield from _walk(path, leave_out, whole=whole)


def page_files(name: str, leave_out: Sequence[Path]) -> Iterator[Path]:
    """Yield the page files that an input of format ``"page"`` stands for.

    Parameters
    ----------
    name : str
        A file, a folder, or a pattern.
    leave_out : sequence of Path
        Folders that are no input: the run's own output.
    """
    path = Path(name)
    if path.is_dir():
        yield from (p for p in _walk(path, leave_out) if p.suffix.lower() in PAGE_SUFFIXES)
    elif path.exists() or not _WILD & set(name):
        yield path
    else:
        yield from (p for p in _matches(name) if _format_by_name(p) == "page")


def _matches(pattern: str) -> Iterator[Path]:
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207  Path.glob takes no absolute pattern
    return (path for path in map(Path, sorted(found)) if path.is_file())


def _fingerprint(paths: Iterable[Path]) -> tuple[int, int, str]:
    """Count files, add up their sizes, and digest names, sizes and times of change."""
    digest, size, count = hashlib.blake2b(digest_size=16), 0, 0
    for path in paths:
        found = path.stat()
        digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
        size += found.st_size
        count += 1
    return count, size, digest.hexdigest()


def _one(name: str, form: str, paths: Iterable[Path]) -> Input:
    count, size, fingerprint = _fingerprint(paths)
    return Input(name, form, size, count, fingerprint)


def _saved_dataset(folder: Path) -> Input:
    return _one(str(folder), "dataset", _walk(folder, (), whole=True))


def _of_folder(folder: Path, options: ReadOptions, leave_out: Sequence[Path]) -> Iterator[Input]:
    if _is_dataset(folder):
        yield _saved_dataset(folder)
        return
    wanted = options.input_format
    pages = _one(str(folder), "page", page_files(str(folder), leave_out))
    if pages.files and wanted in {None, "page"}:
        yield pages
    for path in _walk(folder, leave_out):
        form = "dataset" if path.is_dir() else _format_by_name(path)
        if form in {None, "page"} or wanted not in {None, form}:
            continue
        yield _saved_dataset(path) if form == "dataset" else _one(str(path), str(form), [path])


def _of_pattern(pattern: str, options: ReadOptions) -> Iterator[Input]:
    pages = _one(pattern, "page", page_files(pattern, ()))
    if pages.files:
        yield pages
    for path in _matches(pattern):
        if _format_by_name(path) != "page":
            yield _one(str(path), _format_of_file(path, options), [path])


def _of_source(source: str, options: ReadOptions, leave_out: Sequence[Path]) -> Iterator[Input]:
    path = Path(source)
    if source == STDIN:
        yield Input("standard input", "stdin")
    elif source.startswith(DATASET_PREFIX) and not path.exists():
        yield Input(source, "dataset", files=0)
    elif path.is_dir():
        yield from _of_folder(path, options, leave_out)
    elif path.is_file():
        yield _one(source, _format_of_file(path, options), [path])
    elif _WILD & set(source):
        yield from _of_pattern(source, options)
    elif path.exists():
        message = f"{source}: is neither a file nor a folder; standard input is -"
        raise InputError(message)
    else:
        message = (
            f"{source}: there is no such file or folder; check the path "
            f"(a data set by its name is {DATASET_PREFIX}NAME)"
        )
        raise InputError(message)


def find_inputs(sources: Sequence[str], options: ReadOptions, leave_out: Sequence[Path] = ()) -> list[Input]:
    """Find what is to be read, in a fixed order.

    Parameters
    ----------
    sources : sequence of str
        Files, folders, patterns, ``dataset:NAME``, ``-``.
    options : ReadOptions
    leave_out : sequence of Path
        Folders inside the sources that are no input.

    Returns
    -------
    list of Input
        The page files of a folder or pattern are one input, so that the list stays short; every
        other file is its own.

    Raises
    ------
    InputError
        Where a source is missing, holds nothing to read, or cannot be read.
    """
    inputs: list[Input] = []
    outside = [folder.resolve() for folder in leave_out]
    for source in sources:
        try:
            found = list(_of_source(source, options, outside))
        except OSError as error:
            message = f"{error.filename or source}: cannot be read ({error.strerror or error})"
            raise InputError(message) from error
        if not found:
            looked_for = options.input_format or "pages, JSON lines, tables, WARC files or saved data sets"
            message = f"{source}: holds no {looked_for}; check the path"
            raise InputError(message)
        inputs += found
    if sum(entry.format == "stdin" for entry in inputs) > 1:
        message = "standard input can be read once; name - once"
        raise InputError(message)
    return inputs
