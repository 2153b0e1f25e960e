import numpy as np
import pytest

from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.learn.example import UNLABELLED, Example, label_codes
from noisefilter.learn.rendering import as_text
from noisefilter.segment.html import segment_html
from noisefilter.segment.text import segment_text

HTML = (
    '<html lang=de><head><title>Nebel | Bucht</title></head><nav><a href="/">Start</a></nav><h1>Nebel</h1>'
    "<p>Er kam<br>am  Mittag.</p><p hidden>Weg</p><form><input placeholder=Suche></form><pre>a\n  b</pre>"
    '<script type="application/ld+json">{"articleBody": "Nur Daten"}</script>'
)
LABELS = [
    Label.NAVIGATION,
    Label.TITLE,
    Label.CONTENT,
    Label.WIDGET,
    Label.WIDGET,
    Label.CONTENT,
    Label.CONTENT,
]
SEEN = ["Start", "Nebel", "Er kam", "am Mittag.", "a", "b"]
SEEN_LABELS = [LABELS[0], LABELS[1], LABELS[2], LABELS[2], LABELS[5], LABELS[5]]


@pytest.fixture
def page() -> Example:
    segments = segment_html(HTML)
    assert len(segments) == len(LABELS)
    return Example(
        segments,
        label_codes(LABELS),
        "bucht.example",
        url="https://bucht.example/nebel",
        page_type=2,
        main_share=np.asarray([0, 0, 1, 0, 0, 1, 1.0]),
        main_content="Er kam am Mittag.",
        language="de",
        source="mine",
    )


def body(found: Example) -> tuple[list[str], list[int]]:
    """Lines and labels without the line of the title element that some dumps have."""
    first = found.segments.texts[0] == "Nebel | Bucht"
    return found.segments.texts[first:], found.labels.tolist()[first:]


@pytest.mark.parametrize("seed", range(12))
def test_what_a_visitor_sees_becomes_lines_with_their_labels(page: Example, seed: int) -> None:
    lines, codes = body(as_text(page, seed))
    assert lines == SEEN
    assert [FRAGMENT_LABELS[code] for code in codes] == SEEN_LABELS


@pytest.mark.parametrize("seed", range(12))
def test_a_rendering_is_what_the_segmenter_makes_of_its_text(page: Example, seed: int) -> None:
    found = as_text(page, seed).segments
    dump = "".join(
        ("\n" if gap else "") + text + "\n" for text, gap in zip(found.texts, found.gap, strict=True)
    )
    again = segment_text(dump)
    again.language = found.language
    assert again == found


def test_styles_differ_and_some_begin_with_the_title_element(page: Example) -> None:
    found = [as_text(page, seed) for seed in range(30)]
    titled = [f for f in found if f.segments.texts[0] == "Nebel | Bucht"]
    assert 0 < len(titled) < 30
    assert all(FRAGMENT_LABELS[f.labels[0]] is Label.TITLE for f in titled)
    assert {sum(f.segments.gap) > 0 for f in found} == {True, False}
    assert not any(f.segments.gap[0] for f in found)


def test_the_same_seed_gives_the_same_text(page: Example) -> None:
    for seed in range(5):
        first, second = as_text(page, seed), as_text(page, seed)
        assert first.segments == second.segments
        np.testing.assert_array_equal(first.labels, second.labels)


def test_the_rest_is_kept(page: Example) -> None:
    found = as_text(page, 0)
    assert (found.site, found.url, found.page_type) == (page.site, page.url, page.page_type)
    assert (found.main_content, found.language, found.source) == (page.main_content, "de", "mine")
    assert found.main_share is not None
    assert found.main_share[-6:].tolist() == [0, 0, 1, 1, 1, 1]


def test_an_unlabelled_page_gets_no_labels(page: Example) -> None:
    page.labels[:] = UNLABELLED
    page.main_share = None
    for seed in range(12):
        found = as_text(page, seed)
        assert not found.is_labelled
        assert found.main_share is None


def test_a_page_without_anything_to_see() -> None:
    segments = segment_html("<p hidden>x</p>")
    found = as_text(Example(segments, label_codes([None]), "x.example"), 0)
    assert len(found.segments) == len(found.labels) == 0
