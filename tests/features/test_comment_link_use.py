import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.features.comment_link_use import LINK_NAMES
from noisefilter.features.comment_links import ADDRESS_NAMES, count_addresses
from noisefilter.features.comment_text import clean, fold


def described(*texts: str) -> list[dict[str, float]]:
    folded = fold([clean(text).text for text in texts])
    codes = np.where(folded.joined_codes == 0, ord("_"), folded.joined_codes).astype(np.uint32)
    joined = codes.tobytes().decode("utf-32-le", "surrogatepass")
    found = count_addresses(joined, folded.joined_rows, folded.joined_classes, len(texts))
    return [dict(zip(ADDRESS_NAMES, row.tolist(), strict=True)) for row in found]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("see garden.com and https://b.com", "hosts without http://", 1),
        ("see garden.xyz/a and https://b.top and c.org", "links with a cheap ending", 2),
        ("https://www.fen.org/a https://library.ac.uk/ https://organ.com", "links to institutions", 2),
        ("https://a-b-24.com and c-d.com", "hyphens and digits in a host", 4),
        ("https://a.com/b/c/ and d.com", "depth of a link", 3),
        ("at a.com!", "length of a text with links", 9),
        ("at a.com!", "text before the first link", 4),
        ("at a.com or b.com!", "text behind the last link", 2),
        ("Rank Pilot, https://rankpilot.com", "words of a link's host in the text", 1),
        ("Plumbers in Millbrook: plumbers-millbrook.com", "words of a link's host in the text", 2),
        ("https://rankpilot.com and https://rankpilot.com/prices", "words of a link's host in the text", 0),
    ],
)
def test_links_are_described(text: str, name: str, expected: int) -> None:
    before, row, after = described("no link", text, "none here")
    assert row[name] == expected
    assert not any(before.values())
    assert not any(after.values())


@given(
    st.lists(
        st.sampled_from(["a.com ", "https://b-1.xyz/c ", "b ", "é", "\ud800", "<p>", ".", "\n"]), max_size=9
    )
)
def test_a_text_is_described_alone_as_among_others(parts: list[str]) -> None:
    text = "".join(parts)
    (alone,) = described(text)
    assert described("a.com", text, "b.top")[1] == alone
    assert bool(alone["links"]) == any(alone[name] for name in LINK_NAMES)
