import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.labels import Label
from noisefilter.learn.transfer import has_words, map_labels, most_frequent, word_sources, words_of
from noisefilter.segment.segments import Segments
from tests.strategies import labelled


def page(*texts: str) -> Segments:
    return Segments("text", texts=list(texts))


@given(labelled)
def test_the_same_segmentation_keeps_its_labels(pairs: list[tuple[str, Label]]) -> None:
    assert map_labels(page(*(text for text, _ in pairs)), pairs) == [label for _, label in pairs]


@given(labelled)
def test_finer_fragments_get_the_label_of_the_whole(pairs: list[tuple[str, Label]]) -> None:
    pieces = [(word, label) for text, label in pairs for word in text.split()]
    assert map_labels(page(*(text for text, _ in pairs)), pieces) == [label for _, label in pairs]
    assert map_labels(page(*(text for text, _ in pieces)), pairs) == [label for _, label in pieces]


@given(st.lists(st.text(), max_size=6), st.lists(st.text(), max_size=6))
def test_any_texts_can_be_compared(texts: list[str], others: list[str]) -> None:
    found = word_sources(texts, others)
    assert [len(sources) for sources in found] == [len(words_of(text)) for text in texts]
    assert all(-1 <= source < len(others) for sources in found for source in sources)
    known = [source for sources in found for source in sources if source >= 0]
    assert known == sorted(known)


def test_a_fragment_gets_the_label_of_most_of_its_words() -> None:
    pairs = [("Home", "navigation"), ("It rained all week", "content")]
    assert map_labels(page("Home It rained all week"), pairs) == [Label.CONTENT]
    assert map_labels(page("Home It"), [("Home", "navigation"), ("It", "content")]) == [Label.NAVIGATION]


def test_what_nobody_labelled_has_no_label() -> None:
    pairs = [("Home page", "navigation"), ("It rained again", "content")]
    assert map_labels(page("Home page", "Something new", "It rained again"), pairs) == [
        Label.NAVIGATION,
        None,
        Label.CONTENT,
    ]
    assert map_labels(page("Home"), []) == [None]
    assert map_labels(page(), pairs) == []


def test_repeated_texts_are_told_apart_by_their_order() -> None:
    pairs = [("Reply", "comment_form"), ("Nice fog", "comment"), ("Reply", "navigation")]
    assert map_labels(page("Reply", "Nice fog", "Reply"), pairs) == [
        Label.COMMENT_FORM,
        Label.COMMENT,
        Label.NAVIGATION,
    ]


def test_case_and_punctuation_do_not_matter() -> None:
    assert map_labels(page("IT RAINED!", "Home"), [("It rained.", "content"), ("» Home", "navigation")]) == [
        Label.CONTENT,
        Label.NAVIGATION,
    ]


def test_words_that_another_tool_joined_are_found_by_their_letters() -> None:
    pairs = [("HomeAboutUs", "navigation"), ("It rained all week", "content")]
    assert map_labels(page("Home", "About Us", "It rained all week"), pairs) == [
        Label.NAVIGATION,
        Label.NAVIGATION,
        Label.CONTENT,
    ]
    assert map_labels(page("HomeAboutUs"), [("Home", "navigation"), ("About Us", "navigation")]) == [
        Label.NAVIGATION
    ]


def test_other_words_in_the_same_place_are_not_taken_for_them() -> None:
    pairs = [("one", "content"), ("kettle", "widget"), ("two", "content")]
    for other in ("sparrow", "etching"):
        assert map_labels(page("one", other, "two"), pairs) == [Label.CONTENT, None, Label.CONTENT]


@pytest.mark.parametrize(
    ("text", "words"),
    [("It rained, again.", ["it", "rained", "again"]), ("» »", ["»»"]), ("", [""]), ("日本語", ["日本語"])],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words
    assert has_words(text) == (words[0].isalnum())


def test_the_most_frequent_label_is_the_first_of_several() -> None:
    assert most_frequent([]) is None
    assert most_frequent([Label.LEGAL, Label.CONTENT, Label.CONTENT]) is Label.CONTENT
    assert most_frequent([Label.LEGAL, Label.CONTENT]) is Label.LEGAL
