"""Label data sets of the library ``datasets``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from noisefilter.batch.arrow import Labeller
from noisefilter.batch.options import RowOptions

__all__ = ["MapLabeller", "label"]


class MapLabeller:
    """What ``Dataset.map(…, batched=True)`` calls.

    Parameters
    ----------
    page_column, id_column, url_column : str, optional
        Guessed from the names of the columns by default.
    model : str, optional
        Model folder; the shipped model by default. Each process loads it once.
    options : RowOptions, optional

    Examples
    --------
    ``labeller = MapLabeller("html")``, then ``dataset.map(labeller, batched=True, features=labeller.features,
    remove_columns=dataset.column_names)``.
    """

    def __init__(
        self,
        page_column: str | None = None,
        id_column: str | None = None,
        url_column: str | None = None,
        model: str | None = None,
        options: RowOptions | None = None,
    ) -> None:
        self.labeller = Labeller(page_column, id_column, url_column, model, options or RowOptions())

    @property
    def features(self) -> Any:
        """The types of the new columns, for ``map``; the first rows alone do not tell them."""
        from datasets import Features

        return Features.from_arrow_schema(self.labeller.schema)

    def __call__(self, batch: Mapping[str, list[Any]] | pa.Table) -> dict[str, list[Any]] | pa.Table:
        """Label a batch.

        Parameters
        ----------
        batch : mapping of str to list, or pyarrow.Table
            A table where the data set has the format ``"arrow"``, which is faster.

        Returns
        -------
        dict of str to list, or pyarrow.Table
            As the batch came.
        """
        if isinstance(batch, pa.Table):
            return self.labeller(batch)
        rows: dict[str, list[Any]] = self.labeller(pa.table(dict(batch))).to_pydict()
        return rows


def label(
    dataset: Any,
    page_column: str | None = None,
    id_column: str | None = None,
    url_column: str | None = None,
    model: str | None = None,
    options: RowOptions | None = None,
    batch_size: int = 100,
    num_proc: int | None = None,
) -> Any:
    """Label a data set, a row for each page, as `noisefilter.batch.run` gives them.

    Parameters
    ----------
    dataset : datasets.Dataset
    page_column, id_column, url_column, model, options
        As `MapLabeller` takes them.
    batch_size : int
        Pages at once. It has no influence on the rows.
    num_proc : int, optional
        Processes.

    Returns
    -------
    datasets.Dataset
        With the columns of `noisefilter.batch.labelling.row_schema` instead of its own.
    """
    labeller = MapLabeller(page_column, id_column, url_column, model, options)
    labelled = dataset.with_format("arrow").map(
        labeller,
        batched=True,
        batch_size=batch_size,
        num_proc=num_proc,
        remove_columns=dataset.column_names,
        features=labeller.features,
    )
    return labelled.with_format(None)
