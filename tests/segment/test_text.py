import pytest
from hypothesis import given
from hypothesis import strategies as st

import noisefilter.segment.text
from noisefilter.segment.segments import MAX_FRAGMENTS, Origin
from noisefilter.segment.text import NO_FRAGMENT, segment_lines, segment_text

WRAPPED = """\
The fog came in from the harbour before anyone had finished
breakfast, and by nine the ferry had stopped running. People
  stood on the pier with their bags and waited."""


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], include_characters="\n\r\t")))
def test_lines_keep_their_words(source: str) -> None:
    assert "".join("".join(segment_text(source).texts).split()) == "".join(source.split())


@given(st.lists(st.sampled_from(["a", " b\t c ", "", "  ", "d"])), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_line_that_is_not_empty_is_a_fragment(lines: list[str], end: str) -> None:
    segments = segment_text(end.join(lines))
    full = [index for index, line in enumerate(lines) if line.strip()]
    assert segments.texts == [" ".join(lines[index].split()) for index in full]
    assert segments.gap == [place > 0 and index - full[place - 1] > 1 for place, index in enumerate(full)]


def test_blank_lines_at_the_ends_are_no_gaps() -> None:
    segments = segment_text("\n\nTitle | Site\n\n  First   line\r\nsecond\rthird\n\n\n")
    assert segments.texts == ["Title | Site", "First line", "second", "third"]
    assert segments.gap == [False, True, False, False]


def test_pages_of_a_printout_are_lines_too() -> None:
    assert segment_text("one\ftwo\vthree").texts == ["one", "two", "three"]


def test_other_separators_are_white_space() -> None:
    assert segment_text("one\u2028two\u0085three\u00a0\u3000four").texts == ["one two three four"]


def test_markup_is_text_like_any_other() -> None:
    assert segment_text("<p>a &amp; b</p>").texts == ["<p>a &amp; b</p>"]


def test_a_long_line_is_never_split() -> None:
    assert segment_text("rain " * 100_000).texts == [" ".join(["rain"] * 100_000)]


def test_the_lines_of_a_wrapped_paragraph_are_one_fragment() -> None:
    source = f"Fog\n\n{WRAPPED.replace('  ', '')}\n\nHome\nNews"
    segments = segment_text(source)
    assert segments.texts == ["Fog", WRAPPED.replace("  ", ""), "Home", "News"]
    assert segments.gap == [False, True, True, False]


def test_each_line_knows_its_fragment() -> None:
    lines = ["", "Fog", "", *WRAPPED.replace("  ", "").split("\n"), "", "Home"]
    segments, owners = segment_lines(lines)
    assert owners == [NO_FRAGMENT, 0, NO_FRAGMENT, 1, 1, 1, NO_FRAGMENT, 2]
    assert [segments.texts[owner] for owner in owners if owner != NO_FRAGMENT][2] == segments.texts[1]


def test_an_indented_line_in_between_does_not_go_on() -> None:
    assert segment_text(WRAPPED).texts == [" ".join(line.split()) for line in WRAPPED.split("\n")]


def test_lists_are_as_long_as_there_are_fragments() -> None:
    segments = segment_text("one\n\ntwo")
    assert segments.kind == "text"
    for name in ("hidden", "link_chars", "emphasis_chars", "links", "origin", "element", "inline", "gap"):
        assert len(getattr(segments, name)) == 2
    assert segments.origin == [Origin.TEXT, Origin.TEXT]
    assert not any(segments.hidden)


def test_lines_without_a_blank_line_in_between_share_a_block() -> None:
    segments = segment_text("a\nb\n\n\nc\nd\n \ne")
    parents = [segments.elements.parent[element] for element in segments.element]
    assert len(set(segments.element)) == 5
    assert parents[0] == parents[1]
    assert parents[2] == parents[3]
    assert len(set(parents)) == 3
    assert all(segments.elements.parent[block] == -1 for block in parents)
    tags = [segments.elements.signatures[index].tag for index in segments.elements.signature]
    assert len({tags[element] for element in segments.element}) == 1
    assert not {tags[element] for element in segments.element} & {tags[block] for block in parents}


def test_an_empty_text_has_no_elements() -> None:
    assert segment_text(" \n\n").elements.parent == []


def test_too_many_lines_are_cut_and_the_page_says_so() -> None:
    exact = segment_text("x\n" * MAX_FRAGMENTS + "\n \n")
    assert (len(exact), exact.truncated) == (MAX_FRAGMENTS, False)
    over = segment_text("x\n" * (MAX_FRAGMENTS + 1))
    assert (len(over), over.truncated) == (MAX_FRAGMENTS, True)


def test_far_too_many_lines_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noisefilter.segment.text, "MAX_LINES", 3)
    for rest, truncated in (("", False), ("\n \n", False), ("\n \nd", True)):
        found, owners = segment_lines(f"a\n\nb{rest}".split("\n"))
        assert (found.texts, found.truncated) == (["a", "b"], truncated)
        assert owners[:3] == [0, NO_FRAGMENT, 1]
        assert set(owners[3:]) <= {NO_FRAGMENT}
