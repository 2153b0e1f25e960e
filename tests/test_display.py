import io

import numpy as np
import pytest
from rich.console import Console
from rich.table import Table

from noisefilter.display import STYLES, confusion_table, facts_table, figures_table, page_table
from noisefilter.evaluate import Figures
from noisefilter.labels import Label
from noisefilter.model.explain import Contribution, Explanation
from noisefilter.page import Fragment, Page


def lines(table: Table, width: int = 100) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.fixture
def page() -> Page:
    return Page(
        [
            Fragment("Home [bold]", label=Label.NAVIGATION, probability=0.7),
            Fragment("It rained.\nAgain.", label=Label.CONTENT, probability=0.987),
            Fragment("Buy pills " * 30, label=Label.COMMENT_SPAM, hidden=True),
            Fragment("unknown"),
        ],
        type="article",
        type_probability=0.83,
        declared_language="en-gb",
    )


@pytest.fixture
def figures() -> Figures:
    confusion = np.zeros((13, 13), np.int64)
    confusion[0, 0], confusion[0, 12], confusion[1, 1] = 3, 1, 2
    return Figures(confusion, 0.1)


def test_a_fragment_is_a_line(page: Page) -> None:
    title, _, *rows = lines(page_table(page, "fog.html"))
    assert title == "fog.html  ·  html  ·  article (83%)  ·  en-gb"
    assert len(rows) == 4
    assert rows[0].split() == ["navigation", "0.70", "Home", "[bold]"]
    assert rows[1].split() == ["content", "0.99", "It", "rained.", "Again."]
    assert "comment_spam (hidden)" in rows[2]
    assert rows[2].endswith("…")


def test_a_name_is_no_markup(page: Page) -> None:
    page.truncated = True
    assert lines(page_table(page, "[red]fog[/nothing].html"))[0].startswith("[red]fog[/nothing].html")
    assert "over a limit" in lines(page_table(page, "fog.html"))[0]


def test_reasons_stand_below_their_fragment(page: Page) -> None:
    parts = tuple(Contribution(f"word “[b]{i}”", 9.0 - i) for i in range(8))
    rows = lines(page_table(page, "fog.html", {1: Explanation(1, Label.CONTENT, 1.0, parts)}))
    place = next(i for i, row in enumerate(rows) if "It rained" in row)
    assert "+9.00  word “[b]0”" in rows[place + 1]
    shown = [row for row in rows if "word “[b]" in row]
    assert 0 < len(shown) < 8
    assert rows[place + 1 : place + 1 + len(shown)] == shown


def test_every_label_has_a_style() -> None:
    assert set(STYLES) == set(Label)
    for label in Label:
        assert lines(page_table(Page([Fragment("x", label=label)]), "x"))


def test_figures_of_the_labels_that_occur(figures: Figures) -> None:
    rows = [line.split() for line in lines(figures_table(figures))[2:]]
    assert rows == [["content", "1.000", "0.750", "0.857", "4"], ["title", "1.000", "1.000", "1.000", "2"]]


def test_confusion_of_the_labels_that_occur(figures: Figures) -> None:
    *_, head, first, second, third = lines(confusion_table(figures))
    rows = [first, second, third]
    assert head.split() == ["conten", "title", "widget"]
    assert [row.split() for row in rows] == [
        ["content", "3", "0", "1"],
        ["title", "0", "2", "0"],
        ["widget", "0", "0", "0"],
    ]


def test_facts_are_no_markup() -> None:
    assert lines(facts_table({"data": "[red]x", "pages": 3})) == [" data   [red]x", " pages  3"]


def test_an_empty_page_can_be_shown() -> None:
    assert lines(page_table(Page(kind="text"), "empty.txt"))[0] == "empty.txt  ·  text"


def test_no_text_reaches_the_terminal_as_more_than_text(page: Page) -> None:
    page.fragments[1].text = "a\x1b[2Jb\x9b31mc\x07d\x7fe [red]f[/red]"
    why = Explanation(1, Label.CONTENT, 1.0, (Contribution("words \u201c\x1b]0;title\x07\u201d", 1.0),))
    shown = "\n".join(lines(page_table(page, "x\x1b[1m.html", {1: why})))
    facts = "\n".join(lines(facts_table({"\x1b[2J[b]name": "\x1b[31mvalue"})))
    assert "a\ufffd[2Jb\ufffd31mc\ufffdd\ufffde [red]f[/red]" in shown
    assert "\ufffd[2J[b]name" in facts
    assert not set(shown + facts) & {chr(code) for code in [*range(10), *range(11, 32), *range(127, 160)]}
