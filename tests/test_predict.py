"""The predict module, with a small model that went through a file."""

from __future__ import annotations

import pickle
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import noisefilter
from noisefilter.errors import InputError, ModelError
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES
from noisefilter.model.explain import Contribution
from noisefilter.predict import NoiseFilter, load
from noisefilter.segment import segment
from tests.strategies import soup


@pytest.fixture(scope="module")
def nf(model_folder: Path) -> NoiseFilter:
    return load(model_folder)


@pytest.fixture(scope="module")
def html(rows: list[dict[str, Any]]) -> str:
    return str(rows[0]["html"])


def test_a_page_comes_back_whole_and_in_order(nf: NoiseFilter, html: str) -> None:
    page = nf.predict(html, url="https://brook.example/bridge")
    assert [f.text for f in page.fragments] == segment(html).texts
    assert (page.kind, page.url, page.language, page.truncated, page.error) == (
        "html",
        "https://brook.example/bridge",
        "en",
        False,
        None,
    )
    assert page.type in PAGE_TYPES
    assert 1 / 7 <= page.type_probability <= 1
    for fragment in page.fragments:
        assert page.full_text[fragment.start : fragment.end] == fragment.text
        assert list(fragment.probabilities) == list(FRAGMENT_LABELS)
        assert sum(fragment.probabilities.values()) == pytest.approx(1, abs=1e-9)
        assert fragment.label == max(FRAGMENT_LABELS, key=lambda label: fragment.probabilities[label])
        assert fragment.probability == fragment.probabilities[fragment.label]
        assert fragment.spam_probability is None


def test_the_article_text_is_what_is_labelled_content(nf: NoiseFilter, html: str) -> None:
    page = nf.predict(html)
    assert page.text() == "\n".join(f.text for f in page.fragments if f.label == "content")
    assert page.text(threshold=0.0) == page.full_text


def test_a_learnt_page_is_taken_apart_rightly(nf: NoiseFilter, rows: list[dict[str, Any]]) -> None:
    page = nf.predict(rows[0]["html"])
    found = {f.text: str(f.label) for f in page.fragments}
    assert found["Home"] == "navigation"
    assert found["The bridge was closed for repairs all winter, and the town waited for it."] == "content"


def test_a_wrapped_paragraph_is_kept_or_dropped_as_a_whole(nf: NoiseFilter) -> None:
    article = (
        "The ferry was closed for repairs all winter, and the town waited for it without hope. On Sunday, "
        "some three hundred people came to see the ferry at last. “We have missed it,” said a woman who "
        "lives beside the pier."
    )
    wrapped = textwrap.fill(article, 72)
    page = nf.predict(f"Home\nAbout fjord\n\nThe old ferry opens again\n\n{wrapped}\n\nMore from fjord")
    assert wrapped in [fragment.text for fragment in page.fragments]
    for threshold in (0.0, 0.3, 0.6, 1.0):
        text = page.text(threshold=threshold)
        assert wrapped in text or not set(wrapped.split("\n")) & set(text.split("\n"))


@given(soup)
def test_no_word_is_lost_or_invented_and_probabilities_sum_to_1(nf: NoiseFilter, source: str) -> None:
    page = nf.predict(source, kind="html")
    assert [f.text for f in page.fragments] == segment(source, kind="html").texts
    for fragment in page.fragments:
        assert sum(fragment.probabilities.values()) == pytest.approx(1, abs=1e-9)


@given(
    st.text(
        st.one_of(st.characters(exclude_categories=["Cc", "Cs"]), st.sampled_from("\n\r\t ")), max_size=300
    )
)
def test_plain_text_keeps_its_words(nf: NoiseFilter, source: str) -> None:
    page = nf.predict(source, kind="text")
    assert " ".join(f.text for f in page.fragments).split() == source.removeprefix("\ufeff").split()


@given(st.lists(soup, max_size=5))
def test_a_page_gives_the_same_alone_and_among_others(nf: NoiseFilter, sources: list[str]) -> None:
    alone = [nf.predict(source) for source in sources]
    together = list(nf.predict_many(sources))
    again = [nf.predict(source) for source in reversed(sources)][::-1]
    assert alone == together == again


def test_processes_give_the_same_in_the_same_order(nf: NoiseFilter, rows: list[dict[str, Any]]) -> None:
    sources = [row["html"] for row in rows] * 5
    assert list(nf.predict_many(sources, n_jobs=2)) == list(nf.predict_many(sources))


def test_pages_from_processes_are_explained_alike(nf: NoiseFilter, html: str) -> None:
    sources = [html, "Fog\n\nIt came in at noon."]
    for here, there in zip(nf.predict_many(sources), nf.predict_many(sources, n_jobs=2), strict=True):
        assert nf.explain_all(here) == nf.explain_all(there) != {}


def test_pages_survive_pickling(nf: NoiseFilter, html: str) -> None:
    page = nf.predict(html)
    copy = pickle.loads(pickle.dumps(page))
    assert copy == page
    assert nf.explain(copy, 0) == nf.explain(page, 0)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_one_bad_page_never_stops_the_others(nf: NoiseFilter, n_jobs: int) -> None:
    sources: list[bytes | str] = ["<p>one</p>", b"%PDF-1.7", "<p>two</p>"]
    pages = list(nf.predict_many(sources, n_jobs=n_jobs, on_error="keep"))
    assert [len(page.fragments) for page in pages] == [1, 0, 1]
    assert [bool(page.error) for page in pages] == [False, True, False]
    assert "PDF" in str(pages[1].error)
    with pytest.raises(InputError, match="PDF"):
        list(nf.predict_many(sources, n_jobs=n_jobs))


def test_sources_are_read_as_they_are_needed(nf: NoiseFilter) -> None:
    taken = []

    def sources() -> Any:
        for number in range(1000):
            taken.append(number)
            yield f"<p>page {number}</p>"

    pages = nf.predict_many(sources())
    next(iter(pages))
    assert len(taken) < 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"on_error": "ignore"}, "'raise' or 'keep'"), ({"n_jobs": 0}, "1 or more")],
)
def test_wrong_arguments_of_many_are_named(nf: NoiseFilter, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        nf.predict_many([], **arguments)


@pytest.mark.parametrize(
    ("source", "arguments", "message"),
    [
        (None, {}, "NoneType"),
        (["<p>"], {}, "list"),
        ("<p>", {"kind": "pdf"}, "'pdf' is unknown"),
        (b"<p>", {"charset": "klingon"}, "'klingon' is unknown"),
        (bytes(range(1, 9)) * 200, {}, "binary"),
    ],
)
def test_what_is_no_page_is_refused(
    nf: NoiseFilter, source: Any, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        nf.predict(source, **arguments)


@pytest.mark.parametrize("source", ["", " \n\t", b"", "<html></html>", "\ufeff", "\x00"])
def test_a_page_without_text_has_no_fragments(nf: NoiseFilter, source: str | bytes) -> None:
    page = nf.predict(source)
    assert (page.fragments, page.text(), page.title, page.type) == ([], "", None, None)
    assert nf.explain_all(page) == {}


@pytest.mark.parametrize(
    "source",
    [
        "<p>" + "x" * 1_000_000,
        "<i>a" * 20_000,
        "<div>" * 100_000 + "deep",
        "\ud800 <b>\udfff</b>",
        "a\x00b and much more text, cell by cell " * 50,
    ],
    ids=["no space", "endless nesting", "deep", "surrogates", "NULs"],
)
def test_odd_pages_are_pages(nf: NoiseFilter, source: str) -> None:
    page = nf.predict(source)
    assert page.fragments
    page.full_text.encode("utf-8")


def total(parts: tuple[Contribution, ...]) -> float:
    return sum(part.value for part in parts)


@pytest.mark.parametrize("kind", ["html", "text"])
def test_explanations_add_up(nf: NoiseFilter, rows: list[dict[str, Any]], kind: str) -> None:
    source = rows[1]["html"] if kind == "html" else "\n".join(f["text"] for f in rows[1]["fragments"])
    page = nf.predict(source, kind=kind)
    assert {f.label for f in page.fragments} > {"content"}
    for index, fragment in enumerate(page.fragments):
        why = nf.explain(page, index)
        assert (why.index, why.label) == (index, fragment.label)
        assert total(why.contributions) == pytest.approx(why.logit, abs=1e-4)
        sizes = [abs(part.value) for part in why.contributions]
        assert sizes == sorted(sizes, reverse=True)


def test_the_share_of_the_first_pass_is_split_into_what_it_saw(nf: NoiseFilter, html: str) -> None:
    page = nf.predict(html)
    why = nf.explain(page, 0)
    own = next(p for p in why.contributions if p.name == f"the fragment by itself, as {why.label}")
    assert total(own.parts) == pytest.approx(own.score)
    assert any("home" in part.name for part in own.parts)
    assert own.score * own.value > 0


def test_all_explanations_at_once_are_the_same(nf: NoiseFilter, html: str) -> None:
    page = nf.predict(html)
    assert nf.explain_all(page) == {i: nf.explain(page, i) for i in range(len(page.fragments))}


def test_only_fragments_of_predicted_pages_are_explained(nf: NoiseFilter) -> None:
    page = nf.predict("<p>one</p>")
    with pytest.raises(InputError, match="no fragment 1; the page has 1"):
        nf.explain(page, 1)
    with pytest.raises(InputError, match="not predicted"):
        nf.explain(noisefilter.Page([noisefilter.Fragment("one")]), 0)


def test_a_model_survives_its_file(nf: NoiseFilter, models: dict[str, Any], html: str) -> None:
    page = nf.predict(html)
    direct = NoiseFilter(models, {}).predict(html)
    ours = np.asarray([list(f.probabilities.values()) for f in page.fragments])
    theirs = np.asarray([list(f.probabilities.values()) for f in direct.fragments])
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model folder"):
        load(tmp_path / "nowhere")
