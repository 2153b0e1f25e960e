import numpy as np
import pytest
from scipy.sparse import csr_matrix

from noisefilter.features.shape import shape_numbers
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label
from noisefilter.model.page import PageModel
from noisefilter.model.page_type import PageTypeModel, page_numbers, page_row
from noisefilter.segment.html import segment_html

N = len(FRAGMENT_LABELS)


def small_model() -> PageTypeModel:
    random = np.random.default_rng(0)
    return PageTypeModel(
        coef=random.normal(size=(4, 7)).astype(np.float32),
        number_coef=random.normal(size=(3, 7)).astype(np.float32),
        mean=np.asarray([1.0, 0.0, -2.0], np.float32),
        scale=np.asarray([2.0, 1.0, 0.5], np.float32),
        intercept=random.normal(size=7).astype(np.float32),
    )


def test_probabilities_by_hand() -> None:
    model = small_model()
    row = np.asarray([[0.0, 0.6, 0.8, 0.0]], np.float32)
    scores = row[0] @ model.coef + np.asarray([1.0, 0.5, 2.0]) @ model.number_coef + model.intercept
    expected = np.exp(scores) / np.exp(scores).sum()
    found = model.probabilities(csr_matrix(row), np.asarray([3.0, 0.5, -1.0]))
    assert found.shape == (len(PAGE_TYPES),)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_numbers_that_lie_far_out_count_no_more() -> None:
    model = small_model()
    row = csr_matrix((1, 4), dtype=np.float32)
    near, far, farther = (
        model.probabilities(row, model.mean + spreads * model.scale.astype(np.float64))
        for spreads in (1, 9, 10)
    )
    np.testing.assert_array_equal(far, farther)
    assert (near != far).any()
    np.testing.assert_allclose(model.standardised(model.mean.astype(np.float64)), 0.0)


def test_a_page_is_summed_up_in_unit_rows(models: dict[str, PageModel]) -> None:
    features = models["html"].fragment.features
    segments = segment_html("<nav class=site-menu>Home</nav><p>The town waited for it.</p><p>The end.</p>")
    rows = features.transform(segments, shape_numbers(segments))
    n_unigrams, n_markup = len(features.words.vocabulary), features.markup.n_features
    sure = np.full((3, N), -30.0, np.float32)
    sure[1, FRAGMENT_LABELS.index(Label.CONTENT)] = 30.0
    found = page_row(features, rows, sure).toarray()[0]
    assert len(found) == 2 * n_unigrams + n_markup
    words, content, markup = np.split(found, [n_unigrams, 2 * n_unigrams])
    for part in (words, content, markup):
        assert np.linalg.norm(part) == pytest.approx(1.0, abs=1e-5)
    # What is surely content is the second fragment alone.
    second = rows[1].toarray()[0][:n_unigrams]
    np.testing.assert_allclose(content, second / np.linalg.norm(second), atol=1e-4)
    everything = rows.toarray()[:, :n_unigrams].sum(axis=0)
    np.testing.assert_allclose(words, everything / np.linalg.norm(everything), atol=1e-5)


def test_page_numbers_by_hand() -> None:
    numbers = np.asarray([[1.0, 0.0], [3.0, 0.0]], np.float32)
    logits = np.zeros((2, N), np.float32)
    logits[0, 0] = 100.0
    found = page_numbers(numbers, logits, ["abc", "d"])
    assert len(found) == 3 * 2 + 3 * N + 1
    plain, weighted, sums = (found[part * N] for part in range(3))
    assert plain == pytest.approx(0.75)
    assert weighted == pytest.approx(0.75 * 1 + 0.25 * 0.5)
    assert sums == pytest.approx(np.log1p(1.5))
    assert found[3 * N : 3 * N + 4].tolist() == [2.0, 0.0, 1.5, 0.0]
    assert found[3 * N + 4 :].tolist() == [1.0, 0.0, pytest.approx(np.log(2))]


def test_a_page_of_one_fragment() -> None:
    assert np.isfinite(page_numbers(np.ones((1, 5), np.float32), np.zeros((1, N), np.float32), ["x"])).all()
