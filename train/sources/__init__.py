"""The corpora that the training script can read, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from datasets import Dataset

from noisefilter.errors import CorpusError
from train.sources import comments, consent, fragment_labels, own, wcxb

OWN_FOLDER = Path(__file__).parent.parent / "corpus"  #: the root of the project's own sources
OWN_SOURCES = ("own", "own-comments")

SOURCES: dict[str, Callable[[Path], Dataset]] = {
    "own": own.read,
    "wcxb": wcxb.read,
    **{part: partial(fragment_labels.read, part=part) for part in fragment_labels.PAGES},
    "consent-strings": consent.read,
    "own-comments": comments.read_own,
    "uci-youtube": comments.read_uci,
    **{name: partial(comments.read_jsonl, name=name) for name in comments.JSONL_FILES},
}


def open_source(name: str, root: Path | None = None) -> Dataset:
    """Read a corpus.

    Parameters
    ----------
    name : str
        A key of `SOURCES`.
    root : Path, optional
        The data folder that holds the public corpora; the own corpora need none.

    Returns
    -------
    Dataset
        The corpus; its columns are described in its module.

    Raises
    ------
    CorpusError
        Where there is no such corpus, no data folder, or a file of it is missing or damaged.
    """
    if name not in SOURCES:
        message = f"{name!r} is no corpus; there are {', '.join(SOURCES)}"
        raise CorpusError(message)
    if name in OWN_SOURCES:
        return SOURCES[name](root or OWN_FOLDER)
    if root is None or not root.is_dir():
        message = f"{root or 'no data folder'}: {name} needs a folder with its data; give it with --data"
        raise CorpusError(message)
    return SOURCES[name](root)
