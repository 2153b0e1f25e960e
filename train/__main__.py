"""``python -m train``: from corpora to a model folder."""

from __future__ import annotations

import os
import platform
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from noisefilter.bundle import write_bundle
from noisefilter.errors import NoiseFilterError
from noisefilter.learn.example import Example
from noisefilter.learn.fit import Recipe, fit_model
from noisefilter.model.comment_storage import pack_comment_model
from noisefilter.model.page import PageModel
from noisefilter.model.storage import pack_models
from train.card import card_text, comment_card, make_card
from train.comments import fit_plan, read_plan_comments
from train.pages import of_kind, read_corpora, texts_of
from train.recipe import read_comment_plan, read_plan

DEFAULT_MODEL = Path(__file__).parent.parent / "models" / "default"
#: Packages whose version can change what is learnt.
_PACKAGES = ("catboost", "numpy", "resiliparse", "scikit-learn", "scipy", "selectolax")


class Progress:
    """Prints steps with the time since the start."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, step: str) -> None:
        """Print a step."""
        print(f"{time.monotonic() - self.start:6.0f} s  {step}", file=sys.stderr, flush=True)

    def within(self, part: str) -> Callable[[str], None]:
        """Give a function that prints the steps of a part."""
        return lambda step: self(f"{part}: {step}")


def add_data_options(parser: ArgumentParser) -> None:
    """Give a command the options that say which corpora it reads."""
    parser.add_argument("--own", action="store_true", help="the project's own corpus only: no data needed")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ["NOISEFILTER_DATA"]) if os.environ.get("NOISEFILTER_DATA") else None,
        help="folder of the public corpora (default: the environment variable NOISEFILTER_DATA)",
    )


def fit_models(pages: Sequence[Example], recipe: Recipe, progress: Progress) -> dict[str, PageModel]:
    """Learn a model for each kind of page; the one for plain text learns from HTML rendered to text, too."""
    return {
        "html": fit_model(of_kind(pages, "html"), recipe, progress.within("html")),
        "text": fit_model(texts_of(pages, recipe.seed), recipe, progress.within("text")),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = ArgumentParser(prog="python -m train", description="Train a model and write its folder.")
    add_data_options(parser)
    parser.add_argument("-o", "--output", type=Path, default=DEFAULT_MODEL, help="(default: %(default)s)")
    options = parser.parse_args(arguments)
    progress = Progress()
    try:
        plan = read_plan(own=options.own)
        progress(f"reading {', '.join(plan.corpora)}")
        pages = read_corpora(plan.corpora, options.data, plan.recipe.n_jobs)
        models = fit_models(pages, plan.recipe, progress)
        comment_plan = read_comment_plan(own=options.own)
        lot = read_plan_comments(comment_plan, options.data, pages)
        comment_model = fit_plan(comment_plan, lot, progress.within("comments"))
        versions = {name: version(name) for name in _PACKAGES} | {"python": platform.python_version()}
        card = make_card(plan, pages, versions) | {"comments": comment_card(comment_plan, lot, comment_model)}
        parameters, tensors = pack_models(models)
        comment_parameters, comment_tensors = pack_comment_model(comment_model)
        contents = {"models": parameters, "comment": comment_parameters, "card": card}
        write_bundle(options.output, contents, tensors | comment_tensors, card_text(card))
    except NoiseFilterError as error:
        print(f"train: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("train: stopped; nothing was written", file=sys.stderr)
        return 130
    progress(f"written to {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
