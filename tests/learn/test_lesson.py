import numpy as np
import pytest
from scipy.sparse import csr_matrix

from noisefilter.labels import Label
from noisefilter.learn.example import Example, label_codes
from noisefilter.learn.lesson import Lesson, label_lesson, main_lesson, page_weights, stack_lessons
from noisefilter.segment.text import segment_text

LABELS = [Label.NAVIGATION, Label.CONTENT, None, Label.CONTENT]


@pytest.fixture
def page() -> Example:
    return Example(segment_text("a\nbbbb\nc\nddddddddd"), label_codes(LABELS), "a.example")


def test_labels_teach_what_was_judged(page: Example) -> None:
    lesson = label_lesson(page)
    assert lesson.rows.tolist() == [0, 1, 3]
    assert lesson.targets.tolist() == [5, 0, 0]
    assert len(set(lesson.weights.tolist())) == 1


def test_main_content_is_what_the_labels_say(page: Example) -> None:
    lesson = main_lesson(page)
    assert (lesson.rows.tolist(), lesson.targets.tolist()) == ([0, 1, 3], [0, 1, 1])


def test_main_content_is_what_the_ground_truth_says(page: Example) -> None:
    page.main_share = np.asarray([0.0, 0.4, np.nan, 0.9])
    page.labels = label_codes([None] * 4)
    lesson = main_lesson(page)
    assert (lesson.rows.tolist(), lesson.targets.tolist()) == ([0, 1, 3], [0, 0, 1])


def test_where_both_are_known_each_counts_half(page: Example) -> None:
    alone = main_lesson(page)
    page.main_share = np.asarray([0.0, 0.4, np.nan, 0.9])
    both = main_lesson(page)
    assert (both.rows.tolist(), both.targets.tolist()) == ([0, 1, 3, 0, 1, 3], [0, 0, 1, 0, 1, 1])
    np.testing.assert_allclose(both.weights, np.tile(alone.weights / 2, 2))


def test_long_fragments_count_for_more_in_main_content(page: Example) -> None:
    weights = main_lesson(page).weights
    np.testing.assert_allclose(weights / weights[0], [1, 2, 3])


def test_long_pages_count_for_more_but_not_by_far() -> None:
    assert 1 < page_weights(400).sum() / page_weights(100).sum() < 4


def test_a_page_without_labels_teaches_nothing() -> None:
    blank = Example(segment_text("a"), label_codes([None]), "a.example")
    for lesson in (label_lesson(blank), main_lesson(blank)):
        assert len(lesson.rows) == len(lesson.targets) == len(lesson.weights) == 0


def test_a_sample_counts_for_all() -> None:
    lesson = Lesson(np.arange(100), np.arange(100) % 3, np.linspace(1, 2, 100))
    few = lesson.sample(10, np.random.default_rng(0))
    assert len(set(few.rows.tolist())) == 10
    assert few.rows.tolist() == sorted(few.rows.tolist())
    assert (few.targets == few.rows % 3).all()
    assert few.weights.sum() == pytest.approx(lesson.weights.sum())
    assert lesson.sample(100, np.random.default_rng(0)) is lesson


def test_lessons_are_put_together_in_order() -> None:
    first = Lesson(np.asarray([1]), np.asarray([7]), np.asarray([0.5]))
    second = Lesson(np.asarray([0, 2]), np.asarray([8, 9]), np.asarray([1.0, 2.0]))
    matrix = csr_matrix(np.arange(6, dtype=np.float32).reshape(3, 2))
    rows, targets, weights = stack_lessons([first, second], [matrix, matrix * 10])
    assert rows.toarray().tolist() == [[2, 3], [0, 10], [40, 50]]
    assert (targets.tolist(), weights.tolist()) == ([7, 8, 9], [0.5, 1.0, 2.0])
