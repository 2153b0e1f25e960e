import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.segment.jsonld import MAX_DATA_CHARS, data_texts, read_objects
from tests.strategies import json_values

BODY = "The fog came in at noon and stayed until the boats were home again."
FULL_PAGE = [" ".join(f"word{i}" for i in range(100))]


@given(st.lists(st.one_of(st.text(), json_values.map(json.dumps))), st.lists(st.text()))
def test_anything_can_be_read(sources: list[str], shown: list[str]) -> None:
    for text in data_texts(read_objects(sources), shown):
        assert text == " ".join(text.split()) != ""


@given(
    st.dictionaries(
        st.sampled_from(["@type", "articleBody", "text", "description", "reviewBody"]), json_values
    )
)
def test_values_of_any_type_can_be_read(item: dict[str, Any]) -> None:
    assert all(isinstance(text, str) for text in data_texts([item], []))


def test_objects_inside_others_are_found() -> None:
    source = '[{"a": 1, "b": {"c": [2, [{"d": 3}]]}}]'
    assert read_objects([source]) == [json.loads(source)[0], {"c": [2, [{"d": 3}]]}, {"d": 3}]


def test_what_is_not_json_does_not_hide_the_rest() -> None:
    assert read_objects(['{"a": ', '{"a": 1}', "", "nope", '{"a": 2}']) == [{"a": 1}, {"a": 2}]


def test_line_breaks_in_strings_are_forgiven() -> None:
    assert read_objects(['{"a": "one\ntwo"}']) == [{"a": "one\ntwo"}]


def test_endless_and_huge_data_are_passed_over() -> None:
    assert read_objects(["[" * 100_000, f'{{"a": "{"x" * MAX_DATA_CHARS}"}}', "9" * 10_000]) == []


@pytest.mark.parametrize(
    "item",
    [
        {"@type": "NewsArticle", "articleBody": BODY},
        {"@type": "Review", "reviewBody": BODY},
        {"@type": "Comment", "text": BODY},
        {"@type": "Product", "description": BODY},
        {"@type": "Place", "description": BODY * 4},
    ],
)
def test_main_texts_of_an_empty_page(item: dict[str, Any]) -> None:
    assert data_texts([item], ["Loading"])


def test_short_descriptions_of_other_things_are_no_main_texts() -> None:
    assert data_texts([{"@type": "WebSite", "description": BODY}], []) == []


def test_a_full_page_takes_only_what_describes_a_product() -> None:
    for kind in ("Product", "ProductGroup", "Book", ["Thing", "Vehicle"]):
        assert data_texts([{"@type": kind, "description": BODY}], FULL_PAGE) == [BODY]
    assert data_texts([{"@type": "NewsArticle", "articleBody": BODY}], FULL_PAGE) == []
    assert data_texts([{"@type": "Place", "description": BODY * 4}], FULL_PAGE) == []


def test_what_the_page_shows_is_not_said_again() -> None:
    product = {"@type": "Product", "description": BODY}
    assert data_texts([product], [BODY]) == []
    assert (
        data_texts([product], ["The fog came in at NOON", "and stayed until the boats were home again"]) == []
    )
    assert data_texts([product, product], FULL_PAGE) == [BODY]
    assert data_texts([product], ["The fog lifted."]) == [BODY]


def test_a_data_text_is_not_said_twice() -> None:
    items = [{"articleBody": BODY}, {"@type": "Product", "description": BODY}, {"text": "Something else."}]
    assert data_texts(items, []) == [BODY, "Something else."]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("&lt;p&gt;one&lt;/p&gt;two", ["one", "two"]),
        ("one<br/>two<BR>three", ["one", "two", "three"]),
        ("&amp;lt;b&amp;gt;one&amp;lt;/b&amp;gt;", ["one"]),
        ("<ul><li>one</li><li>two</li></ul>", ["one", "two"]),
        (" one \n\n\t two  three ", ["one", "two three"]),
        ("five &lt; six", ["five < six"]),
        ("caf&eacute;", ["café"]),
    ],
)
def test_escaped_markup_becomes_lines(text: str, lines: list[str]) -> None:
    assert data_texts([{"articleBody": text}], []) == lines
