import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.errors import InputError
from noisefilter.segment import MAX_SIZE, segment
from noisefilter.segment.encoding import decode
from noisefilter.segment.kind import detect_kind
from noisefilter.segment.text import segment_text


@given(st.text())
def test_any_text_is_taken_apart_or_refused_clearly(source: str) -> None:
    for kind in ("html", "text"):
        try:
            found = segment(source, kind=kind)
        except InputError as error:
            assert "binary" in str(error)
        else:
            assert all(found.texts)


@given(st.binary())
def test_any_bytes_are_taken_apart_or_refused_clearly(source: bytes) -> None:
    try:
        segment(source)
    except InputError as error:
        assert "this is" in str(error)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], include_characters="\n\r\t")))
def test_lines_of_plain_text_keep_their_words(source: str) -> None:
    assert "".join("".join(segment_text(source).texts).split()) == "".join(source.split())


def test_a_line_is_a_fragment_and_blank_lines_are_remembered() -> None:
    segments = segment_text("Title | Site\n\n  First   line\r\nsecond\rthird\n\n\n")
    assert segments.texts == ["Title | Site", "First line", "second", "third"]
    assert segments.gap == [False, True, False, False]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<!DOCTYPE html><p>x", "html"),
        ("<p>It rained.</p>", "html"),
        ("  <!-- made by hand --><center>hi</center>", "html"),
        ("Some words, then <b>bold</b> and <a href='x'>link</a>", "html"),
        ("I <3 rain, and a < b > c", "text"),
        ("List<String> names = new ArrayList<>();", "text"),
        ("Use `<p>` and `</p>` and `<br>` for that", "text"),
        ("# Heading\n\nText with [a link](https://a.example)", "text"),
        ("", "text"),
    ],
)
def test_kind(source: str, kind: str) -> None:
    assert detect_kind(source) == kind


@pytest.mark.parametrize(
    ("source", "charset", "text"),
    [
        ("naïve café".encode("latin-1"), "latin1", "naïve café"),
        ("Zażółć".encode("utf-8-sig"), None, "Zażółć"),
        ("日本語".encode("utf-16"), None, "日本語"),
        ('<meta charset="shift_jis">これは日本語の文章です。'.encode("shift_jis"), None, None),
        ("Привет, как ваши дела сегодня?".encode("cp1251"), None, "Привет, как ваши дела сегодня?"),
        (b"", None, ""),
    ],
)
def test_encodings(source: bytes, charset: str | None, text: str | None) -> None:
    assert decode(source, charset) == (source.decode("shift_jis") if text is None else text)


def test_wrong_arguments_are_explained() -> None:
    with pytest.raises(InputError, match=r"klingon-8.*leave it out"):
        segment(b"x", charset="klingon-8")
    with pytest.raises(InputError, match="'pdf' is unknown"):
        segment("x", kind="pdf")
    with pytest.raises(InputError, match="not list"):
        segment(["x"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "source", [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", bytes(range(256)) * 9]
)
def test_what_is_no_page_is_refused(source: bytes) -> None:
    with pytest.raises(InputError, match="give HTML or plain text"):
        segment(source)


def test_odd_characters_do_no_harm() -> None:
    assert segment("a\ud800b\x00c").texts == ["a\ufffdbc"]
    assert segment("   \n\t ").texts == []


def test_a_page_over_the_limit_is_cut_and_says_so() -> None:
    found = segment("rain " * (MAX_SIZE // 5 + 1), kind="text")
    assert found.truncated
    assert len(found) == 1
