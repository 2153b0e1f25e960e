import gzip
from pathlib import Path

import pytest

from noisefilter.errors import CorpusError
from train.sources.files import list_files, read_bytes, read_json

REMEDY = "put it there"


def test_bytes_are_unpacked_by_name(tmp_path: Path) -> None:
    packed = tmp_path / "a.html.gz"
    packed.write_bytes(gzip.compress(b"<p>x"))
    plain = tmp_path / "a.html"
    plain.write_bytes(b"<p>y")
    assert (read_bytes(packed, REMEDY), read_bytes(plain, REMEDY)) == (b"<p>x", b"<p>y")


@pytest.mark.parametrize(
    "content",
    [b"no gzip", b"", gzip.compress(b"x" * 999)[:-9], gzip.compress(b"x" * 999)[:15] + b"\xff" * 20],
)
def test_damaged_archives_are_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.html.gz"
    path.write_bytes(content)
    if content:  # nothing at all is a valid archive of nothing
        with pytest.raises(CorpusError, match=f"^{path}: cannot be read .*; {REMEDY}$"):
            read_bytes(path, REMEDY)
    else:
        assert read_bytes(path, REMEDY) == b""


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=f"^{tmp_path}/a: there is no such file; {REMEDY}$"):
        read_bytes(tmp_path / "a", REMEDY)
    with pytest.raises(CorpusError, match=f"^{tmp_path}: cannot be read .*; {REMEDY}$"):
        read_bytes(tmp_path, REMEDY)


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"ä": 1}', encoding="utf-8")
    assert read_json(path, REMEDY) == {"ä": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"{", "not JSON"), (b"\xff", "not JSON"), (b"", "not JSON"), (b"[1]", "a list instead of an object")],
)
def test_wrong_json_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=f"^{path}: {message}.*; {REMEDY}$"):
        read_json(path, REMEDY)


def test_files_are_sorted(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", "c.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in list_files(tmp_path, "*.json", REMEDY)] == ["a.json", "b.json"]
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CorpusError, match=rf"^{folder}: no file here is called \*\.html; {REMEDY}$"):
            list_files(folder, "*.html", REMEDY)
