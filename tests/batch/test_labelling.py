from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

import noisefilter
from noisefilter.batch.labelling import label_records, row_schema
from noisefilter.batch.options import RowOptions
from noisefilter.batch.records import Record
from noisefilter.batch.serve import json_lines
from tests.strategies import soup

MODEL = noisefilter.load()
sources = st.one_of(soup, st.text(max_size=80), st.binary(max_size=80))


@settings(deadline=None)  # no test measures time
@given(st.lists(sources, max_size=4), st.text(max_size=9))
def test_any_pages_give_a_row_each_that_does_not_depend_on_the_others(
    given_sources: list[str | bytes], name: str
) -> None:
    records = [Record(name, source, f"https://www.{name}.example/") for source in given_sources]
    together = label_records(MODEL, records, RowOptions())
    assert together.rows.schema == row_schema(RowOptions())
    alone = [label_records(MODEL, [record], RowOptions()).rows.to_pylist()[0] for record in records]
    assert together.rows.to_pylist() == alone
    together.rows.validate(full=True)
    for index, row in enumerate(alone):
        assert (row["error"] is None) == (index not in together.errors)
        assert all(
            (row[field] is None) == (row["error"] is not None) for field in ("text", "spans", "counts")
        )


def test_lone_surrogates_of_json_are_replaced() -> None:
    record = Record("a\ud800", "<p>\ud800 rain</p>", "https://www.a.example/\udfff")
    (row,) = label_records(MODEL, [record], RowOptions()).rows.to_pylist()
    assert (row["id"], row["url"]) == ("a?", "https://www.a.example/?")


def test_json_lines_have_the_digits_that_there_are() -> None:
    labelled = label_records(MODEL, [Record("ä", "<p>rain</p>"), Record("b", "", error="lost")], RowOptions())
    first, second = (json.loads(line) for line in json_lines(labelled).decode().splitlines())
    assert first["id"] == "ä"
    assert len(str(first["spans"][0]["probability"])) <= len("0.1234")
    assert (second["error"], second["spans"]) == ("lost", None)


def test_a_wrong_kind_of_charset_fails_the_page_alone() -> None:
    records = [Record("a", b"<p>a</p>", charset="klingon"), Record("b", b"<p>b</p>")]
    labelled = label_records(MODEL, records, RowOptions())
    assert list(labelled.errors) == [0]
    assert "klingon" in labelled.errors[0]
