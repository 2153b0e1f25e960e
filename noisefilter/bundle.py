"""A model on disk: JSON and safetensors, with checksums; no code.

A model folder holds ``model.json``, which has the format's version, the parameters and the SHA-256 of the
other file, ``weights.safetensors`` (https://huggingface.co/docs/safetensors), and ``README.md``, its card.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from noisefilter.errors import ModelError

FORMAT = 1  #: version of the format that this module writes; it reads this and older ones
MODEL_FILE = "model.json"
WEIGHTS_FILE = "weights.safetensors"
CARD_FILE = "README.md"

_REMEDY = "copy or train the model again"


@dataclass(frozen=True)
class Bundle:
    """The contents of a model folder.

    Attributes
    ----------
    parameters : dict
        Values that JSON holds.
    tensors : dict of str to ndarray
    """

    parameters: dict[str, Any]
    tensors: dict[str, NDArray[Any]]


def write_bundle(
    path: Path, parameters: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]], card: str = ""
) -> None:
    """Write a model folder; the same contents give the same bytes.

    Parameters
    ----------
    path : Path
        The folder. A model that is there already is replaced in one step, so that a crash never
        leaves half a model; a folder that holds anything else is left alone.
    parameters : mapping
        Values that JSON holds.
    tensors : mapping of str to ndarray
    card : str
        What to tell people about the model, in Markdown.

    Raises
    ------
    ModelError
        Where the folder cannot be written, or holds something that is no model.
    """
    path = Path(path)
    if path.exists() and not (path / MODEL_FILE).is_file() and not _is_empty_folder(path):
        message = f"{path}: exists and is no model folder; choose another name"
        raise ModelError(message)
    arrays = {name: np.ascontiguousarray(tensors[name]) for name in sorted(tensors)}
    weights = safetensors.numpy.save(arrays)
    head = {
        "format": FORMAT,
        "sha256": {WEIGHTS_FILE: hashlib.sha256(weights).hexdigest()},
        "parameters_sha256": _parameters_hash(parameters),
        "parameters": parameters,
    }
    text = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as made:
            new = Path(made) / "new"
            new.mkdir()
            (new / WEIGHTS_FILE).write_bytes(weights)
            (new / MODEL_FILE).write_text(text + "\n", encoding="utf-8")
            if card:
                (new / CARD_FILE).write_text(card, encoding="utf-8")
            if path.exists():
                path.rename(Path(made) / "old")
            new.rename(path)
    except OSError as error:
        message = (
            f"{path}: cannot be written ({error.strerror or error}); check the folder and the free space"
        )
        raise ModelError(message) from error


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _parameters_hash(parameters: Mapping[str, Any]) -> str:
    text = json.dumps(parameters, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_bundle(path: Path) -> Bundle:
    """Read a model folder and check that it is whole.

    Raises
    ------
    ModelError
        Where a file is missing, cut, changed, or of a newer format: says which, and what to do.
    """
    path = Path(path)
    if not path.is_dir():
        message = f"{path}: there is no such model folder; check the path, or train a model"
        raise ModelError(message)
    head = _read_head(path / MODEL_FILE)
    weights_path = path / WEIGHTS_FILE
    weights = _read(weights_path)
    if hashlib.sha256(weights).hexdigest() != head["sha256"][WEIGHTS_FILE]:
        message = f"{weights_path}: cut or changed (its SHA-256 is not the one in {MODEL_FILE}); {_REMEDY}"
        raise ModelError(message)
    try:
        tensors = safetensors.numpy.load(weights)
    except (SafetensorError, AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        # The checksum fits, so these are the bytes that somebody wrote.
        message = f"{weights_path}: no arrays that can be read ({error}); {_REMEDY}"
        raise ModelError(message) from error
    return Bundle(head["parameters"], tensors)


def _read_head(path: Path) -> dict[str, Any]:
    try:
        head = json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        message = f"{path}: cut or changed (not JSON: {error}); {_REMEDY}"
        raise ModelError(message) from error
    version = head.get("format") if isinstance(head, dict) else None
    if isinstance(version, int) and version > FORMAT:
        message = f"{path}: format {version}, and this noisefilter reads up to {FORMAT}; update noisefilter"
        raise ModelError(message)
    if version != FORMAT or not _is_whole(head):
        message = f"{path}: not a model of noisefilter; {_REMEDY}"
        raise ModelError(message)
    try:
        fits = _parameters_hash(head["parameters"]) == head["parameters_sha256"]
    except RecursionError:
        fits = False
    if not fits:
        message = f"{path}: changed (its parameters do not fit their SHA-256); {_REMEDY}"
        raise ModelError(message)
    return dict(head)


def _is_whole(head: dict[str, Any]) -> bool:
    """Whether all parts are there, and are what they have to be."""
    sums, parameters = head.get("sha256"), head.get("parameters")
    is_known = isinstance(sums, dict) and WEIGHTS_FILE in sums and "parameters_sha256" in head
    return is_known and isinstance(parameters, dict)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        message = f"{path}: this file of the model is missing; {_REMEDY}"
        raise ModelError(message) from error
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error}); check its permissions"
        raise ModelError(message) from error
