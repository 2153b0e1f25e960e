import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from noisefilter.segment.hints import MAX_SEGMENTS, MAX_WORDS, read_hints


def tokens(**attributes: str | None) -> set[str]:
    return set(read_hints({name.replace("_", "-"): value for name, value in attributes.items()}))


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/author/mara", {"@2/", "@author", "@mara"}),
        ("/Author/Mara", {"@author", "@mara"}),
        ("https://www.facebook.com/share?u=1", {"@//", "@//facebook", "@1/", "@share", "@?"}),
        ("//cdn.shop.example", {"@//", "@//cdn", "@//shop", "@0/"}),
        ("https://shop.example?page=2", {"@//shop"}),
        ("/news/2024/the-fog-came-in-at-noon", {"@news", "@number", "@slug", "@3/"}),
        ("/a#comments", {"@/#"}),
        ("#top", {"@#"}),
        ("#", {"@#0"}),
        ("mailto:mara@quill.example", {"@mailto:"}),
        ("JavaScript:void(0)", {"@javascript:"}),
        ("tel:+100", {"@tel:"}),
    ],
)
def test_where_a_link_leads(href: str, found: set[str]) -> None:
    assert found <= tokens(href=href)


def test_what_a_link_does_not_say() -> None:
    assert "@slug" not in tokens(href="/about-us")
    assert "@//" not in tokens(href="/about")
    assert "@//www" not in tokens(href="https://www.shop.example/")
    assert tokens(href="mailto:mara@quill.example") == {"@mailto:"}
    assert f"@{MAX_SEGMENTS}/" in tokens(href="/a/b/c/d/e/f/g/h")


def test_words_of_other_attributes() -> None:
    assert tokens(aria_label="Related stories") == {"[related", "[stories"}
    assert tokens(data_testid="cookieBanner-Accept") == {"[cookie", "[banner", "[accept"}
    assert tokens(type="search", name="q") == {"[search"}
    assert tokens(aria_label="Тёмная тема") == {"[тёмная", "[тема"}
    assert len(tokens(aria_label=" ".join(f"word{chr(97 + i)}" for i in range(20)))) <= MAX_WORDS


@pytest.mark.parametrize(
    "attributes", [{}, {"class": "x"}, {"title": "Related"}, {"href": None}, {"href": ""}]
)
def test_attributes_without_hints(attributes: dict[str, str | None]) -> None:
    assert read_hints(attributes) == ()


def test_the_same_words_are_told_apart_by_where_they_stand() -> None:
    assert tokens(href="/author") & tokens(rel="author") == set()


pieces = [*"/#?:.-_%@", "http", "https:", "//", "www", "shop", "12345", "é"]
attributes = st.sampled_from(["rel", "name", "aria-label", "class", "data-type"])


@given(st.dictionaries(attributes, st.none() | st.text()))
def test_any_words_can_be_read(values: dict[str, str | None]) -> None:
    assert all(token[0] == "[" and len(token) > 2 for token in read_hints(values))


@given(st.lists(st.sampled_from(pieces)).map("".join))
def test_any_address_can_be_read(href: str) -> None:
    assert all(token[0] == "@" and len(token.split()) == 1 for token in read_hints({"href": href}))


@given(st.text())
@example("// related")
def test_any_text_can_be_read_as_an_address(href: str) -> None:
    assert all(token[0] == "@" and len(token.split()) == 1 for token in read_hints({"href": href}))
