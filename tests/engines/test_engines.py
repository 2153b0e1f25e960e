"""All engines give, row for row, what the batch job gives."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pytest

from noisefilter.batch import Labeller, RowOptions, run
from noisefilter.engines import import_extra
from noisefilter.engines.datasets import MapLabeller, label
from noisefilter.errors import InputError, MissingExtraError
from tests.batch.conftest import options, read_rows, write_jsonl

Row = dict[str, Any]


@pytest.fixture(scope="module")
def inputs(pages: list[dict[str, str]]) -> list[dict[str, str]]:
    """Pages, among them one that fails and an empty one."""
    failing = {"id": "noise", "url": "https://www.paper.example/", "html": "\x01\x02\x03" * 40}
    empty = {"id": "empty", "url": "https://www.empty.example/", "html": ""}
    return [*pages[:30], failing, empty, *pages[30:]]


@pytest.fixture(scope="module")
def expected(inputs: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.mktemp("expected")
    run(write_jsonl(folder / "in.jsonl", inputs), folder / "out", options(jobs=2, batch_size=5))
    return read_rows(folder / "out")


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_arrow_tables(size: int, inputs: list[dict[str, str]], expected: list[Row]) -> None:
    table = pa.Table.from_batches(pa.Table.from_pylist(inputs).to_batches(max_chunksize=size))
    assert Labeller()(table).to_pylist() == expected
    binary = table.set_column(2, "html", table.column("html").cast(pa.binary()))
    assert [row["text"] for row in Labeller()(binary).to_pylist()] == [row["text"] for row in expected]


@pytest.mark.parametrize("size", [3, 1_000])
def test_datasets(size: int, inputs: list[dict[str, str]], expected: list[Row]) -> None:
    dataset = datasets.Dataset.from_list(inputs)
    assert label(dataset, batch_size=size).to_list() == expected
    labeller = MapLabeller("html")
    mapped = dataset.map(
        labeller,
        batched=True,
        batch_size=size,
        features=labeller.features,
        remove_columns=dataset.column_names,
    )
    assert mapped.to_list() == expected


def test_a_missing_column_is_named(inputs: list[dict[str, str]]) -> None:
    with pytest.raises(InputError, match=r"no column 'body'.*'id', 'url', 'html'"):
        Labeller("body")(pa.Table.from_pylist(inputs))


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java 17 or newer, and there is no java here")
    sql = pytest.importorskip("pyspark.sql")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        builder = sql.SparkSession.builder.master("local[2]").appName("noisefilter")
        session = builder.config("spark.ui.enabled", "false").getOrCreate()
        yield session
        session.stop()


@pytest.mark.parametrize("size", [4, 10_000])
def test_spark(size: int, spark: Any, inputs: list[dict[str, str]], expected: list[Row]) -> None:
    from noisefilter.engines.spark import label as label_frame

    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(size))
    frame = spark.createDataFrame(inputs).repartition(3)
    rows = {row["id"]: row.asDict(recursive=True) for row in label_frame(frame, "html").collect()}
    assert [rows[row["id"]] for row in expected] == expected
    assert len(rows) == len(expected)
    few = label_frame(frame, options=RowOptions(fields=("id", "text")))
    assert few.columns == ["id", "text"]
    with pytest.raises(InputError, match="no column 'body'"):
        label_frame(frame, "body")


def _datatrove(folder: Path, output: Path, rule: Any = None, tasks: int = 2) -> Any:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from noisefilter.engines.datatrove import NoiseFilterStep

    steps = [
        JsonlReader(str(folder), text_key="html", default_metadata={}),
        NoiseFilterStep(rule=rule, exclusion_writer=JsonlWriter(str(output / "dropped"), compression=None)),
        JsonlWriter(str(output / "kept"), compression=None),
    ]
    return LocalPipelineExecutor(steps, tasks=tasks, logging_dir=str(output / "logs")).run()


@pytest.fixture
def halves(inputs: list[dict[str, str]], tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    # datatrove's readers leave out documents without text.
    rows = [row for row in inputs if row["html"]]
    write_jsonl(tmp_path / "in" / "a.jsonl", rows[:20])
    write_jsonl(tmp_path / "in" / "b.jsonl", rows[20:])
    return tmp_path / "in"


def _documents(folder: Path) -> list[Row]:
    return [row for path in sorted(folder.glob("*.jsonl")) for row in datasets.Dataset.from_json(str(path))]


@pytest.mark.filterwarnings("ignore")
def test_datatrove(halves: Path, expected: list[Row], tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    import json

    _datatrove(halves, tmp_path / "out")
    lines = [
        json.loads(line)
        for path in sorted((tmp_path / "out" / "kept").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    found = [
        # The writer leaves out what is empty.
        {"id": doc["id"], "url": doc["metadata"]["url"], "text": doc.get("text", "")}
        | doc["metadata"]["noisefilter"]
        for doc in lines
    ]
    wanted = [row | {"text": row["text"] or ""} for row in expected if row["id"] != "empty"]
    assert found == wanted
    # A task that is done is not done again.
    (done, other) = sorted((tmp_path / "out" / "logs" / "completions").iterdir())
    other.unlink()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "kept").iterdir()}
    _datatrove(halves, tmp_path / "out")
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "kept").iterdir()}
    assert done.exists()
    assert sum(before[path] != after[path] for path in before) == 1


@pytest.mark.filterwarnings("ignore")
def test_datatrove_drops_by_rule(halves: Path, expected: list[Row], tmp_path: Path) -> None:
    pytest.importorskip("datatrove")

    stats = _datatrove(halves, tmp_path / "out", _broken_or_no_article)
    dropped = _documents(tmp_path / "out" / "dropped")
    wanted = [row["id"] for row in expected if row["id"] != "empty" and _broken_or_no_article(row)]
    assert [row["id"] for row in dropped] == wanted
    assert dropped[wanted.index("noise")]["metadata"]["filter_reason"] == "broken"
    assert "dropped_broken" in stats.to_json()


def test_a_datatrove_step_by_itself(inputs: list[dict[str, str]], expected: list[Row]) -> None:
    pytest.importorskip("datatrove")
    from datatrove.data import Document

    from noisefilter.engines.datatrove import NoiseFilterStep

    given = [Document(row["html"], row["id"], metadata={"url": row["url"]}) for row in inputs]
    step = NoiseFilterStep(_broken_or_no_article, options=RowOptions(fields=("counts", "error")))
    kept = list(step(iter(given)))
    wanted = [row for row in expected if not _broken_or_no_article(row)]
    assert [document.text for document in kept] == [row["text"] for row in wanted]
    rows = [{"counts": row["counts"], "error": row["error"]} for row in wanted]
    assert [document.metadata["noisefilter"] for document in kept] == rows


def test_spark_batches_without_spark(inputs: list[dict[str, str]], expected: list[Row]) -> None:
    from noisefilter.engines.spark import _Mapper

    batches = pa.Table.from_pylist(inputs).to_batches(max_chunksize=7)
    rows = [row for batch in _Mapper(Labeller("html"))(batches) for row in batch.to_pylist()]
    assert rows == expected


def _broken_or_no_article(row: Row) -> str | None:
    if row["error"]:
        return "broken"
    return None if row["page_type"] == "article" else "no_article"


def test_a_missing_extra_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingExtraError, match=r"nowhere is not .*pip install 'noisefilter\[spark\]'"):
        import_extra("nowhere.at.all", "spark")
    code = "import sys; sys.modules['datatrove'] = None; import noisefilter.engines.datatrove"
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    last = ended.stderr.splitlines()[-1]
    assert last.endswith("run: pip install 'noisefilter[datatrove]'")
