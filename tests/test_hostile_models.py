"""Models that somebody made to hurt: their checksums fit, their contents do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from click.testing import CliRunner

from noisefilter.bundle import MODEL_FILE, WEIGHTS_FILE, write_bundle
from noisefilter.cli import main
from noisefilter.errors import ModelError
from noisefilter.model.comment_storage import pack_comment_model
from noisefilter.model.storage import pack_models
from noisefilter.predict import default_model_path, load
from tests.fuzz import bundles
from tests.fuzz.tiny import comment_model, page_model

Parameters = dict[str, Any]
Tensors = dict[str, np.ndarray]


class Contents(NamedTuple):
    """What a model holds."""

    parameters: Parameters
    tensors: Tensors


Change = Callable[[Contents], object]


def _nothing(contents: Contents) -> None:
    """Leave a model as it is."""


def _write(folder: Path, change: Change, *, comments: bool = False) -> Path:
    models, tensors = pack_models({"html": page_model(1), "text": page_model(2)})
    parameters: Parameters = json.loads(json.dumps({"models": models, "card": {}}))
    if comments:
        parameters["comment"], more = pack_comment_model(comment_model())
        tensors |= more
    change(Contents(parameters, tensors))
    write_bundle(folder / "model", parameters, tensors)
    return folder / "model"


def test_an_unchanged_model_predicts(tmp_path: Path) -> None:
    nf = load(_write(tmp_path, _nothing, comments=True))
    assert nf.predict("<p>It rained.").fragments
    assert nf.predict_comment("It rained.").probability >= 0


def _narrow(name: str) -> Change:
    return lambda m: m.tensors.update({name: m.tensors[name][..., :-1]})


_ARRAYS = sorted(pack_models({"html": page_model(1), "text": page_model(2)})[1])


@pytest.mark.parametrize("name", _ARRAYS)
def test_an_array_of_another_size_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match=r"model: .*copy or train"):
        load(_write(tmp_path, _narrow(name)))


@pytest.mark.parametrize("name", sorted(pack_comment_model(comment_model())[1]))
def test_an_array_for_comments_of_another_size_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match=r"model: .*copy or train"):
        load(_write(tmp_path, _narrow(name), comments=True))


@pytest.mark.parametrize("name", _ARRAYS)
def test_a_missing_array_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match=r"lacks a part.*copy or train"):
        load(_write(tmp_path, lambda m: m.tensors.pop(name)))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.parameters.update(models=[]),
        lambda m: m.parameters.update(models=None),
        lambda m: m.parameters.update(card="x"),
        lambda m: m.parameters.update(comment=[1]),
        lambda m: m.parameters.update(comment={"layout": 1}),
        lambda m: m.parameters["models"].update(kinds=[]),
        lambda m: m.parameters["models"].update(kinds={"html": 7}),
        lambda m: m.parameters["models"].update(vocabularies=7),
        lambda m: m.parameters["models"]["vocabularies"].__setitem__(0, ["\x1e", "a", "a", "b", "c"]),
        lambda m: m.parameters["models"]["vocabularies"].__setitem__(0, ["a", "\x1e", "b", "c", "d"]),
        lambda m: m.parameters["models"]["vocabularies"].__setitem__(0, ["\x1e", 1, 2, 3, 4]),
        lambda m: m.parameters["models"]["vocabularies"].__setitem__(0, [["\x1e"]]),
        lambda m: m.parameters["models"]["kinds"]["html"].update(scale=None),
        lambda m: m.parameters["models"]["kinds"]["html"].update(scale="wide"),
        lambda m: m.parameters["models"]["kinds"]["html"].update(first_weight=10**400),
        lambda m: m.parameters["models"]["kinds"]["html"]["features"].update(words=9),
        lambda m: m.parameters["models"]["kinds"]["html"]["features"].update(markup=-9),
        lambda m: m.tensors.update({"html.labels.features": np.full((3, 2), 60_000, np.uint16)}),
        lambda m: m.tensors.update({"html.labels.features": np.zeros((3, 0), np.uint16)}),
        lambda m: m.tensors.update({"html.bins": np.zeros(5, np.float32)}),
        lambda m: m.tensors.update({"html.type.coef": np.zeros((2, 2, 2), np.int8)}),
    ],
)
def test_other_contents_are_refused(tmp_path: Path, change: Change) -> None:
    with pytest.raises(ModelError, match="train"):
        load(_write(tmp_path, change))


def test_a_kind_that_a_model_does_not_know_is_named(tmp_path: Path) -> None:
    nf = load(_write(tmp_path, lambda m: m.parameters["models"]["kinds"].pop("text")))
    assert nf.predict("<p>It rained.").fragments
    with pytest.raises(ModelError, match="nothing of text pages"):
        nf.predict("It rained.")


@pytest.mark.parametrize(
    "head",
    [
        b'{"format": 1, "sha256": "weights.safetensors", "parameters": {}, "parameters_sha256": ""}',
        b'{"format": 1, "sha256": 5, "parameters": {}, "parameters_sha256": ""}',
        b'{"format": 1, "sha256": true, "parameters": {}, "parameters_sha256": ""}',
        b'{"format": 1, "sha256": {"weights.safetensors": 1}, "parameters": [], "parameters_sha256": ""}',
        b'{"format": true}',
        b'{"format": 1e999}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b"\xff\xfe{}",
    ],
)
def test_a_head_that_is_none_is_refused(tmp_path: Path, head: bytes) -> None:
    folder = _write(tmp_path, _nothing)
    (folder / MODEL_FILE).write_bytes(head)
    with pytest.raises(ModelError, match=MODEL_FILE):
        load(folder)


@pytest.mark.parametrize(
    "weights",
    [
        b"",
        b"\x00" * 8,
        b"\xff" * 64,
        (10).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"[]",
        (61).to_bytes(8, "little")
        + b'{"a":{"dtype":"F32","shape":[4294967296],"data_offsets":[0,4]}}'
        + b"0000",
        (52).to_bytes(8, "little") + b'{"a":{"dtype":"X9","shape":[1],"data_offsets":[0,4]}}' + b"0000",
    ],
)
def test_arrays_that_are_none_are_refused(tmp_path: Path, weights: bytes) -> None:
    folder = _write(tmp_path, _nothing)
    mended = bundles._mended((folder / MODEL_FILE).read_bytes(), weights)
    (folder / MODEL_FILE).write_bytes(mended)
    (folder / WEIGHTS_FILE).write_bytes(weights)
    with pytest.raises(ModelError, match=rf"{WEIGHTS_FILE}: no arrays|lacks a part"):
        load(folder)


def test_info_verifies_the_shipped_model() -> None:
    done = CliRunner().invoke(main, ["info"])
    assert done.exit_code == 0
    assert "default" in done.output


@pytest.mark.parametrize("name", [MODEL_FILE, WEIGHTS_FILE])
def test_info_refuses_a_changed_copy_of_it(tmp_path: Path, name: str) -> None:
    for path in default_model_path().iterdir():
        data = bytearray(path.read_bytes())
        if path.name == name:
            data[len(data) // 2] ^= 1
        (tmp_path / path.name).write_bytes(data)
    done = CliRunner().invoke(main, ["info", "--model", str(tmp_path)])
    assert done.exit_code == 2
    assert "train the model again" in done.output
    assert "Traceback" not in done.output
