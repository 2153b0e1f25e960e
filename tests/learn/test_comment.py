import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression

from noisefilter.comment import Comment
from noisefilter.errors import CorpusError
from noisefilter.features.comment import read_batch
from noisefilter.learn.comment import CommentClassifier, fit_bins
from noisefilter.learn.comment_fit import assign_folds, calibrated, fit_platt
from noisefilter.learn.comment_linear import fit_logistic
from noisefilter.model.calibration import sigmoid
from noisefilter.model.comment import CommentModel
from tests.conftest import comment_lot


def test_the_regression_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    X = csr_matrix(random.normal(size=(80, 5)).astype(np.float32))
    y = (X @ np.arange(5) + random.normal(size=80) > 0).astype(np.int64)
    weights = random.random(80) + 0.5
    coef, intercept = fit_logistic(X, y, weights, strength=0.5)
    expected = LogisticRegression(C=0.5, tol=1e-8).fit(X, y, sample_weight=weights)
    np.testing.assert_allclose(coef, expected.coef_[0], atol=2e-3)
    assert intercept == pytest.approx(expected.intercept_[0], abs=2e-3)


def test_with_an_offset_nothing_changes_what_is_right_already() -> None:
    X = csr_matrix(np.eye(2, dtype=np.float32))
    coef, intercept = fit_logistic(
        X, np.array([0, 1]), np.ones(2), strength=1.0, offset=np.array([-20.0, 20.0])
    )
    np.testing.assert_allclose(coef, 0, atol=1e-6)
    assert intercept == 0


def test_it_is_an_estimator() -> None:
    comments, labels, _ = comment_lot()
    classifier = CommentClassifier(strength=5.0, max_iter=20)
    assert clone(classifier).get_params() == classifier.get_params()
    with pytest.raises(NotFittedError):
        classifier.predict(comments)
    assert classifier.fit(comments, labels) is classifier
    assert classifier.classes_.tolist() == [0, 1]
    probabilities = classifier.predict_proba(comments)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    np.testing.assert_array_equal(classifier.predict(comments), probabilities.argmax(axis=1))
    assert classifier.score(comments, labels) > 0.95


def test_learning_twice_gives_the_same() -> None:
    comments, labels, _ = comment_lot()
    first, second = (CommentClassifier(max_iter=10).fit(comments, labels).model_ for _ in range(2))
    np.testing.assert_array_equal(first.weights, second.weights)


@pytest.mark.parametrize("labels", [[], [0, 0], [1, 1]])
def test_one_class_is_refused(labels: list[int]) -> None:
    with pytest.raises(CorpusError, match="spam and honest ones"):
        CommentClassifier().fit([Comment("x")] * len(labels), np.asarray(labels, np.int64))


def test_average_numbers_add_nothing() -> None:
    comments, labels, _ = comment_lot()
    model = CommentClassifier(max_iter=10).fit(comments, labels).model_
    added = np.concatenate([model.number_contributions(read_batch([comment])) for comment in comments])
    assert abs(added[:, :5].mean(axis=0)).max() < 1e-4


def test_bins_of_rare_numbers_lie_where_they_are_not_zero() -> None:
    numbers = np.zeros((100, 2), np.float32)
    numbers[:30, 0] = np.arange(1, 31)
    numbers[:, 1] = np.nan
    edges = fit_bins(numbers, 4).edges
    assert edges[0].tolist() == [8.25, 15.5, 22.75]
    assert np.isinf(edges[1]).all()


def test_folds_keep_groups_together() -> None:
    _, labels, groups = comment_lot()
    folds = assign_folds(groups, labels, 3, 0)
    assert set(folds) == {0, 1, 2}
    assert all(len({f for f, g in zip(folds, groups, strict=True) if g == group}) == 1 for group in groups)


def test_calibration_makes_probabilities_believable(comment_model: CommentModel) -> None:
    random = np.random.default_rng(1)
    scores = random.normal(size=4_000) * 3
    y = (random.random(4_000) < sigmoid(0.5 * scores + 1)).astype(np.int64)
    scale, shift = fit_platt(scores, y, np.ones(4_000))
    assert scale == pytest.approx(0.5, abs=0.05)
    assert shift == pytest.approx(1.0, abs=0.1)
    model = calibrated(comment_model, scores, y, np.ones(4_000))
    honest = sigmoid(scores[y == 0] * scale + shift)
    for name, share in (("1%", 0.01), ("5%", 0.05)):
        assert (honest >= model.thresholds[name]).mean() == pytest.approx(share, abs=2e-3)
        assert (honest >= model.thresholds[name]).mean() <= share
