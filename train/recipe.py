"""Reading recipe.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from noisefilter.errors import CorpusError
from noisefilter.learn.comment import CommentClassifier
from noisefilter.learn.fit import Recipe
from train.sources import SOURCES

RECIPE_FILE = Path(__file__).with_name("recipe.toml")


@dataclass(frozen=True)
class Plan:
    """Which corpora, and how to learn from them."""

    corpora: tuple[str, ...]
    recipe: Recipe


@dataclass(frozen=True)
class CommentPlan:
    """Which corpora of comments, and how to learn from them.

    Attributes
    ----------
    corpora : tuple of str
    weights : dict of str to float
        How much a comment of each corpus counts; 1 where it is not named.
    parameters : dict
        Of `CommentClassifier`.
    max_rows, n_folds, seed : int
    n_jobs : int
        Processes.
    """

    corpora: tuple[str, ...]
    weights: dict[str, float]
    parameters: dict[str, Any]
    max_rows: int = 3_000
    n_folds: int = 5
    seed: int = 0
    n_jobs: int = 2

    @property
    def classifier(self) -> CommentClassifier:
        """A classifier with the parameters, not fitted."""
        return CommentClassifier(**self.parameters)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: cannot be read as TOML ({error}); restore it from the repository"
        raise CorpusError(message) from error


def _check(path: Path, given: Iterable[str], known: Iterable[str], where: str) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        message = f"{path}: unknown parameters {', '.join(unknown)}; see {where}"
        raise CorpusError(message)


def _names_of(plan: type[Recipe | CommentPlan]) -> set[str]:
    return {field.name for field in fields(plan)}


def read_comment_plan(*, own: bool, path: Path = RECIPE_FILE) -> CommentPlan:
    """Read the recipe of the comments.

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
    given = _read(path).get("comments", {})
    parameters = given.pop("learn", {})
    where = "noisefilter.learn.comment.CommentClassifier"
    _check(path, parameters, CommentClassifier().get_params(), where)
    _check(path, given, _names_of(CommentPlan), "train.recipe.CommentPlan")
    corpora = ("own-comments",) if own else tuple(given.pop("corpora", ("own-comments",)))
    given.pop("corpora", None)
    return CommentPlan(corpora, given.pop("weights", {}), parameters, **given)


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
    given = _read(path)
    parameters = given.get("learn", {}) | (given.get("own", {}) if own else {})
    _check(path, parameters, _names_of(Recipe), "noisefilter.learn.fit.Recipe")
    corpora = ("own",) if own else tuple(given.get("corpora", ("own",)))
    strange = sorted(set(corpora) - set(SOURCES))
    if strange:
        message = f"{path}: unknown corpora {', '.join(strange)}; there are {', '.join(SOURCES)}"
        raise CorpusError(message)
    return Plan(corpora, Recipe(**parameters))
