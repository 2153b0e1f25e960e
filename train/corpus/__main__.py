"""``python -m train.corpus check``: what the own corpus holds, and where it may be wrong."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from noisefilter.errors import CorpusError
from noisefilter.labels import FRAGMENT_LABELS
from train.corpus.check import Place, Report, check

PAGES = Path(__file__).with_name("pages")
_DAMAGED, _WRONG_ARGUMENTS = 1, 2
_SHOWN_CHARS = 70


def _place(place: Place) -> str:
    text = " ".join(place.text.split())
    short = text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"
    return f"{place.label:<14} {place.page:<34} {short}"


def report_lines(report: Report) -> Iterator[str]:
    """Write the report of one language, line by line."""
    n = report.counts.total()
    yield (
        f"{report.language}: {report.n_pages} pages, {n} labelled fragments, {report.n_unlabelled} without a "
        f"label; {len(report.twins)} near-duplicates, {len(report.disputed)} texts under several labels"
    )
    yield "  " + ", ".join(f"{label} {report.counts[label]}" for label in FRAGMENT_LABELS)
    for title, groups in (("near-duplicates", report.twins), ("several labels", report.disputed)):
        for group in groups:
            yield f"  {title}:"
            yield from (f"    {_place(place)}" for place in group)
    yield from (f"  damaged: {message}" for message in report.damage)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code: 1 only where a line cannot be used."""
    parser = ArgumentParser(prog="python -m train.corpus", description="Look after the project's own corpus.")
    commands = parser.add_subparsers(dest="command", required=True)
    checker = commands.add_parser("check", help="report counts, near-duplicates and disputed labels")
    checker.add_argument("folder", nargs="?", type=Path, default=PAGES)
    options = parser.parse_args(arguments)
    try:
        reports = check(options.folder)
    except CorpusError as error:
        print(f"train.corpus: {error}", file=sys.stderr)
        return _WRONG_ARGUMENTS
    for report in reports:
        print("\n".join(report_lines(report)))
    damage = sum(len(report.damage) for report in reports)
    print(
        f"in all: {sum(r.n_pages for r in reports)} pages, {sum(r.counts.total() for r in reports)} labelled "
        f"fragments, {sum(len(r.twins) for r in reports)} near-duplicates, "
        f"{sum(len(r.disputed) for r in reports)} texts under several labels, {damage} damaged lines"
    )
    return _DAMAGED if damage else 0


if __name__ == "__main__":
    sys.exit(main())
