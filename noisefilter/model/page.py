"""All that judges a page of one kind, HTML or plain text, from its fragments to probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.features.context import CONTEXT_NAMES, context_numbers
from noisefilter.features.shape import shape_numbers
from noisefilter.labels import FRAGMENT_LABELS
from noisefilter.model.calibration import Calibration
from noisefilter.model.correction import Correction
from noisefilter.model.explain import Contribution
from noisefilter.model.fragment import FragmentModel
from noisefilter.model.page_type import PageTypeModel, page_numbers, page_row
from noisefilter.model.trees import ObliviousTrees
from noisefilter.segment.segments import Segments

#: Contributions smaller than this, in logits, are summed up as one.
_SMALL = 1e-3


@dataclass(frozen=True)
class Scores:
    """What the layers of a model say of one page.

    Attributes
    ----------
    rows : csr_matrix of float32, shape (n_fragments, n_features)
    first : ndarray of float32, shape (n_fragments, 13)
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
    trees : ObliviousTrees
        The second pass, over `noisefilter.features.context.context_numbers`: what the surroundings
        add to the first pass's scores.
    first_weight : float
        Share of the first pass's scores that goes straight into the second pass's.
    calibration : Calibration
    correction : Correction, optional
        What a user's labels add.
    """

    fragment: FragmentModel
    page_type: PageTypeModel
    trees: ObliviousTrees
    first_weight: float
    calibration: Calibration
    correction: Correction | None = None

    def score(self, segments: Segments, url: str | None = None) -> Scores:
        """Judge the fragments of a page that has at least one.

        Parameters
        ----------
        segments : Segments
        url : str, optional
        """
        shape = shape_numbers(segments, url)
        features = self.fragment.features
        rows = features.transform(segments, shape)
        first = self.fragment.logits(rows)
        kind = self.page_type.probabilities(
            page_row(features, rows, first), page_numbers(shape, first, segments.texts)
        )
        context = context_numbers(segments, shape, first, kind)
        # The context begins with the first pass's scores, within limits.
        logits = self.trees.predict(context) + self.first_weight * context[:, : first.shape[1]]
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
        base, values = self.trees.contributions(scores.context[index], label)
        straight = self.first_weight * float(scores.context[index, label])
        own = self.fragment.contributions(scores.rows[index], label)
        parts = [Contribution(f"the fragment by itself, as {FRAGMENT_LABELS[label]}", straight, own)]
        rest = 0.0
        for column in np.flatnonzero(values).tolist():
            value = float(values[column])
            if abs(value) < _SMALL:
                rest += value
            elif column < len(FRAGMENT_LABELS):
                own = self.fragment.contributions(scores.rows[index], column)
                parts.append(Contribution(CONTEXT_NAMES[column], value, own))
            else:
                parts.append(Contribution(CONTEXT_NAMES[column], value))
        if self.correction is not None:
            shape = scores.context[:, -self.fragment.features.bins.edges.shape[0] :]
            row = self.correction.features.transform(segments, shape)[index]
            parts += self.correction.contributions(row, label)
        parts.append(Contribution("any fragment", base))
        if rest:
            parts.append(Contribution("many small things together", rest))
        return tuple(sorted(parts, key=lambda part: -abs(part.value)))
