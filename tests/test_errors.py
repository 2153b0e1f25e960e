import pytest

import noisefilter
from noisefilter.errors import CorpusError, InputError, ModelError, NoiseFilterError


@pytest.mark.parametrize("kind", [CorpusError, InputError, ModelError])
def test_one_except_clause_is_enough(kind: type[NoiseFilterError]) -> None:
    with pytest.raises(NoiseFilterError, match=r"page\.html: why, and what to do"):
        raise kind("page.html: why, and what to do")
    assert getattr(noisefilter, kind.__name__) is kind


def test_kinds_of_errors_are_told_apart() -> None:
    kinds = [CorpusError, InputError, ModelError]
    assert not any(issubclass(a, b) for a in kinds for b in kinds if a is not b)
    assert not issubclass(NoiseFilterError, ValueError | OSError)
