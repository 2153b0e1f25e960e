from __future__ import annotations

import io
import json
import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

import noisefilter
from noisefilter.batch.labelling import label_records, row_schema
from noisefilter.batch.options import RowOptions
from noisefilter.batch.readers.warc import read_warc
from noisefilter.batch.records import Record
from noisefilter.batch.serve import json_lines
from tests.batch.conftest import wet_record
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


def test_a_record_of_a_wet_file_is_a_page_of_plain_text() -> None:
    texts = {
        "lines": "Home\nAbout\n\nThe ferry opens again\n\nIt was closed all winter.\n\n© Fjord press",
        "wrapped": textwrap.fill("The ferry was closed all winter, and the town waited for it. " * 6, 72),
        "marked": "[Home](/) [News](/news) [Sport](/sport)\n\n# Fähre\n\n- nine\n- ten",
        "tags": "<p>no HTML</p><p>but text</p><p>of a page about it</p>",
        "unix": "霧が出た。\r\n船は出ない。",
    }
    records = b"".join(wet_record(name, text) for name, text in texts.items())
    events = list(read_warc("crawl.wet", io.BytesIO(records), 10_000))
    found = label_records(MODEL, [e for e in events if isinstance(e, Record)], RowOptions()).rows.to_pylist()
    assert len(found) == len(texts)
    for row, (name, text) in zip(found, texts.items(), strict=True):
        page = MODEL.predict(text, kind="text", url=f"https://www.crawled.example/{name}")
        assert (row["kind"], row["url"]) == ("text", page.url)
        assert (row["text"], row["full_text"], row["page_type"]) == (page.text(), page.full_text, page.type)
        assert [(span["start"], span["label"]) for span in row["spans"]] == [
            (fragment.start, fragment.label) for fragment in page.fragments
        ]


def test_lone_surrogates_of_json_are_replaced() -> None:
    record = Record("a\ud800", "<p>\ud800 rain</p>", "https://www.a.example/\udfff")
    (row,) = label_records(MODEL, [record], RowOptions()).rows.to_pylist()
    assert (row["id"], row["url"]) == ("a?", "https://www.a.example/?")


def test_the_language_is_a_column_where_it_is_asked_for() -> None:
    records = [Record("a", '<html lang="pt-BR"><p>Chove.</p>'), Record("b", "", error="lost")]
    rows = label_records(MODEL, records, RowOptions(fields=("id", "language"))).rows.to_pylist()
    assert rows == [{"id": "a", "language": "pt-br"}, {"id": "b", "language": None}]
    assert "language" not in row_schema(RowOptions()).names


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
