"""From labelled pages to a model.

The second pass learns from what the first pass says of pages that it did not learn from (stacking,
Wolpert 1992), with whole sites held out: else it would trust the first pass more than it may.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from noisefilter.errors import CorpusError
from noisefilter.features.context import context_numbers
from noisefilter.features.vectors import FragmentFeatures
from noisefilter.labels import FRAGMENT_LABELS
from noisefilter.learn.calibrate import fit_calibration
from noisefilter.learn.example import UNLABELLED, Example
from noisefilter.learn.linear import LinearClassifier
from noisefilter.learn.page_type import PageTypeClassifier
from noisefilter.learn.trees import BoostedTrees
from noisefilter.learn.vectorizer import FragmentVectorizer
from noisefilter.model.fragment import FragmentModel
from noisefilter.model.page import PageModel
from noisefilter.model.page_type import page_numbers, page_row
from noisefilter.model.trees import ObliviousTrees

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """How to learn; chosen by cross-validation (see ``train/EXPERIMENTS.md``).

    Attributes
    ----------
    n_folds : int
        Parts that the sites are dealt out to.
    seed : int
    max_words, max_bigrams, max_markup, min_sites : int
        See `FragmentVectorizer`.
    alpha : float
    epochs : int
        See `LinearClassifier`.
    iterations, depth : int
    learning_rate, l2_leaf_reg : float
        See `BoostedTrees`.
    first_weight : float
        Share of the first pass's scores that the second pass starts from.
    max_rows : int
        Fragments per page that the second pass learns from.
    n_jobs : int
        Processes, or threads.
    """

    n_folds: int = 5
    seed: int = 0
    max_words: int = 30_000
    max_bigrams: int = 60_000
    max_markup: int = 12_000
    min_sites: int = 3
    alpha: float = 1e-5
    epochs: int = 8
    iterations: int = 200
    depth: int = 6
    learning_rate: float = 0.15
    l2_leaf_reg: float = 20.0
    first_weight: float = 0.5
    max_rows: int = 250
    n_jobs: int = 2


@dataclass
class FirstPass:
    """What the first pass says of the pages to learn from, each judged without its site.

    Attributes
    ----------
    features : FragmentFeatures
    rows : list of csr_matrix
        Of each page.
    logits : list of ndarray
        Of each page, out of fold.
    page_types : ndarray of float32, shape (n_pages, 7)
        Out of fold.
    folds : ndarray of int64, shape (n_pages,)
    model : FragmentModel
        Learnt from all pages.
    page_type : PageTypeClassifier
        Learnt from all pages.
    """

    features: FragmentFeatures
    rows: list[csr_matrix]
    logits: list[NDArray[np.float32]]
    page_types: NDArray[np.float32]
    folds: NDArray[np.int64]
    model: FragmentModel
    page_type: PageTypeClassifier


def deal_out(pages: Sequence[Example], n_folds: int, seed: int) -> NDArray[np.int64]:
    """Deal the sites of some pages out to folds at random; all pages of a site share one."""
    sites = sorted({page.site for page in pages})
    order = np.random.default_rng(seed).permutation(len(sites))
    fold_of = {site: int(place) % n_folds for site, place in zip(sites, order, strict=True)}
    return np.asarray([fold_of[page.site] for page in pages], np.int64)


def page_weights(n_rows: int) -> NDArray[np.float64]:
    """Weigh a page's fragments so that long pages count for more than short ones, but not by far."""
    return np.full(n_rows, n_rows**-0.5)


def fit_first_pass(pages: Sequence[Example], recipe: Recipe, progress: Progress) -> FirstPass:
    """Learn the first pass and the page types, and judge each page without its site.

    Parameters
    ----------
    pages : sequence of Example
        At least one of them labelled, of at least two sites.
    recipe : Recipe
    progress : callable
        Called with a line of text before each step.
    """
    labelled = [page for page in pages if page.is_labelled]
    if len({page.site for page in labelled}) < 2:
        message = "labelled pages of two sites or more are needed to learn from; label more pages"
        raise CorpusError(message)
    progress("vocabulary")
    vectorizer = FragmentVectorizer(
        max_words=recipe.max_words,
        max_bigrams=recipe.max_bigrams,
        max_markup=recipe.max_markup if pages[0].segments.kind == "html" else 0,
        min_sites=recipe.min_sites,
    ).fit(labelled)
    features = vectorizer.features_
    rows = [features.transform(page.segments, page.numbers) for page in pages]
    folds = deal_out(pages, recipe.n_folds, recipe.seed)
    progress("first pass")
    teachers = [None, *range(recipe.n_folds)]
    models = Parallel(n_jobs=recipe.n_jobs, backend="threading")(
        delayed(_fit_linear)(pages, rows, [f != k for f in folds], recipe) for k in teachers
    )
    logits = [models[1 + fold].decision_function(page) for fold, page in zip(folds, rows, strict=True)]
    progress("page types")
    inputs = vstack([page_row(features, r, out) for r, out in zip(rows, logits, strict=True)], format="csr")
    numbers = np.stack(
        [page_numbers(p.numbers, out, p.segments.texts) for p, out in zip(pages, logits, strict=True)]
    )
    types = np.asarray([page.page_type for page in pages])
    known = types != UNLABELLED
    classifiers = Parallel(n_jobs=recipe.n_jobs, backend="threading")(
        delayed(_fit_types)(inputs, numbers, types, known if k is None else known & (folds != k))
        for k in teachers
    )
    page_types = np.zeros((len(pages), 7), np.float32)
    for k, classifier in enumerate(classifiers[1:]):
        inside = np.flatnonzero(folds == k)
        if len(inside):
            page_types[inside] = classifier.predict_proba((inputs[inside], numbers[inside]))
    coef = models[0].coef_.astype(np.float16).astype(np.float32)
    model = FragmentModel(features, coef, models[0].intercept_)
    return FirstPass(features, rows, logits, page_types, folds, model, classifiers[0])


def _fit_linear(
    pages: Sequence[Example], rows: Sequence[csr_matrix], chosen: Sequence[bool], recipe: Recipe
) -> LinearClassifier:
    used = [i for i, page in enumerate(pages) if chosen[i] and page.is_labelled]
    labels = np.concatenate([pages[i].labels for i in used])
    weights = np.concatenate([page_weights(len(pages[i].labels)) for i in used])
    known = labels != UNLABELLED
    learner = LinearClassifier(alpha=recipe.alpha, epochs=recipe.epochs, random_state=recipe.seed)
    return learner.fit(vstack([rows[i] for i in used], format="csr")[known], labels[known], weights[known])


def _fit_types(
    inputs: csr_matrix, numbers: NDArray[np.float64], types: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> PageTypeClassifier:
    used = np.flatnonzero(chosen)
    return PageTypeClassifier().fit((inputs[used], numbers[used]), types[used])


@dataclass(frozen=True)
class SecondPass:
    """Trees, and the share of the first pass's scores that they add to."""

    trees: ObliviousTrees
    first_weight: float

    def logits(self, context: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score each label, shape (n_fragments, 13)."""
        return self.trees.predict(context) + self.first_weight * context[:, : len(FRAGMENT_LABELS)]


def fit_second_pass(
    pages: Sequence[Example], first: FirstPass, recipe: Recipe, chosen: NDArray[np.bool_]
) -> SecondPass:
    """Learn the second pass from the labelled ones of the chosen pages.

    Parameters
    ----------
    pages : sequence of Example
    first : FirstPass
    recipe : Recipe
    chosen : ndarray of bool, shape (n_pages,)
        Which pages to learn from.
    """
    random = np.random.default_rng(recipe.seed)
    numbers, labels, weights = [], [], []
    for index, page in enumerate(pages):
        used = np.flatnonzero(page.labels != UNLABELLED)
        if not chosen[index] or not len(used):
            continue
        if len(used) > recipe.max_rows:
            used = np.sort(random.choice(used, recipe.max_rows, replace=False))
        numbers.append(surroundings(page, first, index)[used])
        labels.append(page.labels[used])
        weights.append(page_weights(len(used)))
    learner = BoostedTrees(
        iterations=recipe.iterations,
        depth=recipe.depth,
        learning_rate=recipe.learning_rate,
        l2_leaf_reg=recipe.l2_leaf_reg,
        n_jobs=recipe.n_jobs,
        random_state=recipe.seed,
    )
    rows = np.concatenate(numbers)
    start = recipe.first_weight * rows[:, : len(FRAGMENT_LABELS)]
    learner.fit(rows, np.concatenate(labels), np.concatenate(weights), start)
    return SecondPass(learner.trees_, recipe.first_weight)


def surroundings(page: Example, first: FirstPass, index: int) -> NDArray[np.float32]:
    """Numbers of the second pass for a page that was judged without its site."""
    return context_numbers(page.segments, page.numbers, first.logits[index], first.page_types[index])


def fit_model(pages: Sequence[Example], recipe: Recipe, progress: Progress = lambda _: None) -> PageModel:
    """Learn all layers from pages of one kind.

    Parameters
    ----------
    pages : sequence of Example
    recipe : Recipe
    progress : callable, optional
        Called with a line of text before each step.

    Returns
    -------
    PageModel

    Raises
    ------
    CorpusError
        Where too few pages are labelled.
    """
    pages = [page for page in pages if len(page.segments)]
    first = fit_first_pass(pages, recipe, progress)
    progress("calibration")
    held_out = first.folds == 0
    trial = fit_second_pass(pages, first, recipe, ~held_out)
    scores, labels, weights = [], [], []
    for index in np.flatnonzero(held_out).tolist():
        known = pages[index].labels != UNLABELLED
        scores.append(trial.logits(surroundings(pages[index], first, index))[known])
        labels.append(pages[index].labels[known])
        weights.append(page_weights(len(known))[known])
    calibration = fit_calibration(np.concatenate(scores), np.concatenate(labels), np.concatenate(weights))
    progress("second pass")
    final = fit_second_pass(pages, first, recipe, np.ones(len(pages), bool))
    return PageModel(first.model, first.page_type.model_, final.trees, final.first_weight, calibration)
