"""Pages in, rows out: the one function under the batch job and all engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from noisefilter.batch.options import RowOptions
from noisefilter.batch.records import Record
from noisefilter.errors import InputError
from noisefilter.labels import Label
from noisefilter.page import Page
from noisefilter.predict import NoiseFilter

_DECIMALS = 4  #: of a probability; the fifth would cost storage and mean nothing
_SPAN = pa.struct(
    [
        pa.field("start", pa.int32()),
        pa.field("end", pa.int32()),
        pa.field("label", pa.string()),
        pa.field("probability", pa.float32()),
    ]
)
_TYPES: dict[str, pa.DataType] = {
    "id": pa.string(),
    "url": pa.string(),
    "page_type": pa.string(),
    "text": pa.string(),
    "full_text": pa.string(),
    "spans": pa.list_(_SPAN),
    "counts": pa.struct([pa.field(label.value, pa.int32()) for label in Label]),
    "kind": pa.string(),
    "truncated": pa.bool_(),
    "error": pa.string(),
    "language": pa.string(),
}


def row_schema(options: RowOptions) -> pa.Schema:
    """Give the schema of the rows.

    ``spans`` point into ``full_text`` (characters); ``counts`` has the number of fragments per label.
    Of a page that failed there are ``id``, ``url`` and ``error``; the rest is null.
    """
    return pa.schema([pa.field(name, _TYPES[name]) for name in options.fields])


@dataclass(frozen=True)
class Labelled:
    """Rows of some pages.

    Attributes
    ----------
    rows : pyarrow.RecordBatch
        A row per record, in their order.
    errors : dict of int to str
        Why pages failed, by index.
    """

    rows: pa.RecordBatch
    errors: dict[int, str] = field(default_factory=dict)


def _label_page(nf: NoiseFilter, record: Record, options: RowOptions) -> Page:
    if record.error is not None:
        return Page(error=record.error)
    too_long = len(record.source) > options.max_bytes
    source = record.source[: options.max_bytes] if too_long else record.source
    try:
        page = nf.predict(source, kind=record.kind or options.kind, url=record.url, charset=record.charset)
    except InputError as error:
        return Page(error=str(error))
    except MemoryError:
        return Page(error="the page needs more memory than a worker may use; raise --memory to read it")
    except Exception as error:  # noqa: BLE001  one page must not end a run over millions
        return Page(error=f"{type(error).__name__}: {error}")
    page.truncated = page.truncated or too_long
    return page


def _clean(text: str | None) -> str | None:
    """Replace lone surrogates, which JSON can hold and UTF-8 cannot."""
    return text if text is None else text.encode("utf-8", "replace").decode("utf-8")


def _spans(pages: Sequence[Page]) -> pa.Array:
    offsets: list[int | None] = []
    starts: list[int] = []
    ends: list[int] = []
    labels: list[str | None] = []
    probabilities: list[float] = []
    for page in pages:
        offsets.append(len(starts) if page.error is None else None)
        for fragment in page.fragments:
            starts.append(fragment.start)
            ends.append(fragment.end)
            labels.append(fragment.label)
            probabilities.append(round(fragment.probability, _DECIMALS))
    offsets.append(len(starts))
    flat = pa.StructArray.from_arrays(
        [
            pa.array(starts, pa.int32()),
            pa.array(ends, pa.int32()),
            pa.array(labels, pa.string()),
            pa.array(probabilities, pa.float32()),
        ],
        fields=list(_SPAN),
    )
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat, type=_TYPES["spans"])


def _counts(page: Page) -> dict[str, int] | None:
    if page.error is not None:
        return None
    counts = {label.value: 0 for label in Label}
    for fragment in page.fragments:
        if fragment.label is not None:
            counts[fragment.label.value] += 1
    return counts


def label_records(
    nf: NoiseFilter,
    records: Sequence[Record],
    options: RowOptions,
    at_page: Callable[[int], None] | None = None,
) -> Labelled:
    """Label pages and make their rows.

    What a row holds depends on its page alone, not on the others or on their number.

    Parameters
    ----------
    nf : NoiseFilter
    records : sequence of Record
    options : RowOptions
    at_page : callable, optional
        Gets the index of each record before it is labelled.

    Returns
    -------
    Labelled
    """
    pages = []
    for index, record in enumerate(records):
        if at_page is not None:
            at_page(index)
        page = _label_page(nf, record, options)
        page.origin = None  # what explaining needs is larger than the page
        pages.append(page)
    good = [page if page.error is None else None for page in pages]
    makers: dict[str, Callable[[], pa.Array]] = {
        "id": lambda: pa.array([_clean(record.id) for record in records], pa.string()),
        "url": lambda: pa.array([_clean(record.url) for record in records], pa.string()),
        "page_type": lambda: pa.array([page and page.type for page in good], pa.string()),
        "text": lambda: pa.array([page and page.text(options.labels) for page in good], pa.string()),
        "full_text": lambda: pa.array([page and page.full_text for page in good], pa.string()),
        "spans": lambda: _spans(pages),
        "counts": lambda: pa.array([_counts(page) for page in pages], _TYPES["counts"]),
        "kind": lambda: pa.array([page and page.kind for page in good], pa.string()),
        "truncated": lambda: pa.array([page and page.truncated for page in good], pa.bool_()),
        "error": lambda: pa.array([_clean(page.error) for page in pages], pa.string()),
        "language": lambda: pa.array([page and _clean(page.language) for page in good], pa.string()),
    }
    rows = pa.RecordBatch.from_arrays([makers[name]() for name in options.fields], schema=row_schema(options))
    errors = {index: page.error for index, page in enumerate(pages) if page.error is not None}
    return Labelled(rows, errors)
