import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.errors import InputError
from noisefilter.segment.encoding import clean_text, decode

letters = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1)


@given(letters, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_the_byte_order_mark_tells(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == text


@given(letters, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030"]))
def test_the_caller_is_believed(text: str, codec: str) -> None:
    assert decode(text.encode(codec), codec) == text


@given(st.binary(), st.sampled_from([None, "utf-8", "latin1", "shift_jis", "utf-16", "gb18030", "utf-7"]))
def test_any_bytes_are_read(source: bytes, charset: str | None) -> None:
    assert isinstance(decode(source, charset), str)


@given(st.binary(), st.text())
def test_any_charset_is_used_or_refused_by_name(source: bytes, charset: str) -> None:
    try:
        decode(source, charset)
    except InputError as error:
        assert repr(charset) in str(error)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<meta charset="shift_jis">これは日本語の文章です。'.encode("shift_jis"), None),
        ("<meta charset=windows-1251>Привет".encode("cp1251"), "<meta charset=windows-1251>Привет"),
        (
            "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'>Łódź".encode("latin2"),
            "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'>Łódź",
        ),
        ("Zażółć gęślą jaźń".encode(), "Zażółć gęślą jaźń"),
        ("Привет, как ваши дела сегодня?".encode("cp1251"), "Привет, как ваши дела сегодня?"),
        (b"plain", "plain"),
        (b"", ""),
    ],
)
def test_the_page_tells_or_its_bytes_do(source: bytes, text: str | None) -> None:
    assert decode(source) == (source.decode("shift_jis") if text is None else text)


def test_who_is_believed_first() -> None:
    page = '<meta charset="latin1">café'
    assert decode(page.encode("utf-8-sig")) == page  # the mark before the element
    assert decode(page.encode("cp1250"), "windows-1250") == page  # the caller before the element
    assert decode("naïve".encode("utf-16-le"), " UTF-16LE ") == "naïve"


def test_the_mark_is_no_text_even_where_the_caller_told() -> None:
    assert decode("x".encode("utf-8-sig"), "utf-8") == "x"
    assert decode("x".encode("utf-16"), "utf-16") == "x"


@pytest.mark.parametrize("name", ["latin1", "iso-8859-1", "ascii", "Windows-1252"])
def test_latin1_is_what_web_pages_mean_by_it(name: str) -> None:
    assert decode(b"\x93quoted\x94 caf\xe9", name) == "“quoted” café"


@pytest.mark.parametrize("charset", [None, "utf-8"])
@pytest.mark.parametrize("end", [b"\xff", b"\xc5"])
def test_a_wrong_byte_costs_no_more_than_itself(end: bytes, charset: str | None) -> None:
    # Crawls cut pages at a number of bytes, often inside a character.
    text = "<meta charset=utf-8>" + "Zażółć gęślą jaźń. " * 5
    assert decode(text.encode() + end + b" koniec", charset).startswith(text)


@pytest.mark.parametrize("charset", ["", "klingon-8", "utf-8\x00", "наша", "text/html; charset=utf-8"])
def test_an_unknown_charset_is_explained(charset: str) -> None:
    with pytest.raises(InputError, match="unknown; leave it out to have it detected"):
        decode(b"x", charset)


@pytest.mark.parametrize("charset", ["rot13", "base64", "bz2", "undefined", "idna"])
def test_codecs_that_are_no_charsets_do_no_harm(charset: str) -> None:
    assert decode(b"abc", charset) == "abc"


@given(st.text(st.one_of(st.characters(), st.sampled_from("\x00\x1e\ud800\udfff"))))
def test_texts_are_clean(text: str) -> None:
    expected = text.replace("\x00", "").replace("\x1e", " ")
    expected = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in expected)
    assert clean_text(text) == expected
