"""The model of comments as named arrays and JSON values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from noisefilter.errors import ModelError
from noisefilter.features.bins import NumberBins
from noisefilter.features.comment import BIN_COLUMNS, CHARS, FIELD_CHARS, WORD_BITS
from noisefilter.features.comment_numbers import NUMBER_NAMES
from noisefilter.model.comment import CENTRED_FIELDS, DEFAULT_THRESHOLD, CommentModel
from noisefilter.model.quantise import dequantise, quantise

#: What the names of the arrays begin with.
PREFIX = "comment."
_SCALE_STEPS = 255  #: scales are kept as bytes: shares of the largest one

#: Parts of the n-grams' weights that are rounded each in steps of its own.
_BLOCKS = 64

#: How n-grams find their columns, and what the numbers are: a model made for others cannot be used.
_LAYOUT = {
    "hash": 1,
    "characters": [list(CHARS.lengths), CHARS.bits],
    "words": WORD_BITS,
    "fields": list(FIELD_CHARS.lengths),
    "numbers": list(NUMBER_NAMES),
    "centred": list(CENTRED_FIELDS),
}


def pack_comment_model(model: CommentModel) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Turn a model into values that JSON holds and arrays that safetensors holds.

    Returns
    -------
    parameters : dict
    tensors : dict of str to ndarray
    """
    largest = float(model.scales.max())
    codes, steps = quantise(model.weights[:BIN_COLUMNS].reshape(_BLOCKS, -1).T)
    tensors: dict[str, NDArray[Any]] = {
        f"{PREFIX}weights": codes,
        f"{PREFIX}steps": steps,
        f"{PREFIX}number_weights": model.weights[BIN_COLUMNS:].astype(np.float16),
        f"{PREFIX}scales": np.rint(model.scales / largest * _SCALE_STEPS).astype(np.uint8),
        f"{PREFIX}bins": model.bins.edges,
        f"{PREFIX}centres": model.centres,
    }
    parameters = {
        "layout": _LAYOUT,
        "intercept": model.intercept,
        "largest_scale": largest,
        "thresholds": dict(model.thresholds),
    }
    return parameters, tensors


def unpack_comment_model(parameters: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]]) -> CommentModel:
    """Make a model of what `pack_comment_model` returned.

    Raises
    ------
    ModelError
        Where the values were made for other features, or something is missing.
    """
    if parameters.get("layout") != _LAYOUT:
        message = (
            "the model of comments was trained for other features than this version of noisefilter has; "
            "train it again, or use the version that trained it"
        )
        raise ModelError(message)
    try:
        bins = NumberBins(tensors[f"{PREFIX}bins"].astype(np.float32, copy=False))
        grams = dequantise(tensors[f"{PREFIX}weights"], tensors[f"{PREFIX}steps"]).T.ravel()
        weights = np.concatenate([grams, tensors[f"{PREFIX}number_weights"].astype(np.float32)])
        scales = tensors[f"{PREFIX}scales"].astype(np.float32)
        model = CommentModel(
            weights,
            scales * np.float32(float(parameters["largest_scale"]) / _SCALE_STEPS),
            bins,
            tensors[f"{PREFIX}centres"].astype(np.float64, copy=False),
            float(parameters["intercept"]),
            {str(name): float(value) for name, value in parameters["thresholds"].items()},
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        message = f"the model of comments lacks a part ({error!r}); copy or train it again"
        raise ModelError(message) from error
    fits = bins.edges.ndim == 2 and weights.shape == (BIN_COLUMNS + bins.n_features,)
    fits = fits and scales.shape == (BIN_COLUMNS,) and model.centres.shape == (len(CENTRED_FIELDS),)
    if not fits or bins.edges.shape[0] != len(NUMBER_NAMES) or DEFAULT_THRESHOLD not in model.thresholds:
        message = "the model of comments has arrays of another size than it should; copy or train it again"
        raise ModelError(message)
    return model
