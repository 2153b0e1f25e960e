"""Runs that are killed and started again give the rows of an undisturbed one."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.batch.conftest import read_rows, write_jsonl
from train.kills import command, run_with_kills

OPTIONS = ["--jobs", "2", "--shard-size", "7", "--batch-size", "2"]


@pytest.fixture
def undisturbed(jsonl: Path, tmp_path: Path) -> Path:
    output = tmp_path / "undisturbed"
    subprocess.run(command([str(jsonl)], output, OPTIONS), check=True)
    return output


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_random_kills(form: str, jsonl: Path, undisturbed: Path, tmp_path: Path) -> None:
    output = tmp_path / "killed"
    options = [*OPTIONS, "--format", form]
    result = run_with_kills([str(jsonl)], output, options, kills=4, longest=3.5, seed=5)
    assert result.exit_code == 0
    assert result.incomplete == []
    assert read_rows(output) == read_rows(undisturbed)


def test_ctrl_c_leaves_complete_shards_and_no_process(pages: list[dict[str, str]], tmp_path: Path) -> None:
    # Enough pages that the run is not done before it can be stopped.
    many = [{**page, "id": f"{n}-{page['id']}"} for n in range(10) for page in pages]
    jsonl = write_jsonl(tmp_path / "many.jsonl", many)
    output, undisturbed = tmp_path / "stopped", tmp_path / "undisturbed"
    subprocess.run(command([str(jsonl)], undisturbed, OPTIONS), check=True)
    process = subprocess.Popen(
        command([str(jsonl)], output, OPTIONS),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Where the tests run in the background, Ctrl-C is ignored, and programs inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    _wait_for(lambda: any(output.glob("part-*")))
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    _wait_for(lambda: _group_is_gone(process.pid))
    assert subprocess.run(command([str(jsonl)], output, OPTIONS), check=False).returncode == 0
    assert read_rows(output) == read_rows(undisturbed)


def test_workers_end_with_a_killed_run(jsonl: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(command([str(jsonl)], tmp_path / "out", OPTIONS), start_new_session=True)
    _wait_for(lambda: any((tmp_path / "out").glob("part-*")))
    process.kill()
    process.wait()
    _wait_for(lambda: _group_is_gone(process.pid))


def test_a_full_disk_is_one_line_and_can_be_gone_on_from(
    jsonl: Path, undisturbed: Path, tmp_path: Path
) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    output = tmp_path / "full"
    full = subprocess.run(
        command([str(jsonl)], output, OPTIONS),
        check=False,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=little_room,
    )
    assert full.returncode == 2
    assert "File too large" in full.stderr
    assert "the same command goes on" in full.stderr
    assert "Traceback" not in full.stderr
    assert [p.name for p in (output / "__job").glob("*.partial")] == []
    assert subprocess.run(command([str(jsonl)], output, OPTIONS), check=False).returncode == 0
    assert read_rows(output) == read_rows(undisturbed)


def _group_is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def _wait_for(condition: object) -> None:
    deadline = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)
