"""What two consent tools say in their banners, in many languages.

``cookie-notices/consent-strings.jsonl`` holds the translated strings of klaro (BSD-3-Clause) and
tarteaucitron (MIT), one a line: ``text``, ``lang``, ``source``, ``kind``, ``licence``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from datasets import Dataset, Features, Value

from noisefilter.errors import CorpusError
from noisefilter.labels import Label
from noisefilter.learn.corpus import read_rows

FEATURES = Features(
    {
        "text": Value("string"),
        "language": Value("string"),
        "kind": Value("string"),
        "source": Value("string"),
        "label": Value("string"),
    }
)
_REMEDY = "put the published consent strings there"
#: Some languages go by the names of countries, or of scripts.
_LANGUAGES = {"cn": "zh", "se": "sv", "sr_cyrl": "sr"}
_SLOT = re.compile(r"\{\w+\}")  # where the tool puts the name of a service


def read(root: Path) -> Dataset:
    """Read the strings of the consent tools.

    Parameters
    ----------
    root : Path
        The folder that holds ``cookie-notices``.

    Returns
    -------
    Dataset
        A row per distinct text of a language, in the order of the file: ``text``, with "…" for what the
        tool fills in; ``language``; ``kind``, ``notice`` or ``button_or_label``; ``source``, the tool
        and its name for the string; ``label``, always ``cookie_notice``.

    Raises
    ------
    CorpusError
        Where the file is missing or does not follow the published layout.
    """
    return Dataset.from_list(list(_rows(root)), features=FEATURES)


def _rows(root: Path) -> Iterator[dict[str, str]]:
    path = root / "cookie-notices" / "consent-strings.jsonl"
    if not path.is_file():
        message = f"{path}: there is no such file; {_REMEDY}"
        raise CorpusError(message)
    seen: set[tuple[str, str]] = set()
    for where, row in read_rows(path):
        try:
            text = " ".join(_SLOT.sub("…", row["text"]).split())
            language = _LANGUAGES.get(row["lang"], row["lang"])
            kind, source = row["kind"], row["source"]
        except (KeyError, TypeError) as error:
            message = f"{where}: not in the published layout ({error!r}); {_REMEDY}"
            raise CorpusError(message) from error
        if text and (language, text) not in seen:
            seen.add((language, text))
            label = str(Label.COOKIE_NOTICE)
            yield {"text": text, "language": language, "kind": kind, "source": source, "label": label}
