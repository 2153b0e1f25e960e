import re

import pytest
from hypothesis import given, settings
from selectolax.lexbor import LexborHTMLParser

from noisefilter.segment.nesting import MAX_ATTRIBUTES, MAX_DEPTH, tame
from tests.strategies import soup


def depth(source: str) -> int:
    """Elements inside one another."""
    deepest = 0
    root = LexborHTMLParser(source).root
    todo = [(root, 1)]
    while todo:
        node, level = todo.pop()
        if node is None or node.tag == "-text":
            continue
        deepest = max(deepest, level)
        todo += [(child, level + 1) for child in node.iter(include_text=False)]
    return deepest


@given(soup)
def test_real_pages_come_back_as_they_are(source: str) -> None:
    assert tame(source) == source


@pytest.mark.parametrize(
    "page",
    [
        "<div class=a>" * 300 + "<b>x</b>" + "</div>" * 300,
        "<ul>" + "<li>x" * 20_000 + "</ul>",
        "<p>x" * 20_000,
        "<p>one<br>" * 10_000,
        "<div><b class=x>y</b></div>" * 5_000,
        "<table>" + "<tr><td>x" * 10_000 + "</table>",
        f"<div title='{'x' * 100_000}'>y</div>",
        f"<img src='data:{'<div>' * 10_000}'>" + "<p>x</p>" * 3_000,
    ],
    ids=lambda page: page[:20],
)
def test_long_pages_that_do_not_nest_come_back_as_they_are(page: str) -> None:
    assert tame(page) == page


@pytest.mark.parametrize("tag", ["div", "section", "blockquote", "made-up"])
def test_depth_is_capped(tag: str) -> None:
    tamed = tame(f"<{tag}>" * 20_000 + "deep" + f"</{tag}>" * 20_000 + "<p>after</p>")
    assert depth(tamed) <= MAX_DEPTH + 5
    assert re.findall(r"(?<=>|\s)\w+(?=<|\s)", tamed) == ["deep", "after"]
    assert tamed.count(f"<{tag}>") == tamed.count(f"</{tag}>") == MAX_DEPTH


def test_the_cap_can_be_chosen() -> None:
    assert depth(tame("<div>x" * 9_000, max_depth=10)) <= 15


@settings(max_examples=30)
@given(soup)
def test_no_word_is_lost(source: str) -> None:
    tamed = tame("<div>" * 9_000 + source, max_depth=20)
    assert re.findall(r"w\d+", tamed) == re.findall(r"w\d+", source)


def test_what_scripts_say_is_no_markup() -> None:
    script = f"<script>const a = '{'<div>' * 50}';</script>"
    page = f"<div>{script}</div>" * 400 + "<p>x</p>"
    assert tame(page) == page


def test_what_attributes_and_comments_say_is_no_markup() -> None:
    inner = "</div>" * 9_000
    page = "<div>" * 9_000 + f'<p title="{inner}">one</p><!-- {inner} --><p>two</p>'
    tamed = tame(page)
    assert f'title="{inner}"' in tamed
    assert f"<!-- {inner} -->" in tamed


def test_elements_of_too_many_attributes_lose_them() -> None:
    many = " ".join(f"a{i}=1" for i in range(20 * MAX_ATTRIBUTES))
    assert tame(f"<p id=x>one</p><div {many}>two</div><p id=y>three") == (
        "<p id=x>one</p><div>two</div><p id=y>three"
    )


def test_open_formatting_elements_are_bounded() -> None:
    # Each paragraph would reopen all of them: 25 million elements.
    page = "".join(f"<b class=c{i}>" for i in range(5_000)) + "<p>x" * 5_000
    tamed = tame(page)
    assert tamed.count("<b ") < 500
    assert tamed.count("x") == page.count("x")
