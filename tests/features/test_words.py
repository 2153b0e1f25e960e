import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from noisefilter.features.lookup import hash_words
from noisefilter.features.words import (
    END,
    MAX_FRAGMENT_CHARS,
    WordFeatures,
    hash_tokens,
    tfidf_rows,
    tokenize,
)
from noisefilter.segment import segment

CORPUS = [
    "the rain and the fog and the rain",
    "the fog came in at noon",
    "boats came home at noon",
    "home",
    "the the the the",
    "a kettle boils water",
]
#: Short texts over a small vocabulary, some of it unknown to `model`.
short_texts = st.lists(
    st.lists(st.sampled_from("the fog rain home unseen never".split()), max_size=8).map(" ".join), max_size=6
)


def idf_of(counts: list[int], n: int) -> list[float]:
    return [math.log((1 + n) / (1 + count)) + 1 for count in counts]


@pytest.fixture(scope="module")
def model() -> WordFeatures:
    """Unigrams and bigrams of a few words, with weights of their own."""
    vocabulary = {END: 0, "the": 1, "fog": 2, "rain": 3, "home": 4}
    pairs = [(0, 1), (1, 2), (2, 0), (1, 1), (3, 4), (0, 4)]
    keys = np.sort(np.asarray([a * 5 + b for a, b in pairs], np.int64))
    idf = np.linspace(1.0, 3.0, 5 + len(keys)).astype(np.float32)
    return WordFeatures(vocabulary, keys, idf)


def naive_row(model: WordFeatures, text: str) -> list[float]:
    """Count the n-grams of one text by hand."""
    names = list(model.vocabulary)
    tokens = [END, *text.split(), END]
    grams: Counter[int] = Counter()
    for token in tokens:
        if token in model.vocabulary and token != END:
            grams[model.vocabulary[token]] += 1
    for first, second in pairwise(tokens):
        for place, key in enumerate(model.bigrams.tolist()):
            if (first, second) == (names[key // len(names)], names[key % len(names)]):
                grams[len(names) + place] += 1
    row = [0.0] * model.n_features
    for column, count in grams.items():
        row[column] = (1 + math.log(count)) * float(model.idf[column])
    length = math.sqrt(sum(value**2 for value in row))
    return [value / length for value in row] if length else row


def test_unigrams_equal_scikit_learns_tfidf() -> None:
    theirs = TfidfVectorizer(sublinear_tf=True, smooth_idf=True, token_pattern=r"\w+").fit(CORPUS)
    words = theirs.get_feature_names_out().tolist()
    counts = [sum(word in text.split() for text in CORPUS) for word in words]
    ours = WordFeatures(
        {END: 0} | {word: i for i, word in enumerate(words, 1)},
        np.empty(0, np.int64),
        np.asarray([1.0, *idf_of(counts, len(CORPUS))], np.float32),
    )
    texts = [*CORPUS, "unseen words", "rain unseen rain", ""]
    found = ours.transform(texts).toarray()
    np.testing.assert_allclose(found[:, 1:], theirs.transform(texts).toarray(), atol=1e-6)
    assert not found[:, 0].any()


@given(short_texts)
def test_rows_equal_counting_by_hand(model: WordFeatures, texts: list[str]) -> None:
    expected = np.asarray([naive_row(model, text) for text in texts]).reshape(len(texts), model.n_features)
    np.testing.assert_allclose(model.transform(texts).toarray(), expected, atol=1e-6)


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"])), max_size=5))
def test_rows_have_unit_length_or_none(model: WordFeatures, texts: list[str]) -> None:
    rows = model.transform([*texts, "the fog"])
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    assert all(length == pytest.approx(1.0, abs=1e-5) or length == 0 for length in lengths)
    assert lengths[-1] > 0


@given(short_texts)
def test_a_row_does_not_depend_on_its_neighbours(model: WordFeatures, texts: list[str]) -> None:
    together = model.transform(texts).toarray()
    for row, text in zip(together, texts, strict=True):
        np.testing.assert_array_equal(row, model.transform([text]).toarray()[0])


def test_no_fragments_give_no_rows(model: WordFeatures) -> None:
    assert model.transform([]).shape == (0, model.n_features)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("It rained, AGAIN!", ["it", "rained", ",", "again", "!"]),
        ("5 May 2021", ["0", "may", "0000"]),
        ("v2.0", ["v", "0", ".", "0"]),
        ("٣ أيام", ["0", "أيام"]),
        ("snake_case", ["snake", "case"]),
        ("Überraschung naïve", ["überraschung", "naïve"]),
        ("日本語 text", ["日", "本", "語", "text"]),
        ("ภาษา", ["ภ", "า", "ษ", "า"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("© » 🙂", ["©", "»", "🙂"]),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize([text]) == [END, *tokens, END]


def test_ends_stand_between_fragments() -> None:
    assert tokenize(["a b", "", "c"]) == [END, "a", "b", END, END, "c", END]


awkward = st.sampled_from(
    [
        *"a b fog FOG İ Σ ΑΣ ß _ 0 17 ٣ ² ½ 日 本 ภ า ๓ 한 , . © 🙂 𠀀 𝟘 𝒜".split(),
        *"\u0301\ud800\x00\n\t\u00a0\u3000 ",
    ]
)


@given(st.lists(st.lists(awkward, max_size=8).map("".join), max_size=5))
def test_hashes_tell_the_same_tokens(texts: list[str]) -> None:
    tokens = tokenize(texts)[1:] if texts else []
    hashes, is_end = hash_tokens(texts)
    assert hashes.tolist() == hash_words(tokens).tolist()
    assert is_end.tolist() == [token == END for token in tokens]


@given(st.lists(st.text(), min_size=1))
def test_hashes_tell_the_same_tokens_of_any_text(texts: list[str]) -> None:
    assert hash_tokens(texts)[0].tolist() == hash_words(tokenize(texts)[1:]).tolist()


def test_long_fragments_are_judged_by_their_beginning(model: WordFeatures) -> None:
    start = ("the fog " * MAX_FRAGMENT_CHARS)[:MAX_FRAGMENT_CHARS]
    rows = model.transform([start, start + " rain home"])
    np.testing.assert_array_equal(rows[0].toarray(), rows[1].toarray())


@pytest.mark.parametrize("separator", ["\x1e", "&#30;"])
def test_a_separator_in_a_page_is_no_end_of_a_fragment(model: WordFeatures, separator: str) -> None:
    found = model.transform(segment(f"<pre>the{separator}fog</pre><p>rain").texts).toarray()
    assert found[1, model.vocabulary["rain"]] == pytest.approx(1.0)


def test_tfidf_rows_by_hand() -> None:
    rows = np.asarray([0, 0, 0, 2], np.int64)
    columns = np.asarray([1, 1, 0, 2], np.int64)
    found = tfidf_rows(rows, columns, np.asarray([3.0, 1.0, 5.0], np.float32), 3).toarray()
    expected = np.asarray([3.0, 1.0 + math.log(2), 0.0])
    np.testing.assert_allclose(found[0], expected / np.linalg.norm(expected), rtol=1e-6)
    np.testing.assert_allclose(found[1:], [[0, 0, 0], [0, 0, 1]])
