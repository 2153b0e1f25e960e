"""Pages with a label for each fragment, from the published label files.

``fragment-labels/PART.jsonl`` has one page a line: ``page_id``, ``url``, ``fragments`` with ``text``,
``label`` and ``tag``, and in the parts that are not English ``language`` and ``source_file``. The pages of
``wcxb-dev`` are those of WCXB; those of the other parts stand in ``fragment-labels/multilingual-html``.
The labels are under CC BY 4.0; the pages belong to their publishers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from datasets import Dataset, Features, Value

from noisefilter.errors import CorpusError
from noisefilter.labels import FRAGMENT_LABELS
from noisefilter.learn.corpus import domain_of, read_rows
from train.sources.files import read_bytes

#: Where the pages of each part are, from the data folder.
PAGES = {
    "wcxb-dev": "wcxb/dev/html",
    "multilingual-train": "fragment-labels/multilingual-html",
    "multilingual-validation": "fragment-labels/multilingual-html",
}
FEATURES = Features(
    {
        "id": Value("string"),
        "url": Value("string"),
        "domain": Value("string"),
        "language": Value("string"),
        "source_file": Value("string"),
        "html": Value("large_binary"),
        "fragments": [{"text": Value("string"), "label": Value("string"), "tag": Value("string")}],
    }
)
_REMEDY = "put the published fragment labels and their pages there (for wcxb-dev, those of WCXB)"


def read(root: Path, part: str) -> Dataset:
    """Read one part of the fragment labels with its pages.

    Parameters
    ----------
    root : Path
        The folder that holds ``fragment-labels``, and ``wcxb`` for ``wcxb-dev``.
    part : str
        A key of `PAGES`.

    Returns
    -------
    Dataset
        A row per page, in the order of the file: ``id``; ``url`` ("" if unknown); ``domain``, which pages
        of one site share; ``language``; ``source_file`` ("" for WCXB); ``html``, the bytes as published;
        ``fragments``, in page order, each with ``text``, ``label`` and ``tag``.

    Raises
    ------
    CorpusError
        Where a file is missing or does not follow the published layout.
    """
    return Dataset.from_list(list(_rows(root, part)), features=FEATURES)


def _rows(root: Path, part: str) -> Iterator[dict[str, Any]]:
    path = root / "fragment-labels" / f"{part}.jsonl"
    if not path.is_file():
        message = f"{path}: there is no such file; {_REMEDY}"
        raise CorpusError(message)
    for where, page in read_rows(path):
        try:
            name, address = page["page_id"], page["url"].strip()
            source = page.get("source_file", "")
            labels = {fragment["label"] for fragment in page["fragments"]}
            fragments = [{key: f[key] for key in ("text", "label", "tag")} for f in page["fragments"]]
        except (AttributeError, KeyError, TypeError) as error:
            message = f"{where}: not in the published layout ({error!r}); {_REMEDY}"
            raise CorpusError(message) from error
        unknown = sorted(labels.difference(FRAGMENT_LABELS))
        if unknown:
            message = f"{where}: unknown labels {', '.join(unknown)}; there are {', '.join(FRAGMENT_LABELS)}"
            raise CorpusError(message)
        yield {
            "id": name,
            "url": address if "://" in address else "",
            "domain": domain_of(address) or str(PurePosixPath(source).parent if "/" in source else source),
            "language": page.get("language", "en"),
            "source_file": source,
            "html": read_bytes(root / PAGES[part] / f"{name}.html.gz", _REMEDY),
            "fragments": fragments,
        }
