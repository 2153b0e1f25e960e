"""WCXB, the Web Content eXtraction Benchmark: pages with their main content.

Murrough Foley, `WCXB: A Multi-Type Web Content Extraction Benchmark
<https://arxiv.org/abs/2605.21097>`_, 2026, CC BY 4.0. Its development part has the pages of seven types
in ``dev/html/ID.html.gz``, what they say in ``dev/ground-truth/ID.json``, and their domains and types in
``metadata.json``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets import Dataset, Features, Value

from noisefilter.errors import CorpusError
from noisefilter.labels import PAGE_TYPES
from train.sources.files import list_files, read_bytes, read_json

FEATURES = Features(
    {
        "id": Value("string"),
        "url": Value("string"),
        "domain": Value("string"),
        "page_type": Value("string"),
        "html": Value("large_binary"),
        "main_content": Value("string"),
    }
)
_REMEDY = "put the published WCXB (arXiv 2605.21097) there: metadata.json, dev/html, dev/ground-truth"
_LEFT_OUT = Path(__file__).with_name("wcxb_left_out.txt")


def read(root: Path) -> Dataset:
    """Read the development part of WCXB, without the pages that stand in both of its parts.

    Parameters
    ----------
    root : Path
        The folder that holds ``wcxb``.

    Returns
    -------
    Dataset
        A row per page, sorted by id: ``id``; ``url`` ("" for the few pages without one); ``domain``;
        ``page_type``, one of `noisefilter.labels.PAGE_TYPES`; ``html``, the bytes as published;
        ``main_content``, "" where nothing on the page is main content.

    Raises
    ------
    CorpusError
        Where a file is missing or does not follow the published layout.
    """
    return Dataset.from_list(list(_rows(root / "wcxb")), features=FEATURES)


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    left_out = left_out_ids()
    about = read_json(folder / "metadata.json", _REMEDY).get("files")
    if not isinstance(about, dict):
        message = f'{folder / "metadata.json"}: has no "files"; {_REMEDY}'
        raise CorpusError(message)
    for path in list_files(folder / "dev" / "ground-truth", "*.json", _REMEDY):
        name = path.stem
        if name in left_out:
            continue
        page = read_json(path, _REMEDY)
        try:
            truth = page["ground_truth"]
            row = {
                "id": name,
                "url": page.get("url") or "",
                "domain": about[name]["domain"],
                "page_type": about[name]["page_type"],
                "main_content": truth.get("main_content") or "",
            }
        except (AttributeError, KeyError, TypeError) as error:
            message = f"{path}: not in the published layout ({error!r}); {_REMEDY}"
            raise CorpusError(message) from error
        if row["page_type"] not in PAGE_TYPES:
            message = f"{path}: the page type {row['page_type']!r} in metadata.json is unknown; {_REMEDY}"
            raise CorpusError(message)
        row["html"] = read_bytes(folder / "dev" / "html" / f"{name}.html.gz", _REMEDY)
        yield row


def left_out_ids() -> frozenset[str]:
    """Ids of the pages that stand in both published parts, which would leak into an evaluation."""
    lines = _LEFT_OUT.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
