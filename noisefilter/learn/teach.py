"""Teaching a model a user's own labels, on top of what it knows.

The shipped weights stay; a small linear term over the words and the markup of the user's pages is added
to their scores (a multinomial logistic regression with the shipped scores as offset). Its penalty keeps
it near zero, and nearer for what is common on the web: a class name that only the user's site has can
carry a correction at little cost, ``div`` cannot. So corrections hold on the site's other pages, and
other sites hardly notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from scipy.special import log_softmax

from noisefilter.bundle import read_bundle, write_bundle
from noisefilter.errors import CorpusError
from noisefilter.features.vectors import FragmentFeatures, ShapeBins
from noisefilter.labels import FRAGMENT_LABELS
from noisefilter.learn.corpus import read_pages
from noisefilter.learn.example import UNLABELLED, Example, from_labelled
from noisefilter.learn.vectorizer import FragmentVectorizer
from noisefilter.model.comment_storage import PREFIX as COMMENT_PREFIX
from noisefilter.model.correction import Correction
from noisefilter.model.page import PageModel
from noisefilter.model.storage import pack_models, unpack_models
from noisefilter.predict import default_model_path

#: Penalty on the weight of a term that the model has not met, and of one that it knows.
NEW_PENALTY, KNOWN_PENALTY = 0.05, 2.0
#: Weight of a fragment that the model has wrong, beside 1 of one that it has right: few of many are wrong.
WRONG_WEIGHT = 3.0
MAX_TERMS = 20_000  #: words, and as many bigrams and markup tokens, that a correction can have


@dataclass(frozen=True)
class Lesson:
    """What was learnt.

    Attributes
    ----------
    n_pages, n_fragments : int
        Pages, and labelled fragments on them.
    n_wrong_before, n_wrong_after : int
        Of these fragments, those whose label was not the model's, and is not now.
    """

    n_pages: int
    n_fragments: int
    n_wrong_before: int
    n_wrong_after: int


def teach(files: Sequence[Path], base: Path | None, output: Path) -> Lesson:
    """Teach a model the labels of some files and write it.

    Parameters
    ----------
    files : sequence of Path
        In the label format (`noisefilter.learn.corpus`).
    base : Path, optional
        The model folder to start from; the shipped one where it is not given. What it learnt from
        a user before is replaced.
    output : Path
        The model folder to write.

    Raises
    ------
    CorpusError
        Where a file does not follow the format, or nothing in it is labelled.
    ModelError
        Where the model cannot be read or written.
    """
    bundle = read_bundle(base or default_model_path())
    models = unpack_models(bundle.parameters["models"], bundle.tensors)
    pages = [from_labelled(page, "yours") for path in files for page in read_pages(path)]
    pages = [page for page in pages if page.is_labelled]
    if not pages:
        names = ", ".join(map(str, files))
        message = f"{names}: no fragment has a label; write labels with `noisefilter label` and correct them"
        raise CorpusError(message)
    before = after = 0
    for kind in sorted({page.segments.kind for page in pages}):
        of_kind = [page for page in pages if page.segments.kind == kind]
        plain = replace(models[kind], correction=None)
        models[kind] = correct(plain, of_kind)
        before += count_wrong(plain, of_kind)
        after += count_wrong(models[kind], of_kind)
    n_fragments = int(sum((page.labels != UNLABELLED).sum() for page in pages))
    lesson = Lesson(len(pages), n_fragments, before, after)
    parameters, tensors = pack_models(models)
    card = dict(bundle.parameters["card"])
    card["taught"] = {"pages": len(pages), "fragments": n_fragments}
    kept = {name: array for name, array in bundle.tensors.items() if name.startswith(COMMENT_PREFIX)}
    others = {name: value for name, value in bundle.parameters.items() if name not in {"models", "card"}}
    write_bundle(output, {"models": parameters, "card": card} | others, tensors | kept)
    return lesson


def count_wrong(model: PageModel, pages: Sequence[Example]) -> int:
    """Count the labelled fragments that a model labels otherwise."""
    wrong = 0
    for page in pages:
        found = model.probabilities(model.score(page.segments, page.url)).argmax(axis=1)
        wrong += int(((found != page.labels) & (page.labels != UNLABELLED)).sum())
    return wrong


def correct(model: PageModel, pages: Sequence[Example]) -> PageModel:
    """Learn a correction of a model from pages of its kind.

    Parameters
    ----------
    model : PageModel
        Without a correction.
    pages : sequence of Example
        With labels.

    Returns
    -------
    PageModel
    """
    features = _vocabulary(model, pages)
    rows, offsets, labels = [], [], []
    for page in pages:
        known = np.flatnonzero(page.labels != UNLABELLED)
        scores = model.score(page.segments, page.url)
        logits = scores.logits.astype(np.float64) * model.calibration.scale + model.calibration.bias
        rows.append(features.transform(page.segments, page.numbers)[known])
        offsets.append(logits[known])
        labels.append(page.labels[known])
    coef = _fit(
        vstack(rows, format="csr").astype(np.float64),
        np.concatenate(offsets),
        np.concatenate(labels),
        _penalties(features, model.fragment.features),
    )
    # The scores are scaled by the calibration afterwards.
    return replace(
        model, correction=Correction(features, (coef / model.calibration.scale).astype(np.float32))
    )


def _vocabulary(model: PageModel, pages: Sequence[Example]) -> FragmentFeatures:
    """Words, bigrams and markup of the user's pages; their shape has nothing to do with a site."""
    vectorizer = FragmentVectorizer(
        max_words=MAX_TERMS,
        max_bigrams=MAX_TERMS,
        max_markup=MAX_TERMS if pages[0].segments.kind == "html" else 0,
        min_sites=1,
    ).fit(pages)
    n_numbers = model.fragment.features.bins.edges.shape[0]
    no_bins = ShapeBins(np.empty((n_numbers, 0), np.float32))
    return replace(vectorizer.features_, bins=no_bins)


def _penalties(own: FragmentFeatures, known: FragmentFeatures) -> NDArray[np.float64]:
    """Penalty of each column: low for terms that the model has not met."""
    words = [
        KNOWN_PENALTY if token in known.words.vocabulary else NEW_PENALTY for token in own.words.vocabulary
    ]
    width = len(own.words.vocabulary)
    is_known = np.asarray(words) == KNOWN_PENALTY
    first, second = np.divmod(own.words.bigrams, width)
    pairs = np.where(is_known[first] & is_known[second], KNOWN_PENALTY / 4, NEW_PENALTY)
    markup = [
        KNOWN_PENALTY if token in known.markup.vocabulary else NEW_PENALTY for token in own.markup.vocabulary
    ]
    bins = np.full(own.bins.n_features, KNOWN_PENALTY * 10)
    return np.concatenate([words, pairs, np.tile(markup, 5), bins])


def _fit(
    rows: csr_matrix, offsets: NDArray[np.float64], labels: NDArray[np.int64], penalties: NDArray[np.float64]
) -> NDArray[np.float64]:
    n_labels = len(FRAGMENT_LABELS)
    truth = np.zeros(offsets.shape)
    truth[np.arange(len(labels)), labels] = 1.0
    weights = np.where(offsets.argmax(axis=1) == labels, 1.0, WRONG_WEIGHT)
    used = np.unique(rows.indices)
    inputs = rows[:, used]
    shrink = penalties[used][:, None]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        coef = flat.reshape(len(used), n_labels)
        logs = log_softmax(offsets + inputs @ coef, axis=1)
        value = -float(weights @ logs[np.arange(len(labels)), labels])
        value += 0.5 * float((shrink * coef * coef).sum())
        gradient = inputs.T @ ((np.exp(logs) - truth) * weights[:, None]) + shrink * coef
        return value, np.asarray(gradient, np.float64).ravel()

    start = np.zeros(len(used) * n_labels)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100})
    coef = np.zeros((rows.shape[1], n_labels))
    coef[used] = found.x.reshape(len(used), n_labels)
    return coef
