import json
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from noisefilter.segment.html import segment_html
from noisefilter.segment.segments import MAX_FRAGMENTS, MAX_INLINE, Origin
from tests.strategies import soup


def texts(source: str) -> list[str]:
    return segment_html(source).texts


def own_texts(source: str) -> list[str]:
    segments = segment_html(source)
    return [
        text for text, origin in zip(segments.texts, segments.origin, strict=True) if origin == Origin.TEXT
    ]


def script(data: Any) -> str:
    return (
        f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'
    )


def tag_path(source: str, text: str) -> list[str]:
    """Tags around a fragment, from its block up."""
    segments = segment_html(source)
    element = segments.element[segments.texts.index(text)]
    found = []
    while element >= 0:
        found.append(segments.elements.signatures[segments.elements.signature[element]].tag)
        element = segments.elements.parent[element]
    return found


@given(soup)
@example("<select><table>a</table>b<option>c</select>d")
@example("<b><p>a<table>b<tr>c<td>d</b>e</table>f")
@example("<svg><p>a</svg><math><mi>b<p>c")
def test_no_text_is_lost_and_none_appears_twice(source: str) -> None:
    tree = LexborHTMLParser(source)
    tree.strip_tags(["script", "style", "template"])
    assert tree.body is not None
    whole = tree.body.text(deep=True)
    assert "".join("".join(own_texts(source)).split()) == "".join(whole.split())


@given(soup)
def test_every_word_of_the_source_is_there_once(source: str) -> None:
    # The same without asking a parser what is text.
    def count(text: str) -> Counter[str]:
        return Counter(re.findall(r"w\d+", text))

    assert count("\n".join(texts(source))) == count(source)


@given(soup)
def test_code_never_leaks(source: str) -> None:
    assert not re.search(r"\bno\b", "\n".join(texts(source)))


@given(soup)
def test_lists_fit_one_another(source: str) -> None:
    segments = segment_html(source)
    for name in ("hidden", "link_chars", "emphasis_chars", "links", "origin", "element", "inline", "gap"):
        assert len(getattr(segments, name)) == len(segments)
    # Code keeps the indentation of its first line.
    assert all(text.strip() and text.rstrip() == text for text in segments.texts)
    elements = segments.elements
    assert len(elements.parent) == len(elements.signature)
    assert len(set(elements.signatures)) == len(elements.signatures)
    assert all(-1 <= parent < index for index, parent in enumerate(elements.parent))
    assert all(0 <= index < len(elements.signatures) for index in elements.signature)
    assert all(-1 <= element < len(elements.parent) for element in segments.element)
    assert all(len(inline) <= MAX_INLINE for inline in segments.inline)


@given(soup)
def test_the_same_page_gives_the_same_fragments(source: str) -> None:
    assert segment_html(source) == segment_html(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>one</p><p>two", ["one", "two"]),
        ("<p>all in <b>one</b> <i>run</i></p>", ["all in one run"]),
        ("<p>  white \n\t space&nbsp; \u3000here </p>", ["white space here"]),
        ("<p>super<wbr>cali<b>fragi</b>listic</p>", ["supercalifragilistic"]),
        ("<a>one</a><a>two</a>", ["one two"]),
        ("<a>one</a>!", ["one!"]),
        ("bare text in the body", ["bare text in the body"]),
        ("<made-up>one</made-up>two<x:y>three</x:y>", ["one", "two", "three"]),
        ("", []),
        ("<div><p> <span> </span></p>&nbsp;</div>", []),
        # lists
        ("<ul><li>a<li>b<ul><li>c</ul>d</ul>", ["a", "b", "c", "d"]),
        ("<dl><dt>term<dd>one<dd>two</dl>", ["term", "one", "two"]),
        # tables
        ("<table><tr><td>left<td>right</table>", ["left", "right"]),
        (
            "<table><caption>Cap</caption><thead><tr><th>A<th>B<tbody><tr><td>1<td>2<br>3</table>",
            ["Cap", "A", "B", "1", "2\n3"],
        ),
        ("<table>stray<tr><td>cell</table>", ["stray", "cell"]),
        # disclosure and captions
        ("<details><summary>More</summary>Inside</details>", ["More", "Inside"]),
        ("<figure><img alt=no><figcaption>A cat</figcaption></figure>", ["A cat"]),
        # without scripting
        ("<noscript><p>Turn it on</p></noscript>", ["Turn it on"]),
        ("<p>a<noscript><img src=x></noscript>b", ["a", "b"]),
        ("<head><noscript><style>p{}</style></noscript></head><p>a", ["a"]),
        ("<noscript><iframe src=x></noscript><p>rest</p>", ["rest"]),
        ("<noscript><iframe src=x></iframe></noscript><p>rest</p>", ["rest"]),
        # what is no text
        ("text<script>no()</script><style>p{}</style><template>no</template>", ["text"]),
        ("one<script>no()</script> two", ["one two"]),
        ("<p>a<!-- no --><![CDATA[ no ]]><?php no ?>b", ["ab"]),
        ("<svg><style>no{}</style><title>icon</title></svg>", ["icon"]),
        ("<head><title>no</title><meta content=no></head><p>a", ["a"]),
        # entities
        ("<p>R&amp;D &lt;3 caf&eacute;", ["R&D <3 café"]),
        ("<p>&lt;script&gt;yes()&lt;/script&gt;", ["<script>yes()</script>"]),
        ("<p>&#x41;&#66; &amp;amp; &made-up; &copy 2024", ["AB &amp; &made-up; © 2024"]),
        # broken nesting
        ("<b><p>one</b>two</p><i>three<div>four</i>five</div>", ["onetwo", "three", "fourfive"]),
        ("</p></div>one</body></html><p>two", ["one", "two"]),
        ("<p>one<h2>two</p>three", ["one", "two", "three"]),
        ("<div>one<div", ["one"]),
        ("<p title='>'>one<p title=\"<p>no\">two", ["one", "two"]),
    ],
)
def test_fragments(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>first<br>second</p>", ["first\nsecond"]),
        ("<p>first<br/> second<br />third", ["first\nsecond\nthird"]),
        ("<p>first<br><br>second</p>", ["first", "second"]),
        ("<p>first<br> &nbsp; <br>second</p>", ["first", "second"]),
        ("<p>first<br><b><br></b>second</p>", ["first", "second"]),
        ("<p><br>first<br></p>", ["first"]),
        ("<p>a</p><br><br><p>b</p>", ["a", "b"]),
        ("<pre>one<br>two</pre>", ["one\ntwo"]),
    ],
)
def test_one_break_is_a_new_line_and_two_are_a_new_fragment(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<pre>a  b\n  c</pre>", ["a  b\n  c"]),
        ("<pre>\none\n\n  two  \n\n</pre>", ["one\n  two"]),
        ("<pre>a\r\nb</pre>", ["a\nb"]),
        ("<pre><code>if <b>x</b>:\n    y</code></pre>", ["if x:\n    y"]),
        ("<p>a  b\n  c</p><code>x\n  y</code>", ["a b c", "x y"]),
        ("<textarea>one\n  two</textarea>", ["one\n  two"]),
    ],
)
def test_code_keeps_its_lines_and_indentation(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<label>Name <input placeholder='Jo'></label>", ["Name", "Jo"]),
        ("<input type=submit value=Send><input type=reset value=Clear>", ["Send", "Clear"]),
        ("<input type=SUBMIT value='  Send\n it '>", ["Send it"]),
        ("<input type=button value=Go><button>Send <b>now</b></button>", ["Go", "Send now"]),
        ("<input value=typed><input type=email placeholder='Your e-mail'>", ["Your e-mail"]),
        ("<textarea placeholder='Say something'></textarea>", ["Say something"]),
        ("<textarea placeholder='Say something'>Well</textarea>", ["Say something", "Well"]),
        ("<select><option>One<option selected>Two</select>", ["One", "Two"]),
        ("<fieldset><legend>You</legend><label for=x>Age</label></fieldset>", ["You", "Age"]),
        ("<input type=hidden value=no><input type=checkbox value=no><input type=radio value=no>", []),
        ("<input type=password placeholder=no><input type=file value=no>", []),
        ("<input type=submit><input placeholder=''><input placeholder=' '><input placeholder>", []),
    ],
)
def test_forms_say_what_a_visitor_reads(source: str, expected: list[str]) -> None:
    assert texts(f"<form>{source}</form>") == expected


def test_where_a_text_comes_from() -> None:
    segments = segment_html("<form><label>Name</label><input placeholder=Jo><button>Send</button></form>")
    assert segments.origin == [Origin.TEXT, Origin.ATTRIBUTE, Origin.TEXT]


@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        "hidden=until-found",
        "style='display: none'",
        "style='color:red;DISPLAY:NONE'",
        "style='visibility : hidden'",
        "aria-hidden=true",
    ],
)
def test_hidden_text_is_kept_and_marked(attribute: str) -> None:
    segments = segment_html(f"<p>seen</p><div {attribute}><p>unseen<div><i>deep</i></div></div><p>again</p>")
    assert segments.texts == ["seen", "unseen", "deep", "again"]
    assert segments.hidden == [False, True, True, False]


@pytest.mark.parametrize("attribute", ["", "aria-hidden=false", "style='display:block'", "class=hidden"])
def test_what_only_looks_hidden_is_not(attribute: str) -> None:
    assert segment_html(f"<div {attribute}>seen</div>").hidden == [False]


def test_a_field_inside_a_hidden_form_is_hidden() -> None:
    segments = segment_html("<form hidden><input placeholder=no></form><input placeholder=yes>")
    assert (segments.texts, segments.hidden) == (["no", "yes"], [True, False])


def test_a_dialog_is_hidden_until_it_is_open() -> None:
    segments = segment_html("<dialog><p>closed</p></dialog><dialog open><p>open</p></dialog>")
    assert (segments.texts, segments.hidden) == (["closed", "open"], [True, False])


def test_a_hidden_icon_does_not_hide_the_words_after_it() -> None:
    segments = segment_html("<p><i aria-hidden=true>★</i> Everybody can read this sentence.</p>")
    assert segments.hidden == [False]


def test_links_and_emphasis_are_counted_without_spaces() -> None:
    segments = segment_html("<p>one <a href=#>two three</a> <b>four</b></p><p>five</p>")
    assert (segments.link_chars, segments.emphasis_chars, segments.links) == ([8, 0], [4, 0], [1, 0])
    nested = segment_html("<p><a><b>one</b> two</a> <em>three<strong>four</strong></em></p>")
    assert (nested.link_chars, nested.emphasis_chars, nested.links) == ([6], [12], [1])


def test_no_white_space_counts_as_link_text() -> None:
    assert segment_html("<p>see <a href=x>\n\t\tHome&nbsp;page\n\t</a></p>").link_chars == [8]


def test_a_link_around_blocks_counts_for_all_of_them() -> None:
    segments = segment_html("<a href=x><h2>one</h2><p>three</p></a><p>no</p>")
    assert (segments.texts, segments.link_chars) == (["one", "three", "no"], [3, 5, 0])


def test_a_rule_leaves_a_gap() -> None:
    segments = segment_html("<hr><p>a</p><p>b</p><hr> <p>c<hr>d")
    assert (segments.texts, segments.gap) == (["a", "b", "c", "d"], [True, False, True, True])


def test_the_elements_around_a_fragment() -> None:
    source = "<body><main><div><p>one <b>two</b></p></div><ul><li><a>three</a></ul></main></body>"
    assert tag_path(source, "one two") == ["p", "div", "main"]
    assert tag_path(source, "three") == ["li", "ul", "main"]
    assert tag_path("bare", "bare") == []


def test_what_an_element_says_of_itself() -> None:
    source = (
        '<div CLASS="Card big" id=main role=region itemprop=text aria-label="Latest News">x</div><p class>y'
    )
    card, empty = segment_html(source).elements.signatures
    assert card[:5] == ("div", "Card big", "main", "region", "text")
    assert "[news" in card.hints
    assert empty == ("p", "", "", "", "", ())


def test_inline_elements_are_remembered() -> None:
    segments = segment_html("<p>a <b class=x>b</b> <i>c</i></p>")
    assert [segments.elements.signatures[i].tag for i in segments.inline[0]] == ["b", "i"]


def test_elements_that_say_the_same_share_an_entry() -> None:
    segments = segment_html("<p class=a>1</p><p class=a>2</p><p class=b>3</p>")
    assert [signature.classes for signature in segments.elements.signatures] == ["a", "b"]
    assert len(segments.elements.parent) == 3


BODY = "The fog came in at noon and stayed until the boats were home. " * 5
LONG = " ".join(f"word{i}" for i in range(80))


def test_structured_data_counts_where_the_page_is_nearly_empty() -> None:
    head = f"<html><head>{script({'@type': 'NewsArticle', 'articleBody': BODY})}</head>"
    segments = segment_html(f"{head}<body><div id=app></div></body></html>")
    assert (segments.texts, segments.origin, segments.element) == ([BODY.strip()], [Origin.DATA], [-1])
    assert texts(f"{head}<p>{BODY}</p>") == [BODY.strip()]
    assert texts(f"{head}<p>{LONG}</p>") == [LONG]


def test_a_products_description_counts_on_any_page() -> None:
    data = {
        "@graph": [{"@type": ["Thing", "Product"], "description": "<p>Boils water.</p><p>Holds two litres."}]
    }
    segments = segment_html(f"<p>{LONG}</p>{script(data)}<p>end</p>")
    assert segments.texts == [LONG, "end", "Boils water.", "Holds two litres."]
    assert segments.origin == [Origin.TEXT, Origin.TEXT, Origin.DATA, Origin.DATA]


@pytest.mark.parametrize(
    "data", ['{"articleBody": ', "", "[]", "7", "null", '{"articleBody": 7}', "[" * 100_000]
)
def test_structured_data_without_text_is_passed_over(data: str) -> None:
    assert texts(f"{script(data)}<p>fine</p>") == ["fine"]


def test_structured_data_brings_no_odd_characters_in() -> None:
    found = texts(script('{"articleBody": "one \\ud83d two\\u0000 three"}'))
    assert "\x00" not in found[0]
    assert found[0].encode()


def test_other_scripts_are_no_data() -> None:
    data = json.dumps({"articleBody": BODY})
    assert texts(f"<script type=application/json>{data}</script><script>{data}</script><p>fine") == ["fine"]


def test_what_the_page_says_of_itself() -> None:
    segments = segment_html(
        "<html lang=pl-PL><head><title>Ryba &amp;\n spółka</title>"
        "<meta property=og:site_name content='Nad Wodą'><meta name=author content='Ola Lis'></head><p>x</p>"
        + script({"@type": "WebSite", "name": "Nad Stawem"})
    )
    assert (segments.language, segments.head_title) == ("pl-pl", "Ryba & spółka")
    assert (segments.about.site, segments.about.author) == ("Nad Wodą Nad Stawem", "Ola Lis")


def test_a_page_that_says_nothing_of_itself() -> None:
    segments = segment_html("<p>x</p>")
    assert (segments.language, segments.head_title, segments.truncated) == ("", "", False)


@pytest.mark.parametrize(
    "tag", ["div", "b", "span", "table><tr><td", "ul><li", "blockquote", "font color=red"]
)
def test_deep_nesting_keeps_its_text(tag: str) -> None:
    names = re.findall(r"(?:^|<)(\w+)", tag)
    ends = "".join(f"</{name}>" for name in reversed(names))
    n = 100_000 // len(names)
    assert " ".join(texts(f"<{tag}>" * n + "deep" + ends * n + "<p>after")) == "deep after"


def test_deep_nesting_without_end_tags_keeps_its_text() -> None:
    assert " ".join(texts("<div>a" * 20_000)) == " ".join(["a"] * 20_000)


@settings(max_examples=25)
@given(soup)
def test_no_word_is_lost_below_deep_nesting(source: str) -> None:
    found = re.findall(r"w\d+", "\n".join(texts("<div>" * 9_000 + source)))
    assert Counter(found) == Counter(re.findall(r"w\d+", source))


def test_a_page_of_too_many_fragments_is_cut_and_says_so() -> None:
    data = script({"@type": "Product", "description": "Boils water."})
    over = segment_html("<p>x" * (MAX_FRAGMENTS + 10) + data)
    assert (len(over), over.truncated) == (MAX_FRAGMENTS, True)
    exact = segment_html("<p>x" * MAX_FRAGMENTS)
    assert (len(exact), exact.truncated) == (MAX_FRAGMENTS, False)
    full = segment_html("<p>x" * MAX_FRAGMENTS + data)
    assert (len(full), full.truncated) == (MAX_FRAGMENTS, True)


def test_a_million_characters_without_a_space() -> None:
    assert texts(f"<p>{'x' * 1_000_000}</p>") == ["x" * 1_000_000]


@given(st.text())
def test_any_string_can_be_parsed(source: str) -> None:
    segment_html(source)


@given(st.lists(st.sampled_from([*"<>/!-='\"& ", "a", "p", "script", "noscript", "iframe", "textarea"])))
def test_any_markup_can_be_parsed(pieces: list[str]) -> None:
    segment_html("".join(pieces))
