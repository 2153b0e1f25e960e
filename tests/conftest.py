"""Fixtures that test modules share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from noisefilter.bundle import write_bundle
from noisefilter.comment import Comment
from noisefilter.learn.comment import CommentClassifier
from noisefilter.learn.comment_fit import fit_comment_model
from noisefilter.model.comment import CommentModel
from noisefilter.model.comment_storage import pack_comment_model
from noisefilter.model.storage import pack_models

# No test measures time: how long an example takes is the machine's business.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

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
