"""The comment normaliser: any comment gets a verdict, the same in any company, with reasons that add up."""

from __future__ import annotations

import math
from functools import cache

from noisefilter.predict import NoiseFilter
from tests.fuzz.seeds import comment_seeds
from tests.fuzz.tiny import comment_model

_FIELDS = ("text", "author", "author_url", "author_email", "post")
_OTHER = {"text": "Thanks, 1 2 3, see https://rain.example/a", "author": "Mara", "post": "Rain"}


@cache
def _model() -> NoiseFilter:
    return NoiseFilter({}, {}, comment_model())


def seeds() -> list[bytes]:
    """Comments; the tables of characters, which take their time, are made first."""
    _model().predict_comment("")
    return comment_seeds()


def check(data: bytes) -> None:
    """Judge the comment alone and among others."""
    parts = data.decode("utf-8", "surrogatepass" if b"\xed" in data[:1] else "replace").split("\x1f", 4)
    row = dict(zip(_FIELDS, parts, strict=False))
    nf = _model()
    alone = nf.predict_comment(**row)
    assert list(nf.predict_comments([_OTHER, row]))[1] == alone
    assert 0 <= alone.probability <= 1
    if len(data) % 4 == 0 and 1e-9 < alone.probability < 1 - 1e-9:
        logit = math.log(alone.probability / (1 - alone.probability))
        total = sum(part.value for part in alone.reasons)
        assert math.isclose(total, logit, abs_tol=1e-3), f"the reasons sum to {total}, not to {logit}"
