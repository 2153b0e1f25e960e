import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from noisefilter.errors import CorpusError
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label
from noisefilter.learn.corpus import write_pages
from noisefilter.learn.example import UNLABELLED
from noisefilter.segment.text import segment_text
from train.labels import HandLabels
from train.labels.runs import make_runs
from train.pages import main_shares, of_kind, read_corpora


def shares(page: str, truth: str) -> list[float]:
    return [round(share, 3) for share in main_shares(segment_text(page), truth).tolist()]


def test_shares_of_the_main_content() -> None:
    page = "Home About\nThe fog came in at noon\nIt stayed, reads more"
    assert shares(page, "The fog came in at noon. It stayed") == [0, 1, 0.5]
    assert shares(page, "THE FOG\ncame in at noon\nit stayed reads more") == [0, 1, 1]
    assert shares(page, "") == [0, 0, 0]


def test_words_count_in_their_order() -> None:
    assert shares("fog\nThe fog came in\nfog", "The fog came in") == [0, 1, 0]


def test_signs_without_words_have_no_share() -> None:
    found = main_shares(segment_text("»\nfog\n· ·"), "fog")
    assert np.isnan(found).tolist() == [True, False, True]
    assert main_shares(segment_text(""), "fog").shape == (0,)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of public corpora in the published layout, of two pages."""
    html = gzip.compress(b"<nav>Home</nav><h1>Fog</h1><p>The fog came in.</p>")
    for folder in ("wcxb/dev/html", "wcxb/dev/ground-truth", "fragment-labels/multilingual-html"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "wcxb/metadata.json").write_text(
        json.dumps({"files": {"0001": {"domain": "bay.example", "page_type": "forum"}}})
    )
    truth = {"url": "https://bay.example/fog", "ground_truth": {"main_content": "The fog came in."}}
    (tmp_path / "wcxb/dev/ground-truth/0001.json").write_text(json.dumps(truth))
    (tmp_path / "wcxb/dev/html/0001.html.gz").write_bytes(html)
    labelled = {
        "page_id": "p1",
        "url": "",
        "language": "pl-PL",
        "source_file": "zatoka/p1.html",
        "fragments": [
            {"text": "Home", "label": "navigation", "tag": "nav"},
            {"text": "Fog The fog", "label": "content", "tag": "p"},
        ],
    }
    (tmp_path / "fragment-labels/multilingual-train.jsonl").write_text(json.dumps(labelled) + "\n")
    (tmp_path / "fragment-labels/multilingual-html/p1.html.gz").write_bytes(html)
    return tmp_path


def test_pages_with_their_main_content(data: Path) -> None:
    (page,) = read_corpora(["wcxb"], data, n_jobs=1)
    assert page.segments.texts == ["Home", "Fog", "The fog came in."]
    assert page.main_share is not None
    assert page.main_share.tolist() == [0, 0, 1]
    assert (page.main_content, page.site, page.url) == (
        "The fog came in.",
        "bay.example",
        "https://bay.example/fog",
    )
    assert (PAGE_TYPES[page.page_type], page.source, page.language) == ("forum", "wcxb", "en")


def test_own_labels_teach_and_do_not_judge(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [*make_runs(["home"], Label.NAVIGATION), *make_runs(["fog"], Label.TITLE)]
    labels = {"wcxb": {}, "wcxb-own": {"0001": HandLabels("0001", "wcxb-dev", runs)}}
    monkeypatch.setattr("train.pages.load_labels", labels.__getitem__)
    (page,) = read_corpora(["wcxb"], data, n_jobs=1)
    assert (page.is_labelled, page.judges) == (True, False)
    labels["wcxb"] = labels["wcxb-own"]
    labels["wcxb-own"] = {}
    (page,) = read_corpora(["wcxb"], data, n_jobs=1)
    assert (page.is_labelled, page.judges) == (True, True)


def test_pages_with_labelled_fragments(data: Path) -> None:
    (page,) = read_corpora(["multilingual-train"], data, n_jobs=1)
    assert [FRAGMENT_LABELS[code] for code in page.labels] == ["navigation", "content", "content"]
    assert (page.site, page.url, page.language) == ("zatoka", None, "pl")
    assert (page.page_type, page.source, page.main_share) == (UNLABELLED, "multilingual-train", None)


def test_the_own_corpus(tmp_path: Path, rows: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pages").mkdir()
    empty = {"id": "empty", "html": "<p></p>", "fragments": []}
    write_pages([*rows[:2], empty], tmp_path / "pages" / "en.jsonl")
    monkeypatch.setattr("train.sources.OWN_FOLDER", tmp_path)
    found = read_corpora(["own"], Path("nowhere"), n_jobs=1)
    assert [page.site for page in found] == [
        "brook.example",
        "cedar.example",
    ]  # a page of nothing is left out
    assert all(page.is_labelled for page in found)
    assert {page.source for page in found} == {"own"}


def test_corpora_come_in_the_order_asked_for(data: Path) -> None:
    for names in (["wcxb", "multilingual-train"], ["multilingual-train", "wcxb"]):
        assert [page.source for page in read_corpora(names, data, n_jobs=1)] == names


def test_kinds(data: Path, rows: list[dict[str, Any]]) -> None:
    pages = read_corpora(["wcxb", "multilingual-train"], data, n_jobs=1)
    assert of_kind(pages, "html") == pages
    assert of_kind(pages, "text") == []


def test_a_missing_corpus_is_explained(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="wcxb needs a folder with its data; give it with --data"):
        read_corpora(["wcxb"], None, n_jobs=1)
    with pytest.raises(CorpusError, match="'news' is no corpus; there are own, wcxb"):
        read_corpora(["news"], tmp_path, n_jobs=1)
