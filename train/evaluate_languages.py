"""``python -m train.evaluate languages``: how well the labels carry over to other languages.

Two tables. The first leaves each of the largest languages of the project's own corpus out of training
altogether, in turn, and judges its pages. The second, where data is given, judges the multilingual
validation pages with the shipped model, which never learnt from them; nothing is chosen by them.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from noisefilter.bundle import read_bundle
from noisefilter.errors import NoiseFilterError
from noisefilter.evaluate import Figures, figures_of
from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.learn.example import Example
from noisefilter.learn.fit import fit_model
from noisefilter.model.page import PageModel
from noisefilter.model.storage import unpack_models
from noisefilter.predict import default_model_path
from train.__main__ import Progress, add_data_options
from train.pages import of_kind, read_corpora, texts_of
from train.recipe import read_plan

N_LANGUAGES = 15  #: the largest ones, which are left out in turn
VALIDATION = "multilingual-validation"
_CONTENT = FRAGMENT_LABELS.index(Label.CONTENT)


class Row(NamedTuple):
    """Figures of one language and kind of page."""

    language: str
    kind: str
    n_pages: int
    figures: Figures


def judge(model: PageModel, pages: Sequence[Example]) -> Figures:
    """Hold a model against labelled pages of its kind."""
    found = [model.probabilities(model.score(page.segments, page.url)) for page in pages]
    return figures_of(np.concatenate([page.labels for page in pages]), np.concatenate(found))


def largest_languages(pages: Sequence[Example], n: int = N_LANGUAGES) -> list[str]:
    """Languages with the most pages; of equals, those that come first in the alphabet."""
    counts = Counter(page.language for page in pages)
    return sorted(counts, key=lambda language: (-counts[language], language))[:n]


def _judged_kinds(pages: Sequence[Example], seed: int) -> dict[str, list[Example]]:
    return {"html": of_kind(pages, "html"), "text": [page for page in texts_of(pages, seed) if page.judges]}


def left_out(progress: Progress) -> list[Row]:
    """Judge the own pages of each of the largest languages by models that saw none of it."""
    plan = read_plan(own=True)
    pages = read_corpora(plan.corpora, None, plan.recipe.n_jobs)
    rows = []
    for language in largest_languages(pages):
        others = [page for page in pages if page.language != language]
        its_own = _judged_kinds([page for page in pages if page.language == language], plan.recipe.seed)
        training = {"html": of_kind(others, "html"), "text": texts_of(others, plan.recipe.seed)}
        for kind, judged in its_own.items():
            model = fit_model(training[kind], plan.recipe, progress.within(f"without {language}, {kind}"))
            rows.append(Row(language, kind, len(judged), judge(model, judged)))
    return rows


def validation(pages: Sequence[Example], seed: int) -> list[Row]:
    """Judge validation pages with the shipped model, by language and in all."""
    bundle = read_bundle(default_model_path())
    models = unpack_models(bundle.parameters["models"], bundle.tensors)
    rows = []
    for kind, found in _judged_kinds(pages, seed).items():
        for language in sorted({page.language for page in found}):
            of_language = [page for page in found if page.language == language]
            rows.append(Row(language, kind, len(of_language), judge(models[kind], of_language)))
        foreign = [page for page in found if page.language != "en"]
        rows.append(Row("all but en", kind, len(foreign), judge(models[kind], foreign)))
    return rows


def table_of(rows: Sequence[Row], title: str) -> Table:
    """Show the figures of languages."""
    table = Table(title=title)
    for name in ("language", "kind", "pages", "fragments", "macro F1", "content F1"):
        table.add_column(name)
    for row in rows:
        figures = row.figures
        numbers = f"{figures.macro_f1:.3f}", f"{figures.f1[_CONTENT]:.3f}"
        table.add_row(row.language, row.kind, str(row.n_pages), str(figures.n_fragments), *numbers)
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = ArgumentParser(prog="python -m train.evaluate languages", description="Figures by language.")
    add_data_options(parser)
    options = parser.parse_args(arguments)
    console = Console(width=100)
    try:
        if options.data is not None and not options.own:
            plan = read_plan(own=False)
            pages = read_corpora([VALIDATION], options.data, plan.recipe.n_jobs)
            console.print(table_of(validation(pages, plan.recipe.seed), f"{VALIDATION}, shipped model"))
        console.print(table_of(left_out(Progress()), "own corpus, language left out of training"))
    except NoiseFilterError as error:
        print(f"train.evaluate: {error}", file=sys.stderr)
        return 1
    return 0
