import pytest
from hypothesis import given
from hypothesis import strategies as st

import noisefilter.segment
from noisefilter.errors import InputError
from noisefilter.segment import MAX_SIZE, as_str, segment


@given(st.text())
def test_any_text_is_taken_apart_or_refused_clearly(source: str) -> None:
    for kind in ("html", "text"):
        try:
            found = segment(source, kind=kind)
        except InputError as error:
            assert "binary" in str(error)
        else:
            assert all(text.strip() for text in found.texts)


@given(st.binary())
def test_any_bytes_are_taken_apart_or_refused_clearly(source: bytes) -> None:
    try:
        found = segment(source)
    except InputError as error:
        assert "this is" in str(error)
    else:
        "".join(found.texts).encode()


def test_the_kind_is_detected_or_forced() -> None:
    assert segment("<p>a</p>").kind == "html"
    assert segment("a <3 b").kind == "text"
    assert segment("<p>a</p>", kind="text").texts == ["<p>a</p>"]
    assert segment("a\nb", kind="html").texts == ["a b"]


def test_bytes_and_text_give_the_same() -> None:
    page = "<meta charset=utf-8><p>naïve <b>café</b></p>"
    assert segment(page.encode()) == segment(page)
    assert segment(page.encode("utf-16"), charset=None) == segment(page)
    assert segment(page.encode("cp1252"), charset="latin1") == segment(page)


def test_wrong_arguments_are_explained() -> None:
    with pytest.raises(InputError, match=r"klingon-8.*leave it out"):
        segment(b"x", charset="klingon-8")
    with pytest.raises(InputError, match="'pdf' is unknown"):
        segment("x", kind="pdf")
    with pytest.raises(InputError, match="'HTML' is unknown"):
        segment("x", kind="HTML")


@pytest.mark.parametrize("source", [["x"], None, 7, bytearray(b"x"), memoryview(b"x")])
def test_what_is_neither_bytes_nor_text_is_refused(source: object) -> None:
    with pytest.raises(InputError, match=f"not {type(source).__name__}; read files as bytes"):
        segment(source)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF89a", "a GIF image"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x1f\x8b\x08", "a gzip file"),
        (bytes(range(256)) * 9, "binary data"),
        ("\x00\x01\x02" * 50, "binary data"),
    ],
)
def test_what_is_no_page_is_refused_by_its_name(source: bytes | str, what: str) -> None:
    for kind in (None, "html", "text"):
        with pytest.raises(InputError, match=f"this is {what}.*give HTML or plain text"):
            segment(source, kind=kind)


def test_an_archive_of_pages_is_sent_to_the_batch_job() -> None:
    archive = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 4\r\n\r\nrain\r\n\r\n"
    for source in (archive, archive.encode()):
        with pytest.raises(InputError, match=r"this is a WARC or WET file.*noisefilter batch FILE OUT"):
            segment(source)
    assert segment("WARC/1.0 is a format\nfor crawls").texts == ["WARC/1.0 is a format", "for crawls"]


def test_a_few_control_characters_are_no_binary_data() -> None:
    assert segment("It rained\x08 all week, and then \x01 it rained again.", kind="text").texts


def test_odd_characters_do_no_harm() -> None:
    assert segment("a\ud800b\x00c").texts == ["a\ufffdbc"]
    assert segment("<p>a\udfffb\x00c</p>").texts == ["a\ufffdbc"]
    assert segment("<p>a&#xD800;b").texts == ["a\ufffdb"]
    assert segment("   \n\t ").texts == []
    assert segment("").texts == []
    assert segment(b"").texts == []


def test_text_can_always_be_written() -> None:
    source = as_str("\ud83d<p>\udc00 one\x00 two")
    assert source.encode().decode() == source
    assert "\x00" not in source


def test_a_page_over_the_limit_is_cut_and_says_so() -> None:
    found = segment("rain " * (MAX_SIZE // 5 + 1), kind="text")
    assert found.truncated
    assert len(found) == 1


def test_the_limit_itself_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noisefilter.segment, "MAX_SIZE", 12)
    for whole in ("<p>one<p>two", b"<p>one<p>two"):
        found = segment(whole)
        assert (found.texts, found.truncated) == (["one", "two"], False)
    for over in ("<p>one<p>twos", b"<p>one<p>twos"):
        found = segment(over)
        assert (found.texts, found.truncated) == (["one", "two"], True)
