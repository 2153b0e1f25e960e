import json

import pytest
from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from noisefilter.segment.html import segment_html
from noisefilter.segment.nesting import tame
from noisefilter.segment.segments import MAX_FRAGMENTS, Origin
from tests.strategies import soup


def texts(source: str) -> list[str]:
    return segment_html(source).texts


@given(soup)
def test_no_text_is_lost_and_none_appears_twice(source: str) -> None:
    tree = LexborHTMLParser(source)
    tree.strip_tags(["script", "style", "template"])
    assert tree.body is not None
    whole = tree.body.text(deep=True)
    found = [t for t, o in zip(texts(source), segment_html(source).origin, strict=True) if o == Origin.TEXT]
    assert "".join("".join(found).split()) == "".join(whole.split())


@given(soup)
def test_lists_are_as_long_as_there_are_fragments(source: str) -> None:
    segments = segment_html(source)
    for name in ("hidden", "link_chars", "emphasis_chars", "links", "origin", "element", "inline", "gap"):
        assert len(getattr(segments, name)) == len(segments)
    assert all(text.strip() == text and text for text in segments.texts)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>one</p><p>two", ["one", "two"]),
        ("<p>all in <b>one</b> <i>run</i></p>", ["all in one run"]),
        ("<p>first<br>second</p>", ["first\nsecond"]),
        ("<p>first<br><br>second</p>", ["first", "second"]),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", ["a", "b", "c"]),
        ("<table><tr><td>left<td>right</table>", ["left", "right"]),
        ("<pre>a  b\n  c</pre>", ["a  b\n  c"]),
        ("<p>R&amp;D &lt;3 caf&eacute;</p>", ["R&D <3 café"]),
        ("<label>Name <input placeholder='Jo'></label>", ["Name", "Jo"]),
        ("<input type=submit value=Send><input type=hidden value=x>", ["Send"]),
        ("<details><summary>More</summary>Inside</details>", ["More", "Inside"]),
        ("<figure><img><figcaption>A cat</figcaption></figure>", ["A cat"]),
        ("<noscript><p>Turn it on</p></noscript>", ["Turn it on"]),
        ("text<script>no()</script><style>p{}</style><template>no</template>", ["text"]),
        ("bare text in the body", ["bare text in the body"]),
        ("", []),
    ],
)
def test_fragments(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize("attribute", ["hidden", "style='display: none'", "aria-hidden=true"])
def test_hidden_text_is_kept_and_marked(attribute: str) -> None:
    segments = segment_html(f"<p>seen</p><div {attribute}><p>unseen</p></div><p>seen again</p>")
    assert segments.texts == ["seen", "unseen", "seen again"]
    assert segments.hidden == [False, True, False]


def test_links_and_emphasis_are_counted_without_spaces() -> None:
    segments = segment_html("<p>one <a href=#>two three</a> <b>four</b></p>")
    assert (segments.link_chars, segments.emphasis_chars, segments.links) == ([8], [4], [1])


def test_structured_data_counts_where_the_page_is_nearly_empty() -> None:
    body = "The fog came in at noon and stayed until the boats were home. " * 5
    data = json.dumps({"@type": "NewsArticle", "articleBody": body})
    script = f'<script type="application/ld+json">{data}</script>'
    segments = segment_html(f"<html><head>{script}</head><body><div id=app></div></body></html>")
    assert segments.texts == [body.strip()]
    assert segments.origin == [Origin.DATA]
    assert texts(f"<head>{script}</head><p>{body}</p>") == [body.strip()]


def test_broken_structured_data_is_passed_over() -> None:
    assert texts('<script type="application/ld+json">{"articleBody": </script><p>fine</p>') == ["fine"]


def test_deep_nesting_keeps_its_text() -> None:
    assert texts("<div>" * 100_000 + "deep" + "</div>" * 100_000) == ["deep"]


def test_real_pages_are_not_touched_by_the_guard() -> None:
    page = "<div class=a>" * 300 + "<b>x</b>" + "</div>" * 300
    assert tame(page) == page


def test_a_page_of_too_many_fragments_is_cut_and_says_so() -> None:
    segments = segment_html("<p>x" * (MAX_FRAGMENTS + 10))
    assert len(segments) == MAX_FRAGMENTS
    assert segments.truncated


def test_a_million_characters_without_a_space() -> None:
    assert texts(f"<p>{'x' * 1_000_000}</p>") == ["x" * 1_000_000]


def test_what_the_page_says_of_itself() -> None:
    segments = segment_html("<html lang=pl-PL><head><title>Ryba &amp; spółka</title></head><p>x</p>")
    assert (segments.language, segments.head_title) == ("pl-pl", "Ryba & spółka")
