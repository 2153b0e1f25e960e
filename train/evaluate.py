"""``python -m train.evaluate``: cross-validated figures of the recipe.

Sites are dealt out to folds; what is said of a page never comes from a model that learnt from a page of
its site. Three layers follow one another, and each is cross-validated with the same folds: the first
pass, the second pass taught on the first one's out-of-fold scores, and the calibration. (The scores that
the second pass learns from come from first passes that saw other folds, the judged one among them, as is
usual in stacking; nothing learns from a judged page itself.)

``python -m train.evaluate comments`` evaluates the part that judges comments: `train.evaluate_comments`;
``python -m train.evaluate languages`` the labels in languages left out: `train.evaluate_languages`.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from noisefilter.display import facts_table, figures_table
from noisefilter.errors import NoiseFilterError
from noisefilter.evaluate import Figures, figures_of, word_f1
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label
from noisefilter.learn.calibrate import fit_calibration
from noisefilter.learn.example import UNLABELLED, Example
from noisefilter.learn.fit import (
    Progress,
    Recipe,
    fit_first_pass,
    fit_second_pass,
    surroundings,
)
from noisefilter.learn.lesson import page_weights
from train.__main__ import Progress as Printed
from train.__main__ import add_data_options
from train.card import FIGURES_FILE
from train.pages import of_kind, read_corpora, texts_of
from train.recipe import read_plan

_CONTENT = FRAGMENT_LABELS.index(Label.CONTENT)


@dataclass(frozen=True)
class Judged:
    """Pages and what was said of them without their sites.

    Attributes
    ----------
    pages : sequence of Example
    probabilities : list of ndarray of float64
        Of each page, shape (n_fragments, 13).
    page_types : ndarray of float32, shape (n_pages, 7)
    """

    pages: Sequence[Example]
    probabilities: list[NDArray[np.float64]]
    page_types: NDArray[np.float32]


def cross_validate(pages: Sequence[Example], recipe: Recipe, progress: Progress) -> Judged:
    """Judge each page with models that did not learn from its site."""
    first = fit_first_pass(pages, recipe, progress)
    logits: list[NDArray[np.float32]] = [np.empty((0, len(FRAGMENT_LABELS)), np.float32)] * len(pages)
    for fold in range(recipe.n_folds):
        progress(f"second pass without fold {fold + 1} of {recipe.n_folds}")
        model = fit_second_pass(pages, first, recipe, first.folds != fold)
        for index in np.flatnonzero(first.folds == fold).tolist():
            logits[index] = model.logits(surroundings(pages[index], first, index))
    probabilities = [np.empty(scores.shape) for scores in logits]
    for fold in range(recipe.n_folds):
        others = [i for i in np.flatnonzero(first.folds != fold).tolist() if pages[i].is_labelled]
        labels = np.concatenate([pages[i].labels for i in others])
        weights = np.concatenate([page_weights(len(pages[i].labels)) for i in others])
        known = labels != UNLABELLED
        scores = np.concatenate([logits[i] for i in others])
        calibration = fit_calibration(scores[known], labels[known], weights[known])
        for index in np.flatnonzero(first.folds == fold).tolist():
            probabilities[index] = calibration.probabilities(logits[index])
    return Judged(pages, probabilities, first.page_types)


def label_figures(judged: Judged, chosen: Sequence[int]) -> Figures:
    """Figures of the labels on the chosen pages."""
    if not chosen:
        return figures_of(np.empty(0, np.int64), np.empty((0, len(FRAGMENT_LABELS))))
    labels = np.concatenate([judged.pages[i].labels for i in chosen])
    return figures_of(labels, np.concatenate([judged.probabilities[i] for i in chosen]))


def text_scores(judged: Judged) -> NDArray[np.float64]:
    """Word F1 of the article text of each page; NaN where the main content is not known."""
    scores = np.full(len(judged.pages), np.nan)
    for index, page in enumerate(judged.pages):
        if page.main_content is not None:
            chosen = judged.probabilities[index].argmax(axis=1) == _CONTENT
            found = "\n".join(t for t, keep in zip(page.segments.texts, chosen, strict=True) if keep)
            scores[index] = word_f1(found, page.main_content)
    return scores


def language_figures(judged: Judged) -> dict[str, Figures]:
    """Figures of the labels in each language, by its code."""
    found: dict[str, list[int]] = {}
    for index, page in enumerate(judged.pages):
        if page.is_labelled and page.judges:
            found.setdefault(page.language or "?", []).append(index)
    return {language: label_figures(judged, chosen) for language, chosen in sorted(found.items())}


def summarise(judged: Judged, kind: str, console: Console) -> dict[str, float]:
    """Print the figures of one kind of page; returns the main ones by name."""
    pages = judged.pages
    labelled = [i for i, page in enumerate(pages) if page.is_labelled and page.judges]
    english = [i for i in labelled if pages[i].source == "wcxb"] or labelled
    overall = label_figures(judged, english)
    out = {
        f"{kind}: 13 labels, macro F1": overall.macro_f1,
        f"{kind}: accuracy": overall.accuracy,
        f"{kind}: calibration error": overall.calibration_error,
    }
    others = [i for i in labelled if pages[i].language not in {"en", ""}]
    if others:
        foreign = label_figures(judged, others)
        out[f"{kind}: 13 labels, macro F1, not English"] = foreign.macro_f1
        out[f"{kind}: content F1, not English"] = float(foreign.f1[_CONTENT])
    scores = text_scores(judged)
    types = np.asarray([page.page_type for page in pages])
    known = ~np.isnan(scores)
    if known.any():
        out[f"{kind}: word F1"] = float(scores[known].mean())
        for place, name in enumerate(PAGE_TYPES):
            if (known & (types == place)).any():
                out[f"{kind}: word F1, {name}"] = float(scores[known & (types == place)].mean())
    typed = types != UNLABELLED
    if typed.any():
        out[f"{kind}: page type, accuracy"] = float((judged.page_types.argmax(axis=1) == types)[typed].mean())
    console.rule(kind)
    console.print(figures_table(overall))
    for language, found in language_figures(judged).items():
        line = f"macro F1 {found.macro_f1:.3f}, {found.n_fragments} fragments"
        console.print(facts_table({f"language {language}": line}))
    console.print(facts_table({name: f"{value:.4f}" for name, value in out.items()}))
    return out


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["comments"]:
        from train.evaluate_comments import main as evaluate_comments

        return evaluate_comments(arguments[1:])
    if arguments[:1] == ["languages"]:
        from train.evaluate_languages import main as evaluate_languages

        return evaluate_languages(arguments[1:])
    parser = ArgumentParser(prog="python -m train.evaluate", description="Cross-validate the recipe.")
    add_data_options(parser)
    options = parser.parse_args(arguments)
    progress = Printed()
    console = Console(width=100)
    figures: dict[str, Any] = {}
    languages: dict[str, dict[str, float]] = {}
    try:
        plan = read_plan(own=options.own)
        progress(f"reading {', '.join(plan.corpora)}")
        pages = read_corpora(plan.corpora, options.data, plan.recipe.n_jobs)
    except NoiseFilterError as error:
        print(f"train.evaluate: {error}", file=sys.stderr)
        return 1
    for kind, found in (("html", of_kind(pages, "html")), ("text", texts_of(pages, plan.recipe.seed))):
        judged = cross_validate(found, plan.recipe, progress.within(kind))
        figures |= summarise(judged, kind, console)
        for language, of_language in language_figures(judged).items():
            languages.setdefault(language, {})[kind] = of_language.macro_f1
    if not options.own:
        figures["languages"] = dict(sorted(languages.items()))
        FIGURES_FILE.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
