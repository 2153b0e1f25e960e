import json
from pathlib import Path

import pytest

from noisefilter.errors import CorpusError
from train.recipe import read_comment_plan
from train.sources import OWN_FOLDER, open_source
from train.sources.comments import JSONL_FILES, LABELS, VALIDATION


@pytest.fixture
def data(tmp_path: Path) -> Path:
    videos = tmp_path / "comments" / "train" / "uci-youtube"
    videos.mkdir(parents=True)
    (videos / "Youtube01-Psy.csv").write_text(
        '\ufeffCOMMENT_ID,AUTHOR,DATE,CONTENT,CLASS\n1,,2015,"Check, this\nout",1\n2,,,Great song,0\n'
    )
    (tmp_path / "comments" / "validation").mkdir()
    for name in JSONL_FILES.values():
        rows = [
            {"text": "Hallo", "label": "ham", "lang": "de", "group": "g1"},
            {"text": "Kauf", "label": "spam", "lang": "de", "group": None},
            {"text": "Hallo", "label": "ham", "lang": "de", "group": "g2"},
        ]
        (tmp_path / "comments" / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def test_the_videos_are_read_in_their_published_layout(data: Path) -> None:
    rows = list(open_source("uci-youtube", data))
    assert [(row["text"], row["label"], row["group"]) for row in rows] == [
        ("Check, this\nout", "spam", "Psy"),
        ("Great song", "ham", "Psy"),
    ]
    assert rows[0]["author"] == ""


@pytest.mark.parametrize("name", JSONL_FILES)
def test_files_of_json_lines_are_read_without_doubles(data: Path, name: str) -> None:
    rows = list(open_source(name, data))
    assert [(row["text"], row["label"], row["language"]) for row in rows] == [
        ("Hallo", "ham", "de"),
        ("Kauf", "spam", "de"),
    ]
    assert {row["source"] for row in rows} == {name}
    assert rows[0]["group"] == "g1"


@pytest.mark.parametrize("name", ["uci-youtube", *JSONL_FILES])
def test_a_missing_corpus_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(CorpusError, match="put the published comments there"):
        open_source(name, tmp_path)


def test_other_layouts_are_refused(data: Path) -> None:
    (data / "comments" / "train" / "uci-youtube" / "Youtube01-Psy.csv").write_text("a,CONTENT\n1,x\n")
    with pytest.raises(CorpusError, match="no column CLASS"):
        open_source("uci-youtube", data)
    path = data / "comments" / JSONL_FILES["blog-ham"]
    path.write_text('{"text": "x", "label": "junk"}\n')
    with pytest.raises(CorpusError, match=r"blog-ham\.jsonl:1: the label is 'junk'; it can be ham or spam"):
        open_source("blog-ham", data)
    path.write_text('{"label": "ham"}\n')
    with pytest.raises(CorpusError, match="not in the published layout"):
        open_source("blog-ham", data)


def test_the_own_comments_are_whole() -> None:
    rows = list(open_source("own-comments"))
    texts = [row["text"] for row in rows]
    assert len(set(texts)) == len(texts) >= 7_500
    assert {row["label"] for row in rows} == set(LABELS)
    spam = sum(row["label"] == "spam" for row in rows)
    assert 0.45 < spam / len(rows) < 0.55
    languages = {row["language"] for row in rows}
    assert len(languages) >= 15
    assert all(row["family"] for row in rows)


def test_a_broken_own_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "comments").mkdir()
    (tmp_path / "comments" / "en.jsonl").write_text('{"text": "x", "label": "ham", "author": 5}\n')
    with pytest.raises(CorpusError, match=r'en\.jsonl:1: "author" is missing or no string'):
        open_source("own-comments", tmp_path)


def test_nothing_is_learnt_from_what_is_for_measuring() -> None:
    assert not set(read_comment_plan(own=False).corpora) & set(VALIDATION)
    assert read_comment_plan(own=True).corpora == ("own-comments",)
    assert OWN_FOLDER.is_dir()
