"""The same bytes give the same numbers: whatever came before, in whatever order, process, batch or thread."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

import noisefilter
from noisefilter.page import Page
from noisefilter.predict import NoiseFilter

_CORPUS = Path(__file__).parents[1] / "train" / "corpus"
_N_PAGES = 30
_N_COMMENTS = 120


def corpus_pages() -> list[bytes]:
    """Thirty pages in as many languages, every third as plain text."""
    found: list[bytes] = []
    for path in sorted((_CORPUS / "pages").glob("*.jsonl")):
        row = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
        lines = "\n".join(fragment["text"] for fragment in row["fragments"])
        source = row.get("html") if len(found) % 3 else None
        found.append((source or lines).encode())
    return found[:_N_PAGES]


def corpus_comments() -> list[dict[str, str]]:
    fields = ("text", "author", "author_url", "author_email", "post")
    rows = (
        json.loads(line)
        for path in sorted((_CORPUS / "comments").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()[:_N_COMMENTS]
    )
    return [{name: row[name] for name in fields if row.get(name)} for row in rows][: 2 * _N_COMMENTS : 2]


def digest(pages: Sequence[Page]) -> str:
    """Every number of some pages, to the last bit."""
    parts = [
        (
            p.type,
            p.type_probability,
            [(f.text, f.label, f.probabilities, f.spam_probability) for f in p.fragments],
        )
        for p in pages
    ]
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


@pytest.fixture(scope="module")
def nf() -> NoiseFilter:
    return noisefilter.load()


@pytest.fixture(scope="module")
def pages() -> list[bytes]:
    return corpus_pages()


@pytest.fixture(scope="module")
def expected(nf: NoiseFilter, pages: list[bytes]) -> list[Page]:
    return [nf.predict(page) for page in pages]


def test_there_are_pages_of_both_kinds_and_comments(expected: list[Page]) -> None:
    assert len(expected) == _N_PAGES
    assert {page.kind for page in expected} == {"html", "text"}
    assert any(f.spam_probability is not None for page in expected for f in page.fragments)


def test_order_and_what_was_predicted_before_do_not_matter(
    nf: NoiseFilter, pages: list[bytes], expected: list[Page]
) -> None:
    places = list(range(len(pages)))
    for seed in range(3):
        Random(seed).shuffle(places)
        found = {place: nf.predict(pages[place]) for place in places}
        assert [found[place] for place in range(len(pages))] == expected


def test_threads_do_not_matter(nf: NoiseFilter, pages: list[bytes], expected: list[Page]) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(nf.predict, pages * 2)) == expected * 2


def test_processes_do_not_matter(nf: NoiseFilter, pages: list[bytes], expected: list[Page]) -> None:
    assert list(nf.predict_many(pages, n_jobs=2)) == expected


def test_explaining_in_between_does_not_matter(
    nf: NoiseFilter, pages: list[bytes], expected: list[Page]
) -> None:
    with ThreadPoolExecutor(4) as pool:
        explained = list(pool.map(lambda page: nf.explain(page, 0), expected[:8]))
    assert explained == [nf.explain(page, 0) for page in expected[:8]]
    assert [nf.predict(page) for page in pages[:8]] == expected[:8]


def test_batches_of_comments_do_not_matter(nf: NoiseFilter) -> None:
    comments = corpus_comments()
    together = list(nf.predict_comments(comments))
    alone = [nf.predict_comment(**row) for row in comments]
    backwards = list(nf.predict_comments(comments[::-1]))[::-1]
    with ThreadPoolExecutor(4) as pool:
        threads = list(pool.map(lambda row: nf.predict_comment(**row), comments))
    assert together == alone == backwards == threads


_FRESH = """
import sys
from concurrent.futures import ThreadPoolExecutor
import noisefilter
from tests.test_determinism import corpus_pages, digest
pages = corpus_pages()
nf = noisefilter.load()
# Four threads at once meet every cache of the process empty.
with ThreadPoolExecutor(4) as pool:
    found = list(pool.map(nf.predict, pages[::-1] if sys.argv[1] == "backwards" else pages))
print(digest(found[::-1] if sys.argv[1] == "backwards" else found))
"""


@pytest.mark.parametrize(
    ("order", "settings"),
    [
        ("forwards", {"PYTHONHASHSEED": "1", "OPENBLAS_NUM_THREADS": "1"}),
        ("backwards", {"PYTHONHASHSEED": "2", "OPENBLAS_NUM_THREADS": "4"}),
    ],
)
def test_a_fresh_process_gives_the_same_bits(
    expected: list[Page], order: str, settings: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FRESH, order],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | settings,
        cwd=Path(__file__).parents[1],
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == digest(expected)
