"""Arrow tables of pages in, Arrow tables of rows out: what the engines call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from noisefilter.batch.columns import find_columns
from noisefilter.batch.labelling import label_records, row_schema
from noisefilter.batch.options import ReadOptions, RowOptions
from noisefilter.bundle import MODEL_FILE
from noisefilter.predict import NoiseFilter, default_model_path, load

#: Rows labelled at once, which bounds memory however large an engine's batches are.
_ROWS_AT_ONCE = 32


def model_once(path: str | None) -> NoiseFilter:
    """Load a model, once in a process; again where the folder has changed since.

    Parameters
    ----------
    path : str or None
        The shipped model where it is None.
    """
    folder = Path(path) if path is not None else default_model_path()
    head = folder / MODEL_FILE
    return _loaded(str(folder), head.stat().st_mtime_ns if head.is_file() else 0)


@lru_cache(maxsize=1)
def _loaded(path: str, modified: int) -> NoiseFilter:  # noqa: ARG001  part of the key
    return load(path)


@dataclass(frozen=True)
class Labeller:
    """Labels tables of pages; made once, sent to workers, called per table.

    It can be pickled; each process loads the model when it first needs it.

    Attributes
    ----------
    page_column, id_column, url_column : str or None
        Guessed from the table's columns where they are None, as the batch job does.
    model : str or None
        Model folder, the same path on all machines; the shipped model by default.
    options : RowOptions

    Examples
    --------
    With Ray Data: ``dataset.map_batches(Labeller(page_column="html"), batch_format="pyarrow")``.
    """

    page_column: str | None = None
    id_column: str | None = None
    url_column: str | None = None
    model: str | None = None
    options: RowOptions = field(default_factory=RowOptions)

    @property
    def schema(self) -> pa.Schema:
        """The schema of the tables that it gives."""
        return row_schema(self.options)

    def __call__(self, table: pa.Table) -> pa.Table:
        """Label a table.

        Parameters
        ----------
        table : pyarrow.Table
            A page a row, as text or binary.

        Returns
        -------
        pyarrow.Table
            A row per page, in the same order; see `noisefilter.batch.labelling.row_schema`.

        Raises
        ------
        InputError
            Where a column is missing.
        ModelError
            Where the model cannot be loaded.
        """
        labelled = (rows for batch in table.to_batches() for rows in self.batches(batch))
        return pa.Table.from_batches(labelled, schema=self.schema)

    def batches(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Label a batch, a few rows at once; see `__call__`.

        Parameters
        ----------
        batch : pyarrow.RecordBatch

        Yields
        ------
        pyarrow.RecordBatch
        """
        for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
            yield self._label(batch.slice(start, _ROWS_AT_ONCE))

    def _label(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = find_columns("the table", batch.schema.names, self._reading())
        rows = batch.select(columns.names).to_pylist()
        records = [columns.record(row, None) for row in rows]
        return label_records(model_once(self.model), records, self.options).rows

    def _reading(self) -> ReadOptions:
        return ReadOptions(page_column=self.page_column, id_column=self.id_column, url_column=self.url_column)
