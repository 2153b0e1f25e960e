import numpy as np
import pytest

from noisefilter.features.context import CONTEXT_NAMES, SCORE_NAMES
from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.model.explain import Contribution
from noisefilter.model.second_pass import SecondPass
from noisefilter.model.trees import ObliviousTrees

N = len(FRAGMENT_LABELS)
CONTENT = FRAGMENT_LABELS.index(Label.CONTENT)


def trees(n_classes: int, seed: int) -> ObliviousTrees:
    random = np.random.default_rng(seed)
    return ObliviousTrees(
        features=random.integers(0, len(CONTEXT_NAMES), (5, 2)).astype(np.int32),
        borders=random.normal(size=(5, 2)).astype(np.float32),
        leaves=random.normal(size=(5, 4, n_classes)).astype(np.float32),
        weights=np.full((5, 4), 0.25, np.float32),
        bias=random.normal(size=n_classes).astype(np.float32),
    )


def model(main_weight: float) -> SecondPass:
    return SecondPass(trees(N, 1), trees(1, 2), first_weight=0.5, main_weight=main_weight)


@pytest.fixture
def context() -> np.ndarray:
    return np.random.default_rng(3).normal(0, 2, (8, len(CONTEXT_NAMES))).astype(np.float32)


def test_without_main_content_scores_are_those_of_the_labels(context: np.ndarray) -> None:
    expected = trees(N, 1).predict(context) + 0.5 * context[:, :N]
    np.testing.assert_allclose(model(0.0).logits(context), expected, atol=1e-5)


def test_main_content_decides_the_odds_of_content(context: np.ndarray) -> None:
    found = model(1.0).logits(context).astype(np.float64)
    main = trees(1, 2).predict(context)[:, 0] + 0.5 * context[:, SCORE_NAMES.index("main content")]
    powers = np.exp(found)
    others = powers.sum(axis=1) - powers[:, CONTENT]
    np.testing.assert_allclose(np.log(powers[:, CONTENT] / others), main, atol=1e-4)


def test_the_other_labels_do_not_depend_on_the_mixture(context: np.ndarray) -> None:
    for weight in (0.3, 1.0):
        np.testing.assert_array_equal(
            np.delete(model(weight).logits(context), CONTENT, axis=1),
            np.delete(model(0.0).logits(context), CONTENT, axis=1),
        )


def behind(column: int) -> tuple[Contribution, ...]:
    """What the first pass's scores are made of."""
    return (Contribution(f"word “{column}”", 1.0),) if column < len(SCORE_NAMES) else ()


@pytest.mark.parametrize("weight", [0.0, 0.75, 1.0])
def test_contributions_sum_to_the_score(context: np.ndarray, weight: float) -> None:
    second = model(weight)
    for row, scores in zip(context, second.logits(context), strict=True):
        for label in range(N):
            parts = second.contributions(row, label, behind)
            assert sum(part.value for part in parts) == pytest.approx(scores[label], abs=1e-4)
