import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.model.calibration import Calibration, sigmoid, softmax

logits = st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=5).map(
    np.asarray
)


@given(logits)
def test_rows_are_probabilities(scores: np.ndarray) -> None:
    found = softmax(scores)
    assert ((found >= 0) & (found <= 1)).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0)


@given(logits, st.floats(-100, 100))
def test_only_differences_count(scores: np.ndarray, shift: float) -> None:
    np.testing.assert_allclose(softmax(scores + shift), softmax(scores), atol=1e-6)


def test_softmax_by_hand() -> None:
    np.testing.assert_allclose(softmax(np.log([[1.0, 2.0, 5.0]])), [[0.125, 0.25, 0.625]])


@given(st.lists(st.floats(width=32), max_size=5).map(np.asarray))
def test_sigmoid_never_overflows(scores: np.ndarray) -> None:
    known = scores[~np.isnan(scores)]
    found = sigmoid(known)
    assert ((found >= 0) & (found <= 1)).all()
    np.testing.assert_allclose(found + sigmoid(-known), 1.0)


def test_sigmoid_by_hand() -> None:
    np.testing.assert_allclose(sigmoid(np.log([1.0, 3.0, 1 / 3])), [0.5, 0.75, 0.25])
    assert sigmoid(np.zeros(2, np.float32)).dtype == np.float32


def test_calibration_by_hand() -> None:
    calibration = Calibration(0.5, np.log(np.asarray([1.0, 3.0])).astype(np.float32))
    found = calibration.probabilities(2 * np.log(np.asarray([[6.0, 2.0], [1.0, 1.0]])).astype(np.float32))
    np.testing.assert_allclose(found, [[0.5, 0.5], [0.25, 0.75]], rtol=1e-6)


def test_extreme_scores_are_no_trouble() -> None:
    found = Calibration(20.0, np.zeros(2, np.float32)).probabilities(np.asarray([[1e30, -1e30]], np.float32))
    assert found.tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("scale", [0.1, 1.0, 7.0])
def test_scaling_does_not_change_the_order(scale: float) -> None:
    scores = np.random.default_rng(0).normal(size=(20, 4)).astype(np.float32)
    found = Calibration(scale, np.zeros(4, np.float32)).probabilities(scores)
    np.testing.assert_array_equal(found.argsort(axis=1), scores.argsort(axis=1))
