import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from noisefilter.learn.linear import LinearClassifier

N = 60


@pytest.fixture
def data() -> tuple[csr_matrix, np.ndarray]:
    """Three classes that a line can tell apart; 1 of 0 to 3 does not occur."""
    random = np.random.default_rng(0)
    y = random.choice([0, 2, 3], N).astype(np.int64)
    X = random.normal(0, 0.3, (N, 5)).astype(np.float32)
    X[np.arange(N), y] += 2.0
    return csr_matrix(X), y


def test_it_is_an_estimator() -> None:
    model = LinearClassifier(n_classes=4, alpha=0.5, epochs=3, random_state=7)
    assert model.get_params() == {"n_classes": 4, "alpha": 0.5, "epochs": 3, "random_state": 7}
    copy = clone(model)
    assert copy is not model
    assert copy.get_params() == model.get_params()
    assert model.set_params(alpha=0.1).alpha == 0.1
    assert [name for name in vars(model) if name.endswith("_")] == []


@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_it_has_to_learn_first(method: str, data: tuple[csr_matrix, np.ndarray]) -> None:
    with pytest.raises(NotFittedError):
        getattr(LinearClassifier(), method)(data[0])


def test_it_learns(data: tuple[csr_matrix, np.ndarray]) -> None:
    X, y = data
    model = LinearClassifier(n_classes=4, alpha=1e-3, epochs=20)
    assert model.fit(X, y) is model
    assert model.classes_.tolist() == [0, 1, 2, 3]
    assert model.coef_.shape == (5, 4)
    assert model.score(X, y) > 0.95


def test_outputs_fit_one_another(data: tuple[csr_matrix, np.ndarray]) -> None:
    X, y = data
    model = LinearClassifier(n_classes=4).fit(X, y)
    scores, probabilities = model.decision_function(X), model.predict_proba(X)
    np.testing.assert_allclose(scores, X.toarray() @ model.coef_ + model.intercept_, atol=1e-5)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), model.predict(X))
    np.testing.assert_array_equal(scores.argmax(axis=1), model.predict(X))


def test_a_class_that_does_not_occur_is_never_chosen(data: tuple[csr_matrix, np.ndarray]) -> None:
    X, y = data
    model = LinearClassifier(n_classes=4).fit(X, y)
    assert 1 not in model.predict(X)
    assert model.predict_proba(X)[:, 1].max() < 0.01
    assert not model.coef_[:, 1].any()


def test_the_same_seed_gives_the_same_weights(data: tuple[csr_matrix, np.ndarray]) -> None:
    X, y = data
    first, second = (LinearClassifier(n_classes=4, random_state=3).fit(X, y) for _ in range(2))
    np.testing.assert_array_equal(first.coef_, second.coef_)
    other = LinearClassifier(n_classes=4, random_state=4).fit(X, y)
    assert (first.coef_ != other.coef_).any()


def test_only_proportions_of_weights_count(data: tuple[csr_matrix, np.ndarray]) -> None:
    X, y = data
    weights = np.random.default_rng(1).random(N) + 0.1
    first = LinearClassifier(n_classes=4).fit(X, y, weights)
    second = LinearClassifier(n_classes=4).fit(X, y, weights * 1_024)
    np.testing.assert_allclose(first.coef_, second.coef_, rtol=1e-5)
    plain = LinearClassifier(n_classes=4).fit(X, y)
    ones = LinearClassifier(n_classes=4).fit(X, y, np.full(N, 3.0))
    np.testing.assert_allclose(plain.coef_, ones.coef_, rtol=1e-5)


def test_rows_of_no_weight_teach_nothing(data: tuple[csr_matrix, np.ndarray]) -> None:
    X, y = data
    wrong = y.copy()
    wrong[:20] = 0
    weights = np.ones(N)
    weights[:20] = 0
    model = LinearClassifier(n_classes=4, alpha=1e-3, epochs=20).fit(X, wrong, weights)
    assert model.score(X[:20], y[:20]) > 0.9


@pytest.mark.parametrize("code", [0, 2])
def test_one_class_alone_is_always_chosen(code: int, data: tuple[csr_matrix, np.ndarray]) -> None:
    X, _ = data
    model = LinearClassifier(n_classes=4).fit(X, np.full(N, code, np.int64))
    assert (model.predict(X) == code).all()
    assert (model.predict_proba(X)[:, code] > 0.99).all()


def test_the_data_given_stays(data: tuple[csr_matrix, np.ndarray]) -> None:
    X, y = data
    before, weights = X.toarray(), np.ones(N)
    LinearClassifier(n_classes=4).fit(X, y, weights)
    np.testing.assert_array_equal(X.toarray(), before)
    assert weights.tolist() == [1.0] * N
