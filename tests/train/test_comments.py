from pathlib import Path

import numpy as np
import pytest

from noisefilter.comment import Comment
from noisefilter.errors import CorpusError
from noisefilter.labels import Label
from noisefilter.learn.example import Example, label_codes
from noisefilter.segment import segment
from train.comments import PAGES_SOURCE, Lot, add_page_comments, fit_plan
from train.evaluate_comments import VIDEOS, calibration_error, family_figures, fold_figures, split_video
from train.recipe import CommentPlan, read_comment_plan


def small_lot() -> Lot:
    lot = Lot()
    for k in range(60):
        lot.add(Comment(f"Thanks for part {k} of this, it helped"), 0, "own-comments", "thanks", f"post {k}")
        for family in ("casino", "seo"):
            lot.add(Comment(f"Best {family} at deal{k}.top, bonus!!"), 1, "own-comments", family, f"post {k}")
    return lot


PLAN = CommentPlan(("own-comments",), {}, {"strength": 10.0, "max_iter": 20}, n_folds=3)


def test_comments_of_pages_are_added_as_honest() -> None:
    html = "<p>An article about roses.</p><p>Anna</p><p>What a lovely garden you have!</p>"
    labels = label_codes([Label.CONTENT, Label.COMMENT, Label.COMMENT])
    page = Example(segment(html, kind="html"), labels, site="roses.example")
    lot = Lot()
    add_page_comments(lot, [page, page])
    assert [comment.text for comment in lot.comments] == ["What a lovely garden you have!"]
    assert (lot.labels, lot.sources, lot.groups) == ([0], [PAGES_SOURCE], ["pages: roses.example"])


def test_weights_go_by_source() -> None:
    lot = Lot()
    lot.add(Comment("a"), 0, "one")
    lot.add(Comment("b"), 1, "two")
    assert lot.weights({"two": 0.5}).tolist() == [1.0, 0.5]
    assert lot.take([1]).comments == [Comment("b")]


def test_a_plan_makes_a_model_with_every_threshold() -> None:
    model = fit_plan(PLAN, small_lot(), lambda _: None)
    assert list(model.thresholds) == ["0.1%", "0.5%", "1%", "2%", "5%"]
    assert model.probabilities([Comment("Best seo at deal9.top, bonus!!")])[0] > 0.5


def test_families_are_found_by_models_that_did_not_see_them() -> None:
    found = family_figures(small_lot(), PLAN, lambda _: None)
    assert found["families: mean recall at 1 % false alarms"] > 0.9
    assert len(found) == 3


def test_figures_of_folds() -> None:
    lot = small_lot()
    scores = np.where(lot.y == 1, 2.0, -2.0)
    found = fold_figures(lot, scores, np.arange(len(scores)) // 3 % 3, np.ones(len(scores)))
    assert found["out of fold, own-comments: ROC AUC"] == 1
    assert found["out of fold, all: calibration error"] < 0.05


def test_calibration_error() -> None:
    assert calibration_error(np.array([0.25] * 4), np.array([0, 0, 0, 1])) == 0
    assert calibration_error(np.array([0.95] * 4), np.array([0, 0, 0, 1])) == pytest.approx(0.7)


def test_a_video_is_split_as_published() -> None:
    videos = np.array(["Psy"] * 20 + ["LMFAO"] * 20)
    y = np.tile([0, 1], 20)
    train, test = split_video(videos, y, "Psy")
    assert (len(train), len(test)) == (14, 6)
    assert set(train) | set(test) == set(range(20))
    assert max(train[y[train] == 1]) < min(test[y[test] == 1])
    assert "Psy" in VIDEOS


@pytest.mark.parametrize(
    ("recipe", "unknown"),
    [("[comments]\nfolds = 3\nparts = 2\n", "folds, parts"), ("[comments.learn]\npower = 3\n", "power")],
)
def test_unknown_parameters_are_refused(tmp_path: Path, recipe: str, unknown: str) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(recipe)
    with pytest.raises(CorpusError, match=f"unknown parameters {unknown};"):
        read_comment_plan(own=False, path=path)
