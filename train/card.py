"""The model card: what a model was made from, and how good it is.

``python -m train.card`` puts the figures of the last evaluations into the card of the default model: they are
measured after it was trained, by other models of the same recipe.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from noisefilter.bundle import read_bundle, write_bundle
from noisefilter.errors import CorpusError, NoiseFilterError
from noisefilter.learn.example import UNLABELLED, Example
from noisefilter.model.comment import CommentModel
from noisefilter.predict import default_model_path
from train.comments import Lot
from train.recipe import CommentPlan, Plan

#: Figures of the last cross-validation, as ``python -m train.evaluate`` leaves them.
FIGURES_FILE = Path(__file__).with_name("figures.json")
#: The same for comments, as ``python -m train.evaluate comments`` leaves them.
COMMENT_FIGURES_FILE = Path(__file__).with_name("comment_figures.json")

_LICENCES = {
    "own": "written for this project, Apache-2.0",
    "wcxb": "WCXB (Foley 2026, arXiv 2605.21097), CC BY 4.0; fragment labels CC BY 4.0 and our own",
    "multilingual-train": "pages of public test sets of extractors, their publishers'; labels CC BY 4.0",
}
_COMMENT_LICENCES = {
    "own-comments": "written for this project, Apache-2.0",
    "uci-youtube": "UCI YouTube Spam Collection (Alberto, Lochter, Almeida 2015), CC BY 4.0",
    "indonesian-gambling": "judol-comment-classification, MIT",
    "telegram-russian": "tg-spam, MIT",
    "forums": "posts among the fragments of forums labelled by hand, their authors'",
    "pages": "comments among the fragments labelled by hand, their authors'",
}


def read_figures(path: Path = FIGURES_FILE) -> dict[str, Any]:
    """Read the figures of the last cross-validation, by name; empty where there was none.

    Under ``languages`` stands the macro F1 of the labels in each language, for each kind of page.

    Raises
    ------
    CorpusError
        Where the file is damaged.
    """
    if not path.is_file():
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{path}: not JSON ({error}); remove it, or run python -m train.evaluate"
        raise CorpusError(message) from error
    return found


def make_card(plan: Plan, pages: Sequence[Example], versions: Mapping[str, str]) -> dict[str, Any]:
    """Say what a model is made from.

    Parameters
    ----------
    plan : Plan
    pages : sequence of Example
    versions : mapping of str to str
        Of the packages that took part.
    """
    data = []
    for name in plan.corpora:
        found = [page for page in pages if page.source == name]
        data.append(
            {
                "corpus": name,
                "licence": _LICENCES.get(name, "see train/sources"),
                "pages": len(found),
                "labelled_pages": sum(page.is_labelled for page in found),
                "labelled_fragments": int(sum((page.labels != UNLABELLED).sum() for page in found)),
                "languages": dict(sorted(Counter(page.language or "?" for page in found).items())),
            }
        )
    figures = read_figures() if plan.corpora != ("own",) else {}
    languages = figures.pop("languages", {})
    return {
        "data": data,
        "parameters": asdict(plan.recipe),
        "versions": dict(sorted(versions.items())),
        "figures": figures,
        "languages": languages,
    }


def comment_card(plan: CommentPlan, lot: Lot, model: CommentModel) -> dict[str, Any]:
    """Say what the part that judges comments is made from."""
    data = []
    for name in plan.corpora:
        labels = [label for label, source in zip(lot.labels, lot.sources, strict=True) if source == name]
        row = {
            "corpus": name,
            "licence": _COMMENT_LICENCES[name],
            "comments": len(labels),
            "spam": sum(labels),
        }
        data.append(row)
    return {
        "data": data,
        "parameters": plan.parameters,
        "weights": plan.weights,
        "thresholds": dict(model.thresholds),
        "figures": read_figures(COMMENT_FIGURES_FILE),
    }


def card_text(card: Mapping[str, Any]) -> str:
    """Write a card out in Markdown."""
    lines = ["# Model card", "", "Labels the fragments of web pages (see the README of noisefilter).", ""]
    lines += ["## Data", "", "| corpus | licence | pages | labelled | fragments |", "|---|---|---|---|---|"]
    lines += [
        f"| {row['corpus']} | {row['licence']} | {row['pages']} | {row['labelled_pages']} "
        f"| {row['labelled_fragments']} |"
        for row in card["data"]
    ]
    lines += ["", "## Figures", ""]
    if card["figures"]:
        lines += [
            "Cross-validated by site (`python -m train.evaluate`).",
            "",
            "| figure | value |",
            "|---|---|",
        ]
        lines += [f"| {name} | {value:.3f} |" for name, value in card["figures"].items()]
    else:
        lines.append("None: this model was not evaluated.")
    if card["languages"]:
        lines += [
            "",
            "Macro F1 of the labels in each language:",
            "",
            "| language | HTML | text |",
            "|---|---|---|",
        ]
        lines += [
            f"| {language} | {_rounded(found.get('html'))} | {_rounded(found.get('text'))} |"
            for language, found in card["languages"].items()
        ]
    if "comments" in card:
        lines += _comment_lines(card["comments"])
    lines += ["", "## Parameters", "", "| parameter | value |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in card["parameters"].items()]
    lines += ["", "## Versions", ""]
    lines += [f"- {name} {number}" for name, number in card["versions"].items()]
    return "\n".join([*lines, ""])


def _comment_lines(card: Mapping[str, Any]) -> list[str]:
    lines = ["", "## Comments", "", "| corpus | licence | comments | spam |", "|---|---|---|---|"]
    lines += [
        f"| {row['corpus']} | {row['licence']} | {row['comments']} | {row['spam']} |" for row in card["data"]
    ]
    lines += [
        "",
        "Honest comments taken for spam, out of fold, and the probability from which that is so:",
        "",
    ]
    lines += [f"- {name}: {value:.4f}" for name, value in card["thresholds"].items()]
    if card["figures"]:
        lines += ["", "| figure (`python -m train.evaluate comments`) | value |", "|---|---|"]
        lines += [f"| {name} | {value:.3f} |" for name, value in card["figures"].items()]
    return lines


def _rounded(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def refresh(folder: Path) -> None:
    """Put the figures of the last evaluations into the card of a model.

    Raises
    ------
    NoiseFilterError
        Where the model or the figures cannot be read, or the model cannot be written.
    """
    bundle = read_bundle(folder)
    card = bundle.parameters["card"]
    figures = read_figures()
    card["languages"] = figures.pop("languages", {})
    card["figures"] = figures
    card["comments"]["figures"] = read_figures(COMMENT_FIGURES_FILE)
    write_bundle(folder, bundle.parameters, bundle.tensors, card_text(card))


def main() -> int:
    """Run the command; returns its exit code."""
    try:
        refresh(default_model_path())
    except NoiseFilterError as error:
        print(f"train.card: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
