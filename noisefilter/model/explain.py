"""Why a fragment got its label: contributions that add up."""

from __future__ import annotations

from dataclasses import dataclass

from noisefilter.labels import Label


@dataclass(frozen=True, slots=True)
class Contribution:
    """A signed share of a score.

    Attributes
    ----------
    name : str
        What contributed, in words: an n-gram, a markup token, a shape number, a neighbour's score.
    value : float
        Its share, in logits (natural logarithm of the odds): positive speaks for the label.
    parts : tuple of Contribution
        Where a first-pass score is behind the share: what that score is made of.
    score : float
        That score, which the parts sum to; 0 where there is none.
    """

    name: str
    value: float
    parts: tuple[Contribution, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """The contributions to one label of one fragment; they sum to its logit before calibration.

    Attributes
    ----------
    index : int
        Which fragment of the page.
    label : Label
        Which label is explained: the one the fragment got.
    logit : float
        The score of the label before calibration, in logits.
    contributions : tuple of Contribution
        Largest magnitude first.
    """

    index: int
    label: Label
    logit: float
    contributions: tuple[Contribution, ...]
