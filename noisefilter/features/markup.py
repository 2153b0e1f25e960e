"""Where a fragment stands in the markup, as TF-IDF rows over tag, class and id tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.segment.segments import MAX_INLINE, Segments, Signature

#: Ancestors by distance from the fragment: its block, the parent, two bands above; and inline elements.
LEVELS = ("0", "1", "2", "5", "i")
_LEVEL_OF_STEP = (0, 1, 2, 2, 2)
_FAR = 3
_INLINE = 4
MAX_ANCESTORS = 24  #: ancestors read, from the fragment up
MAX_NAMES = 12  #: class names read per element
MAX_NAME_CHARS = 40  #: longer names are generated, and say nothing
_MAX_KEPT_CHARS = 1_000  #: of an element's names, for them to be remembered

_NAME_PART = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])")


def signature_tokens(signature: Signature) -> tuple[str, ...]:
    """Tokens of an element: tag, the names in its class, id, role and itemprop, their parts, its hints."""
    tag, classes, name, role, itemprop, hints = signature
    short = sum(map(len, (classes, name, role, itemprop))) <= _MAX_KEPT_CHARS
    tokens = (_name_tokens if short else _name_tokens.__wrapped__)(tag, classes, name, role, itemprop)
    return (*tokens, *dict.fromkeys(hints)) if hints else tokens


@lru_cache(maxsize=16_384)
def _name_tokens(tag: str, classes: str, name: str, role: str, itemprop: str) -> tuple[str, ...]:
    """Tokens without the hints, which nearly every link has its own of."""
    tokens = {tag}
    for mark, value in ((".", classes), ("#", name), ("=", role), ("~", itemprop)):
        if value:
            for entry in value.split()[:MAX_NAMES]:
                if len(entry) <= MAX_NAME_CHARS:
                    tokens.update(_entry_tokens(mark, entry))
    return tuple(sorted(tokens))


@lru_cache(maxsize=65_536)
def _entry_tokens(mark: str, entry: str) -> tuple[str, ...]:
    """Tokens of one name, most of which pages and sites share."""
    parts = [part.lower() for part in _NAME_PART.findall(entry)]
    tokens = [mark + part for part in parts if len(part) > 1]
    if len(parts) > 1:
        tokens.append(mark + "-".join(parts))
    return tuple(tokens)


@dataclass(frozen=True, slots=True)
class Places:
    """Which element signatures each fragment sees, and from how far.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_places,)
        Fragments, ascending.
    signatures : ndarray of int64, shape (n_places,)
        Indices into the page's signatures.
    levels : ndarray of int64, shape (n_places,)
        Indices into `LEVELS`.
    """

    rows: NDArray[np.int64]
    signatures: NDArray[np.int64]
    levels: NDArray[np.int64]


def find_places(segments: Segments) -> Places:
    """Find the elements around and inside each fragment of an HTML page."""
    # The last entry, which -1 points to, stands for the body, and is its own parent.
    parent = np.asarray([*segments.elements.parent, -1], np.int64)
    signature = np.asarray([*segments.elements.signature, 0], np.int64)
    around = [np.asarray(segments.element, np.int64)]
    while len(around) < MAX_ANCESTORS and (around[-1] >= 0).any():
        around.append(parent[around[-1]])
    levels = np.asarray([*_LEVEL_OF_STEP, *[_FAR] * MAX_ANCESTORS][: len(around)] + [_INLINE] * MAX_INLINE)
    seen = np.full((len(segments), len(levels)), -1)
    ancestors = np.stack(around, axis=1)
    seen[:, : len(around)] = np.where(ancestors >= 0, signature[ancestors], -1)
    for row, found in enumerate(segments.inline):
        if found:
            distinct = list(dict.fromkeys(found))
            seen[row, len(around) : len(around) + len(distinct)] = distinct
    rows, columns = np.nonzero(seen >= 0)
    return Places(rows, seen[rows, columns], levels[columns])


@dataclass(frozen=True)
class MarkupFeatures:
    """The markup vectoriser as plain arrays.

    Parameters
    ----------
    vocabulary : dict of str to int
        Tokens; each is a feature once per level of `LEVELS`.
    idf : ndarray of float32, shape (n_tokens,)
        Inverse document frequencies; a document is a page.
    """

    vocabulary: dict[str, int]
    idf: NDArray[np.float32]
    n_features: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "n_features", len(self.vocabulary) * len(LEVELS))

    def transform(self, segments: Segments) -> csr_matrix:
        """Turn the fragments of a page into rows of ``tf · idf``, columns ordered by level, then token.

        Returns
        -------
        csr_matrix of float32, shape (n_fragments, n_features)
            Not scaled to unit length, so that an element adds the same score wherever it stands.
        """
        places = find_places(segments)
        columns, bounds = self._signature_columns(segments.elements.signatures)
        starts, counts = bounds[:-1][places.signatures], np.diff(bounds)[places.signatures]
        # Place by place, the columns from start to start + count.
        ends = np.concatenate([[0], np.cumsum(counts)])
        found = columns[np.arange(ends[-1]) + np.repeat(starts - ends[:-1], counts)]
        values = self.idf[found]
        found += np.repeat(places.levels * len(self.vocabulary), counts)
        bounds_of_rows = ends[np.searchsorted(places.rows, np.arange(len(segments) + 1))]
        matrix = csr_matrix((values, found, bounds_of_rows), shape=(len(segments), self.n_features))
        matrix.sum_duplicates()
        return matrix

    def _signature_columns(self, table: Sequence[Signature]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Vocabulary indices of all elements' tokens, and where those of each begin and end."""
        tokens = list(map(signature_tokens, table))
        found = np.asarray([*map(self.vocabulary.get, chain.from_iterable(tokens), repeat(-1))], np.int64)
        known = np.concatenate([[0], np.cumsum(found >= 0)])
        ends = np.cumsum(np.fromiter(map(len, tokens), np.int64, len(tokens)))
        return found[found >= 0], known[np.concatenate([[0], ends])]
