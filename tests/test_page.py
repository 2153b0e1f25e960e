import pytest

from noisefilter.errors import NoiseFilterError
from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.page import Fragment, Page


def fragment(text: str, label: Label, probability: float = 1.0) -> Fragment:
    others = (1.0 - probability) / (len(FRAGMENT_LABELS) - 1)
    probabilities = {name: probability if name is label else others for name in FRAGMENT_LABELS}
    return Fragment(text, label=label, probability=probability, probabilities=probabilities)


@pytest.fixture
def page() -> Page:
    return Page(
        [
            fragment("Menu", Label.NAVIGATION),
            fragment("Rain", Label.TITLE),
            fragment("It rained.", Label.CONTENT, 0.9),
            fragment("So it goes.", Label.COMMENT, 0.52),
            fragment("It rained again.", Label.CONTENT, 0.6),
            fragment("Rain (2)", Label.TITLE),
        ]
    )


def test_text_is_the_content_in_page_order(page: Page) -> None:
    assert page.text() == "It rained.\nIt rained again."
    assert page.text({"content", "title"}) == "Rain\nIt rained.\nIt rained again.\nRain (2)"
    assert page.text([Label.LEGAL]) == ""
    assert page.text([]) == ""


def test_a_threshold_replaces_the_most_probable_label(page: Page) -> None:
    assert page.text(threshold=0.7) == "It rained."
    assert page.text(threshold=0.04) == "It rained.\nSo it goes.\nIt rained again."
    assert page.text(threshold=0.0) == page.full_text
    assert page.text(threshold=1.1) == ""


def test_a_threshold_counts_the_labels_together(page: Page) -> None:
    # 0.52 for comment and 0.04 for content: enough only together.
    assert "So it goes." not in page.text({"comment"}, threshold=0.55)
    assert "So it goes." in page.text({"comment", "content"}, threshold=0.55)


def test_a_label_named_twice_counts_once(page: Page) -> None:
    assert page.text(["content", "content", Label.CONTENT], threshold=0.7) == "It rained."


@pytest.mark.parametrize("labels", [{"contents"}, "contents"])
def test_an_unknown_label_is_refused_and_explained(page: Page, labels: set[str] | str) -> None:
    with pytest.raises(NoiseFilterError):
        page.text(labels)


def test_one_label_needs_no_set(page: Page) -> None:
    assert page.text("content") == page.text({"content"})


def test_the_title_is_the_first_one(page: Page) -> None:
    assert page.title == "Rain"
    assert Page([fragment("x", Label.CONTENT)]).title is None


def test_an_empty_page() -> None:
    page = Page()
    assert (page.text(), page.full_text, page.title, page.type, page.error) == ("", "", None, None, None)


def test_pages_and_fragments_share_no_state() -> None:
    first, second = Page(), Page()
    first.fragments.append(Fragment("x"))
    assert second.fragments == []
    assert Fragment("x").probabilities is not Fragment("y").probabilities


def test_full_text_keeps_line_breaks_inside_fragments() -> None:
    assert Page([Fragment("a\nb"), Fragment("c")]).full_text == "a\nb\nc"
