"""The corpus written for this project: whole pages in the label format, one file per language or theme."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets import Dataset, Features, Value

from noisefilter.learn.corpus import check_row, domain_of, read_rows
from train.sources.files import list_files

FEATURES = Features(
    {
        "id": Value("string"),
        "url": Value("string"),
        "domain": Value("string"),
        "language": Value("string"),
        "page_type": Value("string"),
        "html": Value("string"),
        "text": Value("string"),
        "fragments": [{"text": Value("string"), "label": Value("string")}],
    }
)
_REMEDY = "give the folder train/corpus of a checkout of this project"


def read(root: Path) -> Dataset:
    """Read the project's own corpus.

    Parameters
    ----------
    root : Path
        The folder ``train/corpus``; its label files are in ``pages``.

    Returns
    -------
    Dataset
        A row per page, file by file in the order of their names: the fields of the label format
        (`noisefilter.learn.corpus`), None where a page lacks one, and ``domain``.
        `noisefilter.learn.corpus.labelled_page` takes such a row.

    Raises
    ------
    CorpusError
        Where a file is missing or does not follow the label format.
    """
    return Dataset.from_list(list(_rows(root / "pages")), features=FEATURES)


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in list_files(folder, "*.jsonl", _REMEDY):
        for where, page in read_rows(path):
            check_row(page, where)
            row = {name: page.get(name) for name in FEATURES}
            row["domain"] = domain_of(page.get("url")) or f"{path.name}:{where.rpartition(':')[2]}"
            yield row
