"""How a text uses its links: where they stand, of what kind they are, whether it names their hosts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.comment_text import LINK

#: Endings that cost next to nothing, and those that institutions mostly have.
_CHEAP = frozenset(
    (
        "xyz top site online shop store club live life vip pro icu fun space website click link win bet "
        "casino loan bid trade party cfd sbs monster rest tk ml ga cf gq pw lol cc ws su info biz app"
    ).split()
)
_INSTITUTIONS = frozenset(("org", "edu", "gov", "ac", "mil", "int", "museum"))
_RUN = re.compile(r"[^\W_]+")
_MIN_NAME = 4  #: letters and digits of a part of a host that is looked for in the text

#: What is told of the links of a text, in the order of the columns of `describe_links`; 0 without a link.
#: Lengths are in characters; that of the text stands here, too: it can mean something else with links.
#: Those before and behind count the mark of the end: a link at the very beginning has 1 before it.
LINK_NAMES: tuple[str, ...] = (
    "hosts without http://", "links with a cheap ending", "links to institutions",
    "hyphens and digits in a host", "depth of a link", "length of a text with links",
    "text before the first link", "text behind the last link", "words of a link's host in the text",
)  # fmt: skip


def describe_links(
    text: str, links: Iterable[tuple[int, int]], rows: NDArray[np.int64], bounds: Sequence[int]
) -> NDArray[np.float64]:
    """Describe how several texts use their links.

    Parameters
    ----------
    text : str
        Texts, each between two `noisefilter.features.comment_tables.END`, folded character by character.
    links : iterable of (int, int)
        Where each link begins and ends, in order.
    rows : ndarray of int64, shape (len(text),)
        The text each character belongs to.
    bounds : sequence of int
        Where each text begins, and where the last one ends.

    Returns
    -------
    ndarray of float64, shape (len(bounds) - 1, len(LINK_NAMES))
    """
    out = np.zeros((len(bounds) - 1, len(LINK_NAMES)))
    own: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end in links:
        own[int(rows[start])].append((start, end))
    for place, found in own.items():
        out[place] = _describe(text, found, bounds[place], bounds[place + 1])
    return out


def _describe(text: str, links: Sequence[tuple[int, int]], begin: int, end: int) -> tuple[float, ...]:
    """Describe the links of the text between two places, both with their end marks."""
    addresses = [text[first:last].lstrip(LINK) for first, last in links]
    hosts = [address.partition("/")[0] for address in addresses]
    endings = [host.split(".")[-2:] for host in hosts]
    gaps = zip([begin, *(last for _, last in links)], [*(first for first, _ in links), end], strict=True)
    rest = "".join(_RUN.findall("".join([text[first:last] for first, last in gaps])))
    names = {name for host in hosts for name in _RUN.findall(host.rpartition(".")[0])}
    return (
        sum(text[first] != LINK for first, _ in links),
        sum(ending[-1] in _CHEAP for ending in endings),
        sum(not _INSTITUTIONS.isdisjoint(ending) for ending in endings),
        max(sum(c == "-" or c.isdigit() for c in host) for host in hosts),
        max(address.rstrip("/").count("/") + 1 for address in addresses),
        end - begin - 2,
        links[0][0] - begin,
        end - links[-1][1],
        sum(len(name) >= _MIN_NAME and name in rest for name in names),
    )
