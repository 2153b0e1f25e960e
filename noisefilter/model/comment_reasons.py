"""Why a comment was taken for spam or not, in its own words."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from noisefilter.comment import Comment
from noisefilter.features.comment import (
    GRAM_FIELDS,
    CommentBatch,
    grams_of,
    read_batch,
)
from noisefilter.features.comment_grams import Grams
from noisefilter.features.comment_numbers import NUMBER_NAMES
from noisefilter.features.comment_tables import END
from noisefilter.features.comment_text import LINK
from noisefilter.model.comment import CENTRED_FIELDS, CommentModel
from noisefilter.model.explain import Contribution

_FIELD_WORDS = {
    "author": "author's name",
    "author_url": "homepage",
    "author_email": "e-mail address",
    "post": "post",
}
_MAX_PHRASE = 6  #: words that are shown together
_MIN_SHARE = 0.04  #: of the largest contribution: a smaller one is not put into a phrase


def comment_reasons(model: CommentModel, comment: Comment) -> tuple[Contribution, ...]:
    """Split the score of a comment.

    Parameters
    ----------
    model : CommentModel
    comment : Comment

    Returns
    -------
    tuple of Contribution
        Words of the comment, its numbers, its other fields, and what any comment starts from; they sum
        to the logit. Largest magnitude first.
    """
    batch = read_batch([comment])
    parts: dict[str, float] = defaultdict(float)
    parts["any comment"] = model.intercept
    _add_words(model, batch, parts)
    present = model.present(batch)[0]
    for place, score in enumerate(model.field_contributions(batch)):
        if len(score):
            value = getattr(comment, GRAM_FIELDS[place])
            parts[f"{_FIELD_WORDS[GRAM_FIELDS[place]]} “{_short(value)}”"] += float(score[0])
    for place, name in enumerate(CENTRED_FIELDS):
        if present[place]:
            parts[f"{_FIELD_WORDS[name]} given"] -= float(model.centres[place])
    for name, number, value in zip(
        NUMBER_NAMES, batch.numbers[0].tolist(), model.number_contributions(batch)[0].tolist(), strict=True
    ):
        if value:
            parts[f"{name}: {_shown(name, number)}"] += value
    found = [Contribution(name, value) for name, value in parts.items() if value]
    return tuple(sorted(found, key=lambda part: -abs(part.value)))


def _add_words(model: CommentModel, batch: CommentBatch, parts: dict[str, float]) -> None:
    """Give each word of the text its share of the n-grams that it takes part in."""
    n = len(batch.text.codes)
    shares = np.zeros(n)
    for grams, offset, _ in grams_of(batch)[:2]:  # characters and words of the text
        if len(grams.rows):
            values = model.weights[grams.columns + offset] / np.sqrt(len(grams.rows))
            shares += _spread(grams, values.astype(np.float64), n)
    starts, is_end = batch.words.starts, batch.words.is_end
    running = np.concatenate([[0.0], np.cumsum(shares)])
    # The space after a word goes with it.
    bounds = np.append(starts, n)
    values = running[bounds[1:]] - running[bounds[:-1]]
    places = batch.text.places
    least = _MIN_SHARE * float(np.abs(values).max(initial=0.0))
    phrase: list[int] = []
    for k in range(len(values)):
        if is_end[k]:
            parts["beginning and end of the text"] += float(values[k])
            continue
        goes_on = (
            phrase
            and len(phrase) < _MAX_PHRASE
            and values[k] * values[phrase[-1]] > 0
            and abs(values[k]) >= least
            and abs(values[phrase[-1]]) >= least
        )
        if phrase and not goes_on:
            _add_phrase(batch, places, phrase, values, parts)
            phrase = []
        phrase.append(k)
    if phrase:
        _add_phrase(batch, places, phrase, values, parts)


def _add_phrase(
    batch: CommentBatch,
    places: NDArray[np.int64],
    phrase: list[int],
    values: NDArray[np.float64],
    parts: dict[str, float],
) -> None:
    start = int(places[batch.words.starts[phrase[0]]])
    end = int(places[batch.words.ends[phrase[-1]] - 1]) + 1
    text = batch.text.joined[start:end].replace(LINK, "http://").replace(END, " ")
    parts[f"“{_short(text)}”"] += float(values[phrase].sum())


def _spread(grams: Grams, values: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Share the value of each n-gram out evenly to the characters it covers, shape (n,)."""
    per_character = values / (grams.ends - grams.starts)
    steps = np.bincount(grams.starts, per_character, n + 1) - np.bincount(grams.ends, per_character, n + 1)
    return np.asarray(np.cumsum(steps)[:n])


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:77]}…"


def _shown(name: str, number: float) -> str:
    if name.startswith("share"):
        return f"{number:.0%}"
    if name.endswith("is an address") or name == "homepage with a free host":
        return "yes" if number else "no"
    return f"{number:.3g}"
