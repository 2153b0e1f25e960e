"""Pages that travel between processes come out as they went in."""

from __future__ import annotations

import pickle

import pytest

import noisefilter
from noisefilter.page import Page
from noisefilter.parcel import pack, unpack

SOURCES = [
    "<h1>Rain</h1><p>It rained all week.</p><p hidden>Seen by nobody</p>",
    (
        "<article><p>A post.</p></article><section class='comments'><article class='comment'><b>Ann</b>"
        "<p>Buy cheap backlinks at https://seo-deals.example now!!!</p></article></section>"
    ),
    "one line\nanother line",
    "",
]


@pytest.mark.parametrize("source", SOURCES)
def test_a_page_survives_the_journey(source: str) -> None:
    page = noisefilter.load().predict(source)
    arrived = unpack(pickle.loads(pickle.dumps(pack(page))))
    assert arrived == page
    assert arrived.origin is None
    assert [list(f.probabilities) for f in arrived.fragments] == [
        list(f.probabilities) for f in page.fragments
    ]


def test_probabilities_of_spam_are_kept() -> None:
    page = noisefilter.load().predict("<p>one</p><p>two</p><p>three</p>")
    page.fragments[1].spam_probability = 0.25
    assert [fragment.spam_probability for fragment in unpack(pack(page)).fragments] == [None, 0.25, None]


def test_a_page_that_could_not_be_read_keeps_its_reason() -> None:
    page = Page(kind="text", error="it is empty")
    assert unpack(pack(page)) == page
