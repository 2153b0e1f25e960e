import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.labels import FRAGMENT_LABELS, Label
from tests.strategies import labelled, labels, repetitive, texts
from train.labels.runs import CODES, MAX_RUN, Run, find_runs, make_runs, pack, unpack

Pairs = list[tuple[str, Label]]


def runs_of(pairs: Pairs) -> list[Run]:
    return [run for text, label in pairs for run in make_runs(text.split(), label)]


def words_of(pairs: Pairs) -> list[str]:
    return [word for text, _ in pairs for word in text.split()]


def labels_found(runs: list[Run], words: list[str]) -> list[Label | None]:
    """Label of each word of a page."""
    found: list[Label | None] = [None] * len(words)
    for run, start in zip(runs, find_runs(runs, words), strict=True):
        if start >= 0:
            found[start : start + run.size] = [run.label] * run.size
    return found


@given(st.lists(st.tuples(st.integers(1, 255), st.integers(0, 2**32 - 1), labels)))
def test_what_was_packed_is_unpacked(values: list[tuple[int, int, Label]]) -> None:
    runs = [Run(*value) for value in values]
    assert unpack(pack(runs)) == runs
    assert pack(runs).isascii()


@given(st.text())
def test_any_text_is_unpacked_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert pack(unpack(text)) == text


@pytest.mark.parametrize("damaged", ["AAAA", "no base64!", pack([Run(1, 2, Label.WIDGET)])[:-1], "AAAAAAH/"])
def test_damaged_runs_are_refused(damaged: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - base64 has its own words for it
        unpack(damaged)


def test_codes_of_the_files_stay() -> None:
    assert len(set(CODES)) == len(CODES)
    assert set(CODES) == set(FRAGMENT_LABELS)
    assert unpack("AQAAAAIF") == [Run(2, 1, Label.NAVIGATION)]


@given(st.lists(texts, min_size=1, max_size=30).map(" ".join), labels)
def test_a_run_is_not_too_long(text: str, label: Label) -> None:
    runs = list(make_runs(text.split(), label))
    assert sum(run.size for run in runs) == len(text.split())
    assert all(1 <= run.size <= MAX_RUN for run in runs)
    assert {run.label for run in runs} == {label}


@given(labelled)
def test_runs_are_found_in_their_own_page(pairs: Pairs) -> None:
    words, runs = words_of(pairs), runs_of(pairs)
    expected = [label for text, label in pairs for _ in text.split()]
    assert labels_found(runs, words) == expected
    assert find_runs(runs, words) == [sum(run.size for run in runs[:i]) for i in range(len(runs))]


@given(labelled)
def test_files_keep_nothing_of_the_text(pairs: Pairs) -> None:
    packed = pack(runs_of(pairs))
    assert len(packed) == 4 * ((6 * len(runs_of(pairs)) + 2) // 3)


@given(repetitive, repetitive, labels)
def test_places_rise_and_do_not_overlap(own: list[str], words: list[str], label: Label) -> None:
    runs = [run for word in own for run in make_runs([word], label)]
    end = 0
    for run, start in zip(runs, find_runs(runs, words), strict=True):
        if start >= 0:
            assert start >= end
            assert list(make_runs(words[start : start + run.size], label)) == [run]
            end = start + run.size


PAGE: Pairs = [
    ("home news about", Label.NAVIGATION),
    ("the fog came in at noon", Label.TITLE),
    (" ".join(f"body{i}" for i in range(40)), Label.CONTENT),
    ("reply", Label.COMMENT_FORM),
    ("nice fog we had on sunday", Label.COMMENT),
    ("reply", Label.COMMENT_FORM),
    ("all rights reserved by the bay", Label.LEGAL),
]


@pytest.mark.parametrize("place", [0, 3, 9, 25, 48, 49, 50, 56, 62])
@pytest.mark.parametrize("edit", ["delete", "insert", "replace"])
def test_a_changed_word_costs_at_most_its_run(place: int, edit: str) -> None:
    runs, words = runs_of(PAGE), words_of(PAGE)
    expected: list[Label | None] = [label for text, label in PAGE for _ in text.split()]
    if edit != "insert":
        del words[place : place + 1]
        del expected[place : place + 1]
    if edit != "delete":
        words.insert(place, "changed")
        expected.insert(place, None)
    found = labels_found(runs, words)
    wrong = sum(a is not None and a != b for a, b in zip(found, expected, strict=True) if b is not None)
    lost = sum(a is None and b is not None for a, b in zip(found, expected, strict=True))
    assert wrong == 0
    assert lost <= 16


def test_a_missing_part_costs_no_more_than_itself() -> None:
    kept = PAGE[:2] + PAGE[4:]
    found = labels_found(runs_of(PAGE), words_of(kept))
    assert found == [label for text, label in kept for _ in text.split()]


def test_a_new_part_has_no_label() -> None:
    new = [*PAGE[:2], ("one two three four five six seven", Label.WIDGET), *PAGE[2:]]
    found = labels_found(runs_of(PAGE), words_of(new))
    assert found == [None if label is Label.WIDGET else label for text, label in new for _ in text.split()]


def test_a_single_word_proves_no_place() -> None:
    changed = [*PAGE[:3], ("please do not reply to this bot", Label.WIDGET), *PAGE[4:]]
    found = labels_found(runs_of(PAGE), words_of(changed))
    assert found == [
        None if label is Label.WIDGET else label for text, label in changed for _ in text.split()
    ]


def test_another_page_has_no_labels() -> None:
    assert set(labels_found(runs_of(PAGE), [f"other{i}" for i in range(50)])) == {None}
    assert find_runs([], ["a"]) == []
    assert find_runs(runs_of(PAGE), []) == [-1] * len(runs_of(PAGE))
    assert list(make_runs([], Label.CONTENT)) == []


def test_hashes_do_not_depend_on_the_machine() -> None:
    (run,) = make_runs(["the", "fog", "kam", "über"], Label.CONTENT)
    total = 0
    for word in ("the", "fog", "kam", "über"):
        total = (total + zlib.crc32(word.encode())) * 0x9E3779B97F4A7C15 % 2**64
    assert run.hash == total >> 32
