"""Whether the arrays of a model fit one another: a model that was read from a file may hold anything."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from noisefilter.errors import ModelError
from noisefilter.features.context import CONTEXT_NAMES, SCORE_NAMES
from noisefilter.features.shape import SHAPE_NAMES
from noisefilter.features.vectors import FragmentFeatures
from noisefilter.features.words import END
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES
from noisefilter.model.page import PageModel
from noisefilter.model.trees import ObliviousTrees

_LABELS, _SCORES, _TYPES = len(FRAGMENT_LABELS), len(SCORE_NAMES), len(PAGE_TYPES)
#: Of `noisefilter.model.page_type.page_numbers`.
_PAGE_NUMBERS = 3 * len(SHAPE_NAMES) + 3 * _SCORES + 1


def check_sizes(kind: str, model: PageModel) -> None:
    """Make sure that a model can predict.

    Raises
    ------
    ModelError
        Where an array has another shape than the others ask for; says which.
    """
    features, trees = model.fragment.features, model.second
    n_row = 2 * len(features.words.vocabulary) + features.markup.n_features
    page_type = model.page_type
    _check_features(kind, features)
    _check(f"{kind}.first.coef", model.fragment.coef, features.n_features, _SCORES)
    _check(f"{kind}.first.intercept", model.fragment.intercept, _SCORES)
    _check(f"{kind}.type.coef", page_type.coef, n_row, _TYPES)
    _check(f"{kind}.type.number_coef", page_type.number_coef, _PAGE_NUMBERS, _TYPES)
    _check(f"{kind}.type.mean", page_type.mean, _PAGE_NUMBERS)
    _check(f"{kind}.type.scale", page_type.scale, _PAGE_NUMBERS)
    _check(f"{kind}.type.intercept", page_type.intercept, _TYPES)
    _check_trees(f"{kind}.labels", trees.labels, _LABELS)
    _check_trees(f"{kind}.main", trees.main, 1)
    _check(f"{kind}.calibration", model.calibration.bias, _LABELS)
    if model.correction is not None:
        _check_features(f"{kind}.correction", model.correction.features)
        n_features = model.correction.features.n_features
        _check(f"{kind}.correction.coef", model.correction.coef, n_features, _LABELS)


def _check(name: str, array: NDArray[Any], *shape: int) -> None:
    if array.shape != shape:
        message = (
            f"the model's array {name} has the shape {array.shape} and not {shape}; copy or train it again"
        )
        raise ModelError(message)


def _check_features(name: str, features: FragmentFeatures) -> None:
    words = features.words
    if words.vocabulary.get(END) != 0:
        message = f"the words of {name} do not begin with the mark of ends; copy or train the model again"
        raise ModelError(message)
    _check(f"{name}'s words' bigrams", words.bigrams, words.bigrams.size)
    _check(f"{name}'s words' idf", words.idf, words.n_features)
    _check(f"{name}.markup.idf", features.markup.idf, len(features.markup.vocabulary))
    edges = features.bins.edges
    _check(f"{name}.bins", edges, len(SHAPE_NAMES), edges.size // len(SHAPE_NAMES))


def _check_trees(name: str, trees: ObliviousTrees, n_classes: int) -> None:
    numbers = trees.features
    if numbers.ndim != 2 or not numbers.size or numbers.min() < 0 or numbers.max() >= len(CONTEXT_NAMES):
        message = f"the trees of {name} ask for numbers that there are not; copy or train the model again"
        raise ModelError(message)
    n_trees, depth = numbers.shape
    _check(f"{name}.borders", trees.borders, n_trees, depth)
    _check(f"{name}.leaves", trees.leaves, n_trees, 2**depth, n_classes)
    _check(f"{name}.weights", trees.weights, n_trees, 2**depth)
    _check(f"{name}.bias", trees.bias, n_classes)
