"""Boosted oblivious trees, taught by CatBoost."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from noisefilter.errors import CorpusError
from noisefilter.model.trees import ObliviousTrees


class BoostedTrees(ClassifierMixin, BaseEstimator):
    """Gradient boosting with one score per class in every leaf.

    Needs CatBoost (the extra ``train``); what it learns is a plain `ObliviousTrees`.

    Parameters
    ----------
    n_classes : int
        Classes are 0 to n_classes - 1, whether they occur or not.
    iterations, depth : int
        Number and depth of the trees.
    learning_rate, l2_leaf_reg : float
    column_share, row_share : float
        Numbers and rows that each tree sees.
    max_bins : int
        Borders tried per number.
    n_jobs : int
        Threads.
    random_state : int

    Attributes
    ----------
    classes_ : ndarray of int64, shape (n_classes,)
    trees_ : ObliviousTrees
    """

    def __init__(
        self,
        *,
        n_classes: int = 13,
        iterations: int = 300,
        depth: int = 6,
        learning_rate: float = 0.12,
        l2_leaf_reg: float = 3.0,
        column_share: float = 0.2,
        row_share: float = 0.5,
        max_bins: int = 32,
        n_jobs: int = 2,
        random_state: int = 0,
    ) -> None:
        self.n_classes = n_classes
        self.iterations = iterations
        self.depth = depth
        self.learning_rate = learning_rate
        self.l2_leaf_reg = l2_leaf_reg
        self.column_share = column_share
        self.row_share = row_share
        self.max_bins = max_bins
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(
        self,
        X: NDArray[np.float32],
        y: NDArray[np.int64],
        sample_weight: NDArray[np.float64] | None = None,
        start: NDArray[np.float32] | None = None,
    ) -> Self:
        """Learn from rows of numbers.

        Parameters
        ----------
        X : ndarray of float32, shape (n_rows, n_numbers)
        y : ndarray of int64, shape (n_rows,)
        sample_weight : ndarray of float64, shape (n_rows,), optional
        start : ndarray of float32, shape (n_rows, n_classes), optional
            Scores that the trees add to.

        Raises
        ------
        CorpusError
            Where all rows have the same label, or the same numbers.
        """
        from catboost import CatBoostClassifier, CatBoostError, Pool

        model = CatBoostClassifier(
            loss_function="MultiClass",
            iterations=self.iterations,
            depth=self.depth,
            learning_rate=self.learning_rate,
            l2_leaf_reg=self.l2_leaf_reg,
            rsm=self.column_share,
            bootstrap_type="Bernoulli",
            subsample=self.row_share,
            border_count=self.max_bins,
            thread_count=self.n_jobs,
            random_seed=self.random_state,
            allow_writing_files=False,
            verbose=0,
        )
        if sample_weight is not None:
            sample_weight = sample_weight / sample_weight.mean()
        present, codes = np.unique(y, return_inverse=True)
        self.classes_ = np.arange(self.n_classes)
        baseline = None if start is None else start[:, present]
        try:
            model.fit(Pool(X, codes, weight=sample_weight, baseline=baseline))
        except CatBoostError as error:
            message = f"the {len(X)} fragments do not differ enough to learn from ({error}); label more pages"
            raise CorpusError(message) from error
        self.trees_ = _spread(_as_arrays(model, self.depth), present, self.n_classes)
        return self

    def decision_function(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score each class.

        Returns
        -------
        ndarray of float32, shape (n_rows, n_classes)
            Logits.
        """
        check_is_fitted(self)
        return self.trees_.predict(X)

    def predict_proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability of each class."""
        return np.asarray(softmax(self.decision_function(X), axis=1), np.float32)

    def predict(self, X: NDArray[np.float32]) -> NDArray[np.int64]:
        """Choose the class with the highest score."""
        return np.asarray(self.decision_function(X).argmax(axis=1), np.int64)


#: Score of a class that did not occur.
_NEVER = -12.0


def _spread(trees: ObliviousTrees, present: NDArray[np.int64], n_classes: int) -> ObliviousTrees:
    """Put the scores of the classes that occurred into their places among all."""
    leaves = np.zeros((*trees.leaves.shape[:2], n_classes), np.float32)
    leaves[:, :, present] = trees.leaves
    bias = np.full(n_classes, _NEVER, np.float32)
    bias[present] = trees.bias
    return ObliviousTrees(trees.features, trees.borders, leaves, trees.weights, bias)


def _as_arrays(model: Any, depth: int) -> ObliviousTrees:
    """Read CatBoost's own JSON of its trees."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        saved = json.loads(path.read_text(encoding="utf-8"))
    flat = [entry["flat_feature_index"] for entry in saved["features_info"]["float_features"]]
    trees = saved["oblivious_trees"]
    scale, bias = saved["scale_and_bias"]
    n_classes = len(bias)
    features = np.zeros((len(trees), depth), np.int32)
    borders = np.full((len(trees), depth), np.inf, np.float32)
    leaves = np.zeros((len(trees), 2**depth, n_classes), np.float32)
    weights = np.zeros((len(trees), 2**depth), np.float32)
    for place, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"] or []):
            features[place, level] = flat[split["float_feature_index"]]
            borders[place, level] = split["border"]
        values = np.asarray(tree["leaf_values"], np.float64).reshape(-1, n_classes) * scale
        # A float16 is what the model file keeps.
        leaves[place, : len(values)] = values.astype(np.float16)
        weights[place, : len(values)] = tree["leaf_weights"]
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    kept = weights.astype(np.float16).astype(np.float32)
    return ObliviousTrees(features, borders, leaves, kept, np.asarray(bias, np.float32))
