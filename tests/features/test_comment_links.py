import numpy as np
import pytest

from noisefilter.features.comment_links import ADDRESS_NAMES, count_addresses, host_of
from noisefilter.features.comment_text import clean, fold


def counted(*texts: str) -> list[dict[str, float]]:
    folded = fold([clean(text).text for text in texts])
    codes = np.where(folded.joined_codes == 0, ord("_"), folded.joined_codes).astype(np.uint32)
    joined = codes.tobytes().decode("utf-32-le")
    found = count_addresses(joined, folded.joined_rows, folded.joined_classes, len(texts))
    return [dict(zip(ADDRESS_NAMES, row.tolist(), strict=True)) for row in found]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("see https://garden.example/roses and http://b.example", "links", 2),
        ("see garden.com/roses, or shop.co.uk.", "links", 2),
        ("GARDEN.COM", "links", 1),
        ("It works.Thanks. And e.g. this, at 10.30", "links", 0),
        ("bit.ly/xyz", "shortened links", 1),
        ("write to t.me/someone or https://wa.me/1555", "messenger links", 2),
        ("https://www.youtube.com/watch?v=x", "video links", 1),
        ("murdev . com or murdev dot com or murdev(dot)com", "spelled-out addresses", 3),
        ("mail anna@garden.example", "e-mail addresses", 1),
        ("mail anna@garden.example", "links", 0),
        ("@anna thanks", "names with @", 1),
        ("call +1 (555) 010-0199 now", "telephone numbers", 1),
        ("in 2024 we had 12 345 visitors", "telephone numbers", 0),
        ("paid $500, got 20 usd back", "amounts of money", 2),
        ("https://garden.example/ is nice", "links to a front page", 1),
    ],
)
def test_addresses_are_counted(text: str, name: str, expected: int) -> None:
    before, row, after = counted("one", text, "two")
    assert row[name] == expected
    assert not any(before.values())
    assert not any(after.values())


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Garden.example:80/x", "garden.example"),
        ("garden.example/x", "garden.example"),
        ("http://[", ""),
    ],
)
def test_hosts(url: str, host: str) -> None:
    assert host_of(url) == host
