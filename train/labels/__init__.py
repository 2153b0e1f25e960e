"""Hand labels for public pages, without the pages' text.

The files beside this module hold one page a line, as JSON::

    {"id": "0001", "source": "wcxb-dev", "runs": "…"}

``id`` is the page's name in its source; ``language``, ``url`` and ``source_file`` are there where the
source does not know them itself; ``runs`` is described in `train.labels.runs`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from noisefilter.errors import CorpusError
from noisefilter.labels import Label
from noisefilter.learn.corpus import read_rows
from noisefilter.learn.transfer import has_words, map_labels, most_frequent, words_of
from noisefilter.segment.segments import Segments
from train.labels.runs import Run, find_runs, make_runs, pack, unpack

FOLDER = Path(__file__).parent  #: where the files are


@dataclass(slots=True)
class HandLabels:
    """The hand labels of one page.

    Attributes
    ----------
    id, source : str
        The page's name, and the corpus that has it.
    runs : list of Run
        The labelled words, in page order.
    language, url, source_file : str or None
        What is known about the page beside.
    """

    id: str
    source: str
    runs: list[Run]
    language: str | None = None
    url: str | None = None
    source_file: str | None = None

    def find(self, segments: Segments) -> list[Label | None]:
        """Label the fragments of the page.

        Parameters
        ----------
        segments : Segments
            The page, cut by any segmentation.

        Returns
        -------
        list of Label or None
            One entry per fragment: the label of most of its words; None where none is labelled.
        """
        words = [words_of(text) if has_words(text) else [] for text in segments.texts]
        flat = [word for found in words for word in found]
        labels: list[Label | None] = [None] * len(flat)
        for run, start in zip(self.runs, find_runs(self.runs, flat), strict=True):
            if start >= 0:
                labels[start : start + run.size] = [run.label] * run.size
        by_word = iter(labels)
        per_fragment = ([next(by_word) for _ in found] for found in words)
        return [most_frequent(label for label in found if label) for found in per_fragment]


def label_runs(segments: Segments, labelled: Sequence[tuple[str, str]]) -> list[Run]:
    """Turn labelled fragments of a page into runs over the page's own words.

    Parameters
    ----------
    segments : Segments
        The page.
    labelled : sequence of (text, label)
        Its fragments as somebody else cut and labelled them, in page order.
    """
    runs: list[Run] = []
    for text, label in zip(segments.texts, map_labels(segments, labelled), strict=True):
        if label and has_words(text):
            runs += make_runs(words_of(text), label)
    return runs


def load_labels(name: str, folder: Path = FOLDER) -> dict[str, HandLabels]:
    """Read the hand labels of a corpus.

    Parameters
    ----------
    name : str
        A file of the folder, without its ending: ``"wcxb"`` and ``"multilingual-train"`` are published
        labels, ``"wcxb-own"`` are this project's own for the pages of WCXB that those leave out.
    folder : Path
        Where the files are.

    Returns
    -------
    dict of str to HandLabels
        The labels of each page, by its id.

    Raises
    ------
    CorpusError
        Where the file is missing or damaged.
    """
    path = folder / f"{name}.jsonl"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.jsonl"))) or "none"
        message = f"{path}: there are no hand labels of this name; there are {known}"
        raise CorpusError(message)
    labels = {}
    for where, row in read_rows(path):
        try:
            page = HandLabels(**{**row, "runs": unpack(row["runs"])})
        except (KeyError, TypeError, ValueError) as error:
            message = f"{where}: damaged ({error!r}); restore it from the repository, or import it again"
            raise CorpusError(message) from error
        labels[page.id] = page
    return labels


def write_labels(pages: Iterable[HandLabels], path: Path) -> None:
    """Write hand labels to a file; `load_labels` reads it."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for page in pages:
            row: dict[str, str | None] = {"id": page.id, "source": page.source, "language": page.language}
            row |= {"url": page.url, "source_file": page.source_file, "runs": pack(page.runs)}
            out.write(json.dumps({key: value for key, value in row.items() if value is not None}) + "\n")
