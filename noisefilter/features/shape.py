"""The shape of a fragment as numbers: lengths, characters, links, place in the page, repetition."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.characters import CLASSES, count_classes
from noisefilter.features.words import MAX_FRAGMENT_CHARS
from noisefilter.segment.segments import Origin, Segments

_WORD = re.compile(r"\w+")
_MAIL_OR_HANDLE = re.compile(r"[\w.+-]@\w")
_URL = re.compile(r"https?://|www\.")
_DATE = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b(?:19|20)\d\d\b|\d\d?:\d\d|\d{1,4}[年月日]|\d\s?(?:h|min|ago)\b"
)
_TITLE_SEPARATORS = re.compile(r"\s[|–—»:·-]\s")

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


def find_groups(
    segments: Segments,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Find which fragments of a page stand in like places.

    Returns
    -------
    depth : ndarray of int64, shape (n_fragments,)
        Elements around each fragment.
    siblings : ndarray of int64, shape (n_fragments,)
        Number of its group: fragments whose elements have the same parent and the same signature.
    paths : ndarray of int64, shape (n_fragments,)
        Number of its group: fragments whose elements and all their ancestors have the same signatures.
    """
    n = len(segments)
    parents, signatures = segments.elements.parent, segments.elements.signature
    if not parents:
        zeros = np.zeros(n, np.int64)
        return zeros, zeros, zeros
    depth: list[int] = []
    path: list[int] = []
    known: dict[tuple[int, int], int] = {}
    for parent, signature in zip(parents, signatures, strict=True):
        above = path[parent] if parent >= 0 else -1
        depth.append(depth[parent] + 1 if parent >= 0 else 1)
        path.append(known.setdefault((above, signature), len(known)))
    # The entry that -1 points to stands for the body.
    element = np.asarray(segments.element, np.int64)
    parent_of = np.asarray([*parents, -2], np.int64)[element]
    width = len(segments.elements.signatures)
    key = (parent_of + 2) * (width + 1) + np.asarray([*signatures, width], np.int64)[element]
    siblings = np.unique(key, return_inverse=True)[1]
    paths = np.unique(np.asarray([*path, -1], np.int64)[element], return_inverse=True)[1]
    return np.asarray([*depth, 0], np.int64)[element], siblings, paths


def _overlaps(words: list[list[str]], reference: set[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per fragment: share of its words in the reference, share of the reference's words in it."""
    inside = np.zeros(len(words))
    covered = np.zeros(len(words))
    if reference:
        for row, found in enumerate(words):
            hits = [word for word in found if word in reference]
            if hits:
                inside[row] = len(hits) / len(found)
                covered[row] = len(set(hits)) / len(reference)
    return inside, covered


def _pair_shares(words: list[list[str]], reference: str) -> NDArray[np.float64]:
    """Per fragment: share of its pairs of neighbouring words that stand in the reference, too."""
    found = np.zeros(len(words))
    if reference:
        theirs = _WORD.findall(reference.lower())
        pairs = set(pairwise(theirs))
        for row, own in enumerate(words):
            n = len(own) - 1
            if n > 0:
                found[row] = sum(pair in pairs for pair in pairwise(own)) / n
    return found


def _title_words(segments: Segments) -> set[str]:
    parts = _TITLE_SEPARATORS.split(segments.head_title.lower())
    return set(_WORD.findall(max(parts, key=len)))


def _url_words(url: str | None) -> set[str]:
    if not url:
        return set()
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return set()
    return {word for word in re.split(r"[\W_]+", path.lower()) if len(word) > 2}


def shape_numbers(segments: Segments, url: str | None = None) -> NDArray[np.float32]:
    """Measure the fragments of one page.

    Parameters
    ----------
    segments : Segments
    url : str, optional
        Address of the page; the words of its path tell headlines.

    Returns
    -------
    ndarray of float32, shape (n_fragments, len(SHAPE_NAMES))
    """
    n = len(segments)
    texts = [text[:MAX_FRAGMENT_CHARS] for text in segments.texts]
    joined = "".join(texts)
    lengths = np.asarray([len(text) for text in texts], np.int64)
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    counts = count_classes(joined, bounds)
    column = {name: counts[:, place] for place, name in enumerate(CLASSES)}
    full = np.asarray([len(text) for text in segments.texts], np.float64)
    solid = np.maximum(lengths - column["space"], 1.0)
    lowered = [text.lower() for text in texts]
    words = [_WORD.findall(text[:200]) for text in lowered]
    # Unspaced scripts have no words to count: two of their characters pass for one.
    n_words = column["space"] + 1 + column["unspaced"] / 2
    first = [text[0] for text in texts]
    last = [text[-1] for text in texts]
    repeats = Counter(lowered)
    seen: set[str] = set()
    stood_before = np.zeros(n)
    for row, text in enumerate(lowered):
        if text in seen:
            stood_before[row] = 1
        seen.add(text)
    rank = np.arange(n)
    before = np.concatenate([[0.0], np.cumsum(full)])
    total = max(before[-1], 1.0)
    depth, siblings, paths = find_groups(segments)
    path_sizes = np.bincount(paths)
    path_chars = np.bincount(paths, full)
    in_title, of_title = _overlaps(words, _title_words(segments))
    in_url, _ = _overlaps(words, _url_words(url))
    about = segments.about
    in_headline, of_headline = _overlaps(words, set(_WORD.findall(about.headline.lower())))
    in_description, _ = _overlaps(words, set(_WORD.findall(about.description.lower())))
    in_site, of_site = _overlaps(words, set(_WORD.findall(about.site.lower())))
    in_author, _ = _overlaps(words, set(_WORD.findall(about.author.lower())))
    in_topics, _ = _overlaps(words, set(_WORD.findall(about.topics.lower())))
    origin = np.asarray(segments.origin)

    def flags(test: list[bool]) -> NDArray[np.float64]:
        return np.asarray(test, np.float64)

    letters = np.maximum(column["letter"], 1.0)
    shares = [column[name] / (letters if name == "upper" else solid) for name in CLASSES if name != "space"]
    numbers = [
        np.log1p(full),
        np.log1p(n_words),
        solid / n_words,
        np.minimum(np.asarray(segments.link_chars) / np.maximum(solid, 1), 1.0),
        np.log1p(np.asarray(segments.links)),
        np.minimum(np.asarray(segments.emphasis_chars) / np.maximum(solid, 1), 1.0),
        np.asarray(segments.hidden, np.float64),
        (origin == Origin.ATTRIBUTE).astype(np.float64),
        (origin == Origin.DATA).astype(np.float64),
        np.asarray(segments.gap, np.float64),
        *shares,
        np.log1p(column["stop"]),
        np.log1p(column["comma"]),
        flags([c in ".!?。！？।۔؟።" for c in last]),
        flags([c in ":：" for c in last]),
        flags([t.endswith(("…", "...", "...]", "[…]")) for t in texts]),
        flags([c.islower() for c in first]),
        flags([c.isdigit() for c in first]),
        flags([not c.isalnum() for c in first]),
        flags(["©" in t or "(c)" in t for t in lowered]),
        flags(["@" in t and _MAIL_OR_HANDLE.search(t) is not None for t in lowered]),
        flags([_URL.search(t) is not None for t in lowered]),
        np.log1p([len(_DATE.findall(t[:200])) for t in lowered]),
        rank / max(n - 1, 1),
        before[:-1] / total,
        np.log1p(rank),
        np.log1p(n - 1 - rank),
        np.full(n, np.log1p(n)),
        np.full(n, np.log1p(total)),
        full / total,
        in_title,
        of_title,
        in_url,
        in_headline,
        of_headline,
        in_description,
        in_site,
        of_site,
        in_author,
        in_topics,
        _pair_shares(words, about.body),
        _pair_shares(words, about.reviews),
        np.log1p([repeats[t] - 1 for t in lowered]),
        stood_before,
        np.log1p(depth),
        np.log1p(np.bincount(siblings)[siblings] if n else siblings),
        np.log1p(path_sizes[paths] if n else paths),
        np.log1p(path_chars[paths] / path_sizes[paths] if n else paths),
    ]
    return np.stack(numbers, axis=1).astype(np.float32) if n else np.empty((0, len(SHAPE_NAMES)), np.float32)
