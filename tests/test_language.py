"""Languages, by CLD2 where it is installed."""

from __future__ import annotations

import builtins
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.labels import Label
from noisefilter.language import MAX_CHARS, identify_language
from noisefilter.learn.corpus import read_rows
from noisefilter.page import Fragment, Page
from noisefilter.segment import segment
from tests.segment.test_wrapping import PAGES

GERMAN = "Der Nebel kam vor dem Frühstück vom Hafen herein, und um neun fuhr die Fähre nicht mehr. "


class Detector:
    """Stands in for CLD2, and remembers what it was given."""

    def __init__(self, code: str, *, is_reliable: bool = True) -> None:
        self.found = (is_reliable, 9, ((code.upper(), code, 99, 1.0), ("Unknown", "un", 0, 0.0)))
        self.texts: list[str] = []

    def detect(self, text: str) -> Any:
        self.texts.append(text)
        return self.found


def install(monkeypatch: pytest.MonkeyPatch, detector: Detector) -> Detector:
    monkeypatch.setitem(sys.modules, "pycld2", SimpleNamespace(detect=detector.detect))
    return detector


@pytest.mark.parametrize(
    ("code", "expected"), [("de", "de"), ("zh-Hant", "zh"), ("iw", "he"), ("sr-ME", "sr"), ("un", None)]
)
def test_the_code_is_a_primary_subtag(
    code: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, Detector(code))
    assert identify_language("rain") == expected


def test_what_is_not_sure_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Detector("de", is_reliable=False))
    assert identify_language("rain") is None


def test_only_the_beginning_is_looked_at_and_what_is_no_text_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    detector = install(monkeypatch, Detector("de"))
    identify_language("a\x00b\x7fc\ufffed" + "e" * MAX_CHARS)
    assert detector.texts[0].startswith("a b c de")
    assert len(detector.texts[0]) == MAX_CHARS


def test_without_the_extra_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *arguments: Any, **more: Any) -> Any:
        if name == "pycld2":
            raise ImportError(name)
        return real(name, *arguments, **more)

    monkeypatch.delitem(sys.modules, "pycld2", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    assert identify_language(GERMAN) is None
    assert Page([Fragment(GERMAN)]).language is None


def test_what_the_page_says_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = install(monkeypatch, Detector("de"))
    assert Page([Fragment(GERMAN)], declared_language="pt-br").language == "pt-br"
    assert detector.texts == []


def test_the_article_text_tells_where_there_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = install(monkeypatch, Detector("de"))
    menu, article = Fragment("Cookie settings", label=Label.NAVIGATION), Fragment(GERMAN, label=Label.CONTENT)
    assert Page([menu, article], kind="text").language == "de"
    assert Page([menu, article, article, article], kind="text").language == "de"
    assert detector.texts == [f"Cookie settings\n{GERMAN}", "\n".join([GERMAN] * 3)]


def test_the_languages_of_the_own_corpus_are_told() -> None:
    pytest.importorskip("pycld2", reason="the extra language is not installed")
    same = {"nb": "no", "nn": "no"}
    wrong = []
    n_pages = 0
    for path in sorted(PAGES.glob("*.jsonl")):
        for _, row in read_rows(path):
            segments = segment(row.get("html") or row["text"], kind="html" if row.get("html") else "text")
            found = identify_language("\n".join(segments.texts))
            n_pages += 1
            if same.get(found or "", found) != path.stem.split("-")[0]:
                wrong.append((row["id"], found))
    print(f"{len(wrong)} of {n_pages} pages told wrongly: {wrong}")
    assert len(wrong) <= 0.02 * n_pages


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    pytest.importorskip("pycld2", reason="the extra language is not installed")
    found = identify_language(text)
    assert found is None or (found.islower() and found.isalpha())
