from pathlib import Path

import pytest

from noisefilter.errors import CorpusError
from noisefilter.learn.corpus import labelled_page, read_pages, read_rows
from train.corpus.convert import convert, main, merge

HTML = """<!-- url: https://www.bay.example/fog | type: article | lang: en-GB -->
<!doctype html><html><head><title>Fog</title></head><body data-label="widget">
<nav data-label='navigation'><a href="/">Home</a></nav>
<main data-label=content><h1 class=big data-label="title">Fog</h1><p>It came <b>in</b>.</p>
<script>no()</script><template>no</template></main>
<form data-label="signup"><input type="email" placeholder="Your e-mail">
<input type=submit value="Join"></form>
Loading</body></html>
"""
TEXT = "#! url=https://bay.example/fog type=forum lang=pl\nnavigation\tHome | News\n\ncontent\tIt came\tin.\n"


def write(folder: Path, name: str, source: str) -> Path:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return path


def test_an_annotated_page(tmp_path: Path) -> None:
    row = convert(write(tmp_path, "fog.html", HTML))
    assert {key: row[key] for key in ("id", "url", "language", "page_type")} == {
        "id": "fog",
        "url": "https://www.bay.example/fog",
        "language": "en-GB",
        "page_type": "article",
    }
    assert [(f["text"], f["label"]) for f in row["fragments"]] == [
        ("Home", "navigation"),
        ("Fog", "title"),
        ("It came in.", "content"),
        ("Your e-mail", "signup"),
        ("Join", "signup"),
        ("Loading", "widget"),
    ]


def test_the_page_shows_nothing_of_its_annotation(tmp_path: Path) -> None:
    page = convert(write(tmp_path, "fog.html", HTML))["html"]
    assert "data-label" not in page
    assert page.startswith("<!doctype html>")
    assert "<h1 class=big>Fog</h1>" in page


def test_an_annotated_dump(tmp_path: Path) -> None:
    row = convert(write(tmp_path, "fog.txt", TEXT))
    assert (row["text"], row["page_type"], row["language"]) == (
        "Home | News\n\nIt came\tin.\n",
        "forum",
        "pl",
    )
    assert "html" not in row
    assert [(f["text"], f["label"]) for f in row["fragments"]] == [
        ("Home | News", "navigation"),
        ("It came in.", "content"),
    ]


@pytest.mark.parametrize(("name", "source"), [("fog.html", HTML), ("fog.txt", TEXT)])
def test_a_converted_page_is_in_the_label_format(tmp_path: Path, name: str, source: str) -> None:
    row = convert(write(tmp_path, name, source))
    page = labelled_page(row, "here")
    assert [str(label) for label in page.labels] == [f["label"] for f in row["fragments"]]


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        ("a.html", "<p data-label=content>x", "the first line has to give url, type"),
        ("a.html", HTML.replace("article", "blog"), "the first line has to give url, type .article, forum"),
        (
            "a.html",
            HTML.replace('"widget"', '"gadget"'),
            "'Loading' has the label 'gadget'; there are content",
        ),
        ("a.html", HTML.replace(' data-label="widget"', ""), "'Loading' has the label ''"),
        (
            "a.html",
            HTML.replace('data-label="signup"', "data-label=form"),
            "'Your e-mail' has the label 'form'",
        ),
        ("a.txt", "content\tx\n", "the first line has to give url, type"),
        ("a.txt", TEXT + "just a line\n", "'just a line' has the label 'just a line'"),
        ("a.txt", TEXT + "comment_spam\tBuy\n", "'Buy' has the label 'comment_spam'"),
    ],
)
def test_wrong_pages_are_named(tmp_path: Path, name: str, source: str, message: str) -> None:
    path = write(tmp_path, name, source)
    with pytest.raises(CorpusError, match=f"^{path}: {message}"):
        convert(path)


def test_pages_are_merged_by_language_and_id(tmp_path: Path) -> None:
    fog = convert(write(tmp_path, "fog.html", HTML))
    out = tmp_path / "pages"
    merge([fog, fog | {"id": "a", "language": "en"}, fog | {"id": "t", "language": "zh-Hant"}], out)
    assert sorted(path.name for path in out.iterdir()) == ["en.jsonl", "zh-Hant.jsonl"]
    merge([fog | {"url": "https://new.example/"}], out)
    rows = [row for _, row in read_rows(out / "en.jsonl")]
    assert [(row["id"], row["url"]) for row in rows] == [("a", fog["url"]), ("fog", "https://new.example/")]


def test_merging_again_changes_nothing(tmp_path: Path) -> None:
    rows = [convert(write(tmp_path, "fog.html", HTML)), convert(write(tmp_path, "dump.txt", TEXT))]
    merge(rows, tmp_path / "pages")
    before = {path.name: path.read_bytes() for path in (tmp_path / "pages").iterdir()}
    merge(rows[::-1], tmp_path / "pages")
    assert {path.name: path.read_bytes() for path in (tmp_path / "pages").iterdir()} == before


def test_the_command_converts_what_it_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder, "fog.html", HTML)
    write(folder, "notes.md", "no page")
    assert main([str(folder), "--out", str(tmp_path / "out")]) == 0
    write(folder, "bad.txt", "x")
    assert main([str(folder), "--out", str(tmp_path / "out")]) == 1
    printed = capsys.readouterr()
    assert "1 pages in" in printed.out
    assert "bad.txt: the first line" in printed.err
    (page,) = read_pages(tmp_path / "out" / "en.jsonl")
    assert page.id == "fog"
