"""HTML pages as the plain text that crawls keep of them, to learn from."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from noisefilter.features.shape import find_groups
from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.learn.example import UNLABELLED, Example
from noisefilter.segment.segments import Origin, text_segments

_TITLE = FRAGMENT_LABELS.index(Label.TITLE)
#: Share of the dumps that begin with what the ``title`` element says.
_HEAD_TITLE_SHARE = 0.25


class Style(IntEnum):
    """Where a dump has blank lines."""

    NOWHERE = 0
    EVERYWHERE = 1  #: before every line
    BETWEEN_BLOCKS = 2  #: where the element's path changes, mostly


def as_text(page: Example, seed: int) -> Example:
    """Render an HTML page to plain text with its labels.

    Parameters
    ----------
    page : Example
        Its fragments that a visitor sees become lines; what is hidden, what attributes say and what is
        only in structured data are left out, as they are in dumps.
    seed : int
        Chooses the style; the same seed and page give the same text.

    Returns
    -------
    Example
    """
    source = page.segments
    random = np.random.default_rng([seed, len(source), sum(map(len, source.texts))])
    style = Style(int(random.integers(len(Style))))
    _, _, paths = find_groups(source)
    texts: list[str] = []
    gaps: list[bool] = []
    labels: list[int] = []
    shares: list[float] = []
    previous = -1
    if source.head_title and random.random() < _HEAD_TITLE_SHARE:
        texts.append(source.head_title)
        gaps.append(False)
        labels.append(_TITLE if page.is_labelled else UNLABELLED)
        shares.append(0.0)
    for index, text in enumerate(source.texts):
        if source.hidden[index] or source.origin[index] != Origin.TEXT:
            continue
        changed = bool(paths[index] != previous)
        previous = int(paths[index])
        for number, line in enumerate(text.split("\n")):
            gap = style is Style.EVERYWHERE and number == 0
            if style is Style.BETWEEN_BLOCKS and number == 0:
                gap = changed and bool(random.random() < 0.8)
            texts.append(" ".join(line.split()))
            gaps.append(gap and len(texts) > 1)
            labels.append(int(page.labels[index]))
            shares.append(float(page.main_share[index]) if page.main_share is not None else np.nan)
    return Example(
        segments=text_segments(texts, gaps, source.language),
        labels=np.asarray(labels, np.int64),
        site=page.site,
        url=page.url,
        page_type=page.page_type,
        main_share=np.asarray(shares) if page.main_share is not None else None,
        main_content=page.main_content,
        language=page.language,
        source=page.source,
        judges=page.judges,
    )
