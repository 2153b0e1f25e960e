"""``python -m train.evaluate comments``: figures of the part that judges comments."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from rich.console import Console
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline, make_union

from noisefilter.comment import Comment
from noisefilter.display import facts_table
from noisefilter.errors import NoiseFilterError
from noisefilter.learn.comment import CommentClassifier
from noisefilter.learn.comment_fit import (
    assign_folds,
    fit_comment_model,
    fit_platt,
    scores_of_rest,
    threshold_at,
)
from noisefilter.learn.fit import Progress
from noisefilter.model.calibration import sigmoid
from noisefilter.model.comment import DEFAULT_THRESHOLD, CommentModel
from train.__main__ import Progress as Printed
from train.__main__ import add_data_options
from train.card import COMMENT_FIGURES_FILE
from train.comments import PAGE_SOURCES, Lot, read_comments, read_plan_comments
from train.pages import read_corpora
from train.recipe import CommentPlan, read_comment_plan, read_plan

VIDEOS: tuple[str, ...] = ("Psy", "KatyPerry", "LMFAO", "Eminem", "Shakira")
_TRAIN_SHARE = 0.7  #: of each class of a video, in the published protocol
_N_BINS = 15  #: of the calibration error, of equal width
_N_TIMED = 5_000  #: comments that are timed


def scores_of(
    classifier: CommentClassifier,
    lot: Lot,
    train: NDArray[np.int64],
    test: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Learn from some comments of a lot and score others."""
    learnt = [lot.comments[i] for i in train]
    return scores_of_rest(classifier, learnt, lot.y[train], weights[train], [lot.comments[i] for i in test])


def split_video(
    videos: NDArray[np.str_], y: NDArray[np.int64], video: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split a video's comments as published: the first 70 % of each class train, the rest tests."""
    parts: tuple[list[int], list[int]] = ([], [])
    for label in (0, 1):
        rows = np.flatnonzero((videos == video) & (y == label))
        n_train = round(_TRAIN_SHARE * len(rows))
        parts[0].extend(rows[:n_train].tolist())
        parts[1].extend(rows[n_train:].tolist())
    return np.sort(np.asarray(parts[0])), np.sort(np.asarray(parts[1]))


def uci_figures(lot: Lot, classifier: CommentClassifier) -> dict[str, float]:
    """F1 of spam on the UCI videos: each video alone, and each video by a model of the other four."""
    videos = np.asarray([group.partition(": ")[2] for group in lot.groups])
    y, weights = lot.y, np.ones(len(lot.y))
    out: dict[str, float] = {}
    for name, protocol in (("UCI, each video alone", "own"), ("UCI, one video left out", "others")):
        found = []
        for video in VIDEOS:
            train, test = split_video(videos, y, video)
            if protocol == "others":
                train, test = np.flatnonzero(videos != video), np.flatnonzero(videos == video)
            scores = scores_of(classifier, lot, train, test, weights)
            found.append(float(f1_score(y[test], scores > 0)))
            out[f"{name}: F1 {video}"] = found[-1]
        out[f"{name}: mean F1"] = float(np.mean(found))
    return out


def family_figures(lot: Lot, plan: CommentPlan, progress: Progress) -> dict[str, float]:
    """Recall of each family of spam at 1 % false alarms, by a model that saw none of it.

    The threshold is set on honest comments of the own corpus that the same model did not see: a fifth of
    them, another fifth for each family in turn.
    """
    y, weights = lot.y, lot.weights(plan.weights)
    families, sources = np.asarray(lot.families), np.asarray(lot.sources)
    folds = assign_folds(lot.groups, y, plan.n_folds, plan.seed)
    names = sorted(set(families[(y == 1) & (sources == "own-comments")]))
    progress(f"without each of {len(names)} families")

    def recall(place: int, name: str) -> float:
        honest = (y == 0) & (sources == "own-comments") & (folds == place % plan.n_folds)
        spam = (y == 1) & (families == name)
        test = np.flatnonzero(honest | spam)
        scores = scores_of(plan.classifier, lot, np.flatnonzero(~(honest | spam)), test, weights)
        limit = np.quantile(scores[honest[test]], 0.99)
        return float((scores[spam[test]] > limit).mean())

    found = Parallel(n_jobs=plan.n_jobs)(delayed(recall)(place, name) for place, name in enumerate(names))
    out = {f"family {name}: recall at 1 % false alarms": r for name, r in zip(names, found, strict=True)}
    out["families: mean recall at 1 % false alarms"] = float(np.mean(found))
    return out


def fold_figures(
    lot: Lot, scores: NDArray[np.float64], folds: NDArray[np.int64], weights: NDArray[np.float64]
) -> dict[str, float]:
    """Figures of out-of-fold scores, each fold calibrated, and its threshold set, by the others."""
    y, sources = lot.y, np.asarray(lot.sources)
    found, limits = np.empty(len(y)), np.empty(len(y))
    for fold in np.unique(folds):
        own, others = folds == fold, folds != fold
        scale, shift = fit_platt(scores[others], y[others], weights[others])
        found[own] = sigmoid(scores[own] * scale + shift)
        honest = others & (y == 0)
        limits[own] = threshold_at(sigmoid(scores[honest] * scale + shift), weights[honest], 0.01)
    out = {}
    for name in ("own-comments", *sorted(set(sources) - {"own-comments"})):
        rows = sources == name
        spam, honest = rows & (y == 1), rows & (y == 0)
        if spam.any():
            out[f"out of fold, {name}: ROC AUC"] = float(roc_auc_score(y[rows], found[rows]))
            out[f"out of fold, {name}: recall"] = float((found[spam] >= limits[spam]).mean())
        out[f"out of fold, {name}: false alarms"] = float((found[honest] >= limits[honest]).mean())
        out[f"out of fold, {name}: calibration error"] = calibration_error(found[rows], y[rows])
    out["out of fold, all: calibration error"] = calibration_error(found, y)
    return out


def calibration_error(probabilities: NDArray[np.float64], y: NDArray[np.int64]) -> float:
    """Compare probabilities of spam with how often it was spam, in bins of equal width."""
    bins = np.minimum((probabilities * _N_BINS).astype(np.int64), _N_BINS - 1)
    return float(np.abs(np.bincount(bins, y - probabilities, _N_BINS)).sum() / len(y))


def validation_figures(model: CommentModel, data: Path, console: Console) -> dict[str, float]:
    """Figures of the model on comments that it never learnt from; shows the blog comments it flags."""
    limit = model.thresholds[DEFAULT_THRESHOLD]
    out = {}
    for name, what in (("blog-ham", "false alarms"), ("decidim-link-spam", "recall")):
        lot = read_comments([name], data)
        found = model.probabilities(lot.comments)
        out[f"{name}: {what} at the default threshold"] = float((found >= limit).mean())
        if name == "blog-ham":
            for i in np.flatnonzero(found >= limit).tolist():
                console.print(f"  flagged {found[i]:.3f} {lot.comments[i].text[:140]!r}", markup=False)
    lot = read_comments(["youtube-other-videos"], data)
    found = model.probabilities(lot.comments)
    out["youtube-other-videos: ROC AUC"] = float(roc_auc_score(lot.y, found))
    out["youtube-other-videos: recall at the default threshold"] = float((found[lot.y == 1] >= limit).mean())
    out["youtube-other-videos: false alarms"] = float((found[lot.y == 0] >= limit).mean())
    return out


def speed_figures(model: CommentModel, lot: Lot) -> dict[str, float]:
    """Comments per second in one process, beside scikit-learn's vectorisers and regression, texts alone."""
    texts = [comment.text for comment in lot.comments][-_N_TIMED:]
    pipeline = make_pipeline(
        make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char", ngram_range=(2, 5))),
        LogisticRegression(max_iter=50),
    ).fit([comment.text for comment in lot.comments], lot.y)
    comments = [Comment(text) for text in texts]
    model.probabilities(comments[:500])
    ours, theirs = [], []
    for _ in range(3):
        start = time.perf_counter()
        model.probabilities(comments)
        ours.append(len(texts) / (time.perf_counter() - start))
        start = time.perf_counter()
        pipeline.predict_proba(texts)
        theirs.append(len(texts) / (time.perf_counter() - start))
    out = {"comments per second": max(ours), "comments per second, scikit-learn": max(theirs)}
    return out | {"times as fast as scikit-learn": max(ours) / max(theirs)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = ArgumentParser(
        prog="python -m train.evaluate comments", description="Evaluate the judging of comments."
    )
    add_data_options(parser)
    options = parser.parse_args(arguments)
    own, data = options.own, options.data
    progress = Printed()
    console = Console(width=110)
    figures: dict[str, float] = {}
    try:
        plan = read_comment_plan(own=own or data is None)
        progress(f"reading {', '.join(plan.corpora)}")
        page_plan = read_plan(own=own or data is None)
        takes_pages = bool(set(PAGE_SOURCES) & set(plan.corpora))
        pages = read_corpora(page_plan.corpora, data, page_plan.recipe.n_jobs) if takes_pages else []
        lot = read_plan_comments(plan, data, pages)
        weights = lot.weights(plan.weights)
        model, scores, folds = fit_comment_model(
            lot.comments, lot.y, weights, lot.groups, plan.classifier,
            n_folds=plan.n_folds, seed=plan.seed, n_jobs=plan.n_jobs, progress=progress,
        )  # fmt: skip
        figures |= fold_figures(lot, scores, folds, weights)
        if data is not None:
            figures |= uci_figures(read_comments(["uci-youtube"], data), plan.classifier)
            figures |= validation_figures(model, data, console)
        figures |= speed_figures(model, lot)
        own_rows = np.flatnonzero(np.asarray(lot.sources) == "own-comments")
        figures |= family_figures(lot.take(own_rows), plan, progress.within("own corpus"))
        if len(own_rows) < len(lot.y):
            everything = family_figures(lot, plan, progress.within("all corpora"))
            figures |= {f"with all corpora, {name}": value for name, value in everything.items()}
    except NoiseFilterError as error:
        print(f"train.evaluate: {error}", file=sys.stderr)
        return 1
    console.print(facts_table({name: f"{value:.4g}" for name, value in figures.items()}))
    if data is not None and not own:
        COMMENT_FIGURES_FILE.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0
