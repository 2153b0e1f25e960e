r"""Labels without their text: each labelled stretch of words as a hash that finds it again.

A run is ``(number of words, 32-bit hash of those words, label)``. The words of a page, ``\w+`` lower-cased,
come in the same order whatever cuts them into fragments, so a run is looked for right after the one before
it; where the page differs, at the nearest place from which the next runs fit.

The hash of the words ``w1 … wn``: with ``h`` the CRC-32 of a word's UTF-8 bytes, the upper 32 bits of
``h(w1)·B**n + … + h(wn)·B`` modulo 2**64 (Horner's scheme, so that the hashes of all places of a page
are a few array operations).
"""

from __future__ import annotations

import base64
import struct
import zlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from noisefilter.labels import Label

MAX_RUN = 16  #: words per run; a longer fragment is several, so that one changed word does not lose it all

#: The code of each label is its place here. Add at the end only: the files keep the codes.
CODES: tuple[Label, ...] = (
    Label.CONTENT,
    Label.TITLE,
    Label.BYLINE,
    Label.COMMENT,
    Label.COMMENT_FORM,
    Label.NAVIGATION,
    Label.RECOMMENDATION,
    Label.COOKIE_NOTICE,
    Label.SOCIAL,
    Label.SIGNUP,
    Label.ADVERTISEMENT,
    Label.LEGAL,
    Label.WIDGET,
)
_RUN = struct.Struct("<IBB")
_BASE = np.uint64(0x9E3779B97F4A7C15)
#: Words that prove a place by themselves; a shorter run does only if the next run follows it at once.
_SURE = 4


class Run(NamedTuple):
    """A labelled stretch of words: how many, their hash, their label."""

    size: int
    hash: int
    label: Label


def make_runs(words: Sequence[str], label: Label) -> Iterator[Run]:
    """Cut the words of a labelled fragment into runs."""
    for start in range(0, len(words), MAX_RUN):
        stretch = words[start : start + MAX_RUN]
        hashes = _place_hashes(_word_hashes(stretch), {len(stretch)})[len(stretch)]
        yield Run(len(stretch), int(hashes[0]), label)


def pack(runs: Sequence[Run]) -> str:
    """Write runs as text: six bytes each (hash, size, code of the label; little-endian), in base64."""
    packed = b"".join(_RUN.pack(run.hash, run.size, CODES.index(run.label)) for run in runs)
    return base64.b64encode(packed).decode("ascii")


def unpack(text: str) -> list[Run]:
    """Read what `pack` wrote.

    Raises
    ------
    ValueError
        Where the text is damaged.
    """
    try:
        packed = base64.b64decode(text, validate=True)
        runs = [Run(size, hash_, CODES[code]) for hash_, size, code in _RUN.iter_unpack(packed)]
    except (IndexError, struct.error) as error:
        message = f"these are no runs of labels ({error})"
        raise ValueError(message) from error
    return runs


def find_runs(runs: Sequence[Run], words: Sequence[str]) -> list[int]:
    """Find the runs in the words of a page.

    Parameters
    ----------
    runs : sequence of Run
        In page order.
    words : sequence of str
        The words of the page, lower-cased.

    Returns
    -------
    list of int
        For each run, the index of its first word, rising; -1 for runs that are not found.
    """
    places = _Places(runs, words)
    found = [-1] * len(runs)
    run: int | None = 0
    word = 0
    while run is not None and run < len(runs):
        if places.fits(run, word):
            found[run] = word
            word += runs[run].size
            run += 1
        else:
            run, word = places.nearest(run, word)
    return found


class _Places:
    """Where in a page each run could stand."""

    def __init__(self, runs: Sequence[Run], words: Sequence[str]) -> None:
        self.runs = runs
        self.places: dict[tuple[int, int], list[int]] = defaultdict(list)
        wanted: dict[int, set[int]] = defaultdict(set)
        for run in runs:
            wanted[run.size].add(run.hash)
        for size, hashes in _place_hashes(_word_hashes(words), set(wanted)).items():
            for place in np.flatnonzero(np.isin(hashes, list(wanted[size]))).tolist():
                self.places[size, int(hashes[place])].append(place)

    def fits(self, run: int, word: int) -> bool:
        """Whether a run stands at a place; after the last run, anything fits."""
        if run >= len(self.runs):
            return True
        places = self.places.get(self.runs[run][:2], [])
        index = bisect_left(places, word)
        return index < len(places) and places[index] == word

    def nearest(self, run: int, word: int) -> tuple[int | None, int]:
        """Find where the scan can go on, with the fewest words passed over on both sides."""
        best: tuple[int | None, int] = (None, word)
        best_cost = len(self.runs) * MAX_RUN + word + max((p[-1] for p in self.places.values()), default=0)
        skipped = 0
        for later in range(run, len(self.runs)):
            if skipped >= best_cost:
                break
            size = self.runs[later].size
            places = self.places.get(self.runs[later][:2], [])
            for place in places[bisect_left(places, word) :]:
                cost = skipped + place - word
                if cost >= best_cost:
                    break
                if size >= _SURE or self.fits(later + 1, place + size):
                    best, best_cost = (later, place), cost
                    break
            skipped += size
        return best


def _word_hashes(words: Sequence[str]) -> npt.NDArray[np.uint64]:
    hashes = (zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words)
    return np.fromiter(hashes, np.uint64, len(words))


def _place_hashes(words: npt.NDArray[np.uint64], sizes: set[int]) -> dict[int, npt.NDArray[np.uint64]]:
    """Hash the stretches of the given sizes at every place where they fit."""
    hashes: dict[int, npt.NDArray[np.uint64]] = {}
    sums = np.zeros(len(words) + 1, np.uint64)
    for size in range(1, min(max(sizes, default=0), len(words)) + 1):
        sums = (sums[:-1] + words[size - 1 :]) * _BASE
        if size in sizes:
            hashes[size] = sums >> np.uint64(32)
    return hashes
