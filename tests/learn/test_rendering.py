import numpy as np
import pytest

from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.learn.example import UNLABELLED, Example, label_codes
from noisefilter.learn.rendering import MAX_WIDTH, MIN_WIDTH, SECOND_SHARES, Form, render, renderings
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
    lines, codes = body(render(page, seed, Form.LINES))
    assert lines == SEEN
    assert [FRAGMENT_LABELS[code] for code in codes] == SEEN_LABELS


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("form", Form)
def test_a_rendering_is_what_the_segmenter_makes_of_its_text(page: Example, seed: int, form: Form) -> None:
    found = render(page, seed, form).segments
    dump = "".join(
        ("\n" if gap else "") + text + "\n" for text, gap in zip(found.texts, found.gap, strict=True)
    )
    again = segment_text(dump)
    again.language = found.language
    assert again == found


def test_styles_differ_and_some_begin_with_the_title_element(page: Example) -> None:
    found = [render(page, seed, Form.LINES) for seed in range(30)]
    titled = [f for f in found if f.segments.texts[0] == "Nebel | Bucht"]
    assert 0 < len(titled) < 30
    assert all(FRAGMENT_LABELS[f.labels[0]] is Label.TITLE for f in titled)
    assert {sum(f.segments.gap) > 0 for f in found} == {True, False}
    assert not any(f.segments.gap[0] for f in found)


def test_the_same_seed_gives_the_same_texts(page: Example) -> None:
    for seed in range(20):
        first, second = renderings(page, seed), renderings(page, seed)
        assert [text.segments for text in first] == [text.segments for text in second]
        np.testing.assert_array_equal(first[0].labels, second[0].labels)


def test_the_rest_is_kept(page: Example) -> None:
    found = render(page, 0, Form.LINES)
    assert (found.site, found.url, found.page_type) == (page.site, page.url, page.page_type)
    assert (found.main_content, found.language, found.source) == (page.main_content, "de", "mine")
    assert found.main_share is not None
    assert found.main_share[-6:].tolist() == [0, 0, 1, 1, 1, 1]


def test_an_unlabelled_page_gets_no_labels(page: Example) -> None:
    page.labels[:] = UNLABELLED
    page.main_share = None
    for seed in range(12):
        found = render(page, seed, Form(seed % len(Form)))
        assert not found.is_labelled
        assert found.main_share is None


def test_a_page_without_anything_to_see() -> None:
    segments = segment_html("<p hidden>x</p>")
    for form in Form:
        found = render(Example(segments, label_codes([None]), "x.example"), 0, form)
        assert len(found.segments) == len(found.labels) == 0


def test_some_pages_have_a_second_form_that_only_teaches(page: Example) -> None:
    n = 600
    found = [renderings(page, seed) for seed in range(n)]
    for seed, (lines, *_) in enumerate(found):
        assert lines.segments == render(page, seed, Form.LINES).segments
        assert lines.judges
        assert lines.main_content == page.main_content
    seconds = [texts[1] for texts in found if len(texts) > 1]
    assert len(seconds) / n == pytest.approx(sum(SECOND_SHARES.values()), abs=0.05)
    for text in seconds:
        assert (text.judges, text.main_content, text.page_type) == (False, None, UNLABELLED)
        assert text.main_share is not None
    in_markdown = [str(render(page, seed, Form.MARKDOWN).segments) for seed in range(n)]
    marked = sum(
        len(texts) > 1 and str(texts[1].segments) == in_markdown[seed] for seed, texts in enumerate(found)
    )
    assert marked / n == pytest.approx(SECOND_SHARES[Form.MARKDOWN], abs=0.05)


ARTICLE = (
    "The fog came in from the harbour before anyone had finished breakfast, and by nine the ferry had "
    "stopped. People stood on the pier with their bags and waited. Nobody knew when it would lift, least "
    "of all the pilot."
)
SITE = (
    "<nav><ul><li><a href=/>Home</a><li><a href=/n>News</a></ul></nav><h1>Fog</h1>"
    f"<p>{ARTICLE}</p><p>{ARTICLE.replace('fog', 'mist')}</p><h2>Ferries</h2>"
    "<table><tr><td>Pier<td>Time</tr><tr><td><b>2</b><td>09:00</tr></table><ol><li>Walk<p>Far</p><li>Wait</ol>"
    "<p>See <a href=/log>the log</a> now</p><blockquote>So<br>long</blockquote><pre>a | b</pre>"
)


def long_page() -> Example:
    segments = segment_html(SITE)
    codes = [place % len(FRAGMENT_LABELS) for place in range(len(segments))]
    shares = np.linspace(0, 1, len(segments))
    return Example(segments, np.asarray(codes, np.int64), "bay.example", main_share=shares)


@pytest.mark.parametrize("seed", range(8))
def test_long_lines_are_wrapped_and_keep_their_labels(seed: int) -> None:
    page = long_page()
    found = render(page, seed, Form.WRAPPED)
    texts = found.segments.texts
    assert MIN_WIDTH - 20 < max(len(line) for text in texts for line in text.split("\n")) <= MAX_WIDTH
    article = page.segments.texts.index(ARTICLE)
    places = [place for place, text in enumerate(texts) if " ".join(text.split()) == ARTICLE]
    if found.segments.gap[2]:  # with blank lines in between, nothing is doubtful
        assert len(places) == 1
    for place in places:
        assert found.labels[place] == page.labels[article]
        assert found.main_share is not None
        assert found.main_share[place] == pytest.approx(
            page.segments.texts.index(ARTICLE) / (len(page.labels) - 1)
        )


def test_the_label_of_most_characters_wins() -> None:
    page = long_page()
    shorter, longer = (page.segments.texts.index(cell) for cell in ("2", "09:00"))
    page.labels[shorter], page.labels[longer] = 3, 4
    row = render(page, 0, Form.MARKDOWN).segments.texts.index("| **2** | 09:00 |")
    assert render(page, 0, Form.MARKDOWN).labels[row] == 4
    page.labels[longer] = UNLABELLED
    assert render(page, 0, Form.MARKDOWN).labels[row] == 3


def test_what_the_markup_said_is_in_the_marks() -> None:
    page = long_page()
    found = render(page, 0, Form.MARKDOWN)
    lines = found.segments.texts
    bullet, _, home = lines[0].partition(" ")
    assert bullet in {"-", "*", "+"}
    assert home in {"[Home](/home)", "[Home](https://www.site.example/home)"}
    for line in (
        "# Fog",
        "## Ferries",
        "| Pier | Time |",
        "| **2** | 09:00 |",
        "1. Walk",
        "> So",
        "> long",
        "```",
        "a | b",
    ):
        assert line in lines, line
    assert sum(line.startswith("| ---") for line in lines) == 1
    linked = next(place for place, line in enumerate(lines) if "See" in line or "now" in line)
    assert found.segments.links[linked] == 1
    elements = found.segments.elements
    tags = {elements.signatures[number].tag for number in elements.signature}
    assert {"h1", "h2", "li", "tr", "pre", "blockquote", "line"} <= tags


def test_a_table_for_the_layout_is_none() -> None:
    segments = segment_html(f"<table><tr><td>{ARTICLE}<td>News</tr></table><h1>a</h1><h2>b</h2>")
    found = render(Example(segments, label_codes([None] * len(segments)), "x.example"), 0, Form.MARKDOWN)
    assert found.segments.texts[:2] == [ARTICLE, "News"]
