"""Figures of a model on labelled pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.learn.corpus import LabelledPage
from noisefilter.predict import NoiseFilter

_WORD = re.compile(r"\w+")
#: Bins of the calibration error, of equal width.
N_BINS = 15


@dataclass(frozen=True)
class Figures:
    """How labels and probabilities compare with the truth.

    Attributes
    ----------
    confusion : ndarray of int64, shape (13, 13)
        Fragments by true label (rows) and by the model's label (columns).
    calibration_error : float
        Expected calibration error of the winning label, 0 to 1 (Naeini, Cooper, Hauskrecht 2015,
        *Obtaining well calibrated probabilities using Bayesian binning*, AAAI).
    """

    confusion: NDArray[np.int64]
    calibration_error: float

    @property
    def n_fragments(self) -> int:
        """Number of judged fragments."""
        return int(self.confusion.sum())

    @property
    def support(self) -> NDArray[np.int64]:
        """Fragments of each true label, shape (13,)."""
        return np.asarray(self.confusion.sum(axis=1), np.int64)

    @property
    def precision(self) -> NDArray[np.float64]:
        """Share of right ones among the fragments given each label, shape (13,)."""
        return _ratio(self.confusion.diagonal(), self.confusion.sum(axis=0))

    @property
    def recall(self) -> NDArray[np.float64]:
        """Share of found ones among the fragments that have each label, shape (13,)."""
        return _ratio(self.confusion.diagonal(), self.confusion.sum(axis=1))

    @property
    def f1(self) -> NDArray[np.float64]:
        """Harmonic mean of `precision` and `recall` for each label, shape (13,)."""
        both = self.confusion.sum(axis=0) + self.confusion.sum(axis=1)
        return _ratio(2 * self.confusion.diagonal(), both)

    @property
    def macro_f1(self) -> float:
        """Mean of `f1` over the labels that occur."""
        occurs = self.support > 0
        return float(self.f1[occurs].mean()) if occurs.any() else float("nan")

    @property
    def accuracy(self) -> float:
        """Share of fragments whose label is right."""
        return float(self.confusion.diagonal().sum() / max(self.n_fragments, 1))


def _ratio(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(part / np.maximum(whole, 1), np.float64)


def figures_of(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> Figures:
    """Compare probabilities with the truth.

    Parameters
    ----------
    labels : ndarray of int64, shape (n_fragments,)
        Indices into `FRAGMENT_LABELS`; fragments with a negative one are left out.
    probabilities : ndarray of float64, shape (n_fragments, 13)

    Returns
    -------
    Figures
    """
    known = labels >= 0
    labels, probabilities = labels[known], probabilities[known]
    n = len(FRAGMENT_LABELS)
    chosen = probabilities.argmax(axis=1) if len(labels) else labels
    confusion = np.bincount(labels * n + chosen, minlength=n * n).reshape(n, n)
    error = 0.0
    if len(labels):
        sureness = probabilities.max(axis=1)
        bins = np.minimum((sureness * N_BINS).astype(np.int64), N_BINS - 1)
        gaps = np.bincount(bins, (chosen == labels) - sureness, N_BINS)
        error = float(np.abs(gaps).sum() / len(labels))
    return Figures(confusion, error)


def word_f1(found: str, truth: str) -> float:
    r"""Compare two texts as multisets of words (``\w+``, lower-cased), as WCXB does.

    Returns
    -------
    float
        0 to 1; 1 where both are empty.

    Examples
    --------
    >>> word_f1("It rained all week.", "all week it rained")
    1.0
    """
    ours, theirs = (Counter(_WORD.findall(text.lower())) for text in (found, truth))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def evaluate(model: NoiseFilter, pages: Iterable[LabelledPage]) -> Figures:
    """Compare a model's labels with those of labelled pages.

    Parameters
    ----------
    model : NoiseFilter
    pages : iterable of LabelledPage

    Returns
    -------
    Figures
        Over all fragments that have a label.
    """
    code = {label: place for place, label in enumerate(FRAGMENT_LABELS)}
    labels: list[int] = []
    rows: list[list[float]] = []
    for page in pages:
        predicted = model.label(page.segments, page.url)
        for fragment, label in zip(predicted.fragments, page.labels, strict=True):
            if label is not None:
                labels.append(code[Label(label)])
                rows.append([fragment.probabilities[name] for name in FRAGMENT_LABELS])
    shape = (len(rows), len(FRAGMENT_LABELS))
    return figures_of(np.asarray(labels, np.int64), np.asarray(rows, np.float64).reshape(shape))
