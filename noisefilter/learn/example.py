"""A page to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.shape import shape_numbers
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label
from noisefilter.learn.corpus import LabelledPage
from noisefilter.segment.segments import Segments

#: In place of a label's index where nobody judged the fragment.
UNLABELLED = -1
_CODES = {label: code for code, label in enumerate(FRAGMENT_LABELS)}


@dataclass
class Example:
    """A page to learn from, and what is known about it.

    Attributes
    ----------
    segments : Segments
    labels : ndarray of int64, shape (n_fragments,)
        Indices into `FRAGMENT_LABELS`; `UNLABELLED` where nobody judged the fragment.
    site : str
        What pages of one site share; folds keep sites together.
    url : str or None
    page_type : int
        Index into `PAGE_TYPES`; `UNLABELLED` where it is not known.
    main_share : ndarray of float, shape (n_fragments,), or None
        Share of each fragment's words that the page's ground truth counts as main content.
    main_content : str or None
        The ground truth itself, to evaluate with.
    language : str
        A language code, or "".
    source : str
        The corpus.
    judges : bool
        Whether figures are measured with its labels; without, they only teach.
    """

    segments: Segments
    labels: NDArray[np.int64]
    site: str
    url: str | None = None
    page_type: int = UNLABELLED
    main_share: NDArray[np.float64] | None = None
    main_content: str | None = None
    language: str = ""
    source: str = "own"
    judges: bool = True

    @cached_property
    def numbers(self) -> NDArray[np.float32]:
        """The shape numbers of the fragments."""
        return shape_numbers(self.segments, self.url)

    @property
    def is_labelled(self) -> bool:
        """Whether any fragment has a label."""
        return bool((self.labels != UNLABELLED).any())


def label_codes(labels: Sequence[Label | None]) -> NDArray[np.int64]:
    """Turn labels into indices."""
    codes = [UNLABELLED if label is None else _CODES[label] for label in labels]
    return np.asarray(codes, np.int64).reshape(-1)


def from_labelled(page: LabelledPage, source: str = "own") -> Example:
    """Make an example of a page in the label format."""
    return Example(
        segments=page.segments,
        labels=label_codes(page.labels),
        site=page.domain,
        url=page.url,
        page_type=PAGE_TYPES.index(page.page_type) if page.page_type in PAGE_TYPES else UNLABELLED,
        language=(page.language or "").split("-")[0] if page.language != "zh-Hant" else "zh-Hant",
        source=source,
    )
