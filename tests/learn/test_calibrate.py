import numpy as np
import pytest

from noisefilter.learn.calibrate import fit_calibration
from noisefilter.model.calibration import Calibration, softmax


def drawn(n: int, scale: float, bias: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Scores, and labels as often as `scale` and `bias` say."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 2, (n, len(bias))).astype(np.float32)
    p = softmax(logits.astype(np.float64) * scale + np.asarray(bias))
    labels = (p.cumsum(axis=1) < random.random(n)[:, None]).sum(axis=1)
    return logits, labels.astype(np.int64)


def loss(calibration: Calibration, logits: np.ndarray, labels: np.ndarray) -> float:
    p = calibration.probabilities(logits)
    return float(-np.log(p[np.arange(len(labels)), labels]).mean())


@pytest.mark.parametrize("scale", [0.3, 1.0, 2.5])
def test_the_scale_is_found_again(scale: float) -> None:
    found = fit_calibration(*drawn(20_000, scale, [0.0, 0.0, 0.0]))
    assert found.scale == pytest.approx(scale, rel=0.06)
    assert np.abs(found.bias).max() < 0.1


def test_biases_are_found_again() -> None:
    bias = np.asarray([1.0, 0.0, -1.0])
    found = fit_calibration(*drawn(20_000, 1.0, bias.tolist()))
    np.testing.assert_allclose(found.bias - found.bias.mean(), bias, atol=0.1)


def test_it_never_makes_probabilities_worse() -> None:
    for n in (1, 10, 300):
        logits, labels = drawn(n, 0.4, [0.0, 1.0, 0.0, -1.0])
        before = Calibration(1.0, np.zeros(4, np.float32))
        assert loss(fit_calibration(logits, labels), logits, labels) <= loss(before, logits, labels) + 1e-6


def test_a_class_that_does_not_occur_is_not_ruled_out() -> None:
    logits, labels = drawn(200, 1.0, [0.0, 0.0, 0.0])
    keep = labels != 2
    found = fit_calibration(logits[keep], labels[keep])
    assert found.bias[2] > -1.0
    assert (found.probabilities(logits)[:, 2] > 0).all()


def test_without_rows_nothing_changes() -> None:
    found = fit_calibration(np.empty((0, 3), np.float32), np.empty(0, np.int64))
    assert found.scale == 1.0
    assert found.bias.tolist() == [0.0, 0.0, 0.0]


def test_weights_stand_for_repeated_rows() -> None:
    logits, labels = drawn(400, 0.7, [0.5, 0.0, 0.0])
    counts = np.random.default_rng(1).integers(1, 4, 400).astype(np.int64)
    repeated = fit_calibration(np.repeat(logits, counts, axis=0), np.repeat(labels, counts))
    weighted = fit_calibration(logits, labels, counts.astype(np.float64))
    assert weighted.scale == pytest.approx(repeated.scale, rel=0.03)
    scaled = fit_calibration(logits, labels, (counts * 100).astype(np.float64))
    assert scaled.scale == pytest.approx(weighted.scale, rel=1e-3)


def test_scores_that_separate_everything_stay_finite() -> None:
    logits = np.asarray([[9.0, -9.0], [-9.0, 9.0]] * 20, np.float32)
    found = fit_calibration(logits, np.asarray([0, 1] * 20))
    assert np.isfinite(found.scale)
    assert np.isfinite(found.bias).all()
