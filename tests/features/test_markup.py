import numpy as np
import pytest
from hypothesis import given

from noisefilter.features.markup import LEVELS, MarkupFeatures, signature_tokens
from noisefilter.segment.html import segment_html
from noisefilter.segment.segments import Segments, Signature
from noisefilter.segment.text import segment_text
from tests.strategies import soup

PAGE = (
    '<body><section id="main"><div class="card"><div class="card"><p class="lead">one <b class="hot">two</b>'
    "</p></div></div></section><p>three</p>four</body>"
)
VOCABULARY = {"p": 0, ".lead": 1, "div": 2, ".card": 3, "section": 4, "#main": 5, "b": 6, ".hot": 7, "nav": 8}


@pytest.fixture(scope="module")
def model() -> MarkupFeatures:
    return MarkupFeatures(VOCABULARY, np.linspace(1.0, 2.0, len(VOCABULARY)).astype(np.float32))


def tokens(tag: str = "p", **parts: str) -> set[str]:
    classes, name, role, itemprop = (parts.get(key, "") for key in ("classes", "id", "role", "itemprop"))
    return set(signature_tokens(Signature(tag, classes, name, role, itemprop)))


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({}, set()),
        ({"classes": "card"}, {".card"}),
        ({"classes": "Card  big"}, {".card", ".big"}),
        ({"classes": "side-bar"}, {".side", ".bar", ".side-bar"}),
        ({"classes": "sideBar"}, {".side", ".bar", ".side-bar"}),
        ({"classes": "side_bar2"}, {".side", ".bar", ".side-bar"}),
        ({"classes": "HTMLPage"}, {".html", ".page", ".html-page"}),
        ({"id": "main", "role": "main", "itemprop": "main"}, {"#main", "=main", "~main"}),
        ({"classes": "x 7"}, set()),
        ({"classes": "x" * 41}, set()),
    ],
)
def test_tokens_of_an_element(parts: dict[str, str], found: set[str]) -> None:
    assert tokens(**parts) == {"p", *found}


def test_hints_are_tokens() -> None:
    signature = Signature("a", "", "", "", "", ("@author", "[related", "@author"))
    assert signature_tokens(signature) == ("a", "@author", "[related")


def test_tokens_of_long_lists_of_classes_are_bounded() -> None:
    assert len(tokens(classes=" ".join(f"name{chr(97 + i)}" for i in range(26)))) < 20


def by_hand(model: MarkupFeatures, segments: Segments) -> np.ndarray:
    """Walk up from each fragment."""
    out = np.zeros((len(segments), model.n_features))
    elements = segments.elements

    def add(row: int, index: int, level: str) -> None:
        for token in signature_tokens(elements.signatures[index]):
            if token in model.vocabulary:
                column = model.vocabulary[token]
                out[row, LEVELS.index(level) * len(model.vocabulary) + column] += model.idf[column]

    for row in range(len(segments)):
        element, step = segments.element[row], 0
        while element >= 0 and step < 24:
            add(row, elements.signature[element], ["0", "1", "2", "2", "2", "5"][min(step, 5)])
            element, step = elements.parent[element], step + 1
        for index in set(segments.inline[row]):
            add(row, index, "i")
    return out


@given(soup)
def test_rows_equal_walking_up_by_hand(model: MarkupFeatures, source: str) -> None:
    segments = segment_html(PAGE + source)
    np.testing.assert_allclose(model.transform(segments).toarray(), by_hand(model, segments), rtol=1e-6)


def test_levels_tell_near_from_far(model: MarkupFeatures) -> None:
    segments = segment_html(PAGE)
    assert segments.texts == ["one two", "three", "four"]
    rows = model.transform(segments).toarray().reshape(3, len(LEVELS), len(VOCABULARY))
    one = {
        (LEVELS[level], name): rows[0, level, column] / model.idf[column]
        for name, column in VOCABULARY.items()
        for level in np.flatnonzero(rows[0, :, column])
    }
    assert one == pytest.approx(
        {
            ("0", "p"): 1,
            ("0", ".lead"): 1,
            ("1", "div"): 1,
            ("1", ".card"): 1,
            ("2", "div"): 1,
            ("2", ".card"): 1,
            ("2", "section"): 1,
            ("2", "#main"): 1,
            ("i", "b"): 1,
            ("i", ".hot"): 1,
        }
    )
    assert np.count_nonzero(rows[1]) == 1
    assert not rows[2].any()


def test_plain_text_has_no_markup(model: MarkupFeatures) -> None:
    found = model.transform(segment_text("one\ntwo"))
    assert found.shape == (2, model.n_features)
    assert found.nnz == 0


def test_a_model_without_tokens_reads_html_too() -> None:
    found = MarkupFeatures({}, np.empty(0, np.float32)).transform(segment_html(PAGE))
    assert found.shape == (3, 0)


def test_no_fragments_give_no_rows(model: MarkupFeatures) -> None:
    assert model.transform(segment_html("")).shape == (0, model.n_features)
