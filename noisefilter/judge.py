"""Judging comments: one, many, and those that stand in a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from typing import Any

from noisefilter.comment import Comment, as_comment
from noisefilter.errors import InputError
from noisefilter.features.comment import BATCH_COMMENTS
from noisefilter.labels import Label
from noisefilter.model.comment import DEFAULT_THRESHOLD, CommentModel
from noisefilter.model.comment_reasons import comment_reasons
from noisefilter.model.explain import Contribution
from noisefilter.page import Page
from noisefilter.segment.segments import Segments
from noisefilter.segment.threads import group_comments


@dataclass(frozen=True)
class Verdict:
    """What was found about a comment.

    Attributes
    ----------
    spam : bool
        Whether the probability is at or above the threshold.
    probability : float
        Calibrated probability that the comment is spam.
    threshold : float
        What the probability was held against.
    """

    spam: bool
    probability: float
    threshold: float
    _explain: Callable[[], tuple[Contribution, ...]] = field(repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Contribution, ...]:
        """Signed contributions, largest magnitude first: positive speaks for spam.

        They are worked out when they are asked for, and sum to the natural logarithm of the odds,
        ``log(probability / (1 - probability))``.
        """
        return self._explain()


class CommentJudge:
    """Holds comments against a model and a threshold.

    Parameters
    ----------
    model : CommentModel
    """

    def __init__(self, model: CommentModel) -> None:
        self.model = model

    def threshold(self, asked: float | str | None) -> float:
        """Find the probability from which a comment is taken for spam.

        Parameters
        ----------
        asked : float, str, or None
            A probability; or the share of honest comments that may be taken for spam, by its name, such
            as ``"0.5%"``; or None for the usual share, 1 %.

        Raises
        ------
        InputError
            Where there is no such threshold.
        """
        named = self.model.thresholds
        if asked is None:
            asked = DEFAULT_THRESHOLD
        if isinstance(asked, str):
            if asked in named:
                return named[asked]
        elif 0 <= asked <= 1:
            return float(asked)
        names = ", ".join(map(repr, named))
        message = f"the threshold is {asked!r}; it can be a probability from 0 to 1, or one of {names}"
        raise InputError(message)

    def verdicts(
        self, rows: Iterable[str | Mapping[str, Any]], threshold: float | str | None = None
    ) -> Iterator[Verdict]:
        """Judge comments one after the other, in batches.

        Raises
        ------
        InputError
            Where a row is no comment (it is named by its place), or there is no such threshold.
        """
        return self._verdicts(iter(rows), self.threshold(threshold))

    def _verdicts(self, rows: Iterator[str | Mapping[str, Any]], limit: float) -> Iterator[Verdict]:
        done = 0
        while batch := list(islice(rows, BATCH_COMMENTS)):
            comments = [_numbered(row, done + place) for place, row in enumerate(batch)]
            done += len(batch)
            for comment, probability in zip(
                comments, self.model.probabilities(comments).tolist(), strict=True
            ):
                explain = partial(comment_reasons, self.model, comment)
                yield Verdict(probability >= limit, probability, limit, explain)

    def judge_page(self, page: Page, segments: Segments) -> None:
        """Give the comments of a page their verdicts, and the label of spam to those that are.

        Parameters
        ----------
        page : Page
            Its fragments labelled ``comment`` get their `spam_probability`.
        segments : Segments
            What the page was made from: says which fragments are parts of one comment.
        """
        places = [i for i, fragment in enumerate(page.fragments) if fragment.label is Label.COMMENT]
        if not places:
            return
        groups = group_comments(places, segments)
        texts = ["\n".join(page.fragments[i].text for i in group) for group in groups]
        title = page.title or ""
        found = self.model.probabilities([Comment(text, post=title) for text in texts]).tolist()
        limit = self.threshold(None)
        for group, probability in zip(groups, found, strict=True):
            for i in group:
                page.fragments[i].spam_probability = probability
                if probability >= limit:
                    page.fragments[i].label = Label.COMMENT_SPAM


def _numbered(row: str | Mapping[str, Any], place: int) -> Comment:
    try:
        return as_comment(row)
    except InputError as error:
        message = f"row {place}, counted from 0: {error}"
        raise InputError(message) from error
