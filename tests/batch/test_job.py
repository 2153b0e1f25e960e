from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import datasets
import duckdb
import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import noisefilter
from noisefilter.batch import Options, ReadOptions, RowOptions, run
from noisefilter.batch.folder import OutputFolder
from noisefilter.batch.options import FIELDS
from noisefilter.errors import InputError, ModelError
from noisefilter.labels import Label
from tests.batch.conftest import options, read_rows, warc_record, write_jsonl

Page = dict[str, str]


def test_rows_are_what_predict_gives(
    pages: list[Page], jsonl: Path, nf: noisefilter.NoiseFilter, tmp_path: Path
) -> None:
    summary = run(jsonl, tmp_path / "out", options(jobs=2, shard_size=20, batch_size=3))
    assert (summary.complete, summary.is_clean, summary.shards) == (True, True, -(-len(pages) // 20))
    for row, page in zip(read_rows(tmp_path / "out"), pages, strict=True):
        expected = nf.predict(page["html"], url=page["url"])
        assert tuple(row) == FIELDS
        assert (row["id"], row["url"]) == (page["id"], page["url"])
        assert row["text"] == expected.text()
        assert row["full_text"] == expected.full_text
        assert (row["page_type"], row["kind"]) == (expected.type, expected.kind)
        assert (row["truncated"], row["error"]) == (expected.truncated, None)
        for span, fragment in zip(row["spans"], expected.fragments, strict=True):
            assert row["full_text"][span["start"] : span["end"]] == fragment.text
            assert span["label"] == fragment.label
            assert span["probability"] == pytest.approx(fragment.probability, abs=1e-4)
        assert sum(row["counts"].values()) == len(expected.fragments)
        assert set(row["counts"]) == set(Label)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_everyone_reads_the_output(jsonl: Path, pages: list[Page], tmp_path: Path) -> None:
    for form in ("parquet", "jsonl"):
        run(jsonl, tmp_path / form, options(output_format=form, shard_size=20))
    rows = read_rows(tmp_path / "parquet")
    assert read_rows(tmp_path / "jsonl") == rows
    output = tmp_path / "parquet"
    assert pq.read_table(output).to_pylist() == rows
    assert ds.dataset(output).to_table().to_pylist() == rows
    assert pd.read_parquet(output)["text"].tolist() == [row["text"] for row in rows]
    query = f"select id, counts.content, spans[1].label from '{output}/*.parquet'"
    assert duckdb.connect().execute(query).fetchall() == [
        (row["id"], row["counts"]["content"], row["spans"][0]["label"]) for row in rows
    ]
    loaded = datasets.load_dataset(str(output), cache_dir=str(tmp_path / "cache"), split="train")
    assert loaded.to_list() == rows
    lines = datasets.load_dataset(str(tmp_path / "jsonl"), cache_dir=str(tmp_path / "cache"), split="train")
    assert lines["text"][:] == [row["text"] for row in rows]
    frame = pd.read_json(tmp_path / "jsonl" / "part-00000.jsonl", lines=True)
    assert frame["id"].tolist() == [page["id"] for page in pages[:20]]


def test_fields_labels_limit_and_cuts(jsonl: Path, pages: list[Page], tmp_path: Path) -> None:
    rows = RowOptions(fields=("id", "text", "truncated"), labels=("navigation",), max_bytes=1_500)
    run(jsonl, tmp_path / "out", options(rows, limit=7, shard_size=3))
    found = read_rows(tmp_path / "out")
    assert [row["id"] for row in found] == [page["id"] for page in pages[:7]]
    assert set(found[0]) == {"id", "text", "truncated"}
    assert [row["truncated"] for row in found] == [len(page["html"]) > 1_500 for page in pages[:7]]


def test_batches_and_workers_do_not_change_rows(jsonl: Path, tmp_path: Path) -> None:
    run(jsonl, tmp_path / "a", options(jobs=1, batch_size=1))
    run(jsonl, tmp_path / "b", options(jobs=3, batch_size=1_000))
    assert read_rows(tmp_path / "a") == read_rows(tmp_path / "b")


def test_a_finished_run_is_left_alone(jsonl: Path, tmp_path: Path) -> None:
    first = run(jsonl, tmp_path / "out", options())
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.*")}
    again = run(jsonl, tmp_path / "out", options(jobs=2, batch_size=5))
    assert again.total == first.total
    assert again.pages_now == 0
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.*")}


def test_the_manifest_says_which_pages_are_where(jsonl: Path, tmp_path: Path) -> None:
    other = write_jsonl(tmp_path / "other.jsonl", [{"html": "<p>rain</p>"}] * 5)
    run([jsonl, other], tmp_path / "out", options(shard_size=42))
    log = [json.loads(line) for line in (tmp_path / "out" / "__job" / "shards.log").read_text().splitlines()]
    n_pages = len(jsonl.read_text(encoding="utf-8").splitlines())
    assert [entry["file"] for entry in log] == ["part-00000.parquet", "part-00001.parquet"]
    assert log[0]["parts"] == [[0, 0, n_pages], [1, 0, 42 - n_pages]]
    assert log[1]["parts"] == [[1, 42 - n_pages, 5]]
    assert json.loads((tmp_path / "out" / "__job" / "summary.json").read_text())["complete"] is True


@pytest.fixture
def begun(jsonl: Path, tmp_path: Path) -> Path:
    """Give the output of a run that stopped after its first shard."""
    output = tmp_path / "out"
    run(jsonl, output, options(shard_size=20))
    log = output / "__job" / "shards.log"
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[0] + b'{"shard": 1, "fi')
    return output


def test_a_stopped_run_goes_on(begun: Path, jsonl: Path, tmp_path: Path) -> None:
    first = (begun / "part-00000.parquet").stat().st_mtime_ns
    summary = run(jsonl, begun, options(shard_size=20))
    run(jsonl, tmp_path / "whole", options(shard_size=20))
    assert read_rows(begun) == read_rows(tmp_path / "whole")
    assert (begun / "part-00000.parquet").stat().st_mtime_ns == first
    assert (summary.pages_before, summary.pages_now) == (20, summary.total.pages - 20)


def _refused(begun: Path, sources: Any, given: Options, message: str) -> None:
    before = {path: path.read_bytes() for path in begun.rglob("*.*")}
    with pytest.raises(InputError, match=message):
        run(sources, begun, given)
    assert before == {path: path.read_bytes() for path in begun.rglob("*.*")}


def test_another_run_is_refused_with_the_reason(begun: Path, jsonl: Path, tmp_path: Path) -> None:
    same = options(shard_size=20)
    _refused(begun, jsonl, options(shard_size=21), "option shard_size was 20 and is 21 now")
    _refused(begun, jsonl, options(RowOptions(fields=("id",)), shard_size=20), "option fields was id,url")
    other = write_jsonl(tmp_path / "other.jsonl", [{"html": "<p>rain</p>"}])
    _refused(begun, [jsonl, other], same, r"the input .*other.jsonl is new")
    _refused(begun, other, same, r"the input .*pages.jsonl is no longer among those given")
    found = jsonl.stat()
    os.utime(jsonl, ns=(found.st_atime_ns, found.st_mtime_ns + 1_000))
    _refused(begun, jsonl, same, r"the input .*pages.jsonl was changed since")


def test_another_model_is_refused(begun: Path, jsonl: Path, tmp_path: Path) -> None:
    manifest = begun / "__job" / "manifest.json"
    plan = json.loads(manifest.read_text())
    plan["model"]["sha256"] = "0" * 64
    manifest.write_text(json.dumps(plan))
    _refused(begun, jsonl, options(shard_size=20), r"its model \(.*\) is not the one given now")
    with pytest.raises(ModelError, match="no such model folder"):
        run(jsonl, tmp_path / "new", options(model=tmp_path / "nowhere"))
    assert not (tmp_path / "new").exists()


def test_missing_and_changed_shards_are_noticed(begun: Path, jsonl: Path) -> None:
    shard = begun / "part-00000.parquet"
    shard.write_bytes(b"PAR1")
    _refused(begun, jsonl, options(shard_size=20), "was complete and is changed now")
    shard.unlink()
    _refused(begun, jsonl, options(shard_size=20), "was complete and is gone now")
    assert run(jsonl, begun, options(shard_size=20, overwrite=True)).is_clean


def test_folders_of_others_are_never_touched(begun: Path, jsonl: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "dear.txt").write_text("dear")
    for overwrite in (False, True):
        with pytest.raises(InputError, match=r"holds 'dear.txt', which is of no batch run"):
            run(jsonl, letters, options(overwrite=overwrite))
    (begun / "notes.txt").write_text("keep me")
    with pytest.raises(InputError, match=r"holds 'notes.txt'"):
        run(jsonl, begun, options(shard_size=2, overwrite=True))
    assert (begun / "part-00000.parquet").exists()
    with pytest.raises(InputError, match="is a file"):
        run(jsonl, jsonl, options())


def test_overwriting_replaces_another_run(begun: Path, jsonl: Path, pages: list[Page]) -> None:
    summary = run(jsonl, begun, options(shard_size=1_000, overwrite=True))
    assert summary.pages_before == 0
    assert [path.name for path in sorted(begun.glob("part*"))] == ["part-00000.parquet"]
    assert len(read_rows(begun)) == len(pages)


def test_an_output_that_cannot_be_written_is_one_line(jsonl: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"file.*: Not a directory"):
        run(jsonl, tmp_path / "file" / "out", options())


def test_two_runs_do_not_share_a_folder(begun: Path, jsonl: Path) -> None:
    with OutputFolder(begun).held(), pytest.raises(InputError, match="another run is at work here"):
        run(jsonl, begun, options(shard_size=20))


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_duplicates_skips_and_damage_are_counted_across_starts(form: str, tmp_path: Path) -> None:
    rows = [{"id": str(number % 8), "html": "<p>rain</p>"} for number in range(10)]
    lines = write_jsonl(tmp_path / "in.jsonl", rows)
    archive = tmp_path / "in.warc"
    parts = [warc_record("photo", b"x", "image/png"), warc_record("a", b"<p>a</p>"), b"noise" * 20]
    archive.write_bytes(b"".join([*parts, warc_record("b", b"<p>b</p>"), warc_record("c", b"<p>c</p>")[:-9]]))
    given = options(shard_size=4, output_format=form)
    whole = run([lines, archive], tmp_path / "out", given)
    assert (whole.total.pages, whole.total.duplicates, whole.total.failed) == (13, 2, 1)
    assert whole.total.skipped == {"image": 1}
    assert len(whole.total.damaged) == 1
    assert not whole.is_clean
    for kept in range(4):
        log = tmp_path / "out" / "__job" / "shards.log"
        log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:kept]))
        assert run([lines, archive], tmp_path / "out", given).total == whole.total


def test_inputs_without_pages_give_a_file_without_rows(tmp_path: Path) -> None:
    archive = tmp_path / "in.warc"
    archive.write_bytes(warc_record("photo", b"x", "image/png"))
    assert run(archive, tmp_path / "out", options()).total.skipped == {"image": 1}
    assert len(pd.read_parquet(tmp_path / "out")) == 0


def test_the_output_inside_an_input_is_not_read(pages: list[Page], tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(pages[0]["html"])
    for _ in range(2):
        assert run(tmp_path, tmp_path / "out", options()).total.pages == 1


def test_a_column_that_is_missing_is_noticed_before_anything_is_written(jsonl: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no column 'body'.*'id', 'url', 'html'"):
        run(jsonl, tmp_path / "out", options(reading=ReadOptions(page_column="body")))
    assert not (tmp_path / "out").exists()


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BufferedReader(io.BytesIO(data))


def test_standard_input_goes_on_only_with_the_same_pages(
    jsonl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = jsonl.read_bytes()
    output, given = tmp_path / "out", options(shard_size=10)

    def start(said: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", _Stdin(said))
        run("-", output, given)

    start(data)
    rows = read_rows(output)
    log = output / "__job" / "shards.log"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:2]))
    with pytest.raises(InputError, match="its first 20 pages are not those of the first time"):
        start(data.replace(b"the", b"THE"))
    with pytest.raises(InputError, match="standard input: gives 3 pages, and gave at least 20 before"):
        start(b"".join(data.splitlines(keepends=True)[:3]))
    start(data)
    assert read_rows(output) == rows
