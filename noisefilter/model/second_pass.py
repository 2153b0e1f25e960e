"""The second pass: each fragment with its surroundings, by two sets of trees that are mixed.

One set tells the 13 labels; the other tells main content from the rest. They learn from different
knowledge (hand labels; main content of more pages), and say different things of the same fragment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.context import CONTEXT_NAMES, SCORE_NAMES
from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.model.explain import Contribution
from noisefilter.model.trees import ObliviousTrees

_CONTENT = FRAGMENT_LABELS.index(Label.CONTENT)
_MAIN = len(FRAGMENT_LABELS)
#: Contributions smaller than this, in logits, are summed up as one; from the other on, what is behind
#: them is looked up.
_SMALL, _LARGE = 1e-3, 0.05

#: Gives, for a column of the context, what the first-pass score behind it is made of.
Behind = Callable[[int], tuple[Contribution, ...]]


@dataclass(frozen=True)
class SecondPass:
    """Trees over `noisefilter.features.context.context_numbers`, and how they are put together.

    Parameters
    ----------
    labels : ObliviousTrees
        What the surroundings add to the first pass's score of each label.
    main : ObliviousTrees
        The same for main content; one class.
    first_weight : float
        Share of the first pass's scores that goes straight into the second pass's.
    main_weight : float
        Share that `main` has in the log odds of content; the rest is that of `labels`.
    """

    labels: ObliviousTrees
    main: ObliviousTrees
    first_weight: float
    main_weight: float

    def logits(self, context: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score each label.

        Parameters
        ----------
        context : ndarray of float32, shape (n_fragments, len(CONTEXT_NAMES))
            It begins with the first pass's scores.

        Returns
        -------
        ndarray of float32, shape (n_fragments, 13)
        """
        n = len(FRAGMENT_LABELS)
        logits = self.labels.predict(context) + self.first_weight * context[:, :n]
        main = self.main.predict(context)[:, 0] + self.first_weight * context[:, _MAIN]
        mixed = (1 - self.main_weight) * logits[:, _CONTENT] + self.main_weight * (main + _others(logits))
        logits[:, _CONTENT] = mixed
        return logits

    def contributions(self, context: NDArray[np.float32], label: int, behind: Behind) -> list[Contribution]:
        """Split the score of one fragment for one label; the parts sum to it.

        Parameters
        ----------
        context : ndarray of float32, shape (len(CONTEXT_NAMES),)
        label : int
        behind : callable
            Gives, for a column of the context, what the first-pass score behind it is made of; nothing
            where there is no such score.
        """
        parts = self._parts(self.labels, context, label, label, behind)
        if label != _CONTENT:
            return parts
        share = self.main_weight
        main = self._parts(self.main, context, 0, _MAIN, behind)
        n = len(FRAGMENT_LABELS)
        logits = self.labels.predict(context[None, :]) + self.first_weight * context[None, :n]
        rest = Contribution("the other labels' scores", share * float(_others(logits)[0]))
        return [*(_scaled(part, 1 - share) for part in parts), *(_scaled(part, share) for part in main), rest]

    def _parts(
        self,
        trees: ObliviousTrees,
        context: NDArray[np.float32],
        column: int,
        score: int,
        behind: Behind,
    ) -> list[Contribution]:
        base, values = trees.contributions(context, column)
        straight = self.first_weight * float(context[score])
        name = f"the fragment by itself, as {SCORE_NAMES[score]}"
        parts = [_with_parts(name, straight, behind(score)), Contribution("any fragment", base)]
        rest = 0.0
        for place in np.flatnonzero(values).tolist():
            value = float(values[place])
            if abs(value) < _SMALL:
                rest += value
            else:
                found = behind(place) if abs(value) >= _LARGE else ()
                parts.append(_with_parts(CONTEXT_NAMES[place], value, found))
        if rest:
            parts.append(Contribution("many small things together", rest))
        return parts


def _others(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Score of all labels but content together: the log of the sum of their powers."""
    others = np.delete(logits, _CONTENT, axis=1).astype(np.float64)
    top = others.max(axis=1)
    return np.asarray(top + np.log(np.exp(others - top[:, None]).sum(axis=1)), np.float32)


def _scaled(part: Contribution, share: float) -> Contribution:
    return replace(part, value=part.value * share)


def _with_parts(name: str, value: float, parts: tuple[Contribution, ...]) -> Contribution:
    return Contribution(name, value, parts, sum(part.value for part in parts))
