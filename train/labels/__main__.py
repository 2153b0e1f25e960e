"""``python -m train.labels import --data DIR``: make the files of hand labels from published labels."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from noisefilter.errors import CorpusError
from noisefilter.segment import segment
from train.labels import FOLDER, HandLabels, label_runs, write_labels
from train.sources import open_source

#: The files made here, and the parts of the published labels that each is made from. What validates a
#: model is not among them.
_FILES = {"wcxb": "wcxb-dev", "multilingual-train": "multilingual-train"}


def import_labels(part: str, data: Path) -> Iterator[HandLabels]:
    """Turn a part of the published fragment labels into hand labels without text.

    Parameters
    ----------
    part : str
        A key of `train.sources.fragment_labels.PAGES`.
    data : Path
        The data folder.

    Yields
    ------
    HandLabels
        The labels of each page, in the order of the part.
    """
    for page in open_source(part, data):
        labelled = [(fragment["text"], fragment["label"]) for fragment in page["fragments"]]
        runs = label_runs(segment(page["html"], kind="html"), labelled)
        if part == "wcxb-dev":  # the rest is in WCXB itself
            yield HandLabels(page["id"], part, runs)
        else:
            language, url, file = page["language"], page["url"] or None, page["source_file"] or None
            yield HandLabels(page["id"], part, runs, language, url, file)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = ArgumentParser(prog="python -m train.labels", description="Hand labels without their text.")
    command = parser.add_subparsers(dest="command", required=True).add_parser(
        "import", help="make the files of hand labels from the published labels and their pages"
    )
    command.add_argument("--data", type=Path, required=True, help="the data folder (see README)")
    command.add_argument("--out", type=Path, default=FOLDER, help="where to write (default: %(default)s)")
    options = parser.parse_args(arguments)
    for name, part in _FILES.items():
        try:
            pages = list(import_labels(part, options.data))
        except CorpusError as error:
            print(error, file=sys.stderr)
            return 1
        path = options.out / f"{name}.jsonl"
        write_labels(pages, path)
        words = sum(run.size for page in pages for run in page.runs)
        print(f"{path}: {len(pages)} pages, {words} labelled words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
