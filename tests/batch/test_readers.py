from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from noisefilter.batch import Options, ReadOptions, RowOptions
from noisefilter.batch.inputs import find_inputs
from noisefilter.batch.readers import read_input
from noisefilter.batch.readers.warc import read_warc
from noisefilter.batch.records import Damaged, Event, Record, Skipped
from noisefilter.errors import InputError
from tests.batch.conftest import warc_record, wet_record, write_jsonl

ROWS = [
    {
        "id": str(number),
        "url": f"https://www.rain.example/{number}",
        "html": f"<p>It rained {number} times.</p>",
    }
    for number in range(40)
]


def _read(
    source: Path | str, reading: ReadOptions | None = None, rows: RowOptions | None = None
) -> list[Event]:
    options = Options(rows or RowOptions(), reading or ReadOptions())
    inputs = find_inputs([str(source)], options.reading)
    return [event for entry in inputs for event in read_input(entry, options)]


def _as_rows(events: list[Event]) -> list[dict[str, Any]]:
    found = []
    for event in events:
        assert isinstance(event, Record)
        source = event.source.decode() if isinstance(event.source, bytes) else event.source
        found.append({"id": event.id, "url": event.url, "html": source})
    return found


def _write(path: Path) -> Path:
    name = path.name
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    elif name.endswith((".csv", ".tsv")):
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(ROWS[0]), delimiter="\t" if name.endswith("tsv") else ",")
            writer.writeheader()
            writer.writerows(ROWS)
    elif name.endswith(".jsonl.zst"):
        path.write_bytes(zstandard.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode()))
    elif name.endswith("saved"):
        datasets.Dataset.from_list(ROWS).save_to_disk(path)
    else:
        write_jsonl(path, ROWS)
    return path


@pytest.mark.parametrize(
    "name", ["in.jsonl", "in.jsonl.gz", "in.jsonl.zst", "in.csv", "in.tsv", "in.parquet", "saved", "nameless"]
)
def test_formats_with_columns_give_the_same_records(name: str, tmp_path: Path) -> None:
    assert _as_rows(_read(_write(tmp_path / name))) == ROWS


def test_a_data_set_by_name_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rain").mkdir()
    write_jsonl(tmp_path / "rain" / "train.jsonl", ROWS)
    monkeypatch.chdir(tmp_path)
    assert _as_rows(_read("dataset:./rain")) == ROWS


def test_the_splits_of_a_saved_data_set(tmp_path: Path) -> None:
    parts = {"train": ROWS[:30], "test": ROWS[30:]}
    saved = datasets.DatasetDict({name: datasets.Dataset.from_list(rows) for name, rows in parts.items()})
    saved.save_to_disk(tmp_path / "saved")
    assert _as_rows(_read(tmp_path)) == ROWS
    assert _as_rows(_read(tmp_path / "saved", ReadOptions(split="test"))) == parts["test"]
    with pytest.raises(InputError, match="there is no split 'dev'; there are: train, test"):
        _read(tmp_path / "saved", ReadOptions(split="dev"))
    with pytest.raises(InputError, match="the data set cannot be opened"):
        _read(f"dataset:{tmp_path}/saved/state.json")


@pytest.mark.parametrize("packed", [gzip.compress, zstandard.compress])
def test_packed_parts_in_a_row_are_one_file(packed: Any, tmp_path: Path) -> None:
    lines = [(json.dumps(row) + "\n").encode() for row in ROWS]
    path = tmp_path / "in.jsonl.gz"
    path.write_bytes(b"".join(map(packed, lines)) + b"\0" * 100)
    assert _as_rows(_read(path)) == ROWS


def test_page_files_can_be_packed_missing_or_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good").write_bytes(gzip.compress(b"<p>rain</p>"))
    Path("cut").write_bytes(gzip.compress(b"<p>rain</p>")[:-9])
    assert _read("good") == [Record("good", b"<p>rain</p>")]
    (cut,) = _read("cut", ReadOptions(input_format="page"))
    assert isinstance(cut, Record)
    assert cut.error == "the gzip data is cut"


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>a</p>")
    (tmp_path / "round").symlink_to(".")
    assert len(_read(tmp_path)) == 1


def test_a_json_array_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(ROWS))
    with pytest.raises(InputError, match="one JSON array; write its objects one a line"):
        _read(path)


def test_a_folder_gives_its_pages_first_and_then_its_other_files(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.html").write_text("<p>two</p>")
    (tmp_path / "one.txt").write_text("one")
    (tmp_path / "notes.pdf").write_text("no page")
    write_jsonl(tmp_path / "a.jsonl", ROWS[:1])
    names = [event.id for event in _read(tmp_path) if isinstance(event, Record)]
    assert names == [str(tmp_path / "b" / "two.html"), str(tmp_path / "one.txt"), "0"]
    assert [event.id for event in _read(f"{tmp_path}/**/*.html") if isinstance(event, Record)] == names[:1]


def test_warc_gives_pages_and_skips_the_rest(tmp_path: Path) -> None:
    records = [
        warc_record("page", b"<p>rain</p>", "text/html; charset=iso-8859-1"),
        warc_record("photo", b"\xff\xd8\xff", "image/jpeg"),
        warc_record("paper", b"%PDF-1.7", "application/pdf"),
        warc_record("moved", b"", status="301 Moved Permanently"),
        wet_record("text", "plain rain"),
    ]
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(map(gzip.compress, records)))
    page, *skipped, text = _read(path)
    assert page == Record(
        "<urn:uuid:page>", b"<p>rain</p>", "https://www.crawled.example/page", None, "iso-8859-1"
    )
    assert skipped == [Skipped("image"), Skipped("application/pdf"), Skipped("HTTP status 301")]
    assert isinstance(text, Record)
    assert (text.source, text.kind) == (b"plain rain", "text")


def test_a_cut_warc_gives_what_is_whole(tmp_path: Path) -> None:
    parts = [gzip.compress(warc_record(str(n), bytes(range(256)) * 9)) for n in range(3)]
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(b"".join(parts)[: -len(parts[2]) // 2])
    first, second, cut = _read(path)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.error is second.error is None
    assert isinstance(cut, Record)
    assert "the record is cut" in str(cut.error)


def test_reading_goes_on_after_a_broken_member(tmp_path: Path) -> None:
    parts = [bytearray(gzip.compress(warc_record(str(n), b"<p>rain</p>" * n * 9))) for n in range(1, 5)]
    parts[1][12:40] = b"x" * 28
    path = tmp_path / "broken.warc.gz"
    path.write_bytes(b"".join(parts))
    events = _read(path)
    assert [event.id for event in events if isinstance(event, Record)] == [
        f"<urn:uuid:{n}>" for n in (1, 3, 4)
    ]
    (damage,) = (event for event in events if isinstance(event, Damaged))
    assert "broken.warc.gz: " in damage.reason
    assert "what is whole after it is read" in damage.reason


def test_long_pages_of_a_warc_do_not_lose_the_next_record(tmp_path: Path) -> None:
    path = tmp_path / "long.warc"
    path.write_bytes(b"".join(warc_record(str(n), b"<p>" + b"x" * 100_000) for n in range(3)))
    events = _read(path, rows=RowOptions(max_bytes=50))
    assert [isinstance(event, Record) and len(event.source) for event in events] == [51] * 3


@settings(deadline=None)  # no test measures time
@given(st.binary(max_size=300), st.integers(0, 900), st.binary(max_size=40))
def test_any_damage_to_a_warc_ends_in_events(prefix: bytes, place: int, damage: bytes) -> None:
    data = bytearray(prefix + warc_record("a", b"<p>rain</p>") + warc_record("b", b"<p>more</p>"))
    data[place : place + len(damage)] = damage
    for event in read_warc("any", io.BytesIO(bytes(data)), 1_000):
        assert isinstance(event, Record | Skipped | Damaged)


def test_a_warc_cut_anywhere_says_so(tmp_path: Path) -> None:
    whole = warc_record("a", b"<p>rain</p>") + warc_record("b", b"<p>more</p>")
    begin = len(whole) // 2
    for cut in range(begin + 12, len(whole) - 4):  # a cut inside the version line is the end of the file
        _, record = read_warc("any", io.BytesIO(whole[:cut]), 1_000)
        assert isinstance(record, Record)
        assert record.error is not None


@pytest.mark.parametrize("packed", [gzip.compress, zstandard.compress])
def test_cut_packed_lines_give_what_is_whole(packed: Any, tmp_path: Path) -> None:
    rows = [
        row | {"html": "".join(chr(65 + (n * k * k) % 50) for k in range(900))} for n, row in enumerate(ROWS)
    ]
    path = tmp_path / "cut.jsonl.gz"
    data = packed("".join(json.dumps(row) + "\n" for row in rows).encode())
    path.write_bytes(data[: len(data) // 2])
    *whole, damage = _read(path)
    assert _as_rows(whole) == rows[: len(whole)]
    assert isinstance(damage, Damaged)
    assert "is cut after line" in damage.reason


def test_lines_that_are_no_json_have_their_own_rows(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(
        '{"html": "<p>a</p>"}\n\n{"html": \n[1]\n{"other": 1}\n'
        '{"html": 7}\n{"html": null}\n{"id": 5, "text": "b"}'
    )
    events = _read(path)
    assert all(isinstance(event, Record) for event in events)
    ids = [(event.id, event.error) for event in events if isinstance(event, Record)]
    assert ids[0] == (f"{path}:1", None)
    assert ids[-1] == ("5", None)
    errors = [str(error) for _, error in ids[1:-1]]
    for error, expected in zip(
        errors,
        [
            "line 3 is no JSON",
            "line 4 is no JSON object",
            "there are: 'other'",
            "holds a int",
            "no page in the",
        ],
        strict=True,
    ):
        assert expected in error


def test_overlong_lines_do_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"html": "x" * 3_000_000}) + "\n" + json.dumps({"html": "<p>a</p>"}) + "\n")
    long, short = _read(path, rows=RowOptions(max_bytes=10))
    assert isinstance(long, Record)
    assert "longer than" in str(long.error)
    assert isinstance(short, Record)
    assert short.source == "<p>a</p>"


@pytest.mark.parametrize("name", ["in.csv", "in.parquet", "saved"])
def test_a_missing_column_is_an_error_that_names_those_there(name: str, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"no column 'body' \(--page-column\); there are: 'id', 'url', 'html'"
    ):
        _read(_write(tmp_path / name), ReadOptions(page_column="body"))


def test_broken_parquet_is_damage(tmp_path: Path) -> None:
    path = _write(tmp_path / "in.parquet")
    path.write_bytes(path.read_bytes()[:-300])
    (damage,) = _read(path)
    assert isinstance(damage, Damaged)


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BufferedReader(io.BytesIO(data))


def _stdin(data: bytes, monkeypatch: pytest.MonkeyPatch, reading: ReadOptions | None = None) -> list[Event]:
    monkeypatch.setattr(sys, "stdin", _Stdin(data))
    return _read("-", reading)


def test_standard_input_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    assert _as_rows(_stdin(lines, monkeypatch)) == ROWS
    assert _as_rows(_stdin(gzip.compress(lines), monkeypatch)) == ROWS
    (page,) = _stdin(b"<p>rain</p>", monkeypatch)
    assert page == Record("standard input", b"<p>rain</p>")
    (record,) = _stdin(warc_record("a", b"<p>rain</p>"), monkeypatch)
    assert isinstance(record, Record)
    assert record.id == "<urn:uuid:a>"
    with pytest.raises(InputError, match="cannot be read from a stream"):
        _stdin(b"PAR1", monkeypatch)


@pytest.mark.parametrize(
    ("source", "message"), [("nowhere.html", "no such file"), (".", "holds no"), ("*.warc", "holds no")]
)
def test_nothing_to_read_is_an_error(
    source: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=message):
        _read(source)
