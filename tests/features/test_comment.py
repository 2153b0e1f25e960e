import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.comment import Comment
from noisefilter.features.bins import NumberBins
from noisefilter.features.comment import (
    BATCH_COMMENTS,
    BIN_COLUMNS,
    CHARS,
    WORD_BITS,
    batches,
    comment_rows,
    grams_of,
    read_batch,
)
from noisefilter.features.comment_grams import find_words, repeated_words, word_grams
from noisefilter.features.comment_numbers import NUMBER_NAMES, TEXT_NUMBERS
from noisefilter.features.comment_text import fold

texts = st.text(st.characters(exclude_categories=[]), max_size=50)
comments = st.builds(Comment, texts, *[st.one_of(st.just(""), texts)] * 4)
BINS = NumberBins(np.full((len(NUMBER_NAMES), 2), [1.0, 5.0], np.float32))


@given(st.lists(comments, min_size=1, max_size=5))
def test_rows_do_not_depend_on_the_batch(given: list[Comment]) -> None:
    together = comment_rows(read_batch(given), BINS)
    for place, comment in enumerate(given):
        alone = comment_rows(read_batch([comment]), BINS)
        assert (together[place] != alone).nnz == 0


@given(st.lists(texts, min_size=1, max_size=5), st.integers(0, 5))
def test_sums_are_those_of_the_grams(given: list[str], seed: int) -> None:
    weights = np.random.default_rng(seed).normal(size=1 << CHARS.bits).astype(np.float32)
    folded = fold(given)
    grams = CHARS.find(folded)
    expected = np.bincount(grams.rows, weights[grams.columns], len(given))
    np.testing.assert_allclose(CHARS.sums(folded, weights, len(given)), expected, atol=1e-3)
    counts = np.bincount(grams.rows, minlength=len(given))
    np.testing.assert_array_equal(CHARS.counts(folded, len(given)), counts)


def test_the_same_words_have_the_same_columns() -> None:
    grams = word_grams(find_words(fold(["cheap pills", "so cheap", "cheap pills"])), WORD_BITS)
    first, second, third = (set(grams.columns[grams.rows == row].tolist()) for row in range(3))
    assert first == third
    assert len(first & second) == 1


def test_unspaced_scripts_have_a_word_per_character() -> None:
    words = find_words(fold(["你好吗", "hello you"]))
    assert np.bincount(words.rows[~words.is_end]).tolist() == [3, 2]


def test_repeated_words_are_counted() -> None:
    shares, counts = repeated_words(find_words(fold(["buy buy buy now", "", "one two"])), 3)
    assert shares.tolist() == [0.5, 0.0, 0.0]
    assert counts.tolist() == [4, 0, 2]


def test_capitals_that_begin_words_and_hashtags_are_counted() -> None:
    batch = read_batch([Comment("Best Roofing in town #roof #1"), Comment("no. 3 # x"), Comment("")])
    share = NUMBER_NAMES.index("share of words that begin with a capital")
    tags = NUMBER_NAMES.index("words with #")
    np.testing.assert_allclose(batch.numbers[:, share], [2 / 5, 0, 0])
    assert batch.numbers[:, tags].tolist() == [1, 0, 0]


def test_a_missing_field_has_no_numbers_and_no_grams() -> None:
    batch = read_batch([Comment("Thanks!"), Comment("Thanks!", "Anna", "https://anna.example", "", "Roses")])
    missing = np.isnan(batch.numbers)
    assert not missing[:, : len(TEXT_NUMBERS)].any()
    assert missing[0, len(TEXT_NUMBERS) :].all()
    assert not missing[1].any()
    assert [field.owners.tolist() for field in batch.fields] == [[1], [1], []]
    assert (BINS.columns(batch.numbers)[0, len(TEXT_NUMBERS) :] == -1).all()


def test_batches_hold_everything_in_order() -> None:
    given = [Comment(f"{i}" * (i % 50)) for i in range(BATCH_COMMENTS * 2 + 3)] + [Comment("x" * 10**6)]
    found = list(batches(given))
    assert [comment for batch in found for comment in batch] == given
    assert all(0 < len(batch) <= BATCH_COMMENTS for batch in found)


def test_no_comments_make_no_batches() -> None:
    assert list(batches([])) == []


def test_columns_stay_in_their_part() -> None:
    batch = read_batch([Comment("Buy now at shop.example", "Shop", "http://shop.example", "a@b.example")])
    for grams, offset, owners in grams_of(batch):
        assert (grams.columns + offset < BIN_COLUMNS).all()
        assert owners.tolist() == [0]
