from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from noisefilter.cli import main
from tests.batch.conftest import read_rows, write_jsonl


def _batch(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["batch", *map(str, arguments)])


def test_exit_codes_and_summary(jsonl: Path, tmp_path: Path) -> None:
    good = _batch(jsonl, tmp_path / "out", "--text-only", "--jobs", 1)
    assert good.exit_code == 0
    assert "done: 40 pages in 1 file" in good.stderr
    assert set(read_rows(tmp_path / "out")[0]) == {"id", "url", "text", "error"}
    assert "nothing was left to do" in _batch(jsonl, tmp_path / "out", "--text-only", "--jobs", 1).stderr
    bad = write_jsonl(tmp_path / "bad.jsonl", [{"id": "a", "html": "\x01\x02" * 50}, {"html": "<p>b</p>"}])
    failed = _batch(bad, tmp_path / "bad", "--jobs", 1)
    assert failed.exit_code == 1
    assert "1 page failed" in failed.stderr
    assert "a: this is binary data" in failed.stderr
    assert json.loads((tmp_path / "bad" / "__job" / "summary.json").read_text())["failed"] == 1
    assert _batch(tmp_path / "nowhere", tmp_path / "x").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fields", "id,size"], "the field 'size' is unknown"),
        (["--labels", "news"], "the label 'news' is unknown"),
        (["--fields", "id", "--text-only"], "exclude each other"),
        (["--shard-size", "0"], "shard_size is 0"),
        (["--timeout", "0"], "timeout is 0"),
        (["--max-bytes", "-1"], "max_bytes is -1"),
        (["--input-format", "pdf"], "the input format 'pdf' is unknown"),
    ],
)
def test_wrong_options_are_one_line(arguments: list[str], message: str, jsonl: Path, tmp_path: Path) -> None:
    result = _batch(jsonl, tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_dry_run_says_what_would_be_read(jsonl: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").write_text("<p>a</p>")
    (tmp_path / "site" / "b.html").write_text("<p>b</p>")
    result = _batch(jsonl, tmp_path / "site", "-", tmp_path / "out", "--dry-run")
    assert result.exit_code == 0
    assert f"{jsonl}: jsonl; page: html, id: id, url: url; 40 pages" in result.stdout
    assert f"{tmp_path / 'site'}: page; 2 files; 2 pages" in result.stdout
    assert "standard input: stdin; not counted" in result.stdout
    assert "42 pages" in result.stdout
    assert not (tmp_path / "out").exists()
    limited = _batch(jsonl, tmp_path / "out", "--dry-run", "--limit", 3)
    assert "3 pages" in limited.stdout.splitlines()[-1]


def test_the_command_line_does_not_load_what_only_batch_needs() -> None:
    code = (
        "import sys, noisefilter, noisefilter.cli; noisefilter.load();"
        "print({'pyarrow', 'datasets', 'fastwarc', 'sklearn', 'rich', 'zstandard'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
