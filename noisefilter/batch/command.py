"""``noisefilter batch``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from noisefilter.batch.dry_run import InputReport
    from noisefilter.batch.options import Options

#: Exit codes: every page has its labels; some page failed or some input is damaged; stopped by Ctrl-C.
#: (Inputs, options or an output that cannot be used give 2, as everywhere.)
_CLEAN, _WITH_ERRORS, _STOPPED = 0, 1, 130
_MEGABYTE = 1_000_000
_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="IN...")
@click.argument("output", type=_PATH, metavar="OUT")
@click.option("--format", "output_format", type=click.Choice(["parquet", "jsonl"]), default="parquet")
@click.option(
    "--fields", metavar="A,B,...", help="Columns to write, language among them; all others by default."
)
@click.option("--labels", metavar="A,B,...", help="Labels that make up the column text; content by default.")
@click.option("--text-only", is_flag=True, help="Write only id, url, text and error.")
@click.option("--input-format", help="page, jsonl, csv, tsv, parquet, warc, dataset; detected by default.")
@click.option("--page-column", help="Column with the page; html, text, content, ... by default.")
@click.option("--id-column", help="Column with the id.")
@click.option("--url-column", help="Column with the address.")
@click.option("--config", help="Configuration of a data set.")
@click.option("--split", help="Split of a data set.")
@click.option("--kind", type=click.Choice(["html", "text"]), help="Detected page by page by default.")
@click.option("--model", type=_PATH, help="Model folder; the shipped one by default.")
@click.option("--jobs", type=int, help="Worker processes; one per processor by default.")
@click.option("--batch-size", type=int, help="Pages given to a worker at once (32).")
@click.option("--shard-size", type=int, help="Pages in an output file (10000).")
@click.option("--limit", type=int, help="Stop after so many pages.")
@click.option("--timeout", type=float, help="Seconds that a page may take (60).")
@click.option("--memory", type=int, help="Megabytes that a worker may use (2000).")
@click.option("--max-bytes", type=int, help="Cut longer pages (20000000).")
@click.option("--quarantine", type=_PATH, metavar="DIR", help="Copy failed pages there.")
@click.option("--overwrite", is_flag=True, help="Remove another run from OUT first.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would be read, and stop.")
def batch(
    sources: tuple[str, ...],
    output: Path,
    fields: str | None,
    labels: str | None,
    *,
    text_only: bool,
    is_dry: bool,
    **given: Any,
) -> None:
    """Label millions of pages: a row for each, in files of the folder OUT.

    IN is a folder, a file or a quoted pattern (HTML, text, JSON lines, CSV, Parquet, WARC, WET; plain,
    .gz or .zst), a data set saved by the library datasets, dataset:NAME for one to be streamed, or - for
    standard input.

    The same command goes on where an earlier one stopped, however that ended. Exit codes: 0, every
    page has its labels; 1, done, and some pages failed or inputs are damaged; 2, it could not be
    done; 130, stopped.
    """
    from noisefilter.batch.options import TEXT_FIELDS
    from noisefilter.errors import InputError

    if text_only and fields is not None:
        message = "--text-only and --fields exclude each other; give one of them"
        raise InputError(message)
    chosen = {
        "fields": TEXT_FIELDS if text_only else _split(fields),
        "labels": _split(labels),
    }
    options = _options(chosen | given)
    if is_dry:
        _show_plan(list(sources), output, options)
    else:
        _run(list(sources), output, options)


def _split(values: str | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(value.strip() for value in values.split(",") if value.strip())


def _options(given: dict[str, Any]) -> Options:
    """Sort the options that were given into their groups; the others keep their defaults."""
    from dataclasses import fields

    from noisefilter.batch.options import Options, ReadOptions, RowOptions, RunOptions

    def pick(kind: type[Any]) -> Any:
        names = {field.name for field in fields(kind)}
        return kind(**{name: value for name, value in given.items() if name in names and value is not None})

    return Options(pick(RowOptions), pick(ReadOptions), pick(RunOptions))


def _run(sources: list[str], output: Path, options: Options) -> None:
    from noisefilter.batch.job import run
    from noisefilter.batch.progress import for_terminal

    try:
        summary = run(sources, output, options, for_terminal())
    except KeyboardInterrupt:
        click.echo(f"noisefilter: stopped; the same command goes on from what is in {output}", err=True)
        sys.exit(_STOPPED)
    for line in summary.lines():
        click.echo(line, err=True)
    sys.exit(_CLEAN if summary.is_clean else _WITH_ERRORS)


def _show_plan(sources: list[str], output: Path, options: Options) -> None:
    from noisefilter.batch.dry_run import dry_run
    from noisefilter.batch.summary import Tally

    total = Tally()
    for report in dry_run(sources, output, options):
        click.echo(_line(report))
        total.add(report.tally)
    click.echo(f"{total.pages} pages, {total.bytes_read / _MEGABYTE:.1f} MB; nothing was written")
    for failure in total.failures:
        click.echo(f"  {failure['id']}: {failure['error']}")
    for reason in total.damaged:
        click.echo(f"damaged: {reason}")
    sys.exit(_WITH_ERRORS if total.failed or total.damaged else _CLEAN)


def _line(report: InputReport) -> str:
    entry, tally = report.input, report.tally
    parts = [entry.format]
    if entry.files > 1:
        parts.append(f"{entry.files} files")
    if report.columns:
        parts.append(report.columns)
    parts.append(f"{tally.pages} pages" if report.counted else "not counted: it can be read once")
    if tally.failed:
        parts.append(f"{tally.failed} of them cannot be read")
    parts += [f"{count} skipped ({reason})" for reason, count in sorted(tally.skipped.items())]
    return f"{entry.name}: {'; '.join(parts)}"
