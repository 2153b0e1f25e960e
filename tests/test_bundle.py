import json
from pathlib import Path

import numpy as np
import pytest

from noisefilter.bundle import FORMAT, MODEL_FILE, WEIGHTS_FILE, read_bundle, write_bundle
from noisefilter.errors import ModelError

PARAMETERS = {"names": ["a", "ß", "\x1e"], "number": 0.1}
TENSORS: dict[str, np.ndarray] = {
    "b": np.arange(6, dtype=np.float32).reshape(2, 3),
    "a": np.array([1, 2], np.int64),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "model"
    write_bundle(path, PARAMETERS, TENSORS, "# card\n")
    return path


def test_round_trip(folder: Path) -> None:
    bundle = read_bundle(folder)
    assert bundle.parameters == PARAMETERS
    assert bundle.tensors.keys() == TENSORS.keys()
    for name, array in TENSORS.items():
        np.testing.assert_array_equal(bundle.tensors[name], array)


def test_the_same_contents_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_bundle(
        tmp_path / "again", dict(reversed(PARAMETERS.items())), dict(reversed(TENSORS.items())), "# card\n"
    )
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_a_model_is_replaced_whole_and_nothing_is_left_behind(folder: Path) -> None:
    write_bundle(folder, {"names": []}, TENSORS)
    assert read_bundle(folder).parameters == {"names": []}
    assert sorted(p.name for p in folder.iterdir()) == [MODEL_FILE, WEIGHTS_FILE]
    assert list(folder.parent.iterdir()) == [folder]


def test_other_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(ModelError, match="no model folder"):
        write_bundle(tmp_path, {}, TENSORS)
    assert (tmp_path / "letters.txt").read_text() == "dear"


@pytest.mark.parametrize("name", [MODEL_FILE, WEIGHTS_FILE])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"{name}: this file of the model is missing"):
        read_bundle(folder)


@pytest.mark.parametrize("name", [MODEL_FILE, WEIGHTS_FILE])
@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_damage_is_found(folder: Path, name: str, damage: str) -> None:
    path = folder / name
    data = bytearray(path.read_bytes())
    if damage == "cut":
        data = data[:-20]
    else:
        place = data.index(b"names") + 9 if name == MODEL_FILE else len(data) - 3
        data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match=rf"{name}: .*(cut|changed).*copy or train the model again"):
        read_bundle(folder)


def test_a_newer_format_asks_for_an_update(folder: Path) -> None:
    path = folder / MODEL_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": FORMAT + 1}))
    with pytest.raises(ModelError, match="update noisefilter"):
        read_bundle(folder)


@pytest.mark.parametrize("content", ["[]", "{}", '{"format": 1}', "null"])
def test_other_json_is_no_model(folder: Path, content: str) -> None:
    (folder / MODEL_FILE).write_text(content)
    with pytest.raises(ModelError, match="not a model of noisefilter"):
        read_bundle(folder)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model folder"):
        read_bundle(tmp_path / "nowhere")
