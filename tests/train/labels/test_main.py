import gzip
import json
from pathlib import Path

import pytest

from noisefilter.labels import Label
from noisefilter.segment import segment
from train.labels import load_labels
from train.labels.__main__ import main

HTML = "<nav>Home</nav><h1>The fog came in</h1>"
FRAGMENTS = [
    {"text": "Home", "label": "navigation", "tag": "a"},
    {"text": "The fog came in", "label": "title", "tag": "b"},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    for part, folder in (
        ("wcxb-dev", "wcxb/dev/html"),
        ("multilingual-train", "fragment-labels/multilingual-html"),
    ):
        (root / folder).mkdir(parents=True)
        (root / folder / f"{part}-1.html.gz").write_bytes(gzip.compress(HTML.encode()))
        page = {"page_id": f"{part}-1", "url": "https://bay.example/", "fragments": FRAGMENTS}
        if part != "wcxb-dev":
            page |= {"language": "pl", "source_file": "bay/1.html"}
        (root / "fragment-labels").mkdir(exist_ok=True)
        (root / "fragment-labels" / f"{part}.jsonl").write_text(json.dumps(page) + "\n")
    return root


def test_labels_are_imported_without_text(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "--data", str(data), "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("1 pages, 5 labelled words") == 2
    (wcxb,) = load_labels("wcxb", tmp_path).values()
    assert (wcxb.id, wcxb.source, wcxb.url, wcxb.language) == ("wcxb-dev-1", "wcxb-dev", None, None)
    (other,) = load_labels("multilingual-train", tmp_path).values()
    assert (other.language, other.url, other.source_file) == ("pl", "https://bay.example/", "bay/1.html")
    for page in (wcxb, other):
        assert page.find(segment(HTML)) == [Label.NAVIGATION, Label.TITLE]
    assert "fog" not in (tmp_path / "wcxb.jsonl").read_text()


def test_missing_data_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--data", str(tmp_path), "--out", str(tmp_path)]) == 1
    assert "put the published fragment labels" in capsys.readouterr().err
