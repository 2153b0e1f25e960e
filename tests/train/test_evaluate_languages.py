from collections.abc import Mapping
from dataclasses import replace

from rich.console import Console

from noisefilter.learn.example import UNLABELLED, Example
from noisefilter.model.page import PageModel
from train.evaluate_languages import Row, judge, largest_languages, table_of


def test_the_largest_languages_come_first(examples: list[Example]) -> None:
    pages = [replace(examples[0], language=code) for code in ("de", "fr", "de", "el", "fr", "ja")]
    assert largest_languages(pages, 3) == ["de", "fr", "el"]


def test_judging_counts_what_is_labelled(examples: list[Example], models: Mapping[str, PageModel]) -> None:
    page = examples[0]
    half = replace(page, labels=page.labels.copy())
    half.labels[::2] = UNLABELLED
    figures = judge(models["html"], [page, half])
    assert figures.n_fragments == len(page.labels) + (half.labels != UNLABELLED).sum()
    assert 0 < figures.macro_f1 <= 1


def test_the_table_names_languages_and_kinds(
    examples: list[Example], models: Mapping[str, PageModel]
) -> None:
    console = Console(width=100, record=True)
    console.print(table_of([Row("sl", "html", 3, judge(models["html"], examples))], "left out"))
    shown = console.export_text()
    assert "left out" in shown
    assert "sl" in shown
    assert "html" in shown
