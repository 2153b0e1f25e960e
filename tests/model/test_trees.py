import numpy as np
import pytest

from noisefilter.model.trees import ObliviousTrees


@pytest.fixture
def trees() -> ObliviousTrees:
    random = np.random.default_rng(3)
    return ObliviousTrees(
        features=random.integers(0, 5, (7, 3)).astype(np.int32),
        borders=random.normal(size=(7, 3)).astype(np.float32),
        leaves=random.normal(size=(7, 8, 4)).astype(np.float32),
        weights=random.random((7, 8)).astype(np.float32),
        bias=np.array([0.1, 0.2, 0.3, 0.4], np.float32),
    )


def by_hand(trees: ObliviousTrees, row: np.ndarray) -> np.ndarray:
    total = trees.bias.astype(np.float64)
    for tree in range(7):
        asked = zip(trees.features[tree], trees.borders[tree], strict=True)
        leaf = sum(2**level for level, (feature, border) in enumerate(asked) if row[feature] > border)
        total = total + trees.leaves[tree, leaf]
    return total


def test_scores_are_the_sum_of_the_leaves(trees: ObliviousTrees) -> None:
    rows = np.random.default_rng(4).normal(size=(50, 5)).astype(np.float32)
    expected = np.stack([by_hand(trees, row) for row in rows])
    np.testing.assert_allclose(trees.predict(rows), expected, atol=1e-5)


def test_contributions_add_up(trees: ObliviousTrees) -> None:
    rows = np.random.default_rng(5).normal(size=(20, 5)).astype(np.float32)
    for row, scores in zip(rows, trees.predict(rows), strict=True):
        for label in range(4):
            base, values = trees.contributions(row, label)
            assert base + values.sum() == pytest.approx(scores[label], abs=1e-5)


def test_a_number_that_no_tree_asks_for_contributes_nothing(trees: ObliviousTrees) -> None:
    row = np.zeros(9, np.float32)
    _, values = trees.contributions(row, 0)
    assert not values[5:].any()
