"""From comments to the model that ships: out-of-fold scores, calibration, thresholds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.model_selection import StratifiedGroupKFold

from noisefilter.comment import Comment
from noisefilter.learn.comment import CommentClassifier
from noisefilter.learn.comment_linear import fit_logistic
from noisefilter.model.calibration import sigmoid
from noisefilter.model.comment import DEFAULT_THRESHOLD, CommentModel

#: Names of the thresholds, with the share of honest comments that each lets be taken for spam.
FALSE_ALARMS: Mapping[str, float] = MappingProxyType(
    {"0.1%": 0.001, "0.5%": 0.005, DEFAULT_THRESHOLD: 0.01, "2%": 0.02, "5%": 0.05}
)


def fit_platt(
    scores: NDArray[np.float64], y: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Find the scale and the shift of scores that give believable probabilities.

    Platt 1999, *Probabilistic outputs for support vector machines*, with the targets he proposes: just
    short of 0 and 1, so that comments which are all told apart do not make the scale boundless.
    """
    rows = csr_matrix(np.concatenate([scores, scores])[:, None].astype(np.float32))
    totals = np.bincount(y, weights, 2)
    doubt = (1.0 / (totals + 2.0))[y]
    both = np.concatenate([y, 1 - y])
    coef, intercept = fit_logistic(
        rows, both, np.concatenate([weights * (1.0 - doubt), weights * doubt]), strength=1e6
    )
    return float(max(coef[0], 1e-3)), intercept


def threshold_at(found: NDArray[np.float64], weights: NDArray[np.float64], share: float) -> float:
    """Find the lowest value with no more than a share of honest comments at or above it.

    Parameters
    ----------
    found, weights : ndarray of float64, shape (n_honest,)
        Probabilities of honest comments, and how much each counts.
    share : float
    """
    order = np.argsort(found)
    above = np.cumsum(weights[order][::-1])[::-1] / weights.sum()
    allowed = np.flatnonzero(above <= share)
    return float(found[order[allowed[0]]] if len(allowed) else np.nextafter(found.max(), np.inf))


def calibrated(
    model: CommentModel,
    scores: NDArray[np.float64],
    y: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> CommentModel:
    """Make probabilities that can be believed, and thresholds, of out-of-fold scores.

    The calibration goes into the weights.

    Parameters
    ----------
    model : CommentModel
    scores : ndarray of float64, shape (n,)
        Logits of the comments the model learnt from, by models that did not.
    y, weights : ndarray, shape (n,)
    """
    scale, intercept = fit_platt(scores, y, weights)
    found = sigmoid(scores * scale + intercept)
    honest = y == 0
    thresholds = {
        name: threshold_at(found[honest], weights[honest], share) for name, share in FALSE_ALARMS.items()
    }
    return replace(
        model,
        weights=model.weights * np.float32(scale),
        centres=model.centres * scale,
        intercept=model.intercept * scale + intercept,
        thresholds=thresholds,
    )


def out_of_fold(
    classifier: CommentClassifier,
    comments: Sequence[Comment],
    y: NDArray[np.int64],
    weights: NDArray[np.float64],
    folds: NDArray[np.int64],
    n_jobs: int = 1,
) -> NDArray[np.float64]:
    """Score each comment by a model that did not learn from its fold; folds side by side in processes.

    Returns
    -------
    ndarray of float64, shape (len(comments),)
        Logits before calibration.
    """
    parts = [
        (np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold).tolist())
        for fold in np.unique(folds)
    ]
    found = Parallel(n_jobs=n_jobs)(
        delayed(scores_of_rest)(
            classifier, [comments[i] for i in others], y[others], weights[others], [comments[i] for i in own]
        )
        for others, own in parts
    )
    scores = np.empty(len(y))
    for (_, own), values in zip(parts, found, strict=True):
        scores[own] = values
    return scores


def scores_of_rest(
    classifier: CommentClassifier,
    comments: Sequence[Comment],
    y: NDArray[np.int64],
    weights: NDArray[np.float64],
    rest: Sequence[Comment],
) -> NDArray[np.float64]:
    """Learn from some comments and score others; gives logits."""
    fresh: CommentClassifier = clone(classifier)
    return fresh.fit(comments, y, weights).decision_function(rest)


def assign_folds(groups: Sequence[str], y: NDArray[np.int64], n_folds: int, seed: int) -> NDArray[np.int64]:
    """Deal groups of comments out to folds that hold about as much spam each."""
    folds = np.zeros(len(y), np.int64)
    dealer = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
    for fold, (_, own) in enumerate(dealer.split(y[:, None], y, groups)):
        folds[own] = fold
    return folds


def fit_comment_model(
    comments: Sequence[Comment],
    y: NDArray[np.int64],
    weights: NDArray[np.float64],
    groups: Sequence[str],
    classifier: CommentClassifier,
    *,
    n_folds: int = 5,
    seed: int = 0,
    n_jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[CommentModel, NDArray[np.float64], NDArray[np.int64]]:
    """Learn from comments, calibrate, and set the thresholds.

    Parameters
    ----------
    comments : sequence of Comment
    y : ndarray of int64, shape (n,)
        0 honest, 1 spam.
    weights : ndarray of float64, shape (n,)
        How much each counts, for the weights, the calibration and the thresholds.
    groups : sequence of str
        What belongs together goes to one fold.
    classifier : CommentClassifier
        Its parameters are used.
    n_folds, seed : int
    n_jobs : int
        Processes.
    progress : callable, optional

    Returns
    -------
    model : CommentModel
    scores : ndarray of float64, shape (n,)
        Out-of-fold logits before calibration.
    folds : ndarray of int64, shape (n,)
    """
    folds = assign_folds(groups, y, n_folds, seed)
    progress(f"{len(y)} comments, {n_folds} folds")
    scores = out_of_fold(classifier, comments, y, weights, folds, n_jobs)
    progress("all folds together")
    fitted = clone(classifier).fit(comments, y, weights)
    return calibrated(fitted.model_, scores, y, weights), scores, folds
