from __future__ import annotations

import io

import pytest

from noisefilter.batch.progress import Bar, LogLines, for_terminal


def test_a_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.0, 10.0, 10.0, 40.0, 40.0, 40.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    stream = io.StringIO()
    with LogLines(stream) as lines:
        lines.update(50, 1_000_000, 0, 0.1)
        lines.update(400, 8_000_000, 2, 0.5)
    assert stream.getvalue() == "50.0%, 400 pages, 10.0 pages/s, 0.20 MB/s, 2 errors, time left 0:00:50\n"


def test_a_bar_where_nobody_knows_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar() as bar:
        bar.update(50, 1_000_000, 1, None)
    assert "50 pages" in capsys.readouterr().err


def test_without_a_terminal_there_is_no_bar() -> None:
    assert isinstance(for_terminal(), LogLines)
