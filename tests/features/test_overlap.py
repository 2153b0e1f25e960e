from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.features.overlap import (
    first_words,
    shared_pairs,
    shared_words,
    title_words,
    url_words,
    words_of,
)

word = st.sampled_from("fog bay the came İn Σας x_1 ²³ ٣ 雨 \U00020000 © ,".split())
texts = st.lists(st.lists(word, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=6)


@given(texts, texts)
def test_shares_equal_counting_by_hand(fragments: list[str], others: list[str]) -> None:
    lowered = [text.lower() for text in fragments]
    words = first_words(lowered)
    inside, covered = shared_words(words, [words_of(text) for text in others])
    assert inside.shape == covered.shape == (len(others), len(fragments))
    for place, other in enumerate(others):
        reference = set(re.findall(r"\w+", other.lower()))
        pairs = set(pairwise(re.findall(r"\w+", other.lower())))
        found_pairs = shared_pairs(words, other)
        for row, text in enumerate(lowered):
            own = re.findall(r"\w+", text)
            hits = [word for word in own if word in reference]
            assert inside[place, row] == (len(hits) / len(own) if own else 0)
            assert covered[place, row] == (len(set(hits)) / len(reference) if reference else 0)
            shared = [pair in pairs for pair in pairwise(own)]
            assert found_pairs[row] == (sum(shared) / len(shared) if shared else 0)


def test_only_the_start_of_a_fragment_is_compared() -> None:
    words = first_words(["fog " * 50 + "bay", "bay"])
    assert words.counts.tolist() == [50, 1]
    assert shared_words(words, [{"bay"}])[0].tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("The Fog Came In | Bay News", {"the", "fog", "came", "in"}),
        ("Bay – a long walk on the shore", {"a", "long", "walk", "on", "the", "shore"}),
        ("", set()),
    ],
)
def test_the_title_is_the_longest_part(title: str, words: set[str]) -> None:
    assert title_words(title) == words


def test_short_words_of_an_address_say_nothing() -> None:
    assert url_words("https://bay.example/a/in/the-fog_came") == {"the", "fog", "came"}
    assert url_words("http://[broken") == url_words(None) == set()
