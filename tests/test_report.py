import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.model.explain import Contribution, Explanation
from noisefilter.page import Fragment, Page
from noisefilter.report import HUES, page_report


class _Reader(HTMLParser):
    """Collects the tags, the addresses and the rows of a report."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.rows: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag == "li":
            self.rows.append("")
        elif tag == "br":
            self.rows[-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        self.tags.append("/" + tag)

    def handle_data(self, data: str) -> None:
        if self.rows and "/ol" not in self.tags:
            self.rows[-1] += data


@pytest.fixture
def page() -> Page:
    return Page(
        [
            Fragment("Home", label=Label.NAVIGATION, probability=0.7),
            Fragment("It <b>rained</b> & rained.\nAgain.", label=Label.CONTENT, probability=0.987),
            Fragment("Buy pills", label=Label.COMMENT_SPAM, hidden=True),
        ],
        url="https://bay.example/fog?a=1&b=<2>",
        type="article",
        type_probability=0.83,
        declared_language="en",
    )


def test_every_fragment_is_a_row_in_page_order(page: Page) -> None:
    rows = _Reader(page_report(page)).rows
    assert len(rows) == 3
    for row, found in zip(
        rows, ("navigation0.70Home", "content0.99It <b>rained</b> & rained.\nAgain."), strict=False
    ):
        assert row.strip() == found
    assert "hidden" in rows[2]
    assert "hidden" not in rows[1]


def test_facts(page: Page) -> None:
    report = page_report(page)
    for fact in ("html", "3 fragments", "page type article (83%)", "language en"):
        assert fact in report
    assert "over a limit" not in report
    page.truncated = True
    assert "over a limit" in page_report(page)


def test_it_needs_nothing_from_elsewhere(page: Page) -> None:
    report = page_report(page, source="fog.html")
    reader = _Reader(report)
    assert [address for address in reader.addresses if not address.startswith("#")] == []
    assert "link" not in reader.tags
    assert "@import" not in report
    assert not re.search(r"url\((?!['\"]?data:)", report)
    assert not re.search(r"@@[A-Z]+@@", report)


def test_labels_that_occur_can_be_filtered(page: Page) -> None:
    values = re.findall(r'<input type="checkbox" checked value="(\w+)">', page_report(page))
    assert values == ["content", "navigation", "comment_spam"]


def test_every_label_has_a_colour_of_its_own() -> None:
    assert set(HUES) == set(Label)
    assert len(set(HUES.values())) == len(Label)


def test_the_heading_is_the_file_or_the_url(page: Page) -> None:
    assert "<h1>a &lt;b&gt;.html</h1>" in page_report(page, source="a <b>.html")
    assert "<h1>https://bay.example/fog?a=1&amp;b=&lt;2&gt;</h1>" in page_report(page)
    page.url = None
    assert "<h1>page</h1>" in page_report(page)


def test_reasons_are_shown_with_their_parts(page: Page) -> None:
    part = Contribution("words “<it> rained”", 0.25)
    why = Explanation(
        1, Label.CONTENT, 1.5, (Contribution("score of its own", 1.75, (part,)), Contribution("x", -0.25))
    )
    report = page_report(page, [why])
    assert "why content: +1.50 in all" in report
    assert "+1.75  score of its own\n    +0.25  words “&lt;it&gt; rained”\n-0.25  x" in report
    assert report.count('class="why"') == 1
    assert 'class="why"' not in page_report(page)


@given(st.lists(st.tuples(st.text(), st.none() | st.sampled_from(FRAGMENT_LABELS)), max_size=4))
def test_no_text_of_a_page_can_change_the_report(contents: list[tuple[str, Label | None]]) -> None:
    plain = _Reader(page_report(Page([Fragment("x", label=label) for _, label in contents])))
    found = _Reader(page_report(Page([Fragment(text, label=label) for text, label in contents])))
    breaks = sum(text.count("\n") for text, _ in contents)
    assert [tag for tag in found.tags if tag != "br"] == plain.tags
    assert found.tags.count("br") == breaks


@pytest.mark.parametrize(
    "text", ["</li></ol><script>alert(1)</script>", "@@ROWS@@ @@TITLE@@ @@FACTS@@", "</style>"]
)
def test_texts_are_only_text(text: str) -> None:
    report = page_report(Page([Fragment(text, label=Label.CONTENT)]))
    assert [row.rstrip() for row in _Reader(report).rows] == [f"content0.00{text}"]


@pytest.mark.parametrize("name", ["@@ROWS@@", "@@FACTS@@"])
def test_a_name_is_only_a_name(page: Page, name: str) -> None:
    assert f"<h1>{name}</h1>" in page_report(page, source=name)


def test_a_page_without_fragments() -> None:
    assert "0 fragments" in page_report(Page())


@given(st.text(), st.text())
def test_no_language_and_no_address_can_change_the_report(language: str, url: str) -> None:
    page = Page([Fragment("x", label=Label.CONTENT)], declared_language=language, url=url, type="article")
    plain = _Reader(page_report(Page([Fragment("x", label=Label.CONTENT)], type="article")))
    assert _Reader(page_report(page)).tags == plain.tags
