"""Pages on their way from one process to another: numbers in one array instead of a mapping a fragment."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from itertools import chain, repeat

from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.page import Fragment, Page

_WIDTH = len(FRAGMENT_LABELS)
_CODES = {label: code for code, label in enumerate(Label)}
_LABELS = tuple(Label)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A labelled page as it is sent: half of the time and two thirds of the bytes of the page itself.

    Attributes
    ----------
    page : Page
        All but the fragments, and but where it came from.
    texts : list of str
    hidden : bytes
        0 or 1 of each fragment.
    labels : bytes
        Index into `noisefilter.labels.Label` of each fragment's label.
    probabilities : array of float64, n_fragments * 13
        Of `FRAGMENT_LABELS`, fragment by fragment.
    own : array of float64, n_fragments
        Each label's probability.
    spam : dict of int to float
        Probability of spam, by the fragments that have one.
    """

    page: Page
    texts: list[str]
    hidden: bytes
    labels: bytes
    probabilities: array[float]
    own: array[float]
    spam: dict[int, float]


def pack(page: Page) -> Parcel:
    """Pack a page that a model labelled; `Page.origin` stays behind."""
    fragments = page.fragments
    return Parcel(
        replace(page, fragments=[], origin=None),
        [fragment.text for fragment in fragments],
        bytes(fragment.hidden for fragment in fragments),
        bytes(_CODES[fragment.label] for fragment in fragments if fragment.label is not None),
        array("d", chain.from_iterable(fragment.probabilities.values() for fragment in fragments)),
        array("d", (fragment.probability for fragment in fragments)),
        {i: p for i, f in enumerate(fragments) if (p := f.spam_probability) is not None},
    )


def unpack(parcel: Parcel) -> Page:
    """Give the page back as it was."""
    page, start = parcel.page, 0
    rows = zip(*repeat(iter(parcel.probabilities.tolist()), _WIDTH), strict=True)
    columns = zip(parcel.texts, parcel.hidden, parcel.labels, parcel.own, rows, strict=True)
    for i, (text, hidden, code, probability, row) in enumerate(columns):
        end = start + len(text)
        by_label = dict(zip(FRAGMENT_LABELS, row, strict=True))
        label, spam = _LABELS[code], parcel.spam.get(i)
        page.fragments.append(Fragment(text, start, end, bool(hidden), label, probability, by_label, spam))
        start = end + 1
    return page
