import numpy as np
import pytest
from catboost import CatBoostClassifier
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from noisefilter.learn.trees import BoostedTrees, _as_arrays
from noisefilter.model.trees import ObliviousTrees

N = 300


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray]:
    """Classes 0, 2 and 3 of 0 to 3, told apart by two of six numbers; some columns hardly vary."""
    random = np.random.default_rng(0)
    X = random.normal(size=(N, 6)).astype(np.float32)
    X[:, 4] = 1.0
    X[:, 5] = random.integers(0, 2, N)
    y = np.where(X[:, 1] > 0.3, np.where(X[:, 5] > 0, 3, 2), 0).astype(np.int64)
    return X, y


def small() -> BoostedTrees:
    return BoostedTrees(n_classes=4, iterations=15, depth=3, learning_rate=0.5, column_share=1.0, n_jobs=1)


@pytest.fixture(scope="module")
def fitted(data: tuple[np.ndarray, np.ndarray]) -> BoostedTrees:
    return small().fit(*data)


def test_it_is_an_estimator() -> None:
    model = BoostedTrees(iterations=5, depth=2)
    assert model.get_params()["iterations"] == 5
    assert clone(model).get_params() == model.get_params()
    assert [name for name in vars(model) if name.endswith("_")] == []


@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_it_has_to_learn_first(method: str) -> None:
    with pytest.raises(NotFittedError):
        getattr(BoostedTrees(), method)(np.ones((1, 6), np.float32))


def test_it_learns(fitted: BoostedTrees, data: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = data
    assert fitted.classes_.tolist() == [0, 1, 2, 3]
    assert fitted.score(X, y) > 0.95
    probabilities = fitted.predict_proba(X)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), fitted.predict(X))
    assert probabilities[:, 1].max() < 0.01


@pytest.mark.parametrize("n_present", [2, 3])
@pytest.mark.parametrize("depth", [1, 4])
def test_arrays_give_catboosts_own_scores(
    data: tuple[np.ndarray, np.ndarray], n_present: int, depth: int
) -> None:
    X, y = data
    codes = np.unique(y, return_inverse=True)[1] % n_present
    model = CatBoostClassifier(
        loss_function="MultiClass",
        iterations=20,
        depth=depth,
        thread_count=1,
        allow_writing_files=False,
        verbose=0,
    ).fit(X, codes)
    arrays = _as_arrays(model, depth)
    unseen = np.random.default_rng(1).normal(size=(200, 6)).astype(np.float32)
    # Leaves are kept as float16.
    np.testing.assert_allclose(
        arrays.predict(unseen), model.predict(unseen, prediction_type="RawFormulaVal"), atol=5e-3
    )
    np.testing.assert_allclose(arrays.weights.sum(axis=1), 1.0, atol=1e-2)


def test_arrays_are_kept_by_a_model_file_without_loss(fitted: BoostedTrees) -> None:
    trees = fitted.trees_
    for array in (trees.leaves, trees.weights):
        np.testing.assert_array_equal(array, array.astype(np.float16).astype(np.float32))


def test_the_model_is_the_estimator(fitted: BoostedTrees, data: tuple[np.ndarray, np.ndarray]) -> None:
    assert isinstance(fitted.trees_, ObliviousTrees)
    np.testing.assert_array_equal(fitted.trees_.predict(data[0]), fitted.decision_function(data[0]))


def test_the_same_seed_gives_the_same_trees(
    fitted: BoostedTrees, data: tuple[np.ndarray, np.ndarray]
) -> None:
    again = small().fit(*data).trees_
    np.testing.assert_array_equal(again.leaves, fitted.trees_.leaves)
    np.testing.assert_array_equal(again.borders, fitted.trees_.borders)


def test_trees_add_to_the_scores_they_start_from(data: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = data
    truth = np.full((N, 4), -6.0, np.float32)
    truth[np.arange(N), y] = 6.0
    cold, warm = small().fit(X, y), small().fit(X, y, start=truth)
    # Where the start says it all, little is left to learn.
    assert np.abs(warm.trees_.leaves).sum() < 0.2 * np.abs(cold.trees_.leaves).sum()


def test_only_proportions_of_weights_count(data: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = data
    weights = np.where(y == 0, 1.0, 4.0)
    first, second = (small().fit(X, y, sample_weight=weights * scale).trees_ for scale in (1.0, 64.0))
    np.testing.assert_allclose(first.leaves, second.leaves, atol=1e-3)
