"""What surrounds a fragment: the first pass's probabilities of neighbours, windows, containers, groups.

The second pass judges each fragment with these numbers beside its own, an instance of stacked
sequential learning (Cohen and Carvalho 2005, *Stacked sequential learning*, IJCAI).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.shape import SHAPE_NAMES, find_groups
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label
from noisefilter.segment.segments import Segments

Array = NDArray[np.float32]
Floats = NDArray[np.floating]

NEIGHBOURS = (-3, -2, -1, 1, 2, 3)  #: fragments looked at one by one
WINDOWS = (4, 12, 40)  #: fragments on each side that a window takes in, weighted by length
CONTAINER_LEVELS = (1, 2, 3, 5, 8)  #: ancestors, counted from the fragment's own block
SURE = 0.6  #: probability of content, or of a title, from which a fragment is a landmark
LOGIT_LIMIT = 10.0  #: first-pass logits beyond this say nothing more

_CONTENT = FRAGMENT_LABELS.index(Label.CONTENT)
_TITLE = FRAGMENT_LABELS.index(Label.TITLE)
#: What the first pass says of a fragment: a score per label, and one for being main content at all.
SCORE_NAMES: tuple[str, ...] = (*FRAGMENT_LABELS, "main content")
NEAR_SHAPE = ("characters (log)", "link share", "ends with a stop", "stops (log)", "digit share")
NEAR_STEPS = (-2, -1, 1, 2)  #: fragments whose shape is looked at, too
FAR = 1_000  #: fragments beyond which it does not matter how far a label is
LIKELY = 0.5  #: probability from which a fragment counts as one of a label
LONG = 80  #: characters of a text that is more than a label on something

_HEADING_TAGS = frozenset("h1 h2 h3 h4 h5 h6 legend dt summary caption".split())
_NEAR_COLUMNS = [SHAPE_NAMES.index(name) for name in NEAR_SHAPE]
_STOPS = SHAPE_NAMES.index("stops (log)")

#: Labels of which it matters how many fragments came before: what follows them is seldom content.
_COUNTED = (Label.COMMENT, Label.COMMENT_FORM, Label.RECOMMENDATION, Label.LEGAL, Label.BYLINE)
_COUNTED_COLUMNS = [FRAGMENT_LABELS.index(label) for label in _COUNTED]


def _for_each_label(where: str) -> list[str]:
    return [f"{name} {where}" for name in SCORE_NAMES]


_CONTAINER_NUMBERS = ("link share", "characters (log)", "share of long texts", "stops per text", "place")


def _names() -> tuple[str, ...]:
    names = _for_each_label("score of its own")
    for step in NEIGHBOURS:
        names += _for_each_label(f"{abs(step)} {'before' if step < 0 else 'after'}")
    for size in WINDOWS:
        names += _for_each_label(f"in the {size} before") + _for_each_label(f"in the {size} after")
    for level in CONTAINER_LEVELS:
        names += _for_each_label(f"in container {level}")
        names += [f"fragments in container {level} (log)", f"share of the page in container {level}"]
        names += [f"{what} in container {level}" for what in _CONTAINER_NUMBERS]
    names += _for_each_label("among its siblings") + _for_each_label("on its path")
    names += _for_each_label("on the page") + [f"{label} before (log)" for label in _COUNTED]
    names += ["since the first content", "until the last content", "since the title", "before the title"]
    names += [*_for_each_label("in the heading before"), "since the heading (log)", "has a heading before"]
    names += [f"{name}, {abs(k)} {'before' if k < 0 else 'after'}" for k in NEAR_STEPS for name in NEAR_SHAPE]
    names += ["same container as before", "same block as before", "same container as after"]
    names += ["same block as after", *_for_each_label("last seen (log)"), *_for_each_label("next seen (log)")]
    names += [f"page is {kind}" for kind in PAGE_TYPES]
    return (*names, *SHAPE_NAMES)


#: What the columns of `context_numbers` are.
CONTEXT_NAMES: tuple[str, ...] = _names()


def _container_ranges(segments: Segments) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First fragment, and the one after the last, of each element; the last entry is the whole page."""
    parents = segments.elements.parent
    n = len(segments)
    first, last = [n] * len(parents), [0] * len(parents)
    for row, element in enumerate(segments.element):
        if element >= 0:
            first[element] = min(first[element], row)
            last[element] = row + 1
    for element in range(len(parents) - 1, -1, -1):
        parent = parents[element]
        if parent >= 0:
            first[parent] = min(first[parent], first[element])
            last[parent] = max(last[parent], last[element])
    return np.asarray([*first, 0], np.int64), np.asarray([*last, n], np.int64)


def _group_means(weighted: Floats, weights: Floats, groups: NDArray[np.int64]) -> Array:
    """Weighted mean of each row's group."""
    width = weighted.shape[1]
    n_groups = int(groups.max()) + 1
    keys = (groups[:, None] * width + np.arange(width)).ravel()
    sums = np.bincount(keys, weighted.ravel(), n_groups * width).reshape(n_groups, width)
    total = np.bincount(groups, weights, n_groups)
    return np.asarray((sums / total[:, None])[groups], np.float32)


def context_numbers(segments: Segments, numbers: Array, logits: Array, page_type: Array) -> Array:
    """Look around each fragment of a page.

    Parameters
    ----------
    segments : Segments
    numbers : ndarray of float32, shape (n_fragments, len(SHAPE_NAMES))
        The fragments' shape.
    logits : ndarray of float32, shape (n_fragments, len(SCORE_NAMES))
        The first pass's scores.
    page_type : ndarray of float32, shape (7,)
        Probability of each type of page.

    Returns
    -------
    ndarray of float32, shape (n_fragments, len(CONTEXT_NAMES))
    """
    n, width = logits.shape
    out = np.zeros((n, len(CONTEXT_NAMES)), np.float32)
    if n == 0:
        return out
    place = 0

    def take(columns: int) -> Array:
        nonlocal place
        place += columns
        return out[:, place - columns : place]

    scores = np.clip(logits, -LOGIT_LIMIT, LOGIT_LIMIT)
    p = 1.0 / (1.0 + np.exp(-scores))
    take(width)[:] = scores
    for step in NEIGHBOURS:
        target = take(width)
        if abs(step) < n:
            if step > 0:
                target[:-step] = p[step:]
            else:
                target[-step:] = p[:step]
    lengths = np.asarray([len(text) for text in segments.texts], np.float32)
    weights = np.sqrt(lengths)
    weighted = p * weights[:, None]
    running = np.zeros((n + 1, width))
    np.cumsum(weighted, axis=0, dtype=np.float64, out=running[1:])
    running_weight = np.concatenate([[0.0], np.cumsum(weights, dtype=np.float64)])

    def means(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
        total = running_weight[last] - running_weight[first]
        found: NDArray[np.float64] = (running[last] - running[first]) / np.maximum(total, 1e-6)[:, None]
        return found

    rows = np.arange(n)
    for size in WINDOWS:
        take(width)[:] = means(np.maximum(rows - size, 0), rows)
        take(width)[:] = means(rows + 1, np.minimum(rows + 1 + size, n))
    first, last = _container_ranges(segments)
    container_means = means(first, last)
    sizes = np.log1p(np.maximum(last - first, 0))
    characters = np.concatenate([[0.0], np.cumsum(lengths, dtype=np.float64)])
    shares = (characters[last] - characters[first]) / characters[-1]
    container_numbers = _container_numbers(segments, numbers, lengths, first, last)
    parents = np.asarray([*segments.elements.parent, -1], np.int64)
    current = np.asarray(segments.element, np.int64)
    for level in range(1, max(CONTAINER_LEVELS) + 1):
        current = parents[current]
        if level in CONTAINER_LEVELS:
            take(width)[:] = container_means[current]
            take(1)[:, 0] = sizes[current]
            take(1)[:, 0] = shares[current]
            take(len(_CONTAINER_NUMBERS) - 1)[:] = container_numbers[current]
            take(1)[:, 0] = (rows - first[current]) / np.maximum(last[current] - first[current], 1)
    _, siblings, paths = find_groups(segments)
    take(width)[:] = _group_means(weighted, weights, siblings)
    take(width)[:] = _group_means(weighted, weights, paths)
    take(width)[:] = running[-1] / running_weight[-1]
    counted = p[:, _COUNTED_COLUMNS]
    take(len(_COUNTED_COLUMNS))[:] = np.log1p(np.cumsum(counted, axis=0) - counted)
    take(4)[:] = _landmark_distances(p, lengths)
    take(width + 2)[:] = _heading_before(segments, p)
    take(len(NEAR_STEPS) * len(_NEAR_COLUMNS))[:] = _near_shape(numbers)
    take(4)[:] = _same_places(segments)
    take(2 * width)[:] = _last_and_next_seen(p)
    take(len(page_type))[:] = page_type
    take(numbers.shape[1])[:] = numbers
    return out


def _container_numbers(
    segments: Segments, numbers: Array, lengths: Floats, first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Measure each element, and the page as a whole, by all the text inside it."""
    long = (lengths >= LONG).astype(np.float64)
    links = np.asarray(segments.link_chars, np.float64)
    each = np.stack([lengths, links, long, np.expm1(numbers[:, _STOPS])], axis=1)
    running = np.zeros((len(each) + 1, each.shape[1]))
    np.cumsum(each, axis=0, out=running[1:])
    inside = running[np.maximum(last, first)] - running[first]
    count = np.maximum(last - first, 1)
    characters = np.maximum(inside[:, 0], 1.0)
    return np.stack(
        [
            np.minimum(inside[:, 1] / characters, 1.0),
            np.log1p(inside[:, 0]),
            inside[:, 2] / count,
            inside[:, 3] / count,
        ],
        axis=1,
    )


def _heading_before(segments: Segments, p: Floats) -> NDArray[np.float64]:
    """Tell what the last heading before each fragment is, and how far away; zeros where there is none."""
    n, width = p.shape
    signatures, table = segments.elements.signature, segments.elements.signatures
    is_heading = np.asarray(
        [e >= 0 and table[signatures[e]].tag in _HEADING_TAGS for e in segments.element], bool
    )
    rows = np.arange(n)
    seen = np.maximum.accumulate(np.where(is_heading, rows, -1))
    before = np.concatenate([[-1], seen[:-1]])
    has = before >= 0
    out = np.zeros((n, width + 2))
    out[has, :width] = p[before[has]]
    out[has, width] = np.log1p(rows[has] - before[has])
    out[:, width + 1] = has
    return out


def _near_shape(numbers: Array) -> Array:
    """Look at the shape of the fragments before and after; zeros beyond the page's ends."""
    n, columns = len(numbers), len(_NEAR_COLUMNS)
    out = np.zeros((n, len(NEAR_STEPS) * columns), np.float32)
    for place, step in enumerate(NEAR_STEPS):
        target = out[:, place * columns : (place + 1) * columns]
        if abs(step) < n:
            if step > 0:
                target[:-step] = numbers[step:, _NEAR_COLUMNS]
            else:
                target[-step:] = numbers[:step, _NEAR_COLUMNS]
    return out


def _same_places(segments: Segments) -> Array:
    """Whether the fragments before and after stand in the same container, and in the same block."""
    element = np.asarray(segments.element, np.int64)
    parent = np.asarray([*segments.elements.parent, -2], np.int64)[element]
    out = np.zeros((len(element), 4), np.float32)
    out[1:, 0] = out[:-1, 2] = parent[1:] == parent[:-1]
    out[1:, 1] = out[:-1, 3] = element[1:] == element[:-1]
    return out


def _last_and_next_seen(p: Floats) -> NDArray[np.float64]:
    """How far the nearest likely fragment of each label is, before and after, on a log scale."""
    n = len(p)
    rows = np.arange(n)[:, None]
    likely = p >= LIKELY
    seen = np.maximum.accumulate(np.where(likely, rows, -FAR), axis=0)
    before = np.concatenate([np.full((1, p.shape[1]), -FAR), seen[:-1]])
    coming = np.minimum.accumulate(np.where(likely, rows, n + FAR)[::-1], axis=0)[::-1]
    after = np.concatenate([coming[1:], np.full((1, p.shape[1]), n + FAR)])
    far = np.concatenate([rows - before, after - rows], axis=1)
    return np.asarray(np.log1p(np.minimum(far, FAR)), np.float64)


def _landmark_distances(p: Floats, lengths: Floats) -> Array:
    """Signed distances, in fragments on a log scale, to the first and last sure content and the title."""
    n = len(p)
    rows = np.arange(n, dtype=np.float32)
    content = np.flatnonzero((p[:, _CONTENT] >= SURE) & (lengths >= 40))
    first, last = (content[0], content[-1]) if len(content) else (n, -1)
    title = int(p[:, _TITLE].argmax())
    after = rows - title
    out = np.empty((n, 4), np.float32)
    out[:, 0] = np.sign(rows - first) * np.log1p(np.abs(rows - first))
    out[:, 1] = np.sign(last - rows) * np.log1p(np.abs(last - rows))
    if p[title, _TITLE] >= SURE / 2:
        out[:, 2] = np.log1p(np.maximum(after, 0))
        out[:, 3] = np.log1p(np.maximum(-after, 0))
    else:
        out[:, 2:] = -1.0
    return out
