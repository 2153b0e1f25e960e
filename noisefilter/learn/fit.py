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
from noisefilter.learn.lesson import Lesson, label_lesson, main_lesson, page_weights, stack_lessons
from noisefilter.learn.linear import LinearClassifier, fit_binary
from noisefilter.learn.page_type import PageTypeClassifier
from noisefilter.learn.trees import BoostedTrees
from noisefilter.learn.vectorizer import FragmentVectorizer
from noisefilter.model.fragment import FragmentModel
from noisefilter.model.page import PageModel
from noisefilter.model.page_type import page_numbers, page_row
from noisefilter.model.quantise import dequantise, quantise
from noisefilter.model.second_pass import SecondPass
from noisefilter.model.trees import ObliviousTrees

_MAIN = len(FRAGMENT_LABELS)  #: column of the score for main content
#: A score of main content as two, of which it is the difference.
_HALVES = np.asarray([-0.5, 0.5], np.float32)

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """How to learn; chosen by cross-validation (see ``train/EXPERIMENTS.md``).

    Attributes
    ----------
    n_folds : int
        Parts that the sites are dealt out to.
    seed : int
    max_words, max_bigrams, max_markup, min_sites, near_words : int
        See `FragmentVectorizer`; `near_words` for plain text alone.
    alpha : float
    epochs : int
        See `LinearClassifier`.
    iterations, depth : int
    learning_rate, l2_leaf_reg, column_share, row_share : float
        See `BoostedTrees`.
    main_iterations : int
        Number of the trees for main content.
    first_weight : float
        Share of the first pass's scores that the second pass starts from.
    main_weight : float
        See `SecondPass`.
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
    near_words: int = 10_000
    alpha: float = 3e-6
    epochs: int = 8
    iterations: int = 200
    depth: int = 6
    learning_rate: float = 0.15
    l2_leaf_reg: float = 20.0
    column_share: float = 0.1
    row_share: float = 0.4
    main_iterations: int = 200
    first_weight: float = 0.5
    main_weight: float = 0.75
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
    is_html = pages[0].segments.kind == "html"
    vectorizer = FragmentVectorizer(
        max_words=recipe.max_words,
        max_bigrams=recipe.max_bigrams,
        max_markup=recipe.max_markup if is_html else 0,
        min_sites=recipe.min_sites,
        near_words=0 if is_html else recipe.near_words,
    ).fit(labelled)
    features = vectorizer.features_
    rows = [features.transform(page.segments, page.numbers) for page in pages]
    folds = deal_out(pages, recipe.n_folds, recipe.seed)
    progress("first pass")
    teachers = [None, *range(recipe.n_folds)]
    models = Parallel(n_jobs=recipe.n_jobs, backend="threading")(
        delayed(_fit_linear)(features, pages, rows, [f != k for f in folds], recipe) for k in teachers
    )
    logits = [models[1 + fold].logits(page) for fold, page in zip(folds, rows, strict=True)]
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
    model = models[0]
    return FirstPass(features, rows, logits, page_types, folds, model, classifiers[0])


def _fit_linear(
    features: FragmentFeatures,
    pages: Sequence[Example],
    rows: Sequence[csr_matrix],
    chosen: Sequence[bool],
    recipe: Recipe,
) -> FragmentModel:
    """Learn a score per label from the labelled fragments, and one for main content from all pages."""
    lessons = [label_lesson(page) for page in pages]
    used = [i for i, lesson in enumerate(lessons) if chosen[i] and len(lesson.rows)]
    learner = LinearClassifier(alpha=recipe.alpha, epochs=recipe.epochs, random_state=recipe.seed)
    learner.fit(*stack_lessons([lessons[i] for i in used], [rows[i] for i in used]))
    lessons = [main_lesson(page) for page in pages]
    used = [i for i, lesson in enumerate(lessons) if chosen[i] and len(lesson.rows)]
    random = np.random.default_rng(recipe.seed)
    kept = [lessons[i].sample(recipe.max_rows, random) for i in used]
    coef, intercept = fit_binary(
        *stack_lessons(kept, [rows[i] for i in used]),
        alpha=recipe.alpha,
        epochs=recipe.epochs,
        random_state=recipe.seed,
    )
    return FragmentModel(
        features,
        # What the model file keeps.
        dequantise(*quantise(np.column_stack([learner.coef_, coef]).astype(np.float32))),
        np.append(learner.intercept_, intercept).astype(np.float32),
    )


def _fit_types(
    inputs: csr_matrix, numbers: NDArray[np.float64], types: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> PageTypeClassifier:
    used = np.flatnonzero(chosen)
    return PageTypeClassifier().fit((inputs[used], numbers[used]), types[used])


def fit_second_pass(
    pages: Sequence[Example], first: FirstPass, recipe: Recipe, chosen: NDArray[np.bool_]
) -> SecondPass:
    """Learn the second pass from the chosen pages.

    Parameters
    ----------
    pages : sequence of Example
    first : FirstPass
    recipe : Recipe
    chosen : ndarray of bool, shape (n_pages,)
        Which pages to learn from.
    """
    labels = _boost(pages, first, recipe, chosen, label_lesson, recipe.iterations)
    main = _boost(pages, first, recipe, chosen, main_lesson, recipe.main_iterations).odds()
    return SecondPass(labels, main, recipe.first_weight, recipe.main_weight)


def _boost(
    pages: Sequence[Example],
    first: FirstPass,
    recipe: Recipe,
    chosen: NDArray[np.bool_],
    teach: Callable[[Example], Lesson],
    iterations: int,
) -> ObliviousTrees:
    """Learn one of the second pass's sets of trees, on top of the first pass's scores of the same."""
    random = np.random.default_rng(recipe.seed)
    lessons, numbers = [], []
    for index in np.flatnonzero(chosen).tolist():
        lesson = teach(pages[index]).sample(recipe.max_rows, random)
        if len(lesson.rows):
            lessons.append(lesson)
            numbers.append(surroundings(pages[index], first, index)[lesson.rows])
    rows = np.concatenate(numbers)
    start = rows[:, :_MAIN] if teach is label_lesson else rows[:, [_MAIN]] * _HALVES
    learner = BoostedTrees(
        n_classes=start.shape[1],
        iterations=iterations,
        depth=recipe.depth,
        learning_rate=recipe.learning_rate,
        l2_leaf_reg=recipe.l2_leaf_reg,
        column_share=recipe.column_share,
        row_share=recipe.row_share,
        n_jobs=recipe.n_jobs,
        random_state=recipe.seed,
    )
    learner.fit(
        rows,
        np.concatenate([lesson.targets for lesson in lessons]),
        np.concatenate([lesson.weights for lesson in lessons]),
        recipe.first_weight * start,
    )
    return learner.trees_


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
    return PageModel(first.model, first.page_type.model_, final, calibration)
