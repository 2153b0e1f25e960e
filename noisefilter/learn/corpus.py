"""The label format: pages and what their fragments are, as JSON Lines.

One page a line, UTF-8::

    {"url": "https://kochbuch.example/suppe", "html": "<p>…", "language": "de", "page_type": "article",
     "id": "suppe", "fragments": [{"text": "Startseite", "label": "navigation"}, …]}

``html`` holds the page as text, or ``text`` a page that is plain text; ``fragments`` what the page says,
in its order, each with one of the labels of `noisefilter.labels.Label`, or null where nobody judged it.
``url`` may be null; ``language``, ``page_type`` and ``id`` may be missing.

The fragments need not be cut as noisefilter cuts them: labels find their way through the sequence of
words (`noisefilter.learn.transfer`), so that files survive a change of the segmentation.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from noisefilter.errors import CorpusError
from noisefilter.labels import PAGE_TYPES, Label
from noisefilter.learn.transfer import has_words, map_labels, most_frequent, word_sources
from noisefilter.segment import segment
from noisefilter.segment.segments import Segments

__all__ = [
    "LabelledPage",
    "domain_of",
    "labelled_page",
    "map_labels",
    "parse_row",
    "read_pages",
    "read_rows",
    "write_pages",
]

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class LabelledPage:
    """A page and what its fragments are.

    Attributes
    ----------
    segments : Segments
        The fragments, as noisefilter cuts them.
    labels : list of Label or None
        One entry per fragment; None where the file says nothing. ``comment_spam`` is read as
        ``comment``, since it is one to the model of the fragments.
    url : str or None
        Where the page came from.
    domain : str
        What pages of one site share (see `domain_of`); a page without a URL is a site of its own.
    language, page_type, id : str or None
        As the file has them.
    """

    segments: Segments
    labels: list[Label | None]
    url: str | None = None
    domain: str = ""
    language: str | None = None
    page_type: str | None = None
    id: str | None = None


def domain_of(url: str | None) -> str:
    """Name the site of a URL: its host without ``www.``, lower-cased; "" where there is none.

    Hosts of one owner under several names (``news.site.example``, ``shop.site.example``) count as
    different sites: telling them apart takes the public suffix list.

    Examples
    --------
    >>> domain_of("https://www.Kochbuch.example:8080/suppe")
    'kochbuch.example'
    """
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        host = ""
    return host.rstrip(".").removeprefix("www.")


def read_pages(path: str | PathLike[str]) -> Iterator[LabelledPage]:
    """Read a file in the label format, one page at a time.

    Parameters
    ----------
    path : path
        A JSON Lines file. Empty lines are passed over.

    Yields
    ------
    LabelledPage
        The pages in the order of the file.

    Raises
    ------
    CorpusError
        Where a line does not follow the format: with the file, the line, and what to do.
    """
    for where, row in read_rows(path):
        yield labelled_page(row, where)


def read_rows(path: str | PathLike[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read the lines of a JSON Lines file, each with the place to name in errors (``file:line``).

    Raises
    ------
    CorpusError
        Where the file cannot be read, or a line of it is not a JSON object.
    """
    path = Path(path)
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.isspace():
                    continue
                where = f"{path}:{number}"
                yield where, parse_row(line.removeprefix(BOM_UTF8) if number == 1 else line, where)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error}); check the path"
        raise CorpusError(message) from error


def parse_row(line: bytes, where: str) -> dict[str, Any]:
    """Parse one line of a JSON Lines file.

    Parameters
    ----------
    line : bytes
    where : str
        Its place, for error messages.

    Raises
    ------
    CorpusError
        Where it is not a JSON object in UTF-8.
    """
    try:
        row = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        message = f"{where}: not JSON ({error}); every line has to be one JSON object, in UTF-8"
        raise CorpusError(message) from error
    if not isinstance(row, dict):
        message = f"{where}: a {type(row).__name__}; every line has to be one JSON object"
        raise CorpusError(message)
    return row


def labelled_page(row: Mapping[str, Any], where: str) -> LabelledPage:
    """Make a page from one line of the label format.

    Parameters
    ----------
    row : mapping
        The line, parsed.
    where : str
        Its place, for error messages.

    Raises
    ------
    CorpusError
        Where the line does not follow the format, or a fragment's text is not in the page.
    """
    kind, labelled = check_row(row, where)
    segments = segment(row[kind], kind=kind)
    sources = word_sources(segments.texts, [text for text, _ in labelled])
    missing = {i for i, (text, _) in enumerate(labelled) if has_words(text)}.difference(*sources)
    if missing:
        first = min(missing)
        text = labelled[first][0]
        message = (
            f"{where}: fragment {first + 1} ({text[:60]!r}) is not in the page, or not in this order; "
            f"change labels only, and keep the fragments' texts and their order"
        )
        raise CorpusError(message)
    votes = [[labelled[s][1] for s in found if s >= 0] for found in sources]
    url = row.get("url")
    return LabelledPage(
        segments=segments,
        labels=[most_frequent(label for label in found if label is not None) for found in votes],
        url=url,
        domain=domain_of(url) or str(row.get("id") or where),
        language=row.get("language"),
        page_type=row.get("page_type"),
        id=row.get("id"),
    )


def check_row(row: Mapping[str, Any], where: str) -> tuple[str, list[tuple[str, Label | None]]]:
    """Check one line of the label format.

    Returns
    -------
    kind : str
        ``"html"`` or ``"text"``.
    labelled : list of (str, Label or None)
        The fragments.

    Raises
    ------
    CorpusError
        Where the line does not follow the format.
    """
    kinds = [kind for kind in ("html", "text") if isinstance(row.get(kind), str)]
    if len(kinds) != 1:
        message = f'{where}: the page has to be in "html" or in "text", one of the two, as a string'
        raise CorpusError(message)
    for name in ("url", "language", "page_type", "id"):
        if not isinstance(row.get(name), str | None):
            message = f'{where}: "{name}" is a {type(row[name]).__name__}; it has to be a string or null'
            raise CorpusError(message)
    if row.get("page_type") not in (None, *PAGE_TYPES):
        message = f'{where}: "page_type" is {row["page_type"]!r}; it can be {", ".join(PAGE_TYPES)}, or null'
        raise CorpusError(message)
    fragments = row.get("fragments")
    if not isinstance(fragments, list):
        message = f'{where}: "fragments" is missing or no list; it has to list the texts with their labels'
        raise CorpusError(message)
    return kinds[0], [_check_fragment(f, f"{where}: fragment {i}") for i, f in enumerate(fragments, 1)]


def _check_fragment(fragment: Any, where: str) -> tuple[str, Label | None]:
    if not isinstance(fragment, dict) or not isinstance(fragment.get("text"), str):
        message = f'{where} has no "text"; it has to look like {{"text": "Home", "label": "navigation"}}'
        raise CorpusError(message)
    if "label" not in fragment:
        message = f'{where} ({fragment["text"][:60]!r}) has no "label"; give it one, or null to leave it open'
        raise CorpusError(message)
    label = fragment["label"]
    if label is None:
        return fragment["text"], None
    if label not in list(Label):
        valid = ", ".join(Label)
        message = f"{where} ({fragment['text'][:60]!r}) has the label {label!r}; the labels are {valid}"
        raise CorpusError(message)
    return fragment["text"], Label.COMMENT if label == Label.COMMENT_SPAM else Label(label)


def write_pages(pages: Iterable[Mapping[str, Any]], path: str | PathLike[str]) -> None:
    """Write pages in the label format.

    Parameters
    ----------
    pages : iterable of mapping
        One per page, as described at the top of this module.
    path : path
        The file to write. The same pages give the same bytes.

    Raises
    ------
    CorpusError
        Where a page does not follow the format, or the file cannot be written.
    """
    path = Path(path)
    lines = []
    for number, page in enumerate(pages, 1):
        check_row(page, f"{path}:{number}")
        line = json.dumps(page, ensure_ascii=False)
        # There is no UTF-8 for lone surrogates, but an escape.
        lines.append((json.dumps(page) if _SURROGATE.search(line) else line) + "\n")
    try:
        path.write_text("".join(lines), encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror or error}); check the folder"
        raise CorpusError(message) from error
