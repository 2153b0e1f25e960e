"""Models as named arrays and JSON values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from noisefilter.errors import ModelError
from noisefilter.features.context import CONTEXT_NAMES
from noisefilter.features.markup import MarkupFeatures
from noisefilter.features.shape import SHAPE_NAMES
from noisefilter.features.vectors import FragmentFeatures, ShapeBins
from noisefilter.features.words import WordFeatures
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES
from noisefilter.model.calibration import Calibration
from noisefilter.model.correction import Correction
from noisefilter.model.fragment import FragmentModel
from noisefilter.model.page import PageModel
from noisefilter.model.page_type import PageTypeModel
from noisefilter.model.quantise import dequantise, quantise
from noisefilter.model.second_pass import SecondPass
from noisefilter.model.sizes import check_sizes
from noisefilter.model.trees import ObliviousTrees

Tensors = dict[str, NDArray[Any]]

#: What the columns and rows of the arrays stand for: a model made for others cannot be used.
_LAYOUT = {
    "labels": [str(label) for label in FRAGMENT_LABELS],
    "page_types": list(PAGE_TYPES),
    "shape": list(SHAPE_NAMES),
    "context": list(CONTEXT_NAMES),
}


def pack_models(models: Mapping[str, PageModel]) -> tuple[dict[str, Any], Tensors]:
    """Turn models into values that JSON holds and arrays that safetensors holds.

    Parameters
    ----------
    models : mapping of str to PageModel
        One for each kind of page. Vocabularies that models share are kept once.

    Returns
    -------
    parameters : dict
    tensors : dict of str to ndarray
    """
    tensors: Tensors = {}
    vocabularies: list[list[str]] = []
    word_sets: list[WordFeatures] = []
    kinds: dict[str, Any] = {}

    def keep_vocabulary(terms: list[str]) -> int:
        if terms not in vocabularies:
            vocabularies.append(terms)
        return vocabularies.index(terms)

    def keep_features(features: FragmentFeatures, name: str) -> dict[str, int]:
        known = [index for index, words in enumerate(word_sets) if words is features.words]
        if not known:
            known = [len(word_sets)]
            word_sets.append(features.words)
            tensors[f"words{known[0]}.bigrams"] = _as_small(features.words)
            tensors[f"words{known[0]}.idf"] = features.words.idf.astype(np.float16)
        tensors[f"{name}.markup.idf"] = features.markup.idf.astype(np.float16)
        tensors[f"{name}.bins"] = features.bins.edges
        return {
            "words": known[0],
            "unigrams": keep_vocabulary(list(features.words.vocabulary)),
            "markup": keep_vocabulary(list(features.markup.vocabulary)),
            "near": features.n_near,
        }

    for kind, model in sorted(models.items()):
        entry: dict[str, Any] = {"features": keep_features(model.fragment.features, kind)}
        tensors[f"{kind}.first.coef"], tensors[f"{kind}.first.steps"] = quantise(model.fragment.coef)
        tensors[f"{kind}.first.intercept"] = model.fragment.intercept
        pt = model.page_type
        tensors[f"{kind}.type.coef"], tensors[f"{kind}.type.steps"] = quantise(pt.coef)
        for name, array in (("number_coef", pt.number_coef), ("mean", pt.mean), ("scale", pt.scale)):
            tensors[f"{kind}.type.{name}"] = array
        tensors[f"{kind}.type.intercept"] = pt.intercept
        for name, trees in (("labels", model.second.labels), ("main", model.second.main)):
            tensors[f"{kind}.{name}.features"] = trees.features.astype(np.uint16)
            tensors[f"{kind}.{name}.borders"] = trees.borders
            tensors[f"{kind}.{name}.bias"] = trees.bias
            tensors[f"{kind}.{name}.leaves"] = trees.leaves.astype(np.float16)
            tensors[f"{kind}.{name}.weights"] = trees.weights.astype(np.float16)
        entry["first_weight"] = model.second.first_weight
        entry["main_weight"] = model.second.main_weight
        entry["scale"] = model.calibration.scale
        tensors[f"{kind}.calibration"] = model.calibration.bias
        if model.correction is not None:
            entry["correction"] = keep_features(model.correction.features, f"{kind}.correction")
            tensors[f"{kind}.correction.coef"] = model.correction.coef
        kinds[kind] = entry
    return {"layout": _LAYOUT, "kinds": kinds, "vocabularies": vocabularies}, tensors


def _as_small(words: WordFeatures) -> NDArray[Any]:
    """Give the keys of bigrams in half the bytes, where they fit."""
    return words.bigrams.astype(np.uint32 if len(words.vocabulary) < 2**16 else np.int64)


def unpack_models(parameters: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]]) -> dict[str, PageModel]:
    """Make models of what `pack_models` returned.

    Raises
    ------
    ModelError
        Where the values were made for other labels or features, or something is missing or does not fit
        the rest.
    """
    if parameters.get("layout") != _LAYOUT:
        message = (
            "the model was trained for other labels or features than this version of noisefilter has; "
            "train it again, or use the version that trained it"
        )
        raise ModelError(message)
    try:
        models = _unpack(parameters, tensors)
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
        message = f"the model lacks a part ({error!r}); copy or train it again"
        raise ModelError(message) from error
    for kind, model in models.items():
        check_sizes(kind, model)
    return models


def _vocabulary(terms: list[str]) -> dict[str, int]:
    found = {term: i for i, term in enumerate(terms)}
    if len(found) != len(terms) or not set(map(type, terms)) <= {str}:
        message = "a vocabulary that is no list of different words"
        raise ValueError(message)
    return found


def _unpack(parameters: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]]) -> dict[str, PageModel]:
    vocabularies = [_vocabulary(terms) for terms in parameters["vocabularies"]]

    def floats(name: str) -> NDArray[np.float32]:
        return tensors[name].astype(np.float32, copy=False)

    def features(entry: Mapping[str, int], name: str) -> FragmentFeatures:
        words = f"words{entry['words']}"
        if not 0 <= entry["near"] <= len(vocabularies[entry["unigrams"]]):
            message = f"words of neighbours that are not in the vocabulary ({entry['near']})"
            raise ValueError(message)
        return FragmentFeatures(
            WordFeatures(
                vocabularies[entry["unigrams"]],
                tensors[f"{words}.bigrams"].astype(np.int64),
                floats(f"{words}.idf"),
            ),
            MarkupFeatures(vocabularies[entry["markup"]], floats(f"{name}.markup.idf")),
            ShapeBins(floats(f"{name}.bins")),
            entry["near"],
        )

    def trees(name: str) -> ObliviousTrees:
        return ObliviousTrees(
            tensors[f"{name}.features"].astype(np.int32),
            floats(f"{name}.borders"),
            floats(f"{name}.leaves"),
            floats(f"{name}.weights"),
            floats(f"{name}.bias"),
        )

    models = {}
    for kind, entry in parameters["kinds"].items():
        correction = None
        if "correction" in entry:
            correction = Correction(
                features(entry["correction"], f"{kind}.correction"), floats(f"{kind}.correction.coef")
            )
        models[kind] = PageModel(
            FragmentModel(
                features(entry["features"], kind),
                dequantise(tensors[f"{kind}.first.coef"], floats(f"{kind}.first.steps")),
                floats(f"{kind}.first.intercept"),
            ),
            PageTypeModel(
                dequantise(tensors[f"{kind}.type.coef"], floats(f"{kind}.type.steps")),
                floats(f"{kind}.type.number_coef"),
                floats(f"{kind}.type.mean"),
                floats(f"{kind}.type.scale"),
                floats(f"{kind}.type.intercept"),
            ),
            SecondPass(
                trees(f"{kind}.labels"),
                trees(f"{kind}.main"),
                float(entry["first_weight"]),
                float(entry["main_weight"]),
            ),
            Calibration(float(entry["scale"]), floats(f"{kind}.calibration")),
            correction,
        )
    return models
