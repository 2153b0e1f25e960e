import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.features.lookup import Lookup, code_points, hash_runs, hash_words

keys = st.lists(st.integers(0, 2**64 - 1), unique=True)


@given(keys, keys)
def test_finds_what_a_dict_finds(known: list[int], asked: list[int]) -> None:
    places = {key: place for place, key in enumerate(known)}
    asked = asked + known[::2]
    found = Lookup(np.asarray(known, np.uint64)).find(np.asarray(asked, np.uint64))
    assert found.tolist() == [places.get(key, -1) for key in asked]


def test_keys_that_share_a_slot_are_told_apart() -> None:
    # So many that some slots hold several.
    known = np.arange(0, 40_000, 2, dtype=np.uint64)
    found = Lookup(known).find(np.arange(40_000, dtype=np.uint64))
    assert found[::2].tolist() == list(range(20_000))
    assert (found[1::2] == -1).all()


@given(st.lists(st.text(st.characters(exclude_characters="\n"))))
def test_a_word_has_the_same_hash_wherever_it_stands(words: list[str]) -> None:
    assert hash_words(words).tolist() == [int(hash_words([word])[0]) for word in words]


def test_words_have_different_hashes() -> None:
    words = [f"{a}{b}{c}" for a in "abcdefgh" for b in "ijklmnop" for c in ("", *"qrstuvwx")]
    words += ["\x00", "\x00\x00", "\U0001f600", "a" * 5_000]
    assert len(set(hash_words(words).tolist())) == len(words)


def test_runs_end_where_the_next_begins() -> None:
    codes = code_points("xxabcab") + np.uint32(1)
    codes[:2] = 0
    assert hash_runs(codes, np.asarray([2, 5])).tolist() == hash_words(["abc", "ab"]).tolist()
    assert hash_runs(codes, np.empty(0, np.int64)).tolist() == []
