"""The command line, as people type it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from noisefilter.bundle import write_bundle
from noisefilter.cli import main
from noisefilter.learn.corpus import read_pages, write_pages
from noisefilter.model.page import PageModel
from noisefilter.model.storage import pack_models


@pytest.fixture
def page(tmp_path: Path, rows: list[dict[str, Any]]) -> Path:
    path = tmp_path / "page.html"
    path.write_text(rows[0]["html"], encoding="utf-8")
    return path


def run(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=given)


def test_a_page_as_a_table(page: Path, model_folder: Path) -> None:
    result = run("predict", page, "--model", model_folder)
    assert result.exit_code == 0
    assert "navigation" in result.stdout
    assert "The old bridge opens again" in result.stdout


def test_a_page_as_json_and_its_reasons(page: Path, model_folder: Path) -> None:
    result = run("predict", page, "--format", "json", "--explain", "--model", model_folder)
    (found,) = json.loads(result.stdout)
    assert found["source"] == str(page)
    assert found["language"] == "en"
    assert found["fragments"][0]["text"] == "Home"
    assert 0 < found["fragments"][0]["probability"] <= 1
    assert {"name", "value"} == found["fragments"][0]["reasons"][0].keys()


def test_a_folder_as_json_lines(tmp_path: Path, page: Path, model_folder: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "dump.txt").write_text("Home\nIt rained.", encoding="utf-8")
    (tmp_path / "more" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    result = run("predict", tmp_path, "--format", "jsonl", "--model", model_folder)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(Path(row["source"]).name, row["kind"]) for row in found] == [
        ("dump.txt", "text"),
        ("page.html", "html"),
    ]


def test_a_wet_file_is_named_with_what_to_do(tmp_path: Path, model_folder: Path) -> None:
    path = tmp_path / "crawl.wet"
    path.write_bytes(b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\nrain")
    result = run("predict", path, "--model", model_folder)
    assert result.exit_code == 1
    assert "crawl.wet: this is a WARC or WET file" in result.stderr
    assert "noisefilter batch" in result.stderr


def test_standard_input_and_the_article_text(page: Path, model_folder: Path) -> None:
    arguments = ("predict", "-", "--format", "text", "--model", model_folder)
    result = run(*arguments, given=page.read_bytes())
    assert result.exit_code == 0
    assert "closed for repairs" in result.stdout
    assert "Home" not in result.stdout


def test_a_report_is_one_file(page: Path, model_folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    assert run("predict", page, "--report", report, "--model", model_folder).exit_code == 0
    text = report.read_text(encoding="utf-8")
    assert "The old bridge opens again" in text
    assert "why " in text


def test_a_report_shows_one_page(page: Path, model_folder: Path, tmp_path: Path) -> None:
    result = run("predict", page, page, "--report", tmp_path / "r.html", "--model", model_folder)
    assert result.exit_code == 2
    assert "give one file" in result.stderr


def test_bad_files_are_named_and_the_rest_is_read(page: Path, model_folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_bytes(b"%PDF-1.4")
    missing = tmp_path / "missing.html"
    result = run("predict", broken, missing, page, "--format", "jsonl", "--model", model_folder)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert f"{broken}: this is a PDF file" in result.stderr
    assert f"{missing}: cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["predict", "{page}", "--model", "{tmp}/nowhere"], "no such model folder"),
        (["predict", "{page}", "--charset", "klingon"], "klingon"),
        (["predict"], "Missing argument"),
        (["label", "{page}", "-o", "{tmp}/no/such/folder.jsonl"], "cannot be written"),
        (["train", "{tmp}/missing.jsonl", "-o", "{tmp}/new"], "cannot be read"),
        (["train", "{page}", "-o", "{tmp}/new"], "not JSON"),
        (["evaluate", "{page}"], "not JSON"),
    ],
)
def test_wrong_input_is_one_line_and_no_traceback(
    page: Path, model_folder: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    filled = [argument.format(page=page, tmp=tmp_path) for argument in arguments]
    option = "--base" if filled[0] == "train" else "--model"
    if option not in filled and len(filled) > 1:
        filled += [option, str(model_folder)]
    result = run(*filled)
    assert result.exit_code in {1, 2}
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_ctrl_c_says_so_and_has_an_exit_code_of_its_own(
    page: Path, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("noisefilter.predict.NoiseFilter.predict", interrupted)
    result = run("predict", page, "--model", model_folder)
    assert (result.exit_code, result.stderr) == (130, "noisefilter: stopped\n")


def test_info_says_what_the_model_is(model_folder: Path) -> None:
    result = run("info", "--model", model_folder)
    assert result.exit_code == 0
    assert str(model_folder) in result.stdout.replace("\n", "")


def test_info_says_how_good_the_model_is_in_each_language(
    models: dict[str, PageModel], tmp_path: Path
) -> None:
    parameters, tensors = pack_models(models)
    card = {"languages": {"de": {"html": 0.75, "text": 0.625}}}
    write_bundle(tmp_path / "m", {"models": parameters, "card": card}, tensors, "# M\n")
    assert "html 0.750, text 0.625" in run("info", "--model", tmp_path / "m").stdout


def test_label_correct_train_evaluate(page: Path, model_folder: Path, tmp_path: Path) -> None:
    labels = tmp_path / "mine.jsonl"
    result = run("label", page, "-o", labels, "--model", model_folder)
    assert result.exit_code == 0
    (labelled,) = read_pages(labels)
    assert labelled.segments.texts[0] == "Home"
    row = json.loads(labels.read_text(encoding="utf-8"))
    for fragment in row["fragments"]:
        if fragment["text"] == "About brook":
            fragment["label"] = "widget"
    write_pages([row], labels)
    taught = tmp_path / "taught"
    result = run("train", labels, "-o", taught, "--base", model_folder)
    assert result.exit_code == 0
    assert "learnt from 10 fragments of 1 pages" in result.stderr
    result = run("evaluate", labels, "--model", taught)
    assert result.exit_code == 0
    assert "macro F1" in result.stdout
    found = json.loads(run("predict", page, "--format", "jsonl", "--model", taught).stdout)
    assert {f["text"]: f["label"] for f in found["fragments"]}["About brook"] == "widget"


def test_a_reader_that_goes_away_is_no_error(page: Path, model_folder: Path) -> None:
    command = [sys.executable, "-m", "noisefilter.cli", "predict", *[str(page)] * 50]
    command += ["--format", "json", "--model", str(model_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
