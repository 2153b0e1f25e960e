import json
from pathlib import Path
from typing import Any

import pytest

from noisefilter.errors import CorpusError
from noisefilter.learn.corpus import labelled_page, write_pages
from train.sources.own import FEATURES, read


@pytest.fixture
def root(tmp_path: Path, rows: list[dict[str, Any]]) -> Path:
    (tmp_path / "pages").mkdir()
    write_pages(rows[2:3], tmp_path / "pages" / "en.jsonl")
    text = {"text": "Nebel\nEr kam.", "fragments": [{"text": "Nebel", "label": "title"}]}
    write_pages([text, rows[0]], tmp_path / "pages" / "de.jsonl")
    return tmp_path


def test_pages_come_file_by_file(root: Path, rows: list[dict[str, Any]]) -> None:
    found = read(root)
    assert found.features == FEATURES
    assert found["id"] == [None, rows[0]["id"], rows[2]["id"]]
    assert found["domain"] == ["de.jsonl:1", "brook.example", "delta.example"]
    assert found[0]["text"] == "Nebel\nEr kam."
    assert found[0]["html"] is None
    assert found[1]["fragments"] == rows[0]["fragments"]


def test_a_row_is_in_the_label_format(root: Path) -> None:
    for row in read(root):
        page = labelled_page(row, "here")
        assert any(page.labels)


def test_a_wrong_page_is_named(root: Path) -> None:
    path = root / "pages" / "en.jsonl"
    path.write_text(json.dumps({"html": "<p>x", "fragments": [{"text": "x", "label": "menu"}]}))
    with pytest.raises(CorpusError, match=f"^{path}:1: fragment 1 .*'menu'; the labels are"):
        read(root)


def test_a_folder_without_pages_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=rf"^{tmp_path}/pages: no file here .*give the folder train/corpus"):
        read(tmp_path)
