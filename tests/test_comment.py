import pytest

from noisefilter.comment import Comment, as_comment
from noisefilter.errors import InputError


def test_texts_and_mappings_are_comments() -> None:
    assert as_comment("Thanks!") == Comment("Thanks!")
    row = {"text": "Thanks!", "author": "Anna", "post": None, "likes": 3}
    assert as_comment(row) == Comment("Thanks!", author="Anna")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"body": "x", "author": "y"}, "no 'text'; the fields that are there: body, author"),
        ({"text": None}, "no 'text'"),
        ({"text": 5}, "'text' is a int"),
        ({"text": "x", "author": ["y"]}, "'author' is a list"),
        (7, "a comment is a int"),
    ],
)
def test_anything_else_is_refused_with_a_reason(row: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        as_comment(row)  # type: ignore[arg-type]
