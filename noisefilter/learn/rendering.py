"""HTML pages as the plain text that crawls keep of them, to learn from."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.shape import find_groups
from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.learn.example import UNLABELLED, Example
from noisefilter.learn.markdown import Line, markdown_lines
from noisefilter.segment.segments import Origin
from noisefilter.segment.text import NO_FRAGMENT, segment_lines

_TITLE = FRAGMENT_LABELS.index(Label.TITLE)
#: Share of the dumps that begin with what the ``title`` element says.
_HEAD_TITLE_SHARE = 0.25
#: Widths that dumps are wrapped at, in characters.
MIN_WIDTH, MAX_WIDTH = 60, 100
#: In place of a fragment's index, for the line of the ``title`` element.
_HEAD_TITLE = -1
#: Keeps the choice of the form apart from the other choices, so that one does not shift the others.
_FORM_SEED = 1


class Style(IntEnum):
    """Where a dump has blank lines."""

    NOWHERE = 0
    EVERYWHERE = 1  #: before every line
    BETWEEN_BLOCKS = 2  #: where the element's path changes, mostly


class Form(IntEnum):
    """How a dump writes its lines."""

    LINES = 0  #: a line for each line of a fragment
    WRAPPED = 1  #: long lines are wrapped
    MARKDOWN = 2


#: Share of the pages that are written in a second form, too.
SECOND_SHARES = {Form.WRAPPED: 0.12, Form.MARKDOWN: 0.12}


def renderings(page: Example, seed: int) -> list[Example]:
    """Render an HTML page to the plain texts that are learnt from.

    Parameters
    ----------
    page : Example
    seed : int
        Chooses the style of a text, and whether there is a second one; the same seed and page give the
        same texts.

    Returns
    -------
    list of Example
        The page line by line; and for some pages a second form, which teaches and does not judge.
    """
    texts = [render(page, seed, Form.LINES)]
    chosen = _generator(page, seed, _FORM_SEED).random()
    for form, share in SECOND_SHARES.items():
        if 0 <= chosen < share:
            second = render(page, seed, form)
            texts.append(replace(second, judges=False, main_content=None, page_type=UNLABELLED))
        chosen -= share
    return texts


def render(page: Example, seed: int, form: Form) -> Example:
    """Render an HTML page to plain text of one form, with its labels.

    Parameters
    ----------
    page : Example
        Its fragments that a visitor sees become lines; what is hidden, what attributes say and what is
        only in structured data are left out, as they are in dumps.
    seed : int
        Chooses the style; the same seed and page give the same text.
    form : Form
    """
    source = page.segments
    random = _generator(page, seed)
    style = Style(int(random.integers(len(Style))))
    lines: list[Line] = []
    if source.head_title and random.random() < _HEAD_TITLE_SHARE:
        lines.append(Line(source.head_title, (_HEAD_TITLE,)))
    shown = [i for i in range(len(source)) if not source.hidden[i] and source.origin[i] == Origin.TEXT]
    if form is Form.MARKDOWN:
        blocks = markdown_lines(source, shown, _generator(page, seed, form))
    else:
        blocks = [[Line(line, (index,)) for line in source.texts[index].split("\n")] for index in shown]
    _, _, paths = find_groups(source)
    previous = -1
    for block in blocks:
        path = int(paths[block[0].sources[0]])
        gap = style is Style.EVERYWHERE
        if style is Style.BETWEEN_BLOCKS:
            gap = path != previous and bool(random.random() < 0.8)
        previous = path
        if gap:
            lines.append(Line("", ()))
        lines += block
    if form is Form.WRAPPED:
        width = int(_generator(page, seed, form).integers(MIN_WIDTH, MAX_WIDTH + 1))
        lines = [
            Line(part, line.sources) for line in lines for part in textwrap.wrap(line.text, width) or [""]
        ]
    segments, owners = segment_lines([line.text for line in lines])
    segments.language = source.language
    labels, shares = _find_labels(page, len(segments), zip(lines, owners, strict=True))
    return Example(
        segments=segments,
        labels=labels,
        site=page.site,
        url=page.url,
        page_type=page.page_type,
        main_share=shares if page.main_share is not None else None,
        main_content=page.main_content,
        language=page.language,
        source=page.source,
        judges=page.judges,
    )


def _generator(page: Example, seed: int, *purpose: int) -> np.random.Generator:
    source = page.segments
    return np.random.default_rng([seed, len(source), sum(map(len, source.texts)), *purpose])


def _find_labels(
    page: Example, n: int, lines: Iterable[tuple[Line, int]]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find what each of `n` fragments is, and how much of it is main content.

    Parameters
    ----------
    page : Example
    n : int
    lines : iterable of (Line, int)
        Each line with the fragment that it is in now.

    Returns
    -------
    labels : ndarray of int64, shape (n,)
        Where several fragments of the page are in one, the label of most of its characters.
    shares : ndarray of float64, shape (n,)
    """
    votes: list[Counter[int]] = [Counter() for _ in range(n)]
    shares, weights = np.zeros(n), np.zeros(n)
    for line, owner in lines:
        if owner == NO_FRAGMENT:
            continue
        for source in line.sources:
            weight = len(line.text) if len(line.sources) == 1 else len(page.segments.texts[source])
            label, share = _known(page, source)
            if label != UNLABELLED:
                votes[owner][label] += weight
            if not np.isnan(share):
                shares[owner] += weight * share
                weights[owner] += weight
    labels = [counted.most_common(1)[0][0] if counted else UNLABELLED for counted in votes]
    found = np.divide(shares, weights, out=np.full(n, np.nan), where=weights > 0)
    return np.asarray(labels, np.int64).reshape(-1), found


def _known(page: Example, source: int) -> tuple[int, float]:
    """Look up the label of a fragment, and its share of main content."""
    if source == _HEAD_TITLE:
        return _TITLE if page.is_labelled else UNLABELLED, 0.0
    return int(page.labels[source]), float(page.main_share[source]) if page.main_share is not None else np.nan
