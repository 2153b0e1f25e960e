"""Comments as rows: words and character n-grams of the normal form, fields too, and numbers in bins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from noisefilter.comment import Comment
from noisefilter.features.bins import NumberBins
from noisefilter.features.comment_grams import CharGrams, Grams, Words, find_words, repeated_words, word_grams
from noisefilter.features.comment_numbers import NUMBER_NAMES, field_numbers, text_numbers
from noisefilter.features.comment_text import Folded, clean, fold

#: Fields that have n-grams of their own.
GRAM_FIELDS: tuple[str, ...] = ("author", "author_url", "author_email")
CHARS = CharGrams((2, 3, 4, 5), bits=19)
#: Fields share the columns of the text: what is for sale there is for sale in a name, too.
FIELD_CHARS = CharGrams((3, 4, 5), bits=CHARS.bits)
WORD_BITS = 18

#: Where the columns of the words begin, and of the bins; those of the characters come first.
WORD_COLUMNS = 1 << CHARS.bits
BIN_COLUMNS = WORD_COLUMNS + (1 << WORD_BITS)

#: Comments, and characters, that are taken at once: enough to make numpy pay, few enough for the cache.
BATCH_COMMENTS, BATCH_CHARS = 256, 40_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of some comments.

    Attributes
    ----------
    owners : ndarray of int64
        The comments that have it.
    folded : Folded
        Its texts, one for each of them.
    """

    owners: NDArray[np.int64]
    folded: Folded


@dataclass(frozen=True, slots=True)
class CommentBatch:
    """Some comments, read.

    Attributes
    ----------
    n : int
    text : Folded
    words : Words
    fields : tuple of Field
        In the order of `GRAM_FIELDS`.
    numbers : ndarray of float32, shape (n, len(NUMBER_NAMES))
        NaN where the field of a number is missing.
    """

    n: int
    text: Folded
    words: Words
    fields: tuple[Field, ...]
    numbers: NDArray[np.float32]


def batches(comments: Sequence[Comment]) -> Iterator[Sequence[Comment]]:
    """Cut comments into batches; what a comment gives does not depend on how."""
    start = size = 0
    for end, comment in enumerate(comments):
        size += len(comment.text)
        if size > BATCH_CHARS or end - start >= BATCH_COMMENTS:
            if end > start:
                yield comments[start:end]
            start, size = end, len(comment.text)
    if start < len(comments):
        yield comments[start:]


def read_batch(comments: Sequence[Comment]) -> CommentBatch:
    """Read some comments: normal form, words, numbers."""
    n = len(comments)
    cleaned = [clean(comment.text) for comment in comments]
    text = fold([found.text for found in cleaned])
    words = find_words(text)
    n_tags = np.fromiter((found.n_tags for found in cleaned), np.int64, n)
    numbers = np.full((n, len(NUMBER_NAMES)), np.nan, np.float32)
    own = text_numbers(text, n_tags, *repeated_words(words, n))
    numbers[:, : own.shape[1]] = own
    for i, comment in enumerate(comments):
        if comment.author or comment.author_url or comment.post:
            numbers[i, own.shape[1] :] = field_numbers(comment)
    fields = tuple(_read_field([getattr(comment, name) for comment in comments]) for name in GRAM_FIELDS)
    return CommentBatch(n, text, words, fields, numbers)


def _read_field(values: Sequence[str]) -> Field:
    owners = [i for i, value in enumerate(values) if value]
    return Field(np.asarray(owners, np.int64), fold([clean(values[i]).text for i in owners]))


def grams_of(batch: CommentBatch) -> list[tuple[Grams, int, NDArray[np.int64]]]:
    """Find the n-grams of each part of a batch: characters, words, and each of `GRAM_FIELDS`.

    Returns
    -------
    list of (Grams, int, ndarray of int64)
        The n-grams; where the part's columns begin; the comment that each of its rows belongs to.
    """
    everyone = np.arange(batch.n)
    parts = [
        (CHARS.find(batch.text), 0, everyone),
        (word_grams(batch.words, WORD_BITS), WORD_COLUMNS, everyone),
    ]
    return parts + [(FIELD_CHARS.find(field.folded), 0, field.owners) for field in batch.fields]


def comment_rows(batch: CommentBatch, bins: NumberBins) -> csr_matrix:
    """Turn a batch into rows to learn from.

    Every n-gram of a part counts one over the square root of their number, so that long comments do not
    outweigh short ones and a sum over occurrences is all that predicting takes; a bin counts 1.

    Returns
    -------
    csr_matrix of float32, shape (batch.n, BIN_COLUMNS + bins.n_features)
    """
    rows, columns, values = [], [], []
    for grams, offset, owners in grams_of(batch):
        counts = np.maximum(np.bincount(grams.rows, minlength=len(owners)), 1)
        rows.append(owners[grams.rows])
        columns.append(grams.columns + offset)
        values.append((1.0 / np.sqrt(counts))[grams.rows])
    found = bins.columns(batch.numbers)
    present = np.nonzero(found >= 0)
    rows.append(present[0])
    columns.append(found[present] + BIN_COLUMNS)
    values.append(np.ones(len(present[0])))
    matrix = csr_matrix(
        (np.concatenate(values).astype(np.float32), (np.concatenate(rows), np.concatenate(columns))),
        shape=(batch.n, BIN_COLUMNS + bins.n_features),
    )
    matrix.sum_duplicates()
    return matrix
