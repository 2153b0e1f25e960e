import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from noisefilter.cli import main

SPAM = "Best boots online, 100% bonus, click boots.top now!!!"
HAM = "Thanks, the part about boots helped me a lot."


@pytest.fixture
def model(comment_bundle: Path) -> list[str]:
    return ["--model", str(comment_bundle)]


def run(*arguments: str | Path, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["comment", *map(str, arguments)], input=given)


def test_one_comment_from_the_arguments(model: list[str]) -> None:
    result = run(SPAM, "--author", "Cheap boots shop", *model)
    assert result.exit_code == 0
    assert result.stdout.startswith("spam: probability")
    assert "“" in result.stdout
    assert run(HAM, *model).stdout.startswith("not spam: probability")


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_one_comment_from_standard_input(model: list[str], arguments: list[str]) -> None:
    result = run(*arguments, "--json", *model, given=SPAM)
    found = json.loads(result.stdout)
    assert found["spam"] is True
    assert found["reasons"]


@pytest.mark.parametrize("given", [b"", b"\xff\xfe\x00", "<b></b>", "😀", "x" * 1_000_000])
def test_odd_standard_input(model: list[str], given: str | bytes) -> None:
    assert run(*model, given=given).exit_code == 0


def test_a_file_to_a_file(model: list[str], tmp_path: Path) -> None:
    source, output = tmp_path / "queue.csv", tmp_path / "verdicts.jsonl"
    source.write_text(f'id,body,name\n1,"{SPAM}",Boots\n2,"{HAM}",\n')
    result = run(source, "--text", "body", "--author", "name", "-o", output, "--reasons", *model)
    assert result.exit_code == 0, result.output
    assert "2 comments, 1 spam" in result.stderr
    rows = [json.loads(line) for line in output.read_text().splitlines()]
    assert [(row["id"], row["spam"]) for row in rows] == [("1", True), ("2", False)]
    assert rows[0]["reasons"][0].keys() == {"name", "value"}


def test_broken_lines_are_reported_and_the_rest_judged(model: list[str], tmp_path: Path) -> None:
    source = tmp_path / "queue.jsonl"
    source.write_text(json.dumps({"text": SPAM}) + '\n{"text": "half\n' + json.dumps({"text": HAM}) + "\n")
    result = run(source, *model)
    assert result.exit_code == 1
    assert f"{source}: line 2: not JSON" in result.stderr
    assert "2 comments, 1 spam; 1 broken lines left out" in result.stderr
    assert [json.loads(line)["spam"] for line in result.stdout.splitlines()] == [True, False]


def test_csv_is_written(model: list[str], tmp_path: Path) -> None:
    source, output = tmp_path / "queue.jsonl", tmp_path / "verdicts.csv"
    source.write_text(json.dumps({"text": SPAM, "tags": ["a", "\ud800"]}) + "\n")
    assert run(source, "-o", output, *model).exit_code == 0
    with output.open(newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert row["spam"] == "True"


def test_the_threshold_can_be_chosen(model: list[str]) -> None:
    assert run(HAM, "--threshold", "0", *model).stdout.startswith("spam")
    assert run(SPAM, "--threshold", "0.1%", *model).exit_code == 0
    result = run(SPAM, "--threshold", "many", *model)
    assert result.exit_code == 2
    assert "noisefilter: the threshold is 'many'" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.csv"], "nowhere.csv: cannot be read"),
        (["one", "two"], "one: no such file"),
        (["text", "-o", "out.jsonl"], "text: no such file"),
        (["queue.csv", "-o", "out.doc"], "cannot tell the format to write"),
        (["queue.csv", "-o", "queue.csv"], "is read, too"),
        (["queue.csv", "--text", "body"], "no column 'body'; there are 'text'"),
    ],
)
def test_wrong_use_is_explained(
    model: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("queue.csv").write_text("text\nhello\n")
    result = run(*arguments, *model)
    assert result.exit_code == 2
    assert message in result.stderr
