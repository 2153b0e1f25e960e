"""Teaching a model a user's own spam and honest comments, on top of what it knows.

The shipped weights stay where they are but for a small change, found by logistic regression with the
shipped scores as offset. Its penalty lets the weight of a rare n-gram move further than that of a common
one: a brand that only the user's spam names carries the correction, and the rest hardly notices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from noisefilter.bundle import read_bundle, write_bundle
from noisefilter.comment import Comment
from noisefilter.comment_files import read_comment_file
from noisefilter.errors import CorpusError, ModelError
from noisefilter.features.comment import BIN_COLUMNS, batches, comment_rows, read_batch
from noisefilter.learn.comment_linear import fit_logistic
from noisefilter.model.comment import DEFAULT_THRESHOLD, CommentModel
from noisefilter.model.comment_storage import pack_comment_model, unpack_comment_model
from noisefilter.predict import default_model_path

#: How freely weights move; and how much rarer n-grams are preferred to common ones.
STRENGTH, RARITY = 10.0, 3.0
#: Scores are to pass the threshold by this much, in logits.
MARGIN = 1.0
_LABELS = {"ham": 0, "spam": 1}


@dataclass(frozen=True)
class CommentLesson:
    """What was learnt.

    Attributes
    ----------
    n_comments : int
    n_wrong_before, n_wrong_after : int
        Comments that the model took for the other class, and takes now, at its threshold.
    """

    n_comments: int
    n_wrong_before: int
    n_wrong_after: int


def teach_comments(files: Sequence[Path], base: Path | None, output: Path) -> CommentLesson:
    """Teach a model the comments of some files and write it.

    Parameters
    ----------
    files : sequence of Path
        JSON Lines, CSV or Parquet with the columns ``text`` and ``label`` (``spam`` or ``ham``), and any
        other field of `noisefilter.comment.Comment`.
    base : Path, optional
        The model folder to start from; the shipped one where it is not given.
    output : Path
        The model folder to write.

    Raises
    ------
    CorpusError
        Where a line is broken or not labelled, or there is none.
    ModelError
        Where the model cannot be read or written, or knows nothing of comments.
    """
    path = base or default_model_path()
    bundle = read_bundle(path)
    if "comment" not in bundle.parameters:
        message = f"{path}: this model has no part that judges comments; start from one that has, with --base"
        raise ModelError(message)
    model = unpack_comment_model(bundle.parameters["comment"], bundle.tensors)
    comments, labels = read_labelled(files)
    taught = correct_comments(model, comments, labels)
    lesson = CommentLesson(
        len(labels), count_wrong(model, comments, labels), count_wrong(taught, comments, labels)
    )
    parameters, tensors = pack_comment_model(taught)
    card = dict(bundle.parameters["card"])
    card["taught_comments"] = {"spam": int(labels.sum()), "ham": int((1 - labels).sum())}
    changed = {"card": card, "comment": parameters}
    write_bundle(output, bundle.parameters | changed, bundle.tensors | tensors)
    return lesson


def read_labelled(files: Sequence[Path]) -> tuple[list[Comment], NDArray[np.int64]]:
    """Read labelled comments.

    Returns
    -------
    comments : list of Comment
    labels : ndarray of int64
        0 honest, 1 spam.

    Raises
    ------
    CorpusError
        Where a line is broken or not labelled, or there is none.
    """
    comments: list[Comment] = []
    labels: list[int] = []
    for path in files:
        for row in read_comment_file(path, {}):
            where = f"{path}: line {row.number}"
            if row.comment is None:
                message = f"{where}: {row.error}"
                raise CorpusError(message)
            label = row.values.get("label")
            if label not in _LABELS:
                message = f"{where}: the label is {label!r}; it can be {' or '.join(_LABELS)}"
                raise CorpusError(message)
            comments.append(row.comment)
            labels.append(_LABELS[label])
    if not comments:
        message = f"{', '.join(map(str, files))}: no comments in there; a line has a text and a label"
        raise CorpusError(message)
    return comments, np.asarray(labels, np.int64)


def count_wrong(model: CommentModel, comments: Sequence[Comment], labels: NDArray[np.int64]) -> int:
    """Count the comments that a model takes for the other class at its default threshold."""
    found = model.probabilities(comments) >= model.thresholds[DEFAULT_THRESHOLD]
    return int((found != (labels == 1)).sum())


def correct_comments(
    model: CommentModel, comments: Sequence[Comment], labels: NDArray[np.int64]
) -> CommentModel:
    """Move a model's weights a little, so that it judges some comments as they are labelled."""
    limit = model.thresholds[DEFAULT_THRESHOLD]
    # Honest comments have to stay below the threshold as clearly as spam has to pass it.
    wanted = float(np.log(limit / (1.0 - limit)))
    offset = model.logits(comments) - wanted - np.where(labels == 1, MARGIN, -MARGIN)
    rows = vstack([comment_rows(read_batch(b), model.bins) for b in batches(comments)], format="csr")
    grams = rows[:, :BIN_COLUMNS]
    scales = (model.scales / model.scales.max()) ** RARITY
    scaled = csr_matrix((grams.data * scales[grams.indices], grams.indices, grams.indptr), shape=grams.shape)
    coef, _ = fit_logistic(scaled, labels, np.ones(len(labels)), strength=STRENGTH, offset=offset)
    weights = model.weights.copy()
    weights[:BIN_COLUMNS] += coef * scales
    return replace(model, weights=weights)
