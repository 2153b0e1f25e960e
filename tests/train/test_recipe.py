from dataclasses import fields
from pathlib import Path

import pytest

from noisefilter.errors import CorpusError
from noisefilter.learn.fit import Recipe
from train.recipe import Plan, read_plan
from train.sources import SOURCES


def write(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_recipe_of_the_project_can_be_read() -> None:
    whole, own = read_plan(own=False), read_plan(own=True)
    assert set(whole.corpora) <= set(SOURCES)
    assert len(whole.corpora) > 1
    assert own.corpora == ("own",)
    assert own.recipe != whole.recipe


def test_what_is_not_given_is_as_usual(tmp_path: Path) -> None:
    path = write(tmp_path, 'corpora = ["own", "wcxb"]\n[learn]\nalpha = 0.5\n[own]\nepochs = 3\n')
    assert read_plan(own=False, path=path) == Plan(("own", "wcxb"), Recipe(alpha=0.5))
    assert read_plan(own=True, path=path) == Plan(("own",), Recipe(alpha=0.5, epochs=3))
    assert read_plan(own=False, path=write(tmp_path, "")) == Plan(("own",), Recipe())


def test_the_own_part_goes_before_the_common_one(tmp_path: Path) -> None:
    path = write(tmp_path, "[learn]\nepochs = 9\n[own]\nepochs = 3\n")
    assert (read_plan(own=True, path=path).recipe.epochs, read_plan(own=False, path=path).recipe.epochs) == (
        3,
        9,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[learn]\nalpa = 0.5\nzeal = 1\n", "unknown parameters alpa, zeal; see"),
        ("[learn\n", "cannot be read as TOML .*restore it"),
    ],
)
def test_a_wrong_file_is_explained(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CorpusError, match=f"^{path}: {message}"):
        read_plan(own=False, path=path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere\.toml: cannot be read"):
        read_plan(own=True, path=tmp_path / "nowhere.toml")


def test_parameters_of_the_other_part_are_checked_where_they_are_used(tmp_path: Path) -> None:
    path = write(tmp_path, "[own]\nnothing = 1\n")
    with pytest.raises(CorpusError, match="nothing"):
        read_plan(own=True, path=path)


def test_every_parameter_has_a_value_to_start_from() -> None:
    assert all(getattr(Recipe(), field.name) is not None for field in fields(Recipe))
