import numpy as np
import pytest

from noisefilter.model.trees import ObliviousTrees


def random_trees(seed: int, n_trees: int = 7, depth: int = 3) -> ObliviousTrees:
    random = np.random.default_rng(seed)
    return ObliviousTrees(
        features=random.integers(0, 5, (n_trees, depth)).astype(np.int32),
        borders=random.normal(size=(n_trees, depth)).astype(np.float32),
        leaves=random.normal(size=(n_trees, 2**depth, 4)).astype(np.float32),
        weights=random.random((n_trees, 2**depth)).astype(np.float32),
        bias=np.array([0.1, 0.2, 0.3, 0.4], np.float32),
    )


@pytest.fixture
def trees() -> ObliviousTrees:
    return random_trees(3)


def by_hand(trees: ObliviousTrees, row: np.ndarray) -> np.ndarray:
    total = trees.bias.astype(np.float64)
    for tree in range(len(trees.features)):
        asked = zip(trees.features[tree], trees.borders[tree], strict=True)
        leaf = sum(2**level for level, (feature, border) in enumerate(asked) if row[feature] > border)
        total = total + trees.leaves[tree, leaf]
    return total


def test_scores_are_the_sum_of_the_leaves(trees: ObliviousTrees) -> None:
    rows = np.random.default_rng(4).normal(size=(50, 5)).astype(np.float32)
    expected = np.stack([by_hand(trees, row) for row in rows])
    np.testing.assert_allclose(trees.predict(rows), expected, atol=1e-5)


def test_a_row_does_not_depend_on_the_others() -> None:
    # So many trees and rows that they are worked on in parts.
    trees = random_trees(1, n_trees=150, depth=2)
    rows = np.random.default_rng(2).normal(size=(3_000, 5)).astype(np.float32)
    found = trees.predict(rows)
    for place in (0, 1332, 1333, 1334, 2_999):
        np.testing.assert_array_equal(found[place], trees.predict(rows[place : place + 1])[0])
    np.testing.assert_array_equal(trees.predict(rows[::-1]), found[::-1])


def test_a_number_on_the_border_is_not_above_it() -> None:
    trees = ObliviousTrees(
        features=np.zeros((1, 1), np.int32),
        borders=np.full((1, 1), 0.5, np.float32),
        leaves=np.asarray([[[-1.0], [1.0]]], np.float32),
        weights=np.asarray([[0.5, 0.5]], np.float32),
        bias=np.zeros(1, np.float32),
    )
    rows = np.asarray(
        [[0.5], [np.nextafter(np.float32(0.5), np.float32(1))], [-np.inf], [np.inf]], np.float32
    )
    assert trees.predict(rows).ravel().tolist() == [-1, 1, -1, 1]


def test_levels_that_a_tree_does_not_have_change_nothing() -> None:
    short = random_trees(5, depth=2)
    borders = np.full((7, 3), np.inf, np.float32)
    borders[:, :2] = short.borders
    long = ObliviousTrees(
        features=np.pad(short.features, ((0, 0), (0, 1))),
        borders=borders,
        leaves=np.pad(short.leaves, ((0, 0), (0, 4), (0, 0))),
        weights=np.pad(short.weights, ((0, 0), (0, 4))),
        bias=short.bias,
    )
    rows = np.random.default_rng(6).normal(size=(20, 5)).astype(np.float32)
    np.testing.assert_array_equal(long.predict(rows), short.predict(rows))
    for row in rows[:5]:
        base, values = short.contributions(row, 2)
        padded_base, padded_values = long.contributions(row, 2)
        assert padded_base == pytest.approx(base, abs=1e-5)
        np.testing.assert_allclose(padded_values, values, atol=1e-5)


def test_no_rows_and_no_trees(trees: ObliviousTrees) -> None:
    assert trees.predict(np.empty((0, 5), np.float32)).shape == (0, 4)
    none = random_trees(0, n_trees=0)
    np.testing.assert_array_equal(none.predict(np.ones((2, 5), np.float32)), [none.bias, none.bias])


def test_odds_are_the_difference_of_two_classes(trees: ObliviousTrees) -> None:
    two = ObliviousTrees(trees.features, trees.borders, trees.leaves[:, :, :2], trees.weights, trees.bias[:2])
    rows = np.random.default_rng(4).normal(size=(50, 5)).astype(np.float32)
    both = two.predict(rows)
    # Leaves are kept as float16.
    np.testing.assert_allclose(two.odds().predict(rows)[:, 0], both[:, 1] - both[:, 0], atol=1e-2)
    assert two.odds().leaves.shape[2] == 1


def test_contributions_add_up(trees: ObliviousTrees) -> None:
    rows = np.random.default_rng(5).normal(size=(20, 5)).astype(np.float32)
    for row, scores in zip(rows, trees.predict(rows), strict=True):
        for label in range(4):
            base, values = trees.contributions(row, label)
            assert base + values.sum() == pytest.approx(scores[label], abs=1e-5)


def test_the_base_is_the_mean_over_the_rows_learnt_from(trees: ObliviousTrees) -> None:
    weights = trees.weights / trees.weights.sum(axis=1, keepdims=True)
    expected = (trees.leaves * weights[:, :, None]).sum(axis=(0, 1)) + trees.bias
    for label in range(4):
        base, _ = trees.contributions(np.zeros(5, np.float32), label)
        assert base == pytest.approx(expected[label], abs=1e-5)


def test_leaves_that_no_row_reached_can_be_explained() -> None:
    trees = random_trees(8)
    trees.weights[:, 1:] = 0
    for row in np.random.default_rng(9).normal(size=(20, 5)).astype(np.float32):
        base, values = trees.contributions(row, 1)
        assert base + values.sum() == pytest.approx(trees.predict(row[None])[0, 1], abs=1e-4)


def test_a_number_that_no_tree_asks_for_contributes_nothing(trees: ObliviousTrees) -> None:
    row = np.zeros(9, np.float32)
    _, values = trees.contributions(row, 0)
    assert not values[5:].any()
