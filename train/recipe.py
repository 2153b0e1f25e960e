"""Reading recipe.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from noisefilter.errors import CorpusError
from noisefilter.learn.fit import Recipe
from train.sources import SOURCES

RECIPE_FILE = Path(__file__).with_name("recipe.toml")


@dataclass(frozen=True)
class Plan:
    """Which corpora, and how to learn from them."""

    corpora: tuple[str, ...]
    recipe: Recipe


def read_plan(*, own: bool, path: Path = RECIPE_FILE) -> Plan:
    """Read the recipe.

    Parameters
    ----------
    own : bool
        Learn from the project's own corpus alone.
    path : Path

    Raises
    ------
    CorpusError
        Where the file is missing, no TOML, or has an unknown parameter.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: cannot be read as TOML ({error}); restore it from the repository"
        raise CorpusError(message) from error
    parameters = given.get("learn", {}) | (given.get("own", {}) if own else {})
    unknown = sorted(set(parameters) - {field.name for field in fields(Recipe)})
    if unknown:
        message = f"{path}: unknown parameters {', '.join(unknown)}; see noisefilter.learn.fit.Recipe"
        raise CorpusError(message)
    corpora = ("own",) if own else tuple(given.get("corpora", ("own",)))
    strange = sorted(set(corpora) - set(SOURCES))
    if strange:
        message = f"{path}: unknown corpora {', '.join(strange)}; there are {', '.join(SOURCES)}"
        raise CorpusError(message)
    return Plan(corpora, Recipe(**parameters))
