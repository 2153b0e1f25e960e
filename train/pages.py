"""Corpora as pages to learn from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from noisefilter.labels import PAGE_TYPES
from noisefilter.learn.align import matching_blocks
from noisefilter.learn.corpus import labelled_page, map_labels
from noisefilter.learn.example import Example, from_labelled, label_codes
from noisefilter.learn.rendering import renderings
from noisefilter.learn.transfer import has_words, words_of
from noisefilter.segment import segment
from noisefilter.segment.segments import Segments
from train.labels import HandLabels, load_labels
from train.sources import open_source

_WORD = re.compile(r"\w+")


def main_shares(segments: Segments, main_content: str) -> NDArray[np.float64]:
    """Find how much of each fragment stands in the main content.

    Parameters
    ----------
    segments : Segments
    main_content : str
        The ground truth of the page.

    Returns
    -------
    ndarray of float64, shape (n_fragments,)
        Share of words; NaN for fragments without any.
    """
    words = [words_of(text) if has_words(text) else [] for text in segments.texts]
    flat = [word for found in words for word in found]
    inside = np.zeros(len(flat) + 1)
    for block in matching_blocks(flat, _WORD.findall(main_content.lower())):
        inside[block.a + 1 : block.a + block.size + 1] = 1
    running = np.cumsum(inside)
    ends = np.cumsum([len(found) for found in words], dtype=np.int64)
    lengths = np.diff(ends, prepend=0)
    hits = running[ends] - running[ends - lengths]
    return np.where(lengths > 0, hits / np.maximum(lengths, 1), np.nan)


def _from_wcxb(row: Mapping[str, Any], hand_labels: HandLabels | None, judges: bool) -> Example:
    segments = segment(row["html"], kind="html")
    found = hand_labels.find(segments) if hand_labels else [None] * len(segments)
    return Example(
        segments,
        label_codes(found),
        site=row["domain"],
        url=row["url"] or None,
        page_type=PAGE_TYPES.index(row["page_type"]),
        main_share=main_shares(segments, row["main_content"]),
        main_content=row["main_content"],
        language="en",
        source="wcxb",
        judges=judges,
    )


def _from_fragment_labels(row: Mapping[str, Any], part: str) -> Example:
    segments = segment(row["html"], kind="html")
    labelled = [(fragment["text"], fragment["label"]) for fragment in row["fragments"]]
    codes = label_codes(map_labels(segments, labelled))
    language = row["language"].split("-")[0]
    return Example(segments, codes, row["domain"], row["url"] or None, language=language, source=part)


def _from_own(row: Mapping[str, Any]) -> Example:
    return from_labelled(labelled_page(row, str(row["id"])))


def read_corpora(names: Iterable[str], data: Path | None, n_jobs: int = 2) -> list[Example]:
    """Read corpora as pages to learn from, in order.

    Parameters
    ----------
    names : iterable of str
        Of ``own``, ``wcxb`` and the parts of the public fragment labels.
    data : Path or None
        The folder of the public corpora.
    n_jobs : int
        Processes.

    Raises
    ------
    CorpusError
        Where a corpus is missing or damaged.
    """
    pages: list[Example] = []
    for name in names:
        rows = open_source(name, data if name != "own" else None)
        if name == "wcxb":
            published, ours = load_labels("wcxb"), load_labels("wcxb-own")
            both = ours | published
            jobs = [delayed(_from_wcxb)(row, both.get(row["id"]), row["id"] not in ours) for row in rows]
        elif name == "own":
            jobs = [delayed(_from_own)(row) for row in rows]
        else:
            jobs = [delayed(_from_fragment_labels)(row, name) for row in rows]
        pages += Parallel(n_jobs=n_jobs)(jobs)
    return [page for page in pages if len(page.segments)]


def of_kind(pages: Sequence[Example], kind: str) -> list[Example]:
    """Choose the pages of one kind, ``"html"`` or ``"text"``."""
    return [page for page in pages if page.segments.kind == kind]


def texts_of(pages: Sequence[Example], seed: int) -> list[Example]:
    """Take the pages in plain text, and those in HTML as plain text; without those that are empty then."""
    rendered = [text for page in of_kind(pages, "html") for text in renderings(page, seed)]
    return [page for page in of_kind(pages, "text") + rendered if len(page.segments)]
