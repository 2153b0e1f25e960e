import numpy as np
import pytest
from scipy.sparse import csr_matrix

from noisefilter.features.shape import shape_numbers
from noisefilter.model.fragment import FragmentModel
from noisefilter.model.page import PageModel
from noisefilter.segment.html import segment_html
from noisefilter.segment.segments import Segments


@pytest.fixture
def model(models: dict[str, PageModel]) -> FragmentModel:
    return models["html"].fragment


@pytest.fixture
def segments() -> Segments:
    return segment_html(
        '<nav class="site-menu"><ul><li><a href="/">Home</a></ul></nav><h1>The old bridge opens again</h1>'
        "<p>Some 300 people came to see it."
    )


@pytest.fixture
def matrix(model: FragmentModel, segments: Segments) -> csr_matrix:
    return model.features.transform(segments, shape_numbers(segments))


def test_scores_are_linear(model: FragmentModel, matrix: csr_matrix) -> None:
    expected = matrix.toarray().astype(np.float64) @ model.coef + model.intercept
    found = model.logits(matrix)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-4)
    assert found.dtype == np.float32


def test_contributions_sum_to_the_score(model: FragmentModel, matrix: csr_matrix) -> None:
    scores = model.logits(matrix)
    for row in range(matrix.shape[0]):
        for label in range(scores.shape[1]):
            parts = model.contributions(matrix[row], label)
            assert sum(part.value for part in parts) == pytest.approx(scores[row, label], rel=1e-5, abs=1e-4)


def test_contributions_are_named_and_the_largest_comes_first(
    model: FragmentModel, matrix: csr_matrix
) -> None:
    parts = model.contributions(matrix[0], 5)
    sizes = [abs(part.value) for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    names = [part.name for part in parts]
    assert len(set(names)) == len(names)
    assert "word “home”" in names
    assert "near ancestor's markup .site-menu" in names
    assert "any fragment" in names


def test_a_fragment_without_features_has_the_intercept_alone(model: FragmentModel) -> None:
    empty = csr_matrix((1, model.features.n_features), dtype=np.float32)
    (part,) = model.contributions(empty, 3)
    assert part.value == pytest.approx(model.intercept[3])
    np.testing.assert_array_equal(model.logits(empty)[0], model.intercept)
