"""The shape of a fragment as numbers: lengths, characters, links, place in the page, repetition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.characters import CLASSES, count_classes
from noisefilter.features.overlap import (
    first_words,
    shared_pairs,
    shared_words,
    title_words,
    url_words,
    words_of,
)
from noisefilter.features.words import MAX_FRAGMENT_CHARS
from noisefilter.segment.segments import Origin, Segments

_MAIL_OR_HANDLE = re.compile(r"[\w.+-]@\w")
_URL = re.compile(r"https?://|www\.")
#: All of them begin with a digit; to say so first saves looking for each of them in every place.
_DATE = re.compile(
    r"(?=\d)(?:\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b(?:19|20)\d\d\b|\d\d?:\d\d|\d{1,4}[年月日]"
    r"|\d\s?(?:h|min|ago)\b)"
)
_DATED_CHARS = 200  #: of a fragment: in what follows dates are not counted

#: The numbers, in the order of the columns of `shape_numbers`.
SHAPE_NAMES: tuple[str, ...] = (
    "characters (log)",
    "words (log)",
    "characters per word",
    "link share",
    "links (log)",
    "emphasis share",
    "hidden",
    "from an attribute",
    "from structured data",
    "after a gap",
    *(f"{name} share" for name in CLASSES if name != "space"),
    "stops (log)",
    "sentences' commas (log)",
    "ends with a stop",
    "ends with a colon",
    "ends with an ellipsis",
    "starts with a lower-case letter",
    "starts with a digit",
    "starts with a bracket or separator",
    "copyright sign",
    "e-mail address or handle",
    "URL",
    "dates and times (log)",
    "place in page, by fragments",
    "place in page, by characters",
    "fragments before (log)",
    "fragments after (log)",
    "fragments in page (log)",
    "characters in page (log)",
    "share of the page's characters",
    "words in the page's title (share)",
    "words of the page's title (share)",
    "words of the URL's path (share)",
    "words in the page's headline (share)",
    "words of the page's headline (share)",
    "words in the page's description (share)",
    "words in the site's name (share)",
    "words of the site's name (share)",
    "words in the author's name (share)",
    "words in the page's topics (share)",
    "word pairs in structured text (share)",
    "word pairs in structured reviews (share)",
    "repeats of the text in page (log)",
    "text stood before",
    "depth (log)",
    "siblings of its kind (log)",
    "fragments of its path (log)",
    "characters per fragment of its path (log)",
)


class Groups(NamedTuple):
    """Which fragments of a page stand in like places.

    Attributes
    ----------
    depth : ndarray of int64, shape (n_fragments,)
        Elements around each fragment.
    siblings : ndarray of int64, shape (n_fragments,)
        Number of its group: fragments whose elements have the same parent and the same signature.
    paths : ndarray of int64, shape (n_fragments,)
        Number of its group: fragments whose elements and all their ancestors have the same signatures.
    """

    depth: NDArray[np.int64]
    siblings: NDArray[np.int64]
    paths: NDArray[np.int64]


def find_groups(segments: Segments) -> Groups:
    """Find which fragments of a page stand in like places; both kinds of groups are numbered from 0."""
    parents, signatures = segments.elements.parent, segments.elements.signature
    if not parents:
        zeros = np.zeros(len(segments), np.int64)
        return Groups(zeros, zeros, zeros)
    # The last entry, which -1 points to, stands for the body.
    depth = [0] * (len(parents) + 1)
    path = [-1] * (len(parents) + 1)
    known: dict[tuple[int, int], int] = {}
    for place, (parent, signature) in enumerate(zip(parents, signatures, strict=True)):
        depth[place] = depth[parent] + 1
        path[place] = known.setdefault((path[parent], signature), len(known))
    element = np.asarray(segments.element, np.int64)
    parent_of = np.asarray([*parents, -2], np.int64)[element]
    width = len(segments.elements.signatures)
    key = (parent_of + 2) * (width + 1) + np.asarray([*signatures, width], np.int64)[element]
    siblings = np.unique(key, return_inverse=True)[1]
    paths = np.unique(np.asarray(path, np.int64)[element], return_inverse=True)[1]
    return Groups(np.asarray(depth, np.int64)[element], siblings, paths)


def shape_numbers(
    segments: Segments, url: str | None = None, groups: Groups | None = None
) -> NDArray[np.float32]:
    """Measure the fragments of one page.

    Parameters
    ----------
    segments : Segments
    url : str, optional
        Address of the page; the words of its path tell headlines.
    groups : Groups, optional
        What `find_groups` says of the page, where it is known already.

    Returns
    -------
    ndarray of float32, shape (n_fragments, len(SHAPE_NAMES))
    """
    n = len(segments)
    # Here a number is a row, and a fragment a column.
    out = np.zeros((len(SHAPE_NAMES), n), np.float32)
    if n == 0:
        return out.T
    texts = [text[:MAX_FRAGMENT_CHARS] for text in segments.texts]
    lowered = [text.lower() for text in texts]
    lengths = np.fromiter(map(len, texts), np.int64, n)
    counts = count_classes("".join(texts), np.concatenate([[0], np.cumsum(lengths)])).T
    column = dict(zip(CLASSES, counts, strict=True))
    full = np.fromiter(map(len, segments.texts), np.float64, n)
    solid = np.maximum(lengths - column["space"], 1.0)
    # Unspaced scripts have no words to count: two of their characters pass for one.
    n_words = column["space"] + 1 + column["unspaced"] / 2
    origin = np.asarray(segments.origin)
    letters = np.maximum(column["letter"], 1.0)
    shares = [column[name] / (letters if name == "upper" else solid) for name in CLASSES if name != "space"]
    rank = np.arange(n)
    before = np.concatenate([[0.0], np.cumsum(full)])
    total = max(before[-1], 1.0)
    stood_first: dict[str, int] = {}
    same_text = np.asarray([stood_first.setdefault(text, row) for row, text in enumerate(lowered)], np.int64)
    depth, siblings, paths = groups or find_groups(segments)
    path_sizes = np.bincount(paths)
    numbers = [
        np.log1p(full),
        np.log1p(n_words),
        solid / n_words,
        np.minimum(np.asarray(segments.link_chars) / solid, 1.0),
        np.log1p(np.asarray(segments.links)),
        np.minimum(np.asarray(segments.emphasis_chars) / solid, 1.0),
        np.asarray(segments.hidden),
        origin == Origin.ATTRIBUTE,
        origin == Origin.DATA,
        np.asarray(segments.gap),
        *shares,
        np.log1p(column["stop"]),
        np.log1p(column["comma"]),
        *_signs(texts, lowered, column["digit"]),
        rank / max(n - 1, 1),
        before[:-1] / total,
        np.log1p(rank),
        np.log1p(n - 1 - rank),
        np.log1p(n),
        np.log1p(total),
        full / total,
        *_overlaps(segments, url, lowered),
        np.log1p(np.bincount(same_text)[same_text] - 1),
        same_text != rank,
        np.log1p(depth),
        np.log1p(np.bincount(siblings)[siblings]),
        np.log1p(path_sizes[paths]),
        np.log1p((np.bincount(paths, full) / path_sizes)[paths]),
    ]
    for row, values in zip(out, numbers, strict=True):
        row[:] = values
    return out.T


def _signs(
    texts: Sequence[str], lowered: Sequence[str], digits: NDArray[np.float64]
) -> list[list[bool] | NDArray[np.float64]]:
    """Look for single characters and short patterns that tell much."""
    first = [text[0] for text in texts]
    last = [text[-1] for text in texts]
    n_dates = np.zeros(len(texts))
    for row in np.flatnonzero(digits).tolist():
        n_dates[row] = len(_DATE.findall(lowered[row][:_DATED_CHARS]))
    return [
        [c in ".!?。！？।۔؟።" for c in last],
        [c in ":：" for c in last],
        [text.endswith(("…", "...", "...]", "[…]")) for text in texts],
        list(map(str.islower, first)),
        list(map(str.isdigit, first)),
        [not c.isalnum() for c in first],
        ["©" in text or "(c)" in text for text in lowered],
        ["@" in text and _MAIL_OR_HANDLE.search(text) is not None for text in lowered],
        [("://" in text or "www." in text) and _URL.search(text) is not None for text in lowered],
        np.log1p(n_dates),
    ]


def _overlaps(segments: Segments, url: str | None, lowered: Sequence[str]) -> list[NDArray[np.float64]]:
    """Compare the fragments with what the page says of itself."""
    about = segments.about
    told = (about.headline, about.description, about.site, about.author, about.topics)
    references = [title_words(segments.head_title), url_words(url), *map(words_of, told)]
    words = first_words(lowered)
    inside, covered = shared_words(words, references)
    in_title, in_url, in_headline, in_description, in_site, in_author, in_topics = inside
    of_title, _, of_headline, _, of_site, _, _ = covered
    return [
        *(in_title, of_title, in_url, in_headline, of_headline, in_description),
        *(in_site, of_site, in_author, in_topics),
        shared_pairs(words, about.body),
        shared_pairs(words, about.reviews),
    ]
