"""The command ``noisefilter comment``: judge one comment, or files of them."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from noisefilter.errors import InputError

if TYPE_CHECKING:
    from noisefilter.comment_files import Row
    from noisefilter.judge import Verdict
    from noisefilter.predict import NoiseFilter

_BATCH = 1_000  #: rows that are read ahead
_N_REASONS = 8


@click.command()
@click.argument("sources", nargs=-1, metavar="[TEXT|-|FILE...]")
@click.option("--text", metavar="COLUMN", help="Column of the files that holds the comments.")
@click.option("--author", metavar="NAME|COLUMN", help="The author's name; of files, its column.")
@click.option("--author-url", metavar="URL|COLUMN", help="The author's homepage; of files, its column.")
@click.option("--author-email", metavar="ADDRESS|COLUMN", help="The author's e-mail; of files, its column.")
@click.option("--post", metavar="TEXT|COLUMN", help="Title or text of the post; of files, its column.")
@click.option("--threshold", help="Probability, or share of false alarms such as 0.5% (default: 1%).")
@click.option("--reasons", is_flag=True, help="Say why, for each comment of a file.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write verdicts to a .jsonl or .csv file."
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict on one comment as JSON.")
@click.option("--model", type=click.Path(path_type=Path), help="Model folder; the shipped one by default.")
def comment(
    sources: tuple[str, ...],
    text: str | None,
    author: str | None,
    author_url: str | None,
    author_email: str | None,
    post: str | None,
    threshold: str | None,
    reasons: bool,
    output: Path | None,
    as_json: bool,
    model: Path | None,
) -> None:
    """Say whether comments are spam.

    TEXT is one comment; without it, or with -, the comment is read from standard input. FILEs
    (.jsonl, .csv, .tsv, .parquet) hold many; broken lines are reported, and the rest is judged.
    The exit code is 1 where a line of a file was broken.
    """
    from noisefilter.predict import load

    nf = load(model)
    limit = _threshold(threshold)
    given = {"author": author, "author_url": author_url, "author_email": author_email, "post": post}
    files = [Path(source) for source in sources]
    if files and all(_is_file(path) for path in files):
        columns = {name: value for name, value in ({"text": text} | given).items() if value}
        sys.exit(_judge_files(nf, files, columns, limit, output, reasons=reasons))
    if text is not None or output is not None or len(sources) > 1:
        wrong = next((str(path) for path in files if not _is_file(path)), "standard input")
        message = (
            f"{wrong}: no such file; give .jsonl, .csv, .tsv or .parquet files, or one comment in quotes"
        )
        raise InputError(message)
    body = sources[0] if sources and sources[0] != "-" else _standard_input()
    verdict = nf.predict_comment(body, threshold=limit, **given)
    click.echo(
        json.dumps(_as_json(verdict, reasons=True), ensure_ascii=False) if as_json else _in_words(verdict)
    )


def _is_file(path: Path) -> bool:
    from noisefilter.comment_files import FORMATS

    try:
        return path.is_file() or (path.suffix.lower() in FORMATS and len(str(path).split()) == 1)
    except OSError:  # a long comment is no name that a file can have
        return False


def _standard_input() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def _threshold(given: str | None) -> float | str | None:
    try:
        return float(given) if given is not None else None
    except ValueError:
        return given


def _in_words(verdict: Verdict) -> str:
    word = "spam" if verdict.spam else "not spam"
    lines = [f"{word}: probability {verdict.probability:.4f}, threshold {verdict.threshold:.4f}"]
    lines += [f"  {part.value:+.2f}  {part.name}" for part in verdict.reasons[:_N_REASONS]]
    return "\n".join(lines)


def _as_json(verdict: Verdict, *, reasons: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"spam": verdict.spam, "spam_probability": round(verdict.probability, 6)}
    if reasons:
        parts = verdict.reasons[:_N_REASONS]
        found["reasons"] = [{"name": part.name, "value": round(part.value, 4)} for part in parts]
    return found


def _judge_files(
    nf: NoiseFilter,
    files: Sequence[Path],
    columns: Mapping[str, str],
    limit: float | str | None,
    output: Path | None,
    *,
    reasons: bool,
) -> int:
    from noisefilter.comment_files import read_comment_file

    if output is not None and output.suffix.lower() not in {".jsonl", ".csv"}:
        message = f"{output}: cannot tell the format to write; name it *.jsonl or *.csv"
        raise InputError(message)
    if output is not None and any(output.resolve() == path.resolve() for path in files):
        message = f"{output}: is read, too; write to another file"
        raise InputError(message)
    n = n_spam = n_broken = 0
    out: IO[str] = output.open("w", encoding="utf-8", newline="") if output is not None else sys.stdout
    try:
        write = _Writer(out, is_csv=output is not None and output.suffix.lower() == ".csv")
        for path in files:
            rows = read_comment_file(path, columns)
            while batch := list(islice(rows, _BATCH)):
                for row, verdict in _judge(nf, batch, limit):
                    if verdict is None:
                        click.echo(f"noisefilter: {path}: line {row.number}: {row.error}", err=True)
                        n_broken += 1
                        continue
                    n += 1
                    n_spam += verdict.spam
                    write(row.values | _as_json(verdict, reasons=reasons))
    finally:
        if output is not None:
            out.close()
    broken = f"; {n_broken} broken lines left out" if n_broken else ""
    click.echo(f"{n} comments, {n_spam} spam{broken}", err=True)
    return 1 if n_broken else 0


def _judge(
    nf: NoiseFilter, rows: Sequence[Row], limit: float | str | None
) -> Iterator[tuple[Row, Verdict | None]]:
    whole = [row for row in rows if row.comment is not None]
    given = ({name: getattr(row.comment, name) for name in _FIELDS} for row in whole)
    verdicts = dict(zip((id(row) for row in whole), nf.predict_comments(given, limit), strict=True))
    return ((row, verdicts.get(id(row))) for row in rows)


_FIELDS = ("text", "author", "author_url", "author_email", "post")


class _Writer:
    """Writes rows as JSON Lines or CSV."""

    def __init__(self, out: IO[str], *, is_csv: bool) -> None:
        self._out = out
        self._is_csv = is_csv
        self._table: csv.DictWriter[str] | None = None

    def __call__(self, row: dict[str, Any]) -> None:
        if not self._is_csv:
            line = json.dumps(row, ensure_ascii=False, default=str)
            if not line.isascii():
                line = line.encode("utf-8", "backslashreplace").decode()
            self._out.write(line + "\n")
            return
        flat = {name: _cell(value) for name, value in row.items()}
        if self._table is None:
            self._table = csv.DictWriter(self._out, list(flat), extrasaction="ignore", lineterminator="\n")
            self._table.writeheader()
        self._table.writerow(flat)


def _cell(value: Any) -> Any:
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value
    return text.encode("utf-8", "backslashreplace").decode() if isinstance(text, str) else text
