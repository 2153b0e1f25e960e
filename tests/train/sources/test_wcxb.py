import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from noisefilter.errors import CorpusError
from train.sources.wcxb import FEATURES, left_out_ids, read

REMEDY = "put the published WCXB"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two pages in the published layout, and one that stands in both parts."""
    folder = tmp_path / "wcxb"
    for name in ("html", "ground-truth"):
        (folder / "dev" / name).mkdir(parents=True)
    files = {}
    for name in ("0002", "0001", min(left_out_ids())):
        files[name] = {"domain": f"d{name}.example", "page_type": "product"}
        truth: dict[str, Any] = {
            "url": f"https://d{name}.example/",
            "ground_truth": {"main_content": f"Text {name}"},
        }
        (folder / "dev" / "ground-truth" / f"{name}.json").write_text(json.dumps(truth))
        (folder / "dev" / "html" / f"{name}.html.gz").write_bytes(
            gzip.compress(f"<p>{name} \xe9".encode("latin-1"))
        )
    (folder / "metadata.json").write_text(json.dumps({"files": files}))
    return tmp_path


def test_pages_are_sorted_and_as_published(root: Path) -> None:
    found = read(root)
    assert found.features == FEATURES
    assert found[0] == {
        "id": "0001",
        "url": "https://d0001.example/",
        "domain": "d0001.example",
        "page_type": "product",
        "html": b"<p>0001 \xe9",
        "main_content": "Text 0001",
    }
    assert found["id"] == ["0001", "0002"]


def test_pages_of_both_parts_are_left_out() -> None:
    found = left_out_ids()
    assert len(found) > 0
    assert all(name.isdigit() for name in found)


def test_what_a_page_lacks_is_empty(root: Path) -> None:
    path = root / "wcxb/dev/ground-truth/0001.json"
    path.write_text(json.dumps({"url": None, "ground_truth": {"main_content": None}}))
    first = read(root)[0]
    assert (first["url"], first["main_content"]) == ("", "")


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("metadata.json", "{", "not JSON"),
        ("metadata.json", "{}", 'has no "files"'),
        ("metadata.json", '{"files": {}}', None),
        ("dev/ground-truth/0001.json", "{}", "not in the published layout .*ground_truth"),
        ("dev/ground-truth/0001.json", '{"ground_truth": null}', "not in the published layout"),
        ("dev/ground-truth/0001.json", "[]", "a list instead of an object"),
        ("dev/html/0001.html.gz", "<p>", "cannot be read"),
    ],
)
def test_damaged_files_are_named_with_the_remedy(
    root: Path, file: str, content: str, message: str | None
) -> None:
    path = root / "wcxb" / file
    path.write_text(content)
    named = path if message else root / "wcxb/dev/ground-truth/0001.json"
    with pytest.raises(CorpusError, match=f"^{named}: {message or 'not in the published layout'}.*{REMEDY}"):
        read(root)


@pytest.mark.parametrize("file", ["metadata.json", "dev/html/0002.html.gz"])
def test_missing_files_are_named_with_the_remedy(root: Path, file: str) -> None:
    path = root / "wcxb" / file
    path.unlink()
    with pytest.raises(CorpusError, match=f"^{path}: there is no such file; {REMEDY}"):
        read(root)


def test_an_unknown_page_type_is_refused(root: Path) -> None:
    path = root / "wcxb/metadata.json"
    path.write_text(path.read_text().replace("product", "blog"))
    with pytest.raises(CorpusError, match=f"0001.json: the page type 'blog' .*{REMEDY}"):
        read(root)
