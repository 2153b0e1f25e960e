import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.features.comment_tables import END
from noisefilter.features.comment_text import LINK, MAX_HEAD, MAX_TAIL, clean, fold


def normal(text: str) -> str:
    return "".join(map(chr, fold([clean(text).text]).codes)).strip(END)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("𝑴𝑨𝑵𝑫𝑨𝙇𝙄𝙆𝘼", "mandalika"),
        ("Ⓑⓞⓝⓤⓢ", "bonus"),
        ("🅲🅰🆂🅷", "cash"),
        ("ᴄᴀꜱɪɴᴏ", "casino"),
        ("ｃａｓｈ", "cash"),
        ("ca\u200bsi\u2060no\ufeff", "casino"),
        ("cаsіnо", "casino"),  # with Cyrillic letters
        ("кaзинo", "казино"),  # with Latin letters
        ("C A S I N O now", "casino now"),
        ("c.a.s.i.n.o", "casino"),
        ("m4xw1n b0nus g00gle", "maxwin bonus google"),
        ("sooooo goooood", "soo good"),
        ("Crème brûlée", "creme brulee"),
        ("1 2 3 go", "0 0 0 go"),
        ("плохая книга", "плохая книга"),
        ("हिन्दी में", "हिन्दी में"),
        ("Fish &amp; chips", "fish & chips"),
        ("<b>So</b> good", " so good"),
        ("https://www.shop.example/x", f"{LINK}shop.example/x"),
        ("[url=http://shop.example]here[/url]", f" {LINK}shop.example here "),
    ],
)
def test_disguises_are_read_through(text: str, expected: str) -> None:
    assert normal(text) == expected


def test_disguises_are_counted() -> None:
    folded = fold(["plain text", "𝓫𝓸𝓷𝓾𝓼 c4sh ca\u200bsh S L O T кaзинo"])
    for counts in (folded.n_fancy, folded.n_hidden, folded.n_spaced, folded.n_leet, folded.n_mixed):
        assert counts[0] == 0
        assert counts[1] > 0


def test_joiners_of_a_script_are_no_disguise() -> None:
    assert fold(["می\u200cخواهم", "👨\u200d👩\u200d👧"]).n_hidden.tolist() == [0, 0]


def test_long_texts_keep_both_ends() -> None:
    text = clean("a" * 600_000 + "z" * 600_000).text
    assert len(text) == MAX_HEAD + MAX_TAIL + 1
    assert text[0] == "a"
    assert text[-1] == "z"


@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=40), max_size=6))
def test_texts_do_not_depend_on_their_neighbours(texts: list[str]) -> None:
    together = fold(texts)
    for row, text in enumerate(texts):
        alone = fold([text])
        own = together.rows == row
        np.testing.assert_array_equal(together.codes[own], alone.codes)
        np.testing.assert_array_equal(together.classes[own], alone.classes)
        for name in ("n_fancy", "n_hidden", "n_spaced", "n_leet", "n_mixed"):
            assert getattr(together, name)[row] == getattr(alone, name)[0]


@given(st.text(max_size=60))
def test_places_lead_back_to_the_text(text: str) -> None:
    folded = fold([text])
    assert folded.joined[1:-1] == text.replace(END, " ")
    assert (np.diff(folded.places) > 0).all()
    assert len(folded.codes) == len(folded.places) == len(folded.rows) == len(folded.classes)
