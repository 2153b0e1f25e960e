"""Which column holds what, in tables and in JSON lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from noisefilter.batch.options import ReadOptions
from noisefilter.batch.records import Record
from noisefilter.errors import InputError

#: Names that are looked for, best first, where the caller names no column.
PAGE_COLUMNS = ("html", "text", "content", "raw_content", "raw_html", "page", "body", "source")
ID_COLUMNS = ("id", "doc_id", "document_id", "uuid", "warc_record_id", "record_id", "key")
URL_COLUMNS = ("url", "uri", "link", "source_url", "target_uri", "warc_target_uri")


@dataclass(frozen=True)
class Columns:
    """Columns of one input.

    Attributes
    ----------
    page : tuple of str
        Columns that can hold the page; the first that does counts.
    id, url : str or None
        None where there is none.
    """

    page: tuple[str, ...]
    id: str | None = None
    url: str | None = None

    def __str__(self) -> str:
        parts = ["page: " + " or ".join(self.page)]
        parts += [f"{role}: {name}" for role, name in (("id", self.id), ("url", self.url)) if name]
        return ", ".join(parts)

    @property
    def names(self) -> list[str]:
        """All columns that are needed, each once."""
        return list(dict.fromkeys([*self.page, *(name for name in (self.id, self.url) if name)]))

    def record(self, row: Mapping[str, Any], default_id: str | None, kind: str | None = None) -> Record:
        """Make a record of a row.

        Parameters
        ----------
        row : mapping of str to value
        default_id : str or None
            The record's id where the row has none.
        kind : {"html", "text"}, optional

        Returns
        -------
        Record
            With an error where the row holds no page.
        """
        found = row.get(self.id) if self.id else None
        name = default_id if found is None else str(found)
        url = row.get(self.url) if self.url else None
        url = None if url is None else str(url)
        for column in self.page:
            value = row.get(column)
            if isinstance(value, str | bytes):
                return Record(name, value, url, kind)
            if value is not None:
                return _failed(name, url, f"the column {column!r} holds a {type(value).__name__}, not a page")
        listed = " or ".join(repr(column) for column in self.page)
        return _failed(name, url, f"there is no page in the column {listed}; there are: {_listed(row)}")


def _failed(name: str | None, url: str | None, reason: str) -> Record:
    return Record(name, "", url, error=reason)


def _listed(names: Collection[str]) -> str:
    shown = [repr(name) for name in names][:30]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ", ".join(shown) + more if shown else "none"


def find_columns(name: str, there: Collection[str], options: ReadOptions) -> Columns:
    """Find out which columns hold page, id and url.

    Parameters
    ----------
    name : str
        Of the input, for messages.
    there : collection of str
        Columns of the input.
    options : ReadOptions

    Returns
    -------
    Columns

    Raises
    ------
    InputError
        Where a column that the caller named is missing, or no column looks like the page's; says
        which columns exist.
    """
    named = {
        "--page-column": options.page_column,
        "--id-column": options.id_column,
        "--url-column": options.url_column,
    }
    for option, column in named.items():
        if column is not None and column not in there:
            message = f"{name}: there is no column {column!r} ({option}); there are: {_listed(there)}"
            raise InputError(message)
    pages = (options.page_column,) if options.page_column else _present(PAGE_COLUMNS, there)
    if not pages:
        message = (
            f"{name}: no column looks like the page's ({', '.join(PAGE_COLUMNS)}); name it with "
            f"--page-column; there are: {_listed(there)}"
        )
        raise InputError(message)
    return Columns(
        pages,
        options.id_column or next(iter(_present(ID_COLUMNS, there)), None),
        options.url_column or next(iter(_present(URL_COLUMNS, there)), None),
    )


def _present(candidates: tuple[str, ...], there: Collection[str]) -> tuple[str, ...]:
    return tuple(column for column in candidates if column in there)
