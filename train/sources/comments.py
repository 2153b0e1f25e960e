"""Comments, spam and honest: the project's own corpus, and public ones in their published layouts.

``own-comments`` is ``comments/*.jsonl`` of the project's corpus: ``text``, ``label`` (spam or ham),
``language``, ``family``, and where they are known ``author``, ``author_url``, ``author_email``,
``post_title``, ``post_text``. The public ones are files below ``comments`` of the data folder:

- ``uci-youtube``: the UCI YouTube Spam Collection (Alberto, Lochter, Almeida 2015; CC BY 4.0), five CSV
  files. Their dates are never read: in one file they are missing for exactly the spam.
- ``indonesian-gambling``: comments under Indonesian videos (MIT).
- ``telegram-russian``: chat spam and ham (MIT).
- ``youtube-other-videos``, ``decidim-link-spam`` and ``blog-ham``: for measuring, never for learning.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets import Dataset, Features, Value

from noisefilter.errors import CorpusError
from noisefilter.learn.corpus import read_rows
from train.sources.files import list_files, read_bytes

FEATURES = Features(
    {
        name: Value("string")
        for name in (
            "text", "label", "language", "family", "author", "author_url", "author_email", "post", "source",
            "group",
        )
    }
)  # fmt: skip
LABELS = ("ham", "spam")
#: Public corpora of one JSON Lines file each, by their names.
JSONL_FILES = {
    "indonesian-gambling": "train/indonesian-gambling.jsonl",
    "telegram-russian": "train/telegram-russian.jsonl",
    "youtube-other-videos": "validation/youtube-other-videos.jsonl",
    "decidim-link-spam": "validation/decidim-link-spam.jsonl",
    "blog-ham": "validation/blog-ham.jsonl",
}
#: Corpora that are for measuring alone.
VALIDATION: tuple[str, ...] = ("youtube-other-videos", "decidim-link-spam", "blog-ham")
_OWN_REMEDY = "give the folder train/corpus of a checkout of this project"
_REMEDY = "put the published comments there"
_OPTIONAL = ("author", "author_url", "author_email", "post_title", "post_text", "language", "family")


def read_own(root: Path) -> Dataset:
    """Read the project's own comments.

    Parameters
    ----------
    root : Path
        The folder ``train/corpus``.

    Returns
    -------
    Dataset
        A row per comment, file by file: `FEATURES`, "" for what is not known. ``post`` is title and text
        of the post; ``group`` is what comments under one post share.

    Raises
    ------
    CorpusError
        Where a file is missing or does not follow the format.
    """
    return Dataset.from_list(list(_own_rows(root / "comments")), features=FEATURES)


def _own_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in list_files(folder, "*.jsonl", _OWN_REMEDY):
        for where, row in read_rows(path):
            for name in ("text", *_OPTIONAL):
                if not isinstance(row.get(name), str if name == "text" else str | None):
                    message = f'{where}: "{name}" is missing or no string; correct the line'
                    raise CorpusError(message)
            post = "\n".join(filter(None, [row.get("post_title"), row.get("post_text")]))
            yield _row(row, where) | {
                "post": post,
                "source": "own-comments",
                "group": row.get("post_title") or f"{path.name}:{where.rpartition(':')[2]}",
            }


def _row(row: dict[str, Any], where: str) -> dict[str, Any]:
    if row.get("label") not in LABELS:
        message = f"{where}: the label is {row.get('label')!r}; it can be {' or '.join(LABELS)}"
        raise CorpusError(message)
    return {name: row.get(name) or "" for name in FEATURES}


def read_jsonl(root: Path, name: str) -> Dataset:
    """Read a public corpus of `JSONL_FILES`.

    Parameters
    ----------
    root : Path
        The folder that holds ``comments``.
    name : str

    Returns
    -------
    Dataset
        A row per distinct text: `FEATURES`, "" for what is not known.

    Raises
    ------
    CorpusError
        Where the file is missing or does not follow the published layout.
    """
    path = root / "comments" / JSONL_FILES[name]
    if not path.is_file():
        message = f"{path}: there is no such file; {_REMEDY}"
        raise CorpusError(message)
    found: dict[str, dict[str, Any]] = {}
    for where, row in read_rows(path):
        if not isinstance(row.get("text"), str):
            message = f'{where}: not in the published layout (no "text"); {_REMEDY}'
            raise CorpusError(message)
        entry = _row(row, where)
        entry |= {"language": row.get("lang") or "", "source": name, "group": row.get("group") or where}
        found.setdefault(row["text"], entry)
    return Dataset.from_list(list(found.values()), features=FEATURES)


def read_uci(root: Path) -> Dataset:
    """Read the UCI YouTube Spam Collection.

    Parameters
    ----------
    root : Path
        The folder that holds ``comments``.

    Returns
    -------
    Dataset
        A row per comment, in the order of the files: `FEATURES`; ``group`` is the video, such as ``Psy``.

    Raises
    ------
    CorpusError
        Where the files are missing or do not follow the published layout.
    """
    folder = root / "comments" / "train" / "uci-youtube"
    rows = []
    for path in list_files(folder, "Youtube*-*.csv", _REMEDY):
        reader = csv.DictReader(io.StringIO(read_bytes(path, _REMEDY).decode("utf-8-sig"), newline=""))
        missing = {"CONTENT", "CLASS"} - set(reader.fieldnames or [])
        if missing:
            message = f"{path}: no column {', '.join(sorted(missing))}; {_REMEDY}"
            raise CorpusError(message)
        for row in reader:
            if row["CLASS"] not in {"0", "1"}:
                message = f"{path}:{reader.line_num}: the class is {row['CLASS']!r} and no 0 or 1; {_REMEDY}"
                raise CorpusError(message)
            given = {"text": row["CONTENT"], "label": LABELS[int(row["CLASS"])]}
            entry = _row(given, str(path)) | {"source": "uci-youtube", "group": path.stem.partition("-")[2]}
            rows.append(entry)
    return Dataset.from_list(rows, features=FEATURES)
