import numpy as np
import pytest

from noisefilter.features.shape import shape_numbers
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label
from noisefilter.learn.corpus import LabelledPage
from noisefilter.learn.example import UNLABELLED, Example, from_labelled, label_codes
from noisefilter.segment.text import segment_text


def test_codes_are_places_among_the_labels() -> None:
    codes = label_codes([Label.TITLE, None, Label.WIDGET])
    assert codes.tolist() == [1, UNLABELLED, 12]
    assert [FRAGMENT_LABELS[code] for code in codes if code != UNLABELLED] == [Label.TITLE, Label.WIDGET]
    assert label_codes([]).shape == (0,)
    assert label_codes([]).dtype == np.int64


@pytest.mark.parametrize(
    ("language", "code"), [("de-AT", "de"), ("zh-Hant", "zh-Hant"), ("zh-CN", "zh"), (None, "")]
)
def test_from_labelled(language: str | None, code: str) -> None:
    page = LabelledPage(
        segment_text("a\nb"), [Label.TITLE, None], "https://a.example/x", "a.example", language, "forum"
    )
    found = from_labelled(page, "mine")
    assert (found.site, found.url, found.language, found.source) == (
        "a.example",
        "https://a.example/x",
        code,
        "mine",
    )
    assert PAGE_TYPES[found.page_type] == "forum"
    assert found.labels.tolist() == [1, UNLABELLED]
    np.testing.assert_array_equal(found.numbers, shape_numbers(page.segments, page.url))


def test_a_page_without_labels() -> None:
    found = from_labelled(LabelledPage(segment_text("a"), [None]))
    assert not found.is_labelled
    assert found.page_type == UNLABELLED
    assert Example(segment_text("a"), label_codes([Label.TITLE]), "x").is_labelled
