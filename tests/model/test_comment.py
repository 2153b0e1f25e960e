from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.comment import Comment
from noisefilter.errors import ModelError
from noisefilter.features.comment import comment_rows, read_batch
from noisefilter.model.comment import CommentModel
from noisefilter.model.comment_reasons import comment_reasons
from noisefilter.model.comment_storage import pack_comment_model, unpack_comment_model
from tests.conftest import comment_lot

texts = st.text(st.characters(exclude_categories=[]), max_size=60)
comments = st.builds(Comment, texts, *[st.one_of(st.just(""), texts)] * 4)
ODD = [
    "", " ", "\n\n", "<b></b><i></i>", "[url][/url]", "😀😀😀", "\x00\x01\x1e\x7f", "\u200b\u200b", "\ud800",
    "a" * 1_000_000, "http://" * 9_000, "<a " * 5_000, "[url=" * 5_000, "1" * 20_000, ". " * 20_000,
    "@" * 5_000,
]  # fmt: skip


def test_spam_is_told_from_honest_comments(comment_model: CommentModel) -> None:
    given, labels, _ = comment_lot()
    assert ((comment_model.probabilities(given) > 0.5) == (labels == 1)).mean() > 0.95


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_judged(comment_model: CommentModel, text: str) -> None:
    (probability,) = comment_model.probabilities([Comment(text, author=text[:200], post=text)])
    assert 0 < probability < 1


def test_the_same_numbers_alone_or_in_a_batch(comment_model: CommentModel) -> None:
    given = comment_lot()[0] + [Comment(text) for text in ODD]
    alone = [comment_model.logits([comment])[0] for comment in given]
    np.testing.assert_array_equal(comment_model.logits(given), alone)
    np.testing.assert_array_equal(comment_model.logits(given[::-1])[::-1], alone)


@given(st.lists(comments, min_size=2, max_size=5))
def test_the_same_numbers_whatever_the_neighbours(comment_model: CommentModel, given: list[Comment]) -> None:
    alone = [comment_model.logits([comment])[0] for comment in given]
    np.testing.assert_array_equal(comment_model.logits(given), alone)


def test_scores_are_those_of_the_rows(comment_model: CommentModel) -> None:
    given = comment_lot()[0]
    expected = []
    for comment in given:
        batch = read_batch([comment])
        centre = (comment_model.present(batch) * comment_model.centres).sum()
        row = comment_rows(batch, comment_model.bins)
        expected.append((row @ comment_model.weights)[0] + comment_model.intercept - centre)
    np.testing.assert_allclose(comment_model.logits(given), expected, rtol=1e-5, atol=1e-5)


@given(comments)
def test_reasons_add_up(comment_model: CommentModel, comment: Comment) -> None:
    parts = comment_reasons(comment_model, comment)
    logit = comment_model.logits([comment])[0]
    assert sum(part.value for part in parts) == pytest.approx(logit, abs=1e-5)
    assert [abs(part.value) for part in parts] == sorted((abs(part.value) for part in parts), reverse=True)


def test_reasons_show_the_words_of_the_comment(comment_model: CommentModel) -> None:
    comment = Comment("B U Y boots t0day at bit.ly/boots 🎰🎰", author="Cheap boots shop")
    names = [part.name for part in comment_reasons(comment_model, comment)]
    assert any("B U Y" in name for name in names)
    assert any(name.startswith("author's name “Cheap boots shop”") for name in names)


def test_giving_a_field_says_nothing_by_itself(comment_model: CommentModel) -> None:
    given, labels, _ = comment_lot()
    full = [comment for comment in given if comment.author]
    spam = np.asarray([label for comment, label in zip(given, labels, strict=True) if comment.author])
    alone = [Comment(comment.text) for comment in full]
    moved = comment_model.logits(full) - comment_model.logits(alone)
    assert abs(moved[spam == 1].mean() + moved[spam == 0].mean()) < 1e-3


def test_storage_round_trip(comment_model: CommentModel) -> None:
    again = unpack_comment_model(*pack_comment_model(comment_model))
    given = comment_lot()[0]
    np.testing.assert_allclose(again.logits(given), comment_model.logits(given), atol=0.02)
    assert again.thresholds == comment_model.thresholds
    twice = unpack_comment_model(*pack_comment_model(again))
    np.testing.assert_array_equal(twice.logits(given), again.logits(given))


def test_damaged_models_are_refused(comment_model: CommentModel) -> None:
    parameters, tensors = pack_comment_model(comment_model)
    with pytest.raises(ModelError, match="other features"):
        unpack_comment_model(parameters | {"layout": {}}, tensors)
    with pytest.raises(ModelError, match="lacks a part"):
        unpack_comment_model(parameters, {})
    with pytest.raises(ModelError, match="another size"):
        unpack_comment_model(parameters, tensors | {"comment.number_weights": np.zeros(1, np.float16)})
    with pytest.raises(ModelError, match="another size"):
        unpack_comment_model(*pack_comment_model(replace(comment_model, thresholds={})))
