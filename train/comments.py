"""Corpora of comments as comments to learn from."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from noisefilter.comment import Comment
from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.learn.comment_fit import fit_comment_model
from noisefilter.learn.example import Example
from noisefilter.learn.fit import Progress
from noisefilter.model.comment import CommentModel
from train.recipe import CommentPlan
from train.sources import OWN_SOURCES, open_source

_COMMENT = FRAGMENT_LABELS.index(Label.COMMENT)
#: Name of the comments that stand among the hand-labelled fragments of public pages.
PAGES_SOURCE = "pages"
#: Shorter fragments are names, dates and "says:", which pages have beside their comments.
_MIN_CHARS = 15


@dataclass(slots=True)
class Lot:
    """Comments with what is known about them.

    Attributes
    ----------
    comments : list of Comment
    labels : list of int
        0 honest, 1 spam.
    sources, families, groups : list of str
        The corpus; the family of the own corpus, or ""; what belongs together.
    """

    comments: list[Comment] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    families: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def add(self, comment: Comment, label: int, source: str, family: str = "", group: str = "") -> None:
        """Add a comment."""
        self.comments.append(comment)
        self.labels.append(label)
        self.sources.append(source)
        self.families.append(family)
        self.groups.append(f"{source}: {group or len(self.groups)}")

    @property
    def y(self) -> NDArray[np.int64]:
        """The labels, shape (n,)."""
        return np.asarray(self.labels, np.int64)

    def weights(self, by_source: dict[str, float]) -> NDArray[np.float64]:
        """How much each comment counts, shape (n,); 1 for sources that are not named."""
        return np.asarray([by_source.get(source, 1.0) for source in self.sources])

    def take(self, chosen: Sequence[int] | NDArray[np.int64]) -> Lot:
        """Choose some of the comments, by their places."""
        parts = (self.comments, self.labels, self.sources, self.families, self.groups)
        return Lot(*([part[i] for i in chosen] for part in parts))  # type: ignore[arg-type]


def read_comments(names: Iterable[str], data: Path | None, max_rows: int | None = None) -> Lot:
    """Read corpora of comments, in order.

    Parameters
    ----------
    names : iterable of str
        Of `train.sources.SOURCES`.
    data : Path or None
        The folder of the public corpora.
    max_rows : int, optional
        Of a larger public corpus so many are taken, chosen by a hash of their text.

    Raises
    ------
    CorpusError
        Where a corpus is missing or damaged.
    """
    lot = Lot()
    for name in names:
        rows = list(open_source(name, None if name in OWN_SOURCES else data))
        if name not in OWN_SOURCES and max_rows is not None and len(rows) > max_rows:
            rows = sorted(rows, key=lambda row: zlib.crc32(row["text"].encode()))[:max_rows]
        for row in rows:
            comment = Comment(row["text"], row["author"], row["author_url"], row["author_email"], row["post"])
            lot.add(comment, int(row["label"] == "spam"), name, row["family"], row["group"])
    return lot


def add_page_comments(lot: Lot, pages: Iterable[Example]) -> None:
    """Add the comments among the labelled fragments of pages: real visitors' words, nearly all honest."""
    known = {comment.text for comment in lot.comments}
    for page in pages:
        for place in np.flatnonzero(page.labels == _COMMENT).tolist():
            text = page.segments.texts[place]
            if len(text) >= _MIN_CHARS and text not in known:
                known.add(text)
                lot.add(Comment(text), 0, PAGES_SOURCE, group=page.site)


def read_plan_comments(plan: CommentPlan, data: Path | None, pages: Iterable[Example]) -> Lot:
    """Read all that a recipe learns comments from.

    Parameters
    ----------
    plan : CommentPlan
    data : Path or None
        The folder of the public corpora.
    pages : iterable of Example
        Labelled pages; their comments are taken where the plan says so.

    Raises
    ------
    CorpusError
        Where a corpus is missing or damaged.
    """
    lot = read_comments([name for name in plan.corpora if name != PAGES_SOURCE], data, plan.max_rows)
    if PAGES_SOURCE in plan.corpora:
        add_page_comments(lot, pages)
    return lot


def fit_plan(plan: CommentPlan, lot: Lot, progress: Progress) -> CommentModel:
    """Learn as a recipe says."""
    model, _, _ = fit_comment_model(
        lot.comments,
        lot.y,
        lot.weights(plan.weights),
        lot.groups,
        plan.classifier,
        n_folds=plan.n_folds,
        seed=plan.seed,
        progress=progress,
    )
    return model
