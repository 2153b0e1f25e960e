"""A short run of every target, the same each time, and what the harness does with findings."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from noisefilter.segment.html import segment_html
from tests.fuzz import TARGETS, segmenter
from tests.fuzz.__main__ import main
from tests.fuzz.loop import MAX_BYTES, Run, run_plain
from tests.fuzz.mutate import mutate
from tests.fuzz.seeds import page_seeds

#: Inputs of a short run: some two seconds each on a quiet machine.
_RUNS = {"segmenter": 1_500, "encodings": 1_000, "bundles": 200, "comments": 200, "readers": 400}


def _run(target: str, folder: Path, runs: int) -> Run:
    run = Run(target, folder, runs, seconds=float("inf"))
    run_plain(run, seed=1)
    return run


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_breaks_a_promise(target: str, tmp_path: Path) -> None:
    tally = _run(target, tmp_path, _RUNS[target]).tally
    assert (tally.messages, tally.crashes, tally.broken) == ({}, 0, 0)
    assert tally.inputs == _RUNS[target]
    assert json.loads((tmp_path / "report.json").read_text())["inputs"] == tally.inputs


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_keep_all_promises(target: str, tmp_path: Path) -> None:
    run = Run(target, tmp_path, 10**6, seconds=float("inf"))
    assert len(run.seeds) > 3
    for seed in run.seeds:
        run.check(seed)


def test_the_same_seed_gives_the_same_inputs() -> None:
    seeds = page_seeds()

    def inputs() -> list[bytes]:
        random = Random(7)
        return [mutate(random.choice(seeds), seeds, random, MAX_BYTES) for _ in range(300)]

    found = inputs()
    assert found == inputs()
    assert len(set(found)) > 250
    assert max(map(len, found)) <= MAX_BYTES


def _lossy(text: str, segments: object = None) -> tuple[str, str]:
    return ("rain", "(end)") if "rain" in text else ("", "")


def _crashing(data: bytes) -> None:
    if b"<table" in data:
        message = "a table"
        raise ZeroDivisionError(message)


def test_a_lost_word_is_reported_with_its_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmenter, "lost_and_invented", _lossy)
    run = Run("segmenter", tmp_path, 10, seconds=float("inf"))
    for data in (b"<p>fog", b"<p>rain", b"<p>more rain"):
        run.one(data)
    assert (run.tally.inputs, run.tally.broken, run.tally.crashes) == (3, 2, 0)
    ((place, message),) = run.tally.messages.items()
    assert "AssertionError" in place
    assert "lost 'rain'" in message
    assert (tmp_path / message.split("(")[-1].strip(")")).read_bytes() == b"<p>rain"


def test_crashes_and_hangs_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmenter, "check", _crashing)
    run = Run("segmenter", tmp_path, 10, seconds=float("inf"))
    run.one(b"<table>")
    run.one(b"<p>")
    assert (run.tally.crashes, run.tally.broken, run.tally.hangs) == (1, 0, 0)
    monkeypatch.setattr("tests.fuzz.loop.HANG_SECONDS", -1.0)
    run.one(b"<p>")
    assert run.tally.hangs == 1
    assert (tmp_path / "current").read_bytes() == b"<p>"


@pytest.mark.parametrize(
    ("source", "lost"),
    [("<p>one</p><template>two</template>", ""), ("<p>one<script>two</script></p>three", "")],
)
def test_the_oracle_knows_what_is_no_text(source: str, lost: str) -> None:
    assert segmenter.lost_and_invented(source) == (lost, "")


def test_the_oracle_finds_losses_and_inventions() -> None:
    segments = segment_html("<p>one</p><p>two</p>")
    segments.texts[1] = "three"
    assert segmenter.lost_and_invented("<p>one</p><p>two</p>", segments) == ("wo", "hree")
    del segments.texts[1], segments.origin[1]
    assert segmenter.lost_and_invented("<p>one</p><p>two</p>", segments) == ("two", "(end)")


def test_the_command_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["encodings", "--runs", "40", "--blind", "--findings", str(tmp_path)])
    out = capsys.readouterr().out
    assert code == 0, out
    assert "encodings: 40 inputs" in out
    assert "all: 40 inputs" in out
    assert "0 crashes, 0 hangs, 0 broken promises" in out


def test_the_command_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit):
        main(["segmenter"])
    assert "say how long" in capsys.readouterr().err
    monkeypatch.setattr("importlib.util.find_spec", {"atheris": None}.get)
    with pytest.raises(SystemExit):
        main(["segmenter", "--runs", "1"])
    assert "atheris is missing" in capsys.readouterr().err
