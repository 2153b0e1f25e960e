import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.features.shape import SHAPE_NAMES, find_groups, shape_numbers
from noisefilter.segment import segment
from noisefilter.segment.html import segment_html
from noisefilter.segment.segments import Segments
from noisefilter.segment.text import segment_text
from tests.strategies import soup


def measure(segments: Segments | str, name: str, url: str | None = None) -> list[float]:
    if isinstance(segments, str):
        segments = segment_html(segments)
    return [round(value, 5) for value in shape_numbers(segments, url)[:, SHAPE_NAMES.index(name)].tolist()]


def log(*values: float) -> list[float]:
    return [round(math.log1p(value), 5) for value in values]


@given(soup, st.none() | st.text())
def test_numbers_are_finite_and_shares_are_shares(source: str, url: str | None) -> None:
    segments = segment_html(source)
    numbers = shape_numbers(segments, url)
    assert numbers.shape == (len(segments), len(SHAPE_NAMES))
    assert numbers.dtype == np.float32
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    shares = [place for place, name in enumerate(SHAPE_NAMES) if "share" in name]
    assert (numbers[:, shares] <= 1).all()


@given(st.text())
def test_any_plain_text_can_be_measured(source: str) -> None:
    numbers = shape_numbers(segment_text(source))
    assert np.isfinite(numbers).all()


def test_names_tell_the_columns_apart() -> None:
    assert len(set(SHAPE_NAMES)) == len(SHAPE_NAMES)


def test_an_empty_page_has_no_rows() -> None:
    assert shape_numbers(segment_html("")).shape == (0, len(SHAPE_NAMES))
    assert shape_numbers(segment_text("")).shape == (0, len(SHAPE_NAMES))


def test_lengths() -> None:
    assert measure("<p>one two</p><p>a</p>", "characters (log)") == log(7, 1)
    assert measure("<p>one two</p><p>a</p>", "words (log)") == log(2, 1)
    assert measure("<p>日本語の文章</p>", "words (log)") == log(4)


def test_links_and_emphasis() -> None:
    page = "<p>one <a href=x>two</a></p><p><a href=x>all</a></p><p><b>bo</b>ld</p>"
    assert measure(page, "link share") == [0.5, 1.0, 0.0]
    assert measure(page, "links (log)") == log(1, 1, 0)
    assert measure(page, "emphasis share") == [0.0, 0.0, 0.5]


def test_where_a_text_comes_from() -> None:
    page = "<p>a</p><p hidden>b</p><input placeholder=c><hr><p>d</p>"
    assert measure(page, "hidden") == [0, 1, 0, 0]
    assert measure(page, "from an attribute") == [0, 0, 1, 0]
    assert measure(page, "after a gap") == [0, 0, 0, 1]
    data = '<script type="application/ld+json">{"articleBody": "e"}</script>'
    assert measure(page + data, "from structured data") == [0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("ends with a stop", "It rained.", "Home"),
        ("ends with a stop", "雨が降った。", "雨"),
        ("ends with a colon", "More:", "More"),
        ("ends with an ellipsis", "Read more…", "Read more."),
        ("ends with an ellipsis", "Read more...", "Read more"),
        ("starts with a lower-case letter", "and so on", "And so on"),
        ("starts with a digit", "3 comments", "No comments"),
        ("starts with a bracket or separator", "» next", "next »"),
        ("copyright sign", "© 2021 Brook", "2021 Brook"),
        ("copyright sign", "(C) 2021 Brook", "Brook"),
        ("e-mail address or handle", "Write to mara@quill.example", "Write to us @ home"),
        ("URL", "see https://quill.example", "see below"),
    ],
)
def test_signs(name: str, yes: str, no: str) -> None:
    assert measure(segment_text(f"{yes}\n{no}"), name) == [1, 0]


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("5.3.2021", 1),
        ("2021-03-05 at 12:30", 2),
        ("in 1999", 1),
        ("2 h ago", 1),
        ("2021年3月", 2),
        ("room 12", 0),
    ],
)
def test_dates_and_times(text: str, n: int) -> None:
    assert measure(segment_text(text), "dates and times (log)") == log(n)


def test_places() -> None:
    page = "<p>aa</p><p>bbbb</p><p>cc</p>"
    assert measure(page, "place in page, by fragments") == [0, 0.5, 1]
    assert measure(page, "place in page, by characters") == [0, 0.25, 0.75]
    assert measure(page, "fragments before (log)") == log(0, 1, 2)
    assert measure(page, "fragments after (log)") == log(2, 1, 0)
    assert measure(page, "share of the page's characters") == [0.25, 0.5, 0.25]
    assert measure("<p>alone</p>", "place in page, by fragments") == [0]


def test_repetition() -> None:
    page = "<p>Reply</p><p>One</p><p>reply</p><p>Reply</p>"
    assert measure(page, "repeats of the text in page (log)") == log(2, 0, 2, 2)
    assert measure(page, "text stood before") == [0, 0, 1, 1]


def test_what_the_page_says_of_itself() -> None:
    page = (
        "<head><title>The fog came in | Bay News</title><meta property=og:title content='Fog in the bay'>"
        "<meta property=og:site_name content='Bay News'><meta name=author content='Ola Lis'></head>"
        "<p>The fog came in</p><p>By Ola Lis</p><p>Bay News</p><p>Home</p>"
    )
    assert measure(page, "words in the page's title (share)") == [1, 0, 0, 0]
    assert measure(page, "words of the page's title (share)") == [1, 0, 0, 0]
    assert measure(page, "words in the page's headline (share)") == [0.75, 0, 0.5, 0]
    assert measure(page, "words in the site's name (share)") == [0, 0, 1, 0]
    assert measure(page, "words in the author's name (share)") == pytest.approx([0, 2 / 3, 0, 0], abs=1e-4)


@pytest.mark.parametrize(
    ("url", "share"),
    [
        ("https://bay.example/news/fog-came", 0.5),
        ("https://bay.example/news/FOG%20Came?home=1", 0.5),
        ("https://bay.example/", 0),
        (None, 0),
        ("", 0),
        ("http://[broken", 0),
        ("fog", 0.25),
    ],
)
def test_the_url_tells_headlines(url: str | None, share: float) -> None:
    assert measure("<p>The fog came in</p>", "words of the URL's path (share)", url) == [share]


def test_structured_text_is_recognised() -> None:
    data = '<script type="application/ld+json">{"articleBody": "The fog came in at noon"}</script>'
    page = f"{data}<p>The fog came in</p><p>Came fog the in</p><p>The</p>" + "<p>other words here</p>" * 30
    assert measure(page, "word pairs in structured text (share)")[:3] == [1, 0, 0]


def test_groups() -> None:
    page = (
        "<ul><li class=x>a<li class=x>b<li class=y>c</ul><ul><li class=x>d</ul>"
        "<div><ul><li class=x>e</ul></div>f"
    )
    segments = segment_html(page)
    assert segments.texts == ["a", "b", "c", "d", "e", "f"]
    depth, siblings, paths = find_groups(segments)
    assert depth.tolist() == [2, 2, 2, 2, 3, 0]
    assert siblings[0] == siblings[1]
    assert len(set(siblings.tolist())) == 5
    assert paths[0] == paths[1] == paths[3]
    assert len(set(paths.tolist())) == 4
    assert measure(page, "siblings of its kind (log)") == log(2, 2, 1, 1, 1, 1)
    assert measure(page, "fragments of its path (log)") == log(3, 3, 1, 3, 1, 1)
    assert measure(page, "depth (log)") == log(2, 2, 2, 2, 3, 0)


def test_lines_of_a_block_are_siblings() -> None:
    depth, siblings, paths = find_groups(segment_text("a\nb\n\nc"))
    assert len(set(depth.tolist())) == len(set(paths.tolist())) == 1
    assert siblings[0] == siblings[1] != siblings[2]


def test_a_page_is_measured_alike_whatever_was_measured_before() -> None:
    page = segment("<h1>Fog</h1><p>It came in.</p>")
    first = shape_numbers(page)
    shape_numbers(segment("<p>Something else</p>"))
    np.testing.assert_array_equal(shape_numbers(page), first)
