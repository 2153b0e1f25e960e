"""Label a Spark DataFrame (extra ``spark``; Spark needs Java 17 or newer)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from noisefilter.batch.arrow import Labeller
from noisefilter.batch.columns import find_columns
from noisefilter.batch.options import ReadOptions, RowOptions
from noisefilter.engines import import_extra

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

__all__ = ["label", "spark_schema"]


def label(
    df: DataFrame,
    input_col: str | None = None,
    id_col: str | None = None,
    url_col: str | None = None,
    model: str | None = None,
    options: RowOptions | None = None,
) -> DataFrame:
    """Label the pages of a DataFrame, a row for each, as `noisefilter.batch.run` gives them.

    Parameters
    ----------
    df : DataFrame
        With a page a row, as string or binary.
    input_col, id_col, url_col : str, optional
        Its columns; guessed from their names by default.
    model : str, optional
        Model folder, the same path on every machine; the shipped model by default. It is loaded once
        in each Python worker.
    options : RowOptions, optional

    Returns
    -------
    DataFrame
        With the columns of `noisefilter.batch.labelling.row_schema`; the id is there to join other
        columns.

    Raises
    ------
    MissingExtraError
        Where pyspark is not installed.
    InputError
        Where a column is missing.
    """
    import_extra("pyspark.sql", "spark")
    reading = ReadOptions(page_column=input_col, id_column=id_col, url_column=url_col)
    columns = find_columns("the DataFrame", df.columns, reading)
    labeller = Labeller(input_col, id_col, url_col, model, options or RowOptions())
    needed = df.select(*[f"`{name}`" for name in columns.names])
    return needed.mapInArrow(_Mapper(labeller), spark_schema(labeller.schema))


class _Mapper:
    """Labels the batches of a partition."""

    def __init__(self, labeller: Labeller) -> None:
        self._labeller = labeller

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from self._labeller.batches(batch)


def spark_schema(schema: pa.Schema) -> StructType:
    """Translate a schema of rows to Spark's types."""
    types = import_extra("pyspark.sql.pandas.types", "spark")
    translated: StructType = types.from_arrow_schema(schema)
    return translated
