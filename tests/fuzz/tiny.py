"""Models that nothing was learnt from: all their parts, small, in no time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.bins import NumberBins
from noisefilter.features.comment import BIN_COLUMNS
from noisefilter.features.comment_numbers import NUMBER_NAMES
from noisefilter.features.context import CONTEXT_NAMES, SCORE_NAMES
from noisefilter.features.markup import MarkupFeatures
from noisefilter.features.shape import SHAPE_NAMES
from noisefilter.features.vectors import FragmentFeatures, ShapeBins
from noisefilter.features.words import END, WordFeatures
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES
from noisefilter.model.calibration import Calibration
from noisefilter.model.comment import CENTRED_FIELDS, DEFAULT_THRESHOLD, CommentModel
from noisefilter.model.correction import Correction
from noisefilter.model.fragment import FragmentModel
from noisefilter.model.page import PageModel
from noisefilter.model.page_type import PageTypeModel
from noisefilter.model.second_pass import SecondPass
from noisefilter.model.trees import ObliviousTrees

_N, _SCORES, _TYPES = len(FRAGMENT_LABELS), len(SCORE_NAMES), len(PAGE_TYPES)
_TREES, _DEPTH = 3, 2


def _floats(random: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return random.normal(size=shape).astype(np.float32)


def _features(random: np.random.Generator) -> FragmentFeatures:
    vocabulary = {term: i for i, term in enumerate([END, "rain", "home", "0", "."])}
    bigrams = np.asarray([1, 6, 11], np.int64)
    markup = {token: i for i, token in enumerate(["p", "nav", ".menu"])}
    return FragmentFeatures(
        WordFeatures(vocabulary, bigrams, np.ones(len(vocabulary) + len(bigrams), np.float32)),
        MarkupFeatures(markup, np.ones(len(markup), np.float32)),
        ShapeBins(np.sort(_floats(random, len(SHAPE_NAMES), 2), axis=1)),
    )


def _trees(random: np.random.Generator, n_classes: int) -> ObliviousTrees:
    return ObliviousTrees(
        random.integers(0, len(CONTEXT_NAMES), (_TREES, _DEPTH)).astype(np.int32),
        _floats(random, _TREES, _DEPTH),
        _floats(random, _TREES, 2**_DEPTH, n_classes),
        np.full((_TREES, 2**_DEPTH), 0.25, np.float32),
        _floats(random, n_classes),
    )


def page_model(seed: int = 0, *, corrected: bool = True) -> PageModel:
    """Make a model of pages with small random weights."""
    random = np.random.default_rng(seed)
    features = _features(random)
    n_numbers = 3 * len(SHAPE_NAMES) + 3 * _SCORES + 1
    n_row = 2 * len(features.words.vocabulary) + features.markup.n_features
    return PageModel(
        FragmentModel(features, _floats(random, features.n_features, _SCORES), _floats(random, _SCORES)),
        PageTypeModel(
            _floats(random, n_row, _TYPES),
            _floats(random, n_numbers, _TYPES),
            _floats(random, n_numbers),
            np.ones(n_numbers, np.float32),
            _floats(random, _TYPES),
        ),
        SecondPass(_trees(random, _N), _trees(random, 1), 0.5, 0.5),
        Calibration(1.0, _floats(random, _N)),
        Correction(features, _floats(random, features.n_features, _N)) if corrected else None,
    )


def comment_model(seed: int = 0) -> CommentModel:
    """Make a model of comments with small random weights."""
    random = np.random.default_rng(seed)
    bins = NumberBins(np.sort(_floats(random, len(NUMBER_NAMES), 2), axis=1))
    return CommentModel(
        _floats(random, BIN_COLUMNS + bins.n_features) / np.float32(10),
        np.ones(BIN_COLUMNS, np.float32),
        bins,
        random.normal(size=len(CENTRED_FIELDS)),
        -1.0,
        {DEFAULT_THRESHOLD: 0.5},
    )
