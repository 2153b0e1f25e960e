import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.features.characters import (
    CLASSES,
    DECIMAL,
    SPACE,
    UNSPACED,
    WORD,
    count_classes,
    syntax_of,
)
from noisefilter.features.lookup import code_points
from noisefilter.features.words import UNSPACED_RANGES

#: Of several scripts, all within what is told apart one by one.
alphabet = st.sampled_from(
    "aZéßЖжאبक日かカ한ไ 0٣½.,!?…“»()[]:|\\•\n\t\r\f\v$€©★😀𠀀'-_\u00a0\u3000\u0301\ud800\x00"
)
pieces = st.lists(st.text(alphabet, max_size=20), min_size=1, max_size=8)


def counts(texts: list[str]) -> np.ndarray:
    bounds = np.concatenate([[0], np.cumsum([len(text) for text in texts])]).astype(np.int64)
    return count_classes("".join(texts), bounds)


def count(text: str, name: str) -> int:
    return int(counts([text])[0, CLASSES.index(name)])


@given(pieces)
def test_pieces_are_counted_each_for_itself(texts: list[str]) -> None:
    found = counts(texts)
    assert found.shape == (len(texts), len(CLASSES))
    for row, text in zip(found, texts, strict=True):
        np.testing.assert_array_equal(row, counts([text])[0])
        np.testing.assert_array_equal(row, sum((counts([c])[0] for c in text), np.zeros(len(CLASSES))))


@given(st.text(alphabet))
def test_classes_are_those_of_unicode(text: str) -> None:
    categories = [unicodedata.category(character) for character in text]
    assert count(text, "letter") == sum(category[0] == "L" for category in categories)
    assert count(text, "upper") == sum(category in ("Lu", "Lt") for category in categories)
    assert count(text, "digit") == sum(category[0] == "N" for category in categories)
    assert count(text, "currency") == categories.count("Sc")
    assert count(text, "space") == sum(character.isspace() for character in text)


@pytest.mark.parametrize(
    ("name", "text", "n"),
    [
        ("stop", "One. Two! Three? 四。…", 5),
        ("comma", "a, b; c، d、", 4),
        ("exclaim", "a! b? c！ d.", 3),
        ("quote", "“a” «b» 'c' \"d\"", 6),
        ("bracket", "(a) [b] {c} （d）", 8),
        ("colon", "a: b：", 2),
        ("separator", "a | b / c » d • e", 4),
        ("newline", "a\nb\nc", 2),
        ("space", "a b\tc\nd\u00a0e\u3000f", 5),
        ("symbol", "© ★ 😀 + a", 4),
        ("currency", "$ € £ ¥ a", 4),
        ("unspaced", "日本語 かな カナ ไทย 한국 abc", 10),
        ("letter", "𠀀 😀", 1),
    ],
)
def test_examples(name: str, text: str, n: int) -> None:
    assert count(text, name) == n


def test_nothing_is_nothing() -> None:
    assert not counts([""]).any()
    assert counts(["", "a", ""])[:, CLASSES.index("letter")].tolist() == [0, 1, 0]


@given(st.text())
def test_syntax_is_that_of_regular_expressions(text: str) -> None:
    found = syntax_of(code_points(text)).tolist()
    assert [bool(bits & WORD) for bits in found] == [bool(re.match(r"\w", c)) for c in text]
    assert [bool(bits & DECIMAL) for bits in found] == [bool(re.match(r"\d", c)) for c in text]
    assert [bool(bits & SPACE) for bits in found] == [bool(re.match(r"\s", c)) for c in text]
    assert [bool(bits & UNSPACED) for bits in found] == [
        bool(re.match(f"[{UNSPACED_RANGES}]", c)) for c in text
    ]
