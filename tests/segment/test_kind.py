import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.segment.kind import detect_kind


@pytest.mark.parametrize(
    "source",
    [
        "<!DOCTYPE html><p>x",
        "  \r\n<!doctype   HTML>",
        "\ufeff<p>x",
        "<?xml version='1.0'?>\n<html xmlns='x'>",
        "<HTML><BODY>x",
        "<p>It rained.</p>",
        "<br/>x",
        "  <!-- made by hand --><center>hi</center>",
        "Some words, then <b>bold</b> and <a href='x'>link</a>",
        "x" * 5_000 + "<p>one</p><p>two</p>",
        "HTTP notes first\n<html><body>x",
    ],
)
def test_html(source: str) -> None:
    assert detect_kind(source) == "html"


@pytest.mark.parametrize(
    "source",
    [
        "",
        " \n",
        "It rained.",
        "I <3 rain, and a < b > c",
        "List<String> names = new ArrayList<>();",
        "Use `<p>` and `</p>` and `<br>` for that",
        "Like this:\n```\n<p>one</p>\n<p>two</p>\n```\nDone.",
        "# Heading\n\nText with [a link](https://a.example)",
        "one <b>word</b> of markup",
        "Write to <mara@quill.example> or <jo@quill.example> or <li@quill.example>",
        "<pre-order> <paper> <broken>",
    ],
)
def test_text(source: str) -> None:
    assert detect_kind(source) == "text"


@given(st.text(st.characters(exclude_characters="<")))
def test_without_a_tag_it_is_text(source: str) -> None:
    assert detect_kind(source) == "text"


@given(st.text())
def test_what_comes_after_a_doctype_does_not_matter(rest: str) -> None:
    assert detect_kind("<!doctype html>" + rest) == "html"
