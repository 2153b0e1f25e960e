"""What a page teaches: which of its fragments, what they are, how much they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.learn.example import UNLABELLED, Example

_CONTENT = FRAGMENT_LABELS.index(Label.CONTENT)
_MAIN_SHARE = 0.5  #: share of a fragment's words in the main content that makes it a part of it


def page_weights(n_rows: int) -> NDArray[np.float64]:
    """Weigh a page's fragments so that long pages count for more than short ones, but not by far."""
    return np.full(n_rows, n_rows**-0.5)


@dataclass(frozen=True)
class Lesson:
    """Fragments of a page, what they are, and how much they count.

    Attributes
    ----------
    rows : ndarray of int64
        Indices of the fragments; one that was judged twice is there twice.
    targets : ndarray of int64
    weights : ndarray of float64
    """

    rows: NDArray[np.int64]
    targets: NDArray[np.int64]
    weights: NDArray[np.float64]

    def sample(self, n: int, random: np.random.Generator) -> Lesson:
        """Choose some of many fragments, which then count for all."""
        if len(self.rows) <= n:
            return self
        kept = np.sort(random.choice(len(self.rows), n, replace=False))
        share = self.weights.sum() / self.weights[kept].sum()
        return Lesson(self.rows[kept], self.targets[kept], self.weights[kept] * share)


def label_lesson(page: Example) -> Lesson:
    """Take what the hand labels of a page teach."""
    known = np.flatnonzero(page.labels != UNLABELLED)
    return Lesson(known, page.labels[known], page_weights(len(page.labels))[known])


def main_lesson(page: Example) -> Lesson:
    """Take what is main content by the page's ground truth, and by its hand labels; each counts half.

    Long fragments count for more, since an extracted text is judged by its words.
    """
    parts = []
    if page.main_share is not None:
        known = np.flatnonzero(~np.isnan(page.main_share))
        parts.append((known, page.main_share[known] > _MAIN_SHARE))
    if page.is_labelled or not parts:
        known = np.flatnonzero(page.labels != UNLABELLED)
        parts.append((known, page.labels[known] == _CONTENT))
    lessons = []
    for rows, is_main in parts:
        weights = np.sqrt([len(page.segments.texts[row]) for row in rows])
        scale = len(rows) ** 0.5 / max(weights.sum(), 1.0) / len(parts)
        lessons.append(Lesson(rows, is_main.astype(np.int64), weights * scale))
    return lessons[0] if len(lessons) == 1 else _join(*lessons)


def _join(*lessons: Lesson) -> Lesson:
    return Lesson(
        np.concatenate([lesson.rows for lesson in lessons]),
        np.concatenate([lesson.targets for lesson in lessons]),
        np.concatenate([lesson.weights for lesson in lessons]),
    )


def stack_lessons(
    lessons: Sequence[Lesson], rows: Sequence[csr_matrix]
) -> tuple[csr_matrix, NDArray[np.int64], NDArray[np.float64]]:
    """Put lessons of several pages together: rows, targets and weights of their fragments."""
    return (
        vstack([matrix[lesson.rows] for lesson, matrix in zip(lessons, rows, strict=True)], format="csr"),
        np.concatenate([lesson.targets for lesson in lessons]),
        np.concatenate([lesson.weights for lesson in lessons]),
    )
