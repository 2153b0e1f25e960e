import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.comment import Comment
from noisefilter.comment_files import read_comment_file
from noisefilter.errors import InputError

ROWS = [{"text": "Thanks!", "author": "Anna"}, {"text": "Buy, now\n“here”", "author": None}]


def write(path: Path) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    else:
        mark = "\t" if path.suffix == ".tsv" else ","
        path.write_text(f'\ufefftext{mark}author\nThanks!{mark}Anna\n"Buy, now\n“here”"{mark}\n')
    return path


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.tsv", "x.parquet"])
def test_every_format_gives_the_same(tmp_path: Path, name: str) -> None:
    rows = list(read_comment_file(write(tmp_path / name), {}))
    assert [row.comment for row in rows] == [Comment("Thanks!", "Anna"), Comment("Buy, now\n“here”")]
    assert [row.number for row in rows] == [1, 2]


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.parquet"])
def test_columns_have_any_name(tmp_path: Path, name: str) -> None:
    (row, _) = read_comment_file(write(tmp_path / name), {"text": "author", "author": "text"})
    if row.comment is not None:
        assert row.comment == Comment("Anna", "Thanks!")


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.tsv", "x.parquet"])
def test_a_wrong_column_is_named_with_those_that_are_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no column 'body'; there are 'text', 'author'"):
        list(read_comment_file(write(tmp_path / name), {"text": "body"}))


def test_broken_lines_are_reported_and_the_rest_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    lines = [
        '{"text": "one"}',
        '{"text": "tw',
        "",
        "[1]",
        '{"author": "x"}',
        '{"text": 5}',
        '{"text": "six"}',
    ]
    path.write_text("\n".join(lines))
    rows = list(read_comment_file(path, {}))
    assert [row.number for row in rows if row.comment] == [1, 6, 7]
    errors = {row.number: row.error for row in rows if row.error}
    assert errors.keys() == {2, 4, 5}
    assert "not JSON" in errors[2]
    assert "a list" in errors[4]
    assert "no 'text'; the fields that are there: " in errors[5]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.doc", b"", "cannot tell its format; name it"),
        ("x.parquet", b"PAR1 and no more", "no Parquet"),
        ("x.csv", b"", "no column 'text'; there are none"),
        ("x.jsonl", b'{"body": "x"}', "no column 'text'; there are 'body'"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        list(read_comment_file(tmp_path / name, {}))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv: cannot be read"):
        list(read_comment_file(tmp_path / "nowhere.csv", {}))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    for name in ("x.jsonl", "x.csv"):
        path = tmp_path_factory.mktemp("any") / name
        path.write_bytes(content)
        try:
            for row in read_comment_file(path, {}):
                assert (row.comment is None) == bool(row.error)
        except InputError as error:
            assert str(path) in str(error)
