"""All that judges a page of one kind, HTML or plain text, from its fragments to probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.features.context import NEIGHBOURS, context_numbers
from noisefilter.features.shape import find_groups, shape_numbers
from noisefilter.model.calibration import Calibration
from noisefilter.model.correction import Correction
from noisefilter.model.explain import Contribution
from noisefilter.model.fragment import FragmentModel
from noisefilter.model.page_type import PageTypeModel, page_numbers, page_row
from noisefilter.model.second_pass import SecondPass
from noisefilter.segment.segments import Segments


@dataclass(frozen=True)
class Scores:
    """What the layers of a model say of one page.

    Attributes
    ----------
    rows : csr_matrix of float32, shape (n_fragments, n_features)
    first : ndarray of float32, shape (n_fragments, len(SCORE_NAMES))
        Scores of the first pass.
    page_type : ndarray of float32, shape (7,)
        Probability of each type of page.
    context : ndarray of float32, shape (n_fragments, len(CONTEXT_NAMES))
    logits : ndarray of float32, shape (n_fragments, 13)
        Scores of the second pass, corrections added.
    """

    rows: csr_matrix
    first: NDArray[np.float32]
    page_type: NDArray[np.float32]
    context: NDArray[np.float32]
    logits: NDArray[np.float32]


@dataclass(frozen=True)
class PageModel:
    """The layers for one kind of page.

    Parameters
    ----------
    fragment : FragmentModel
        The first pass.
    page_type : PageTypeModel
    second : SecondPass
    calibration : Calibration
    correction : Correction, optional
        What a user's labels add.
    """

    fragment: FragmentModel
    page_type: PageTypeModel
    second: SecondPass
    calibration: Calibration
    correction: Correction | None = None

    def score(self, segments: Segments, url: str | None = None) -> Scores:
        """Judge the fragments of a page that has at least one.

        Parameters
        ----------
        segments : Segments
        url : str, optional
        """
        groups = find_groups(segments)
        shape = shape_numbers(segments, url, groups)
        features = self.fragment.features
        rows = features.transform(segments, shape)
        first = self.fragment.logits(rows)
        kind = self.page_type.probabilities(
            page_row(features, rows, first), page_numbers(shape, first, segments.texts)
        )
        context = context_numbers(segments, shape, first, kind, groups)
        logits = self.second.logits(context)
        if self.correction is not None:
            logits = logits + self.correction.logits(self.correction.features.transform(segments, shape))
        return Scores(rows, first, kind, context, logits)

    def probabilities(self, scores: Scores) -> NDArray[np.float64]:
        """Calibrated probabilities of the labels, shape (n_fragments, 13)."""
        return self.calibration.probabilities(scores.logits)

    def contributions(
        self, segments: Segments, scores: Scores, index: int, label: int
    ) -> tuple[Contribution, ...]:
        """Split the score of one fragment for one label, layer by layer; the parts sum to it."""
        width, n = scores.first.shape[1], len(scores.first)

        def behind(column: int) -> tuple[Contribution, ...]:
            block, score = divmod(column, width)
            if block > len(NEIGHBOURS):
                return ()
            row = index + (NEIGHBOURS[block - 1] if block else 0)
            return self.fragment.contributions(scores.rows[row], score) if 0 <= row < n else ()

        parts = self.second.contributions(scores.context[index], label, behind)
        if self.correction is not None:
            shape = scores.context[:, -self.fragment.features.bins.edges.shape[0] :]
            row = self.correction.features.transform(segments, shape)[index]
            parts += self.correction.contributions(row, label)
        return tuple(sorted(parts, key=lambda part: -abs(part.value)))
