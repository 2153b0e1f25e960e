import dataclasses

import pytest

from noisefilter.labels import Label
from noisefilter.model.explain import Contribution, Explanation


def test_explanations_are_values() -> None:
    part = Contribution("word “fog”", 0.5)
    assert part == Contribution("word “fog”", 0.5, ())
    whole = Explanation(2, Label.CONTENT, 0.5, (Contribution("content score of its own", 0.5, (part,)),))
    assert len({whole, dataclasses.replace(whole), dataclasses.replace(whole, index=3)}) == 2


def test_explanations_do_not_change() -> None:
    part = Contribution("word “fog”", 0.5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        part.value = 1.0  # type: ignore[misc]
