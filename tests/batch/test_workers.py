from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from noisefilter.batch import run, workers
from noisefilter.errors import WorkerError
from tests.batch import faults
from tests.batch.conftest import options, read_rows, write_jsonl

GOOD = "<p>It rained all week.</p>"


@pytest.fixture
def with_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "serve", faults.serve)


def _errors(sources: list[str], tmp_path: Path, **running: Any) -> list[str | None]:
    rows = [{"id": str(number), "html": source} for number, source in enumerate(sources)]
    summary = run(write_jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out", options(**running))
    found = read_rows(tmp_path / "out")
    assert [row["id"] for row in found] == [row["id"] for row in rows]
    assert summary.complete
    assert summary.total.failed == sum(row["error"] is not None for row in found)
    assert all(row["text"] is None or row["error"] is None for row in found)
    return [row["error"] for row in found]


@pytest.mark.usefixtures("with_faults")
def test_pages_that_end_their_worker_are_recorded_and_the_rest_goes_on(tmp_path: Path) -> None:
    sources = [GOOD, "<p>HANG</p>", GOOD, "<p>DIE</p>", "<p>EXIT</p>", GOOD, "<p>EAT</p>", "<p>BUG</p>", GOOD]
    errors = _errors(sources, tmp_path, timeout=1.5, jobs=2, batch_size=4, memory=600)
    assert errors[0] is errors[2] is errors[5] is errors[8] is None
    assert errors[1] == "took longer than 1.5 s"
    assert errors[3] == "the worker was killed by SIGKILL"
    assert errors[4] == "the worker ended with exit code 3"
    assert errors[6] is not None
    assert "more memory" in errors[6]
    assert errors[7] == "KeyError: 'nobody thought of this page'"


@pytest.mark.usefixtures("with_faults")
def test_a_page_whose_worker_was_killed_by_someone_else_gets_another_try(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    assert _errors([GOOD, f"<p>DIE ONCE |{marker}|</p>", GOOD], tmp_path) == [None, None, None]
    assert marker.exists()


@pytest.mark.usefixtures("with_faults")
def test_failed_pages_are_copied_to_the_quarantine(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    _errors([GOOD, "<p>BUG</p>", "%PDF-1.7 no page"], tmp_path, quarantine=kept, batch_size=1)
    names = ["part-00000-000001.json", "part-00000-000001.page"]
    assert sorted(path.name for path in kept.iterdir())[:2] == names
    assert (kept / names[1]).read_text() == "<p>BUG</p>"
    assert "nobody thought" in (kept / names[0]).read_text()


def test_workers_that_cannot_start_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "serve", faults.never_ready)
    start = time.monotonic()
    with pytest.raises(WorkerError, match=r"could not be started .*exit code 7"):
        _errors([GOOD], tmp_path)
    assert time.monotonic() - start < 60
