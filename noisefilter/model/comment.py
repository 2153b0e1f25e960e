"""What tells spam from honest comments: one linear model over hashed n-grams and numbers, calibrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from noisefilter.comment import Comment
from noisefilter.features.bins import NumberBins
from noisefilter.features.comment import (
    BIN_COLUMNS,
    CHARS,
    FIELD_CHARS,
    WORD_BITS,
    WORD_COLUMNS,
    CommentBatch,
    batches,
    read_batch,
)
from noisefilter.features.comment_grams import word_grams
from noisefilter.features.comment_numbers import NUMBER_SETS
from noisefilter.model.calibration import sigmoid

#: Name of the threshold that is used where none is asked for.
DEFAULT_THRESHOLD = "1%"
#: Fields whose contributions are brought to a mean of zero, in the order of `CommentModel.centres`.
CENTRED_FIELDS: tuple[str, ...] = ("author", "author_url", "author_email", "post")
_NUMBER_FIELDS = [field for field, names in NUMBER_SETS for _ in names]


@dataclass(frozen=True)
class CommentModel:
    """A linear model of comments.

    Parameters
    ----------
    weights : ndarray of float32, shape (BIN_COLUMNS + bins.n_features,)
        Of each column of `noisefilter.features.comment.comment_rows`; positive speaks for spam.
    scales : ndarray of float32, shape (BIN_COLUMNS,)
        How far each n-gram's weight may move when a user corrects the model: rare ones further.
    bins : NumberBins
    centres : ndarray of float64, shape (4,)
        What a field of `CENTRED_FIELDS` contributes on average; taken off where the field is there, so
        that giving or leaving out a field says nothing by itself.
    intercept : float
        With the calibration in it already: logits are those of calibrated probabilities.
    thresholds : mapping of str to float
        Probabilities by the share of honest comments at or above them, e.g. ``"1%"``.
    """

    weights: NDArray[np.float32]
    scales: NDArray[np.float32]
    bins: NumberBins
    centres: NDArray[np.float64]
    intercept: float
    thresholds: Mapping[str, float]

    def logits(self, comments: Sequence[Comment]) -> NDArray[np.float64]:
        """Score comments: natural logarithm of the odds that each is spam, shape (len(comments),)."""
        parts = [self.batch_logits(read_batch(batch)) for batch in batches(comments)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def batch_logits(self, batch: CommentBatch) -> NDArray[np.float64]:
        """Score comments that are read already."""
        n = batch.n
        total = np.full(n, self.intercept)
        counts = np.maximum(CHARS.counts(batch.text, n), 1)
        total += CHARS.sums(batch.text, self.weights[:WORD_COLUMNS], n) / np.sqrt(counts)
        grams = word_grams(batch.words, WORD_BITS)
        counts = np.maximum(np.bincount(grams.rows, minlength=n), 1)
        weights = self.weights[WORD_COLUMNS:BIN_COLUMNS]
        total += np.bincount(grams.rows, weights[grams.columns], n) / np.sqrt(counts)
        total += self.number_contributions(batch).sum(axis=1)
        for place, score in enumerate(self.field_contributions(batch)):
            np.add.at(total, batch.fields[place].owners, score)
        return np.asarray(total - (self.present(batch) * self.centres).sum(axis=1), np.float64)

    def number_contributions(self, batch: CommentBatch) -> NDArray[np.float64]:
        """Give what each number adds, shape (batch.n, len(NUMBER_NAMES)); 0 where it is missing."""
        columns = self.bins.columns(batch.numbers)
        values = self.weights[BIN_COLUMNS:].astype(np.float64)[columns]
        values[columns < 0] = 0.0
        return np.asarray(values)

    def field_contributions(self, batch: CommentBatch) -> list[NDArray[np.float64]]:
        """Give what the n-grams of each field add for the comments that have it."""
        found = []
        weights = self.weights[:WORD_COLUMNS]
        for field in batch.fields:
            n = len(field.owners)
            counts = np.maximum(FIELD_CHARS.counts(field.folded, n), 1)
            found.append(FIELD_CHARS.sums(field.folded, weights, n) / np.sqrt(counts))
        return found

    def present(self, batch: CommentBatch) -> NDArray[np.float64]:
        """Say which of `CENTRED_FIELDS` each comment has, shape (batch.n, 4)."""
        there = np.zeros((batch.n, len(CENTRED_FIELDS)))
        for place, field in enumerate(batch.fields):
            there[field.owners, place] = 1.0
        there[:, -1] = ~np.isnan(batch.numbers[:, _NUMBER_FIELDS.index("post")])
        return there

    def field_totals(self, batch: CommentBatch) -> NDArray[np.float64]:
        """Give what each of `CENTRED_FIELDS` adds before centring, shape (batch.n, 4)."""
        totals = np.zeros((batch.n, len(CENTRED_FIELDS)))
        for place, score in enumerate(self.field_contributions(batch)):
            totals[batch.fields[place].owners, place] = score
        numbers = self.number_contributions(batch)
        for column, name in enumerate(_NUMBER_FIELDS):
            if name in CENTRED_FIELDS:
                totals[:, CENTRED_FIELDS.index(name)] += numbers[:, column]
        return totals

    def probabilities(self, comments: Sequence[Comment]) -> NDArray[np.float64]:
        """Calibrated probability that each comment is spam, shape (len(comments),)."""
        return sigmoid(self.logits(comments))
