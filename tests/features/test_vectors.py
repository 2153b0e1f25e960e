from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from noisefilter.features.markup import LEVELS, MarkupFeatures
from noisefilter.features.shape import SHAPE_NAMES, shape_numbers
from noisefilter.features.vectors import (
    BIN_SCALE,
    MARKUP_SCALE,
    WORD_SCALE,
    FragmentFeatures,
    ShapeBins,
    near_words,
    unit_rows,
)
from noisefilter.features.words import END, WordFeatures
from noisefilter.segment.html import segment_html
from noisefilter.segment.text import segment_text

INF = float("inf")


@pytest.fixture
def features() -> FragmentFeatures:
    words = WordFeatures(
        {END: 0, "fog": 1, "home": 2},
        np.asarray([1, 3, 5], np.int64),
        np.asarray([1, 1, 2, 1, 1, 1], np.float32),
    )
    markup = MarkupFeatures({"p": 0, ".lead": 1}, np.asarray([1.0, 2.0], np.float32))
    edges = np.full((len(SHAPE_NAMES), 2), INF, np.float32)
    edges[0] = [1.0, 2.0]
    return FragmentFeatures(words, markup, ShapeBins(edges))


def test_unit_rows() -> None:
    matrix = csr_matrix(np.asarray([[3, 0, 4], [0, 0, 0], [0, -2, 0], [1e-20, 0, 0]], np.float32))
    found = unit_rows(matrix).toarray()
    expected = np.asarray([[0.6, 0.0, 0.8], [0.0, 0.0, 0.0], [0.0, -1.0, 0.0], [1.0, 0.0, 0.0]])
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert matrix[0, 0] == 3  # the one given stays


def test_neighbours_lend_their_first_words() -> None:
    words = csr_matrix(np.asarray([[1, 0, 9], [0, 2, 0], [0, 0, 0], [3, 4, 0]], np.float32))
    before, after = near_words(words, 2)
    assert before.toarray().tolist() == [[0, 0], [1, 0], [0, 2], [0, 0]]
    assert after.toarray().tolist() == [[0, 2], [0, 0], [3, 4], [0, 0]]
    alone, nobody = near_words(words[:1], 2)
    assert alone.toarray().tolist() == nobody.toarray().tolist() == [[0, 0]]


def test_rows_end_with_the_words_of_neighbours(features: FragmentFeatures) -> None:
    wide = replace(features, n_near=3)
    segments = segment_text("fog\nhome\nfog")
    numbers = shape_numbers(segments)
    plain, rows = features.transform(segments, numbers), wide.transform(segments, numbers)
    assert rows.shape == (3, wide.n_features) == (3, features.n_features + 6)
    assert (rows[:, : features.n_features] != plain).nnz == 0
    near = rows[:, features.n_features :].toarray()
    np.testing.assert_allclose(near[1, [1, 4]], plain[[0, 2], 1].toarray().ravel())
    assert near[0, :3].tolist() == near[2, 3:].tolist() == [0, 0, 0]
    names = wide.names()
    last = [names[features.n_features + place] for place in (1, 5)]
    assert last == ["word “fog” before", "word “home” after"]


def test_bins_are_half_open() -> None:
    bins = ShapeBins(np.asarray([[1, 2, INF], [0.5, INF, INF]], np.float32))
    assert bins.n_features == 8
    numbers = np.asarray([[0, 0], [1, 0.5], [1.5, 0.49], [2, 9], [1e9, -1e9]], np.float32)
    assert bins.columns(numbers).tolist() == [[0, 4], [1, 5], [1, 4], [2, 5], [2, 4]]


def test_names_of_bins_tell_their_bounds() -> None:
    bins = ShapeBins(np.asarray([[1, 2, INF], [0.5, INF, INF]], np.float32))
    first, second = SHAPE_NAMES[:2]
    assert [bins.name(column) for column in (0, 1, 2, 4, 5)] == [
        f"{first} < 1",
        f"{first} 1 to 2",
        f"{first} ≥ 2",
        f"{second} < 0.5",
        f"{second} ≥ 0.5",
    ]


def test_a_row_is_words_then_markup_then_bins(features: FragmentFeatures) -> None:
    segments = segment_html("<p class=lead>fog</p><p>nothing known</p>bare")
    numbers = shape_numbers(segments)
    rows = features.transform(segments, numbers).toarray()
    assert rows.shape == (3, features.n_features)
    n_words, n_markup = features.words.n_features, features.markup.n_features
    np.testing.assert_allclose(
        rows[:, :n_words], WORD_SCALE * features.words.transform(segments.texts).toarray(), rtol=1e-6
    )
    markup = rows[:, n_words : n_words + n_markup]
    np.testing.assert_allclose(np.linalg.norm(markup, axis=1), [MARKUP_SCALE, MARKUP_SCALE, 0], rtol=1e-6)
    assert markup[0, 1] == pytest.approx(2 * markup[0, 0])
    bins = rows[:, n_words + n_markup :]
    np.testing.assert_allclose(np.unique(bins), [0.0, BIN_SCALE], rtol=1e-6)
    assert (np.count_nonzero(bins, axis=1) == len(SHAPE_NAMES)).all()
    assert rows.dtype == np.float32


def test_plain_text_is_read_by_the_same_model(features: FragmentFeatures) -> None:
    segments = segment_text("fog\nhome")
    rows = features.transform(segments, shape_numbers(segments))
    assert rows.shape == (2, features.n_features)


def test_a_row_does_not_depend_on_what_else_is_transformed(features: FragmentFeatures) -> None:
    segments = segment_html("<p>fog home</p><p>home</p>")
    numbers = shape_numbers(segments)
    first = features.transform(segments, numbers).toarray()
    np.testing.assert_array_equal(features.transform(segments, numbers).toarray(), first)


def test_names_of_columns(features: FragmentFeatures) -> None:
    names = features.names()
    n_words = features.words.n_features
    assert [names[column] for column in range(1, n_words)] == [
        "word “fog”",
        "word “home”",
        "begins with “fog”",
        "ends with “fog”",
        "words “fog home”",
    ]
    # Columns of markup go by level, then token.
    markup = [names[n_words + column] for column in range(features.markup.n_features)]
    assert markup[0] == "own markup p"
    assert markup[1] == "own markup .lead"
    assert markup[2] == "parent's markup p"
    assert len(set(markup)) == len(LEVELS) * 2
    assert names[n_words + features.markup.n_features] == f"{SHAPE_NAMES[0]} < 1"


def test_names_of_what_a_fragment_has(features: FragmentFeatures) -> None:
    segments = segment_html("<p class=lead>fog home</p>")
    row = features.transform(segments, shape_numbers(segments))
    found = {features.names()[int(column)] for column in row.indices}
    assert {"begins with “fog”", "words “fog home”", "word “home”", "own markup .lead"} <= found
    assert "ends with “fog”" not in found
