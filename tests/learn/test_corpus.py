import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.errors import CorpusError
from noisefilter.labels import PAGE_TYPES, Label
from noisefilter.learn.corpus import domain_of, labelled_page, read_pages, read_rows, write_pages
from tests.strategies import json_values

PAGE: dict[str, Any] = {
    "url": "https://www.kochbuch.example/suppe",
    "html": "<nav>Start</nav><h1>Suppe</h1><p>Wasser <b>kochen</b>.</p>",
    "language": "de",
    "page_type": "article",
    "id": "suppe",
    "fragments": [
        {"text": "Start", "label": "navigation"},
        {"text": "Suppe", "label": "title"},
        {"text": "Wasser kochen.", "label": "content"},
    ],
}
optional = st.none() | st.text()
rows = st.fixed_dictionaries(
    {
        "text": st.text(st.characters(codec="utf-8"), min_size=1),
        "url": optional,
        "fragments": st.lists(
            st.fixed_dictionaries({"text": st.text(), "label": st.none() | st.sampled_from(list(Label))})
        ),
    },
    optional={"language": optional, "id": optional, "page_type": st.none() | st.sampled_from(PAGE_TYPES)},
)


def change(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in (PAGE | values).items() if value != "missing"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pages.jsonl"


def test_a_page_and_its_labels(path: Path) -> None:
    write_pages([PAGE], path)
    (page,) = read_pages(path)
    assert page.segments.texts == ["Start", "Suppe", "Wasser kochen."]
    assert page.labels == [Label.NAVIGATION, Label.TITLE, Label.CONTENT]
    assert (page.url, page.domain, page.language) == (PAGE["url"], "kochbuch.example", "de")
    assert (page.page_type, page.id) == ("article", "suppe")


def test_plain_text_pages(path: Path) -> None:
    text = {"text": "<b>Suppe</b>\n\nkochen", "fragments": [{"text": "kochen", "label": "content"}]}
    write_pages([text], path)
    (page,) = read_pages(path)
    assert page.segments.kind == "text"
    assert page.segments.texts == ["<b>Suppe</b>", "kochen"]
    assert page.labels == [None, Label.CONTENT]
    assert (page.url, page.language, page.page_type, page.id) == (None, None, None, None)
    assert page.domain == f"{path}:1"


@given(st.lists(rows, max_size=4))
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, pages: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.mktemp("round") / "pages.jsonl"
    write_pages(pages, path)
    found = list(read_rows(path))
    assert [row for _, row in found] == pages
    assert [where for where, _ in found] == [f"{path}:{number}" for number in range(1, len(pages) + 1)]
    path.read_bytes().decode("utf-8")


@given(json_values, st.text())
def test_any_json_is_a_page_or_refused_with_its_place(
    tmp_path_factory: pytest.TempPathFactory, value: Any, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "pages.jsonl"
    for row in (value, PAGE | {"fragments": value}, PAGE | {"fragments": [value]}, PAGE | {"url": value}):
        path.write_text(json.dumps(row) + "\n")
        try:
            list(read_pages(path))
        except CorpusError as error:
            assert str(error).startswith(f"{path}:1: ")
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        list(read_pages(path))
    except CorpusError as error:
        assert str(error).startswith(f"{path}:")


@given(st.text(), st.text())
def test_any_url_has_a_site_or_none(host: str, path: str) -> None:
    assert isinstance(domain_of(f"https://{host}/{path}"), str)
    assert isinstance(domain_of(host), str)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.Kochbuch.example:8080/suppe", "kochbuch.example"),
        ("http://user:word@shop.example./", "shop.example"),
        ("//cdn.shop.example/x", "cdn.shop.example"),
        ("https://www2.shop.example", "www2.shop.example"),
        ("kochbuch.example/suppe", ""),
        ("http://[broken", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_sites(url: str | None, domain: str) -> None:
    assert domain_of(url) == domain


def test_pages_without_url_are_sites_of_their_own() -> None:
    assert labelled_page(change(url=None), "here").domain == "suppe"
    assert labelled_page(change(url=None, id="missing"), "here").domain == "here"


def test_labels_survive_another_segmentation() -> None:
    split = [{"text": "Start Suppe Wasser", "label": "title"}, {"text": "kochen", "label": "content"}]
    assert labelled_page(change(fragments=split), "here").labels == [Label.TITLE, Label.TITLE, Label.TITLE]


def test_open_labels_and_signs_without_words() -> None:
    fragments = [{"text": "»", "label": "widget"}, {"text": "Start", "label": None}, PAGE["fragments"][1]]
    assert labelled_page(change(fragments=fragments), "here").labels == [None, Label.TITLE, None]


def test_spam_is_a_comment_to_the_model_of_the_fragments() -> None:
    page = {"text": "Buy pills", "fragments": [{"text": "Buy pills", "label": "comment_spam"}]}
    assert labelled_page(page, "here").labels == [Label.COMMENT]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"html": "missing"}, r'in "html" or in "text"'),
        ({"html": 7}, r'in "html" or in "text"'),
        ({"text": "both"}, r'in "html" or in "text"'),
        ({"url": 7}, '"url" is a int; it has to be a string or null'),
        ({"language": ["de"]}, '"language" is a list'),
        ({"page_type": "blog"}, "'blog'; it can be article, forum"),
        ({"fragments": "missing"}, '"fragments" is missing'),
        ({"fragments": {}}, '"fragments" is missing or no list'),
        ({"fragments": ["Start"]}, 'fragment 1 has no "text"; it has to look like'),
        ({"fragments": [{"text": "Start"}]}, r'fragment 1 \(\'Start\'\) has no "label"; give it one'),
        (
            {"fragments": [{"text": "Start", "label": "menu"}]},
            r"fragment 1 \('Start'\) has the label 'menu'; the labels are content",
        ),
        ({"fragments": [{"text": "Start", "label": ["x"]}]}, r"the label \['x'\]"),
        (
            {"fragments": [*PAGE["fragments"], {"text": "Nachtisch servieren", "label": "content"}]},
            r"fragment 4 \('Nachtisch servieren'\) is not in the page.*change labels only",
        ),
        ({"fragments": PAGE["fragments"][::-1]}, "or not in this order"),
    ],
)
def test_wrong_lines_are_explained(values: dict[str, Any], message: str) -> None:
    with pytest.raises(CorpusError, match=rf"^pages\.jsonl:3: {message}|^pages\.jsonl:3.*{message}"):
        labelled_page(change(**values), "pages.jsonl:3")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"html": "x"', "not JSON .*every line has to be one JSON object, in UTF-8"),
        (b"\xff\xfe{\x00}\x00", "not JSON"),
        ("Straße".encode("latin-1"), "not JSON"),
        (b"[1]", "a list; every line has to be one JSON object"),
        (b"null", "a NoneType; every line"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_wrong_files_are_explained(path: Path, content: bytes, message: str) -> None:
    path.write_bytes(b"\n" + json.dumps(PAGE).encode() + b"\n" + content + b"\n")
    with pytest.raises(CorpusError, match=rf"pages\.jsonl:3: {message}"):
        list(read_pages(path))


def test_empty_lines_a_byte_order_mark_and_windows_line_ends_are_forgiven(path: Path) -> None:
    line = json.dumps(PAGE).encode()
    path.write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\r\n   \n" + line)
    assert [where for where, _ in read_rows(path)] == [f"{path}:1", f"{path}:4"]


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for wrong in (tmp_path / "nowhere.jsonl", tmp_path):
        with pytest.raises(CorpusError, match=rf"^{wrong}: cannot be read .*check the path"):
            list(read_pages(wrong))
    with pytest.raises(CorpusError, match=r"cannot be written .*check the folder"):
        write_pages([PAGE], tmp_path / "nowhere" / "pages.jsonl")


def test_wrong_pages_are_not_written(path: Path) -> None:
    with pytest.raises(CorpusError, match=r"pages\.jsonl:2: .*'menu'"):
        write_pages([PAGE, change(fragments=[{"text": "Start", "label": "menu"}])], path)


def test_a_wrong_page_does_not_cost_the_pages_that_were_there(path: Path) -> None:
    write_pages([PAGE], path)
    with pytest.raises(CorpusError):
        write_pages([change(page_type="blog")], path)
    assert [row for _, row in read_rows(path)] == [PAGE]


def test_characters_without_utf8_are_escaped(path: Path) -> None:
    odd = change(id="a\ud800", fragments=[])
    write_pages([odd, PAGE], path)
    assert [row for _, row in read_rows(path)] == [odd, PAGE]
    assert "kochbuch" in path.read_text(encoding="utf-8")


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    write_pages([PAGE], tmp_path / "a")
    write_pages(iter([PAGE]), tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
