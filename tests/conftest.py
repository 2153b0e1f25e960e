"""Fixtures that test modules share: small invented corpora, and models learnt from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from noisefilter.bundle import write_bundle
from noisefilter.comment import Comment
from noisefilter.learn.comment import CommentClassifier
from noisefilter.learn.comment_fit import fit_comment_model
from noisefilter.learn.corpus import labelled_page
from noisefilter.learn.example import Example, from_labelled
from noisefilter.learn.fit import Recipe, fit_model
from noisefilter.learn.rendering import Form, render
from noisefilter.model.comment import CommentModel
from noisefilter.model.comment_storage import pack_comment_model
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
    texts = [render(page, 0, Form.LINES) for page in examples]
    return {"html": fit_model(examples, recipe), "text": fit_model(texts, recipe)}


@pytest.fixture(scope="session")
def model_folder(models: dict[str, PageModel], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model on disk."""
    folder = tmp_path_factory.mktemp("models") / "small"
    parameters, tensors = pack_models(models)
    write_bundle(folder, {"models": parameters, "card": {}}, tensors, "# Small\n")
    return folder


_SPAM = (
    "Great post! Cheap {} here https://{}-deals.example/buy",
    "Best {} online, 100% bonus, click {}.top now!!!",
    "I made $5000 a week with {}, contact t.me/{}",
    "B U Y {} t0day at bit.ly/{} 🎰🎰",
    "Nice blog. [url=http://{}.example]{}[/url]",
)
_HAM = (
    "Thanks, the part about {} helped me a lot.",
    "I tried {} last summer and it rained all week.",
    "Where did you find the {}? My sister asks.",
    "You are wrong about {}: it was 1987, not 1988.",
    "My own {} looks like this: https://anna.example/{}",
)
_THINGS = "garden soup bicycle tent violin window camera lamp kettle stove boots canoe piano rope".split()


def comment_lot() -> tuple[list[Comment], np.ndarray, list[str]]:
    """Comments, labels and groups: some of each kind, with and without fields."""
    comments, labels, groups = [], [], []
    for label, patterns in enumerate((_HAM, _SPAM)):
        for k, thing in enumerate(_THINGS):
            for pattern in patterns:
                fields = {}
                if k % 3 == 0:
                    name = f"Cheap {thing} shop" if label else "Anna Berg"
                    url = f"http://{thing}-shop.example" if label else "https://annaberg.example"
                    fields = {"author": name, "author_url": url, "post": f"How I mend a {thing}"}
                comments.append(Comment(pattern.format(thing, thing), **fields))
                labels.append(label)
                groups.append(thing)
    return comments, np.asarray(labels), groups


@pytest.fixture(scope="session")
def comment_model() -> CommentModel:
    """A small model of comments."""
    comments, labels, groups = comment_lot()
    model, _, _ = fit_comment_model(
        comments, labels, np.ones(len(labels)), groups, CommentClassifier(strength=10.0), n_folds=3
    )
    return model


@pytest.fixture(scope="session")
def comment_bundle(comment_model: CommentModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder that can judge comments and knows no pages."""
    path = tmp_path_factory.mktemp("models") / "comments"
    parameters, tensors = pack_comment_model(comment_model)
    no_pages, _ = pack_models({})
    write_bundle(path, {"models": no_pages, "comment": parameters, "card": {}}, tensors)
    return path
