"""What surrounds a fragment: the first pass's probabilities of neighbours, windows, containers, groups.

The second pass judges each fragment with these numbers beside its own, an instance of stacked
sequential learning (Cohen and Carvalho 2005, *Stacked sequential learning*, IJCAI).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from noisefilter.segment.segments import Segments

Array = NDArray[np.float32]

NEIGHBOURS = (-3, -2, -1, 1, 2, 3)  #: fragments looked at one by one
WINDOWS = (4, 12, 40)  #: fragments on each side that a window takes in, weighted by length
CONTAINER_LEVELS = (1, 2, 3, 4, 5, 7, 9)  #: ancestors, counted from the fragment's own block
FIRST_SURE = 0.7  #: probability of content from which a fragment is sure content


def _shifted(values: Array, step: int) -> Array:
    """The rows `step` places further on; zeros beyond the page's ends."""
    out = np.zeros_like(values)
    n = len(values)
    if abs(step) >= n:
        return out
    if step > 0:
        out[: n - step] = values[step:]
    else:
        out[-step:] = values[: n + step]
    return out


def _window_means(values: Array, weights: Array, size: int) -> tuple[Array, Array]:
    """Weighted means over the `size` rows before, and after, each row; zeros where there are none."""
    n = len(values)
    running = np.zeros((n + 1, values.shape[1]))
    np.cumsum(values * weights[:, None], axis=0, out=running[1:])
    running_weight = np.concatenate([[0.0], np.cumsum(weights, dtype=np.float64)])
    rows = np.arange(n)
    low, high = np.maximum(rows - size, 0), np.minimum(rows + 1 + size, n)
    means = []
    for first, last in ((low, rows), (rows + 1, high)):
        weight = running_weight[last] - running_weight[first]
        means.append((running[last] - running[first]) / np.maximum(weight, 1e-6)[:, None])
    return means[0].astype(np.float32), means[1].astype(np.float32)


def _group_means(values: Array, weights: Array, groups: NDArray[np.int64]) -> Array:
    """Weighted mean of each row's group."""
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    total = np.bincount(groups, weights, n_groups)
    sums = np.stack(
        [np.bincount(groups, values[:, k] * weights, n_groups) for k in range(values.shape[1])], axis=1
    )
    return (sums / np.maximum(total, 1e-6)[:, None])[groups].astype(np.float32)
