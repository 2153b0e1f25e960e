"""A block for datatrove pipelines (extra ``datatrove``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from noisefilter.batch.arrow import model_once
from noisefilter.batch.labelling import label_records
from noisefilter.batch.options import FIELDS, RowOptions
from noisefilter.batch.records import Record
from noisefilter.engines import import_extra

if TYPE_CHECKING:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.writers.disk_base import DiskWriter
else:
    PipelineStep = import_extra("datatrove.pipeline.base", "datatrove").PipelineStep

__all__ = ["METADATA", "NoiseFilterStep"]

#: Where a document's metadata keep its row.
METADATA = "noisefilter"
_PAGES_AT_ONCE = 32

#: Looks at a row and gives the reason to drop its page, or None to keep it.
Rule = Callable[[dict[str, Any]], str | None]


class NoiseFilterStep(PipelineStep):
    """Labels documents: their text, a page, becomes its article text, their metadata get the rest of the row.

    Parameters
    ----------
    rule : callable, optional
        Looks at a row (see `noisefilter.batch.labelling.row_schema`) and gives the reason to drop the page,
        or None to keep it. By default all are kept; failed ones with an empty text and their error.
    exclusion_writer : DiskWriter, optional
        Gets the dropped documents, with ``filter_reason`` in their metadata.
    url_key : str
        Where the metadata have the address.
    model : str, optional
        Model folder; the shipped model by default. Each process loads it once.
    options : RowOptions, optional
        Its fields are those that the metadata get; a rule sees all.

    Examples
    --------
    A rule: ``lambda row: "error" if row["error"] else "short" if len(row["text"]) < 200 else None``.
    """

    name = "noisefilter"
    type = "🧹 - NOISE"

    def __init__(
        self,
        rule: Rule | None = None,
        exclusion_writer: DiskWriter | None = None,
        url_key: str = "url",
        model: str | None = None,
        options: RowOptions | None = None,
    ) -> None:
        super().__init__()
        self.rule = rule
        self.exclusion_writer = exclusion_writer
        self.url_key = url_key
        self.model = model
        self.options = options or RowOptions()

    def run(
        self,
        data: Iterable[Document],
        rank: int = 0,
        world_size: int = 1,  # noqa: ARG002  datatrove passes it to every block
    ) -> Iterator[Document]:
        """Label documents.

        Parameters
        ----------
        data : iterable of Document
        rank, world_size : int
            Which task of how many this is.

        Yields
        ------
        Document
            Those that the rule keeps.
        """
        with self.exclusion_writer or nullcontext() as excluded:
            for documents in _groups(data):
                with self.track_time("batch"):
                    rows = self._rows(documents)
                for document, row in zip(documents, rows, strict=True):
                    self.stat_update("total")
                    reason = self.rule(row) if self.rule is not None else None
                    self._label(document, row)
                    if reason is None:
                        self.stat_update("forwarded")
                        self.update_doc_stats(document)
                        yield document
                        continue
                    self.stat_update("dropped", f"dropped_{reason}")
                    if excluded is not None:
                        document.metadata["filter_reason"] = reason
                        excluded.write(document, rank)

    def _rows(self, documents: list[Document]) -> list[dict[str, Any]]:
        records = [Record(doc.id, doc.text, doc.metadata.get(self.url_key)) for doc in documents]
        whole = replace(self.options, fields=tuple(dict.fromkeys((*FIELDS, *self.options.fields))))
        rows: list[dict[str, Any]] = label_records(model_once(self.model), records, whole).rows.to_pylist()
        return rows

    def _label(self, document: Document, row: dict[str, Any]) -> None:
        if row["error"]:
            self.stat_update("failed")
        document.text = row["text"] or ""
        document.metadata[METADATA] = {
            name: row[name] for name in self.options.fields if name not in {"id", "url", "text"}
        }


def _groups(documents: Iterable[Document]) -> Iterator[list[Document]]:
    iterator = iter(documents)
    while group := list(islice(iterator, _PAGES_AT_ONCE)):
        yield group
