"""Where a fragment stands in the markup, as TF-IDF rows over tag, class and id tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.segment.segments import Segments, Signature

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
    names = signature[:-1]
    short = sum(map(len, names)) <= _MAX_KEPT_CHARS
    tokens = _name_tokens(*names) if short else _name_tokens.__wrapped__(*names)
    return (*tokens, *dict.fromkeys(signature.hints.split())) if signature.hints else tokens


@lru_cache(maxsize=65_536)
def _name_tokens(tag: str, classes: str, name: str, role: str, itemprop: str) -> tuple[str, ...]:
    """Tokens without the hints, which nearly every link has its own of."""
    tokens = {tag}
    for mark, value in ((".", classes), ("#", name), ("=", role), ("~", itemprop)):
        for entry in value.split()[:MAX_NAMES]:
            if len(entry) > MAX_NAME_CHARS:
                continue
            parts = [part.lower() for part in _NAME_PART.findall(entry)]
            tokens.update(mark + part for part in parts if len(part) > 1)
            if len(parts) > 1:
                tokens.add(mark + "-".join(parts))
    return tuple(sorted(tokens))


@dataclass(frozen=True, slots=True)
class Places:
    """Which element signatures each fragment sees, and from how far.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_places,)
        Fragments.
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
    parent = np.asarray(segments.elements.parent, np.int64)
    signature = np.asarray(segments.elements.signature, np.int64)
    current = np.asarray(segments.element, np.int64)
    fragments = np.arange(len(current))
    rows, signatures, levels = [], [], []
    for step in range(MAX_ANCESTORS):
        inside = current >= 0
        if not inside.any():
            break
        fragments, current = fragments[inside], current[inside]
        rows.append(fragments)
        signatures.append(signature[current])
        level = _LEVEL_OF_STEP[step] if step < len(_LEVEL_OF_STEP) else _FAR
        levels.append(np.full(len(current), level))
        current = parent[current]
    inline = [(row, index) for row, found in enumerate(segments.inline) for index in set(found)]
    if inline:
        inside_rows, inside_signatures = np.asarray(inline, np.int64).T
        rows.append(inside_rows)
        signatures.append(inside_signatures)
        levels.append(np.full(len(inside_rows), _INLINE))
    if not rows:
        empty = np.empty(0, np.int64)
        return Places(empty, empty, empty)
    return Places(np.concatenate(rows), np.concatenate(signatures), np.concatenate(levels))


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

    def signature_columns(self, signature: Signature) -> list[int]:
        """Vocabulary indices of an element's tokens."""
        get = self.vocabulary.get
        found = (get(token) for token in signature_tokens(signature))
        return [index for index in found if index is not None]

    def transform(self, segments: Segments) -> csr_matrix:
        """Turn the fragments of a page into rows of ``tf · idf``, columns ordered by level, then token.

        Returns
        -------
        csr_matrix of float32, shape (n_fragments, n_features)
            Not scaled to unit length, so that an element adds the same score wherever it stands.
        """
        places = find_places(segments)
        table = segments.elements.signatures
        lists = [self.signature_columns(signature) for signature in table]
        lengths = np.asarray([len(columns) for columns in lists], np.int64)
        flat = np.asarray([column for columns in lists for column in columns], np.int64)
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        counts = lengths[places.signatures] if len(places.rows) else np.empty(0, np.int64)
        starts = np.repeat(offsets[places.signatures], counts) if len(places.rows) else counts
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        columns = flat[starts + within] if len(flat) else np.empty(0, np.int64)
        values = self.idf[columns]
        columns = columns + np.repeat(places.levels, counts) * len(self.vocabulary)
        rows = np.repeat(places.rows, counts)
        matrix = csr_matrix((values, (rows, columns)), shape=(len(segments), self.n_features))
        matrix.sum_duplicates()
        return matrix
