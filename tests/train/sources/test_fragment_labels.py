import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from noisefilter.errors import CorpusError
from train.sources.fragment_labels import FEATURES, PAGES, read

FRAGMENTS = [
    {"text": "Home", "label": "navigation", "tag": "li"},
    {"text": "Fog", "label": "title", "tag": "h1"},
]


def write(root: Path, part: str, *pages: dict[str, Any]) -> Path:
    path = root / "fragment-labels" / f"{part}.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(page) + "\n" for page in pages))
    (root / PAGES[part]).mkdir(parents=True, exist_ok=True)
    for page in pages:
        (root / PAGES[part] / f"{page.get('page_id')}.html.gz").write_bytes(gzip.compress(b"<li>Home<h1>Fog"))
    return path


def page(**values: Any) -> dict[str, Any]:
    return {"page_id": "p1", "url": "https://www.bay.example/fog", "fragments": FRAGMENTS} | values


@pytest.mark.parametrize("part", list(PAGES))
def test_pages_with_their_fragments(tmp_path: Path, part: str) -> None:
    write(tmp_path, part, page(), page(page_id="p0", language="pl", source_file="zatoka/p0.html", url=" "))
    found = read(tmp_path, part)
    assert found.features == FEATURES
    assert found[0] == {
        "id": "p1",
        "url": "https://www.bay.example/fog",
        "domain": "bay.example",
        "language": "en",
        "source_file": "",
        "html": b"<li>Home<h1>Fog",
        "fragments": FRAGMENTS,
    }
    second = found[1]
    assert (second["id"], second["url"], second["domain"], second["language"]) == ("p0", "", "zatoka", "pl")


def test_pages_without_url_share_the_folder_of_their_file(tmp_path: Path) -> None:
    part = "multilingual-train"
    files = ["set/one.html", "set/two.html", "three.html"]
    write(tmp_path, part, *(page(page_id=f"p{i}", url="", source_file=file) for i, file in enumerate(files)))
    assert read(tmp_path, part)["domain"] == ["set", "set", "three.html"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"url": None}, "not in the published layout .*put the published fragment labels"),
        ({"fragments": None}, "not in the published layout"),
        ({"fragments": [{"text": "Home", "label": "navigation"}]}, "not in the published layout .*tag"),
        (
            {"fragments": [{"text": "x", "label": "menu", "tag": "p"}]},
            "unknown labels menu; there are content",
        ),
        ({"fragments": [{"text": "x", "label": "comment_spam", "tag": "p"}]}, "unknown labels comment_spam"),
    ],
)
def test_wrong_lines_are_named(tmp_path: Path, values: dict[str, Any], message: str) -> None:
    path = write(tmp_path, "wcxb-dev", page(), page(page_id="p2", **values))
    with pytest.raises(CorpusError, match=f"^{path}:2: {message}"):
        read(tmp_path, "wcxb-dev")


def test_missing_files_are_named_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "fragment-labels" / "wcxb-dev.jsonl"
    with pytest.raises(
        CorpusError, match=f"^{path}: there is no such file; put the published fragment labels"
    ):
        read(tmp_path, "wcxb-dev")
    write(tmp_path, "wcxb-dev", page())
    html = tmp_path / "wcxb/dev/html/p1.html.gz"
    html.unlink()
    with pytest.raises(CorpusError, match=f"^{html}: there is no such file; .*for wcxb-dev, those of WCXB"):
        read(tmp_path, "wcxb-dev")
