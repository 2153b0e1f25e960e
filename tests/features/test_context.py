"""What surrounds a fragment, against loops that do the same one fragment at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.features.context import CONTEXT_NAMES, NEIGHBOURS, SCORE_NAMES, WINDOWS, context_numbers
from noisefilter.features.shape import shape_numbers
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label
from noisefilter.segment.html import segment_html
from noisefilter.segment.segments import Segments
from noisefilter.segment.text import segment_text
from tests.strategies import fragments

N = len(SCORE_NAMES)
LABELS = [Label.CONTENT, Label.NAVIGATION, Label.COMMENT]
TYPES = np.linspace(0.0, 0.3, len(PAGE_TYPES)).astype(np.float32)
PAGE = (
    "<nav><ul><li>Home<li>News and more<li>About</ul></nav><main><h1>The fog</h1><div>"
    "<p>It came in at noon.</p>"
    "<p>It stayed until the boats were home.</p></div></main><footer>© Bay</footer>loose"
)


def context(segments: Segments, logits: np.ndarray) -> np.ndarray:
    return context_numbers(segments, shape_numbers(segments), logits.astype(np.float32), TYPES)


def column(found: np.ndarray, name: str) -> np.ndarray:
    return found[:, CONTEXT_NAMES.index(name)]


def random_logits(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 3, (n, N)).astype(np.float32)


def probabilities(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -10, 10)))


def mean_around(p: np.ndarray, texts: list[str], rows: range) -> float:
    """Mean of some fragments, long ones counting for more; 0 where there are none."""
    weights = [len(texts[row]) ** 0.5 for row in rows]
    return sum(w * p[row] for w, row in zip(weights, rows, strict=True)) / sum(weights) if weights else 0.0


def test_names_tell_the_columns_apart() -> None:
    assert len(set(CONTEXT_NAMES)) == len(CONTEXT_NAMES)


@given(fragments, st.integers(0, 99))
def test_neighbours_and_windows_equal_loops(texts: list[str], seed: int) -> None:
    n = len(texts)
    logits = random_logits(n, seed)
    found = context(segment_text("\n".join(texts)), logits)
    assert found.shape == (n, len(CONTEXT_NAMES))
    for label in LABELS:
        p = probabilities(logits)[:, FRAGMENT_LABELS.index(label)]
        for step in NEIGHBOURS:
            expected = [p[row + step] if 0 <= row + step < n else 0.0 for row in range(n)]
            where = f"{abs(step)} {'before' if step < 0 else 'after'}"
            np.testing.assert_allclose(column(found, f"{label} {where}"), expected, atol=1e-5)
        for size in WINDOWS:
            before = [mean_around(p, texts, range(max(0, row - size), row)) for row in range(n)]
            after = [mean_around(p, texts, range(row + 1, min(n, row + 1 + size))) for row in range(n)]
            np.testing.assert_allclose(column(found, f"{label} in the {size} before"), before, atol=1e-5)
            np.testing.assert_allclose(column(found, f"{label} in the {size} after"), after, atol=1e-5)


def test_containers_equal_loops() -> None:
    segments = segment_html(PAGE)
    logits = random_logits(len(segments))
    found = context(segments, logits)
    p = probabilities(logits)[:, FRAGMENT_LABELS.index(Label.CONTENT)]

    def above(row: int, level: int) -> int:
        element = segments.element[row]
        for _ in range(level):
            element = segments.elements.parent[element] if element >= 0 else -1
        return element

    def inside(row: int, container: int) -> bool:
        element = segments.element[row]
        while element >= 0 and element != container:
            element = segments.elements.parent[element]
        return element == container

    for level in (1, 2, 3):
        for row in range(len(segments)):
            container = above(row, level)
            rows = [other for other in range(len(segments)) if container < 0 or inside(other, container)]
            weights = [len(segments.texts[other]) ** 0.5 for other in rows]
            expected = np.average([p[other] for other in rows], weights=weights)
            assert column(found, f"content in container {level}")[row] == pytest.approx(expected, abs=1e-5)


def test_groups_share_their_means() -> None:
    segments = segment_html(PAGE)
    found = column(context(segments, random_logits(len(segments))), "content among its siblings")
    assert segments.texts[:3] == ["Home", "News and more", "About"]
    assert found[0] == found[1] == found[2]
    assert found[0] != found[3]


def test_the_page_and_its_type_are_the_same_for_all_fragments() -> None:
    segments = segment_html(PAGE)
    found = context(segments, random_logits(len(segments)))
    for kind, probability in zip(PAGE_TYPES, TYPES, strict=True):
        np.testing.assert_allclose(column(found, f"page is {kind}"), probability)
    for label in SCORE_NAMES:
        assert len(set(column(found, f"{label} on the page").tolist())) == 1


def test_scores_come_first_within_limits() -> None:
    # The second pass adds to these columns.
    segments = segment_text("one\ntwo")
    logits = np.zeros((2, N))
    logits[0, :2] = [50.0, -50.0]
    found = context(segments, logits)
    np.testing.assert_allclose(found[0, :3], [10.0, -10.0, 0.0])


def test_every_number_is_finite_whatever_the_scores() -> None:
    for source in (segment_html(PAGE), segment_html("bare"), segment_text("one\n\ntwo")):
        for value in (-1e4, 0.0, 1e4):
            assert np.isfinite(context(source, np.full((len(source), N), value))).all()


def test_an_empty_page_has_no_rows() -> None:
    assert context(segment_html(""), np.empty((0, N))).shape == (0, len(CONTEXT_NAMES))


def test_the_shape_is_there_too() -> None:
    segments = segment_html(PAGE)
    found = context(segments, random_logits(len(segments)))
    shape = shape_numbers(segments)
    np.testing.assert_array_equal(found[:, -shape.shape[1] :], shape)
