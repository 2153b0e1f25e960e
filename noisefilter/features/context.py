"""What surrounds a fragment: the first pass's probabilities of neighbours, windows, containers, groups.

The second pass judges each fragment with these numbers beside its own, an instance of stacked
sequential learning (Cohen and Carvalho 2005, *Stacked sequential learning*, IJCAI).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.shape import SHAPE_NAMES, Groups, find_groups
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
_COUNTED_ROWS = [FRAGMENT_LABELS.index(label) for label in _COUNTED]
#: Logarithms of distances in fragments, looked up by the distance.
_LOG_DISTANCE = np.log1p(np.arange(FAR + 1)).astype(np.float32)


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
    first, last = [n] * len(parents) + [0], [0] * len(parents) + [n]
    for place, element in enumerate(segments.element):
        last[element] = place + 1
        if first[element] == n:
            first[element] = place
    last[-1] = n
    for element in range(len(parents) - 1, -1, -1):
        parent = parents[element]  # -1 points to the entry of the whole page, which nothing widens
        first[parent] = min(first[parent], first[element])
        last[parent] = max(last[parent], last[element])
    return np.asarray(first, np.int64), np.asarray(last, np.int64)


def _group_means(weighted: Floats, weights: Floats, groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weighted mean of each fragment's group, for each score."""
    width = len(weighted)
    n_groups = int(groups.max()) + 1
    keys = (np.arange(width)[:, None] * n_groups + groups).ravel()
    sums = np.bincount(keys, weighted.ravel(), n_groups * width).reshape(width, n_groups)
    found: NDArray[np.float64] = (sums / np.bincount(groups, weights, n_groups)).take(groups, axis=1)
    return found


def context_numbers(
    segments: Segments, numbers: Array, logits: Array, page_type: Array, groups: Groups | None = None
) -> Array:
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
    groups : Groups, optional
        What `find_groups` says of the page, where it is known already.

    Returns
    -------
    ndarray of float32, shape (n_fragments, len(CONTEXT_NAMES))
        In memory, a column lies in a row, as trees like it.
    """
    # Here and in all functions below, a number or score is a row, and a fragment a column.
    n, width = logits.shape
    out = np.zeros((len(CONTEXT_NAMES), n), np.float32)
    if n == 0:
        return out.T
    place = 0

    def take(rows: int) -> Array:
        nonlocal place
        place += rows
        return out[place - rows : place]

    scores = np.clip(np.ascontiguousarray(logits.T), -LOGIT_LIMIT, LOGIT_LIMIT)
    p = 1.0 / (1.0 + np.exp(-scores))
    take(width)[:] = scores
    for step in NEIGHBOURS:
        _shift(p, step, take(width))
    lengths = np.fromiter(map(len, segments.texts), np.float32, n)
    weights = np.sqrt(lengths)
    weighted = p * weights
    running, running_weight = _running_sums(weighted), _running_sums(weights)

    def means(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
        total = running_weight[last] - running_weight[first]
        found = running.take(last, axis=1)
        found -= running.take(first, axis=1)
        found /= np.maximum(total, 1e-6)
        return found

    places = np.arange(n)
    for size in WINDOWS:
        take(width)[:] = means(np.maximum(places - size, 0), places)
        take(width)[:] = means(places + 1, np.minimum(places + 1 + size, n))
    first, last = _container_ranges(segments)
    size_of = np.maximum(last - first, 1)
    containers = np.concatenate(
        [means(first, last), _container_numbers(segments, numbers, lengths, first, last)]
    ).astype(np.float32)
    parents = np.asarray([*segments.elements.parent, -1], np.int64)
    current = np.asarray(segments.element, np.int64)
    for level in range(1, max(CONTAINER_LEVELS) + 1):
        current = parents[current]
        if level in CONTAINER_LEVELS:
            take(len(containers))[:] = containers.take(current, axis=1)
            take(1)[:] = (places - first[current]) / size_of[current]
    groups = groups or find_groups(segments)
    take(width)[:] = _group_means(weighted, weights, groups.siblings)
    take(width)[:] = _group_means(weighted, weights, groups.paths)
    take(width)[:] = (running[:, -1] / running_weight[-1])[:, None]
    counted = p[_COUNTED_ROWS]
    take(len(counted))[:] = np.log1p(np.cumsum(counted, axis=1) - counted)
    take(4)[:] = _landmark_distances(p, lengths)
    take(width + 2)[:] = _heading_before(segments, p)
    shape = numbers.T
    near = shape[_NEAR_COLUMNS]
    for step in NEAR_STEPS:
        _shift(near, step, take(len(near)))
    take(4)[:] = _same_places(segments)
    take(2 * width)[:] = _last_and_next_seen(p)
    take(len(page_type))[:] = page_type[:, None]
    take(len(shape))[:] = shape
    return out.T


def _shift(values: Floats, step: int, out: Array) -> None:
    """Write down the values of the fragment so many after each; nothing beyond the page's ends."""
    if abs(step) < values.shape[1]:
        if step > 0:
            out[:, :-step] = values[:, step:]
        else:
            out[:, -step:] = values[:, :step]


def _running_sums(values: Floats) -> NDArray[np.float64]:
    """Sum up what comes before each fragment, and before the end of the page."""
    sums = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, dtype=np.float64, out=sums[..., 1:])
    return sums


def _container_numbers(
    segments: Segments, numbers: Array, lengths: Floats, first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Measure each element, and the page as a whole, by all the text inside it."""
    each = np.empty((4, len(lengths)))
    each[0] = lengths
    each[1] = segments.link_chars
    each[2] = lengths >= LONG
    each[3] = np.expm1(numbers[:, _STOPS])
    running = _running_sums(each)
    size = last - first
    characters, links, long, stops = running.take(np.maximum(last, first), axis=1) - running.take(
        first, axis=1
    )
    count = np.maximum(size, 1)
    return np.stack(
        [
            np.log1p(np.maximum(size, 0)),
            (running[0].take(last) - running[0].take(first)) / running[0, -1],
            np.minimum(links / np.maximum(characters, 1.0), 1.0),
            np.log1p(characters),
            long / count,
            stops / count,
        ]
    )


def _heading_before(segments: Segments, p: Floats) -> NDArray[np.float64]:
    """Tell what the last heading before each fragment is, and how far away; zeros where there is none."""
    width, n = p.shape
    table = [signature.tag in _HEADING_TAGS for signature in segments.elements.signatures]
    is_heading = np.asarray([*table, False], bool)
    signature = np.asarray([*segments.elements.signature, len(table)], np.int64)
    places = np.arange(n)
    seen = np.maximum.accumulate(
        np.where(is_heading[signature[np.asarray(segments.element, np.int64)]], places, -1)
    )
    out = np.zeros((width + 2, n))
    start = int(np.searchsorted(seen, 0)) + 1  # the first fragment after a heading
    before = seen[start - 1 : -1]
    out[:width, start:] = p.take(before, axis=1)
    out[width, start:] = np.log1p(places[start:] - before)
    out[width + 1, start:] = 1.0
    return out


def _same_places(segments: Segments) -> Array:
    """Whether the fragments before and after stand in the same container, and in the same block."""
    element = np.asarray(segments.element, np.int64)
    parent = np.asarray([*segments.elements.parent, -2], np.int64)[element]
    out = np.zeros((4, len(element)), np.float32)
    out[0, 1:] = out[2, :-1] = parent[1:] == parent[:-1]
    out[1, 1:] = out[3, :-1] = element[1:] == element[:-1]
    return out


def _last_and_next_seen(p: Floats) -> Array:
    """How far the nearest likely fragment of each label is, before and after, on a log scale."""
    width, n = p.shape
    places = np.arange(n)
    likely = p >= LIKELY
    far = np.full((2 * width, n), FAR)
    if n > 1:
        seen = np.maximum.accumulate(np.where(likely, places, -FAR), axis=1)
        coming = np.minimum.accumulate(np.where(likely, places, n + FAR)[:, ::-1], axis=1)[:, ::-1]
        np.subtract(places[1:], seen[:, :-1], out=far[:width, 1:])
        np.subtract(coming[:, 1:], places[:-1], out=far[width:, :-1])
    return _LOG_DISTANCE[np.minimum(far, FAR)]


def _landmark_distances(p: Floats, lengths: Floats) -> Array:
    """Signed distances, in fragments on a log scale, to the first and last sure content and the title."""
    n = p.shape[1]
    places = np.arange(n, dtype=np.float32)
    content = np.flatnonzero((p[_CONTENT] >= SURE) & (lengths >= 40))
    first, last = (content[0], content[-1]) if len(content) else (n, -1)
    title = int(p[_TITLE].argmax())
    after = places - title
    out = np.empty((4, n), np.float32)
    out[0] = np.sign(places - first) * np.log1p(np.abs(places - first))
    out[1] = np.sign(last - places) * np.log1p(np.abs(last - places))
    if p[_TITLE, title] >= SURE / 2:
        out[2] = np.log1p(np.maximum(after, 0))
        out[3] = np.log1p(np.maximum(-after, 0))
    else:
        out[2:] = -1.0
    return out
