import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from noisefilter.labels import PAGE_TYPES
from noisefilter.learn.page_type import PageTypeClassifier
from noisefilter.model.quantise import dequantise, quantise

Pages = tuple[csr_matrix, np.ndarray]


def make(types: list[int], n: int = 90) -> tuple[Pages, np.ndarray]:
    """Pages of some types, told apart by their words and by one number."""
    random = np.random.default_rng(0)
    y = random.choice(types, n).astype(np.int64)
    rows = random.random((n, 10)) * 0.2
    rows[np.arange(n), y] += 1
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    numbers = np.stack([y * 100.0 + random.normal(size=n), np.full(n, 5.0)], axis=1)
    return (csr_matrix(rows.astype(np.float32)), numbers), y


def test_it_is_an_estimator() -> None:
    model = PageTypeClassifier(C=2.0)
    assert model.get_params() == {"C": 2.0, "max_iter": 100}
    assert clone(model).get_params() == model.get_params()
    for method in ("predict", "predict_proba"):
        with pytest.raises(NotFittedError):
            getattr(model, method)(make([0, 1])[0])


@pytest.mark.parametrize("types", [[0, 1, 5], [2, 6], [0, 1, 2, 3, 4, 5, 6]])
def test_it_learns_the_types_that_occur(types: list[int]) -> None:
    X, y = make(types)
    model = PageTypeClassifier()
    assert model.fit(X, y) is model
    assert model.classes_.tolist() == list(range(len(PAGE_TYPES)))
    probabilities = model.predict_proba(X)
    assert probabilities.shape == (len(y), len(PAGE_TYPES))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), model.predict(X))
    assert (model.predict(X) == y).mean() > 0.95
    missing = sorted(set(range(7)) - set(types))
    assert probabilities[:, missing].sum() < 0.1


def test_one_type_is_enough() -> None:
    probabilities = PageTypeClassifier().fit(*make([3])).predict_proba(make([0, 3])[0])
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)
    assert (probabilities.argmax(axis=1) == 3).all()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_page_of_a_known_type_is_no_trouble() -> None:
    # The type may be missing in the label format.
    X, y = make([0, 1])
    fitted = PageTypeClassifier().fit((X[0][:0], X[1][:0]), y[:0])
    np.testing.assert_allclose(fitted.predict_proba(X).sum(axis=1), 1.0, atol=1e-5)


def test_it_hands_out_its_model() -> None:
    X, y = make([0, 4])
    fitted = PageTypeClassifier().fit(X, y)
    expected = [fitted.model_.probabilities(X[0][i], X[1][i]) for i in range(len(y))]
    np.testing.assert_array_equal(fitted.predict_proba(X), expected)


def test_a_model_file_keeps_its_weights_without_loss() -> None:
    coef = PageTypeClassifier().fit(*make([0, 1, 2])).model_.coef
    np.testing.assert_allclose(coef, dequantise(*quantise(coef)), rtol=1e-6)


def test_it_learns_the_same_again() -> None:
    X, y = make([0, 1, 5])
    first, second = (PageTypeClassifier().fit(X, y).predict_proba(X) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_no_pages_have_no_probabilities() -> None:
    X, y = make([0, 1])
    fitted = PageTypeClassifier().fit(X, y)
    assert fitted.predict_proba((X[0][:0], X[1][:0])).shape == (0, len(PAGE_TYPES))
