"""Fixtures that test modules share: a small invented corpus, and a model learnt from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from noisefilter.bundle import write_bundle
from noisefilter.learn.corpus import labelled_page
from noisefilter.learn.example import Example, from_labelled
from noisefilter.learn.fit import Recipe, fit_model
from noisefilter.learn.rendering import as_text
from noisefilter.model.page import PageModel
from noisefilter.model.storage import pack_models

# How long an example takes says nothing about whether it is right.
settings.register_profile("noisefilter", deadline=None)
settings.load_profile("noisefilter")

_SITES = "brook cedar delta ember fjord grove haven inlet".split()
_TOPICS = "bridge harbour orchard library windmill market ferry lighthouse".split()


def _row(place: int) -> dict[str, Any]:
    """One page in the label format: an article of one site, or a product of another."""
    site, topic = _SITES[place], _TOPICS[place]
    kind = "product" if place % 4 == 3 else "article"
    fragments = [
        ("Home", "navigation"),
        (f"About {site}", "navigation"),
        (f"The old {topic} opens again", "title"),
        (f"By Mara Quill, {place + 2} May 2021", "byline"),
        (f"The {topic} was closed for repairs all winter, and the town waited for it.", "content"),
        (f"On Sunday, some {200 + place} people came to see the {topic} at last.", "content"),
        (f"“We have missed it,” said a woman who lives beside the {topic}.", "content"),
        (f"More from {site}", "recommendation"),
        (f"Ten walks around the {topic}", "recommendation"),
        (f"© 2021 {site} press. All rights reserved.", "legal"),
    ]
    texts = [text for text, _ in fragments]
    html = (
        f'<html lang="en"><head><title>{texts[2]} | {site}</title></head><body>'
        f'<nav class="site-menu"><ul><li><a href="/">{texts[0]}</a>'
        f'<li><a href="/about">{texts[1]}</a></ul></nav>'
        f'<main id="story"><h1>{texts[2]}</h1><p class="byline">{texts[3]}</p>'
        f"<p>{texts[4]}</p><p>{texts[5]}</p><p>{texts[6]}</p></main>"
        f'<aside class="related"><h2>{texts[7]}</h2><p><a href="/walks">{texts[8]}</a></p></aside>'
        f'<footer class="page-end">{texts[9]}</footer></body></html>'
    )
    return {
        "id": f"{site}-1",
        "url": f"https://www.{site}.example/{topic}",
        "language": "en",
        "page_type": kind,
        "html": html,
        "fragments": [{"text": text, "label": label} for text, label in fragments],
    }


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    """Eight pages of eight sites, in the label format."""
    return [_row(place) for place in range(len(_SITES))]


@pytest.fixture(scope="session")
def examples(rows: list[dict[str, Any]]) -> list[Example]:
    """The same pages, to learn from."""
    return [from_labelled(labelled_page(row, str(row["id"]))) for row in rows]


@pytest.fixture(scope="session")
def models(examples: list[Example]) -> dict[str, PageModel]:
    """A small model of each kind; it knows little, but all of its layers."""
    recipe = Recipe(n_folds=2, min_sites=2, iterations=6, main_iterations=6, depth=3, n_jobs=1)
    texts = [as_text(page, seed=0) for page in examples]
    return {"html": fit_model(examples, recipe), "text": fit_model(texts, recipe)}


@pytest.fixture(scope="session")
def model_folder(models: dict[str, PageModel], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model on disk."""
    folder = tmp_path_factory.mktemp("models") / "small"
    parameters, tensors = pack_models(models)
    write_bundle(folder, {"models": parameters, "card": {}}, tensors, "# Small\n")
    return folder
