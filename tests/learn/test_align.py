from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.learn.align import matching_blocks
from tests.strategies import repetitive, words

word_lists = st.lists(words, max_size=40)
#: Two sequences of which one is the other after some edits.
edited = st.tuples(word_lists, st.lists(st.tuples(st.integers(0, 40), st.sampled_from("dir")), max_size=5))


def apply(items: list[str], edits: list[tuple[int, str]]) -> list[str]:
    found = list(items)
    for place, edit in edits:
        if edit in "dr":
            del found[place : place + 1]
        if edit in "ir":
            found.insert(place, f"new{place}")
    return found


@given(st.one_of(st.tuples(repetitive, repetitive), st.tuples(word_lists, word_lists)))
def test_blocks_are_equal_rise_and_do_not_overlap(pair: tuple[list[str], list[str]]) -> None:
    a, b = pair
    end_a = end_b = 0
    for block in matching_blocks(a, b):
        assert block.size > 0
        assert a[block.a : block.a + block.size] == b[block.b : block.b + block.size]
        assert len(a[block.a : block.a + block.size]) == block.size
        assert block.a >= end_a
        assert block.b >= end_b
        end_a, end_b = block.a + block.size, block.b + block.size


@given(repetitive)
def test_a_sequence_matches_itself_whole(a: list[str]) -> None:
    assert sum(block.size for block in matching_blocks(a, a)) == len(a)


@given(edited)
def test_a_few_edits_cost_a_few_items(given_: tuple[list[str], list[tuple[int, str]]]) -> None:
    a, edits = given_
    a = list(dict.fromkeys(a))
    b = apply(a, edits)
    assert sum(block.size for block in matching_blocks(a, b)) >= len(a) - len(edits)


@given(repetitive, repetitive)
def test_no_match_is_missed_where_there_is_one(a: list[str], b: list[str]) -> None:
    common = bool(set(a) & set(b))
    assert bool(matching_blocks(a, b)) == common
    assert bool(matching_blocks("".join(a), "".join(b))) == common


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "abc", []),
        ("abc", "xyz", []),
        ("abc", "abc", [(0, 0, 3)]),
        ("abcd", "abxcd", [(0, 0, 2), (2, 3, 2)]),
        ("home news rain", "home rain", [(0, 0, 5), (10, 5, 4)]),
    ],
)
def test_examples(a: str, b: str, expected: list[tuple[int, int, int]]) -> None:
    assert matching_blocks(a, b) == expected


def test_of_two_halves_that_changed_places_one_is_found() -> None:
    (block,) = matching_blocks("abcdef", "defabc")
    assert block in {(0, 3, 3), (3, 0, 3)}


def test_about_as_much_is_found_as_by_difflib() -> None:
    a = [f"w{i % 50}" if i % 7 else f"u{i}" for i in range(1_200)]
    b = [item for i, item in enumerate(a) if i % 11] + ["end"]
    found = sum(block.size for block in matching_blocks(a, b))
    theirs = sum(block.size for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
    assert found >= 0.98 * theirs


def test_stretches_too_long_to_compare_do_not_hide_the_rest() -> None:
    # Between the anchors are 25 million cells without any item that is unique on both sides.
    a = ["u1", "u2", *["a", "b"] * 2_500, "x", "v1", *["c", "d"] * 2_500, "w1"]
    b = ["new", "u1", "u2", *["b", "a"] * 2_500, "y", "v1", *["d", "c"] * 2_500, "w1", "end"]
    found = {a[i] for block in matching_blocks(a, b) for i in range(block.a, block.a + block.size)}
    assert {"u1", "u2", "v1", "w1"} <= found
