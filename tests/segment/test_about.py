from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.segment.about import MAX_CHARS, About
from tests.strategies import json_values


def from_data(*items: dict[str, Any]) -> About:
    about = About()
    about.add_data(items)
    return about


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("og:title", "headline"),
        ("OG:Title", "headline"),
        ("description", "description"),
        ("twitter:description", "description"),
        ("og:site_name", "site"),
        ("author", "author"),
        ("article:tag", "topics"),
    ],
)
@pytest.mark.parametrize("attribute", ["name", "property", "itemprop"])
def test_meta_elements(key: str, name: str, attribute: str) -> None:
    about = About()
    about.add_meta({attribute: key, "content": "Fog over the bay"})
    assert about == About(**{name: "Fog over the bay"})


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"name": None, "content": "x"},
        {"name": "viewport", "content": "width=device-width"},
        {"name": "author"},
        {"name": "author", "content": None},
        {"name": "author", "content": ""},
        {"charset": "utf-8"},
    ],
)
def test_other_meta_elements_say_nothing(attributes: dict[str, str | None]) -> None:
    about = About()
    about.add_meta(attributes)
    assert about == About()


def test_several_values_are_joined_and_none_is_repeated() -> None:
    about = About()
    for value in ("Fog", "Boats", "Fog"):
        about.add_meta({"name": "keywords", "content": value})
    assert about.topics == "Fog Boats"


def test_texts_are_capped() -> None:
    about = About()
    for letter in "abc":
        about.add_meta({"name": "keywords", "content": letter * 3 * MAX_CHARS})
    assert MAX_CHARS <= len(about.topics) <= 2 * MAX_CHARS + 1


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            {"@type": "NewsArticle", "headline": "Fog", "articleBody": "It came."},
            About("Fog", body="It came."),
        ),
        ({"@type": "Product", "name": "Kettle", "description": "Boils."}, About("Kettle", body="Boils.")),
        ({"@type": "Answer", "text": "Turn it off."}, About(body="Turn it off.")),
        ({"@type": "Comment", "text": "Nice."}, About(reviews="Nice.")),
        ({"@type": "Review", "author": "Jo", "reviewBody": "Nice."}, About(reviews="Nice. Jo")),
        ({"@type": "WebSite", "name": "Bay News"}, About(site="Bay News")),
        ({"@type": "Person", "name": "Jo"}, About()),
        ({"author": {"@type": "Person", "name": "Ola Lis"}}, About(author="Ola Lis")),
        ({"author": ["Ola Lis", {"name": "Jo Roe"}, None, 3]}, About(author="Ola Lis Jo Roe")),
        (
            {"recipeInstructions": [{"@type": "HowToStep", "text": "Stir."}, "Wait."]},
            About(body="Stir. Wait."),
        ),
    ],
)
def test_objects_of_structured_data(item: dict[str, Any], expected: About) -> None:
    assert from_data(item) == expected


def test_an_object_of_several_types() -> None:
    assert from_data({"@type": ["Thing", "Product"], "name": "Kettle"}).headline == "Kettle"


@given(
    st.dictionaries(
        st.sampled_from(["@type", "headline", "author", "name", "text", "description", "articleBody"]),
        json_values,
    )
)
def test_values_of_any_type_can_be_read(item: dict[str, Any]) -> None:
    about = from_data(item)
    assert all(isinstance(getattr(about, name), str) for name in About.__dataclass_fields__)
