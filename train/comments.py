"""Corpora of comments as comments to learn from."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from noisefilter.comment import Comment
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label
from noisefilter.learn.comment_fit import fit_comment_model
from noisefilter.learn.example import Example
from noisefilter.learn.fit import Progress
from noisefilter.model.comment import CommentModel
from train.recipe import CommentPlan
from train.sources import OWN_SOURCES, open_source

_COMMENT = FRAGMENT_LABELS.index(Label.COMMENT)
_CONTENT = FRAGMENT_LABELS.index(Label.CONTENT)
_FORUM = PAGE_TYPES.index("forum")
#: Names of the comments among the hand-labelled fragments of public pages, and of the posts on forums.
PAGES_SOURCE, FORUMS_SOURCE = "pages", "forums"
PAGE_SOURCES = (PAGES_SOURCE, FORUMS_SOURCE)
#: What is known to be spam on them, by `text_key`.
_SPAM_FILE = Path(__file__).parent / "labels" / "comment_spam.txt"
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


def add_page_comments(lot: Lot, pages: Iterable[Example], sources: Iterable[str] = PAGE_SOURCES) -> None:
    """Add what visitors wrote on labelled pages: nearly all honest.

    The comments, and on forums the posts. The few that are spam were found by reading those that the
    model scores highest; they are left out (`spam_on_pages`).

    Parameters
    ----------
    lot : Lot
    pages : iterable of Example
    sources : iterable of str
        Of `PAGE_SOURCES`.
    """
    seen = {comment.text for comment in lot.comments}
    spam = spam_on_pages()
    wanted = set(sources)
    for page in pages:
        for label, source in ((_COMMENT, PAGES_SOURCE), (_CONTENT, FORUMS_SOURCE)):
            if source not in wanted or (label == _CONTENT and page.page_type != _FORUM):
                continue
            for place in np.flatnonzero(page.labels == label).tolist():
                text = page.segments.texts[place]
                if len(text) >= _MIN_CHARS and text not in seen and text_key(text) not in spam:
                    seen.add(text)
                    lot.add(Comment(text), 0, source, group=page.site)


def text_key(text: str) -> str:
    """Name a text without showing it."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:16]


def spam_on_pages() -> frozenset[str]:
    """Read the `text_key` of each spam comment on the labelled pages."""
    return frozenset(_SPAM_FILE.read_text(encoding="utf-8").split())


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
    lot = read_comments([name for name in plan.corpora if name not in PAGE_SOURCES], data, plan.max_rows)
    add_page_comments(lot, pages, [name for name in PAGE_SOURCES if name in plan.corpora])
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
        n_jobs=plan.n_jobs,
        progress=progress,
    )
    return model
