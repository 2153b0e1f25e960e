"""Finding addresses in comments: links with and without ``http://``, e-mail, telephone, messenger names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from noisefilter.features.comment_link_use import LINK_NAMES, describe_links
from noisefilter.features.comment_tables import DIGIT, END, LETTER
from noisefilter.features.comment_text import LINK

_TLDS = (
    "com|net|org|info|biz|xyz|top|site|online|shop|store|club|live|life|pro|vip|app|dev|blog|link|click|win|bet|"
    "casino|icu|fun|space|website|tech|work|world|today|news|me|tv|cc|co|io|ai|ly|gl|gg|to|su|ws|is|it|de|fr|es|"
    "pl|nl|pt|br|ru|ua|by|kz|tr|gr|cz|hu|ro|se|no|dk|fi|be|at|ch|uk|ie|us|ca|au|nz|in|id|my|vn|th|ph|sg|hk|tw|cn|"
    "jp|kr|ir|ae|sa|za|ng|ke|mx|ar|cl|pe|eu|asia|mobi|name|edu|gov|example|test|loan|bid|trade|party|ltd|agency|"
    "services|rocks|cash|fit|health|love|page|cfd|sbs|monster|rest|tk|ml|ga|cf|gq|pw|lol|zone|center|guru|expert"
)
_SHORTENERS = (
    r"bit\.ly|tinyurl\.com|goo\.gl|cutt\.ly|is\.gd|t\.co|ow\.ly|rb\.gy|rebrand\.ly|shorturl|urlz\.fr|s\.id|"
    r"linktr\.ee|clck\.ru|vk\.cc|lnkd\.in|adf\.ly|tiny\.cc|t\.ly|v\.gd"
)
_MESSENGERS = (
    r"t\.me|wa\.me|telegram\.me|chat\.whatsapp|api\.whatsapp|line\.me|zalo\.me|m\.me|discord\.gg|join\.skype"
)
_VIDEOS = (
    r"youtube\.com|youtu\.be|soundcloud\.com|spotify\.com|twitch\.tv|tiktok\.com|facebook\.com|instagram\.com"
)

_REST = rf"[^\s<>\"\]{END}]"
_ADDRESS = re.compile(rf"{LINK}{_REST}+")
_ENDING = re.compile(rf"\.(?:{_TLDS})\b(?!\.?\w)(?:/{_REST}*)?")
_SPOKEN = re.compile(r"(?: \. ?|\. |[(\[]dot[)\]] ?| dot )(?:com|net|org|info|xyz|ru|co|site|top)\b")
_EMAIL = re.compile(r"(?<=[\w.+-])@(?=[\w-]+\.\w)")
_HANDLE = re.compile(r"(?<![\w@])@[a-z]\w{2,}(?!\.\w)")
_PHONE = re.compile(r"(?<![\w/=.-])\+?\(?\d(?:[ \-().]{0,2}\d){7,14}(?![\w/])")
_MONEY = re.compile(
    r"[$€£¥₹₽₺]\s?\d|\d\s?(?:[$€£¥₹₽₺]|usd\b|usdt\b|eur\b|euros?\b|dollars?\b|btc\b|k/day|руб|тыс|zl\b|tl\b)"
)
_SHORTENER_HOST = re.compile(_SHORTENERS)
_MESSENGER_HOST = re.compile(_MESSENGERS)
_VIDEO_HOST = re.compile(rf"(?:^|\.)(?:{_VIDEOS})")
_FREE_HOST = re.compile(
    r"blogspot|wordpress|wixsite|weebly|tumblr|medium\.com|github|gitlab|neocities|substack",
    re.IGNORECASE,
)

#: What is counted, in the order of the columns of `count_addresses`.
ADDRESS_NAMES: tuple[str, ...] = (
    "links", "characters in links", "shortened links", "messenger links", "video links",
    "spelled-out addresses", "e-mail addresses", "names with @", "telephone numbers", "amounts of money",
    "links to a front page", "links to personal pages", *LINK_NAMES,
)  # fmt: skip


def count_addresses(
    text: str, rows: NDArray[np.int64], classes: NDArray[np.uint16], n: int
) -> NDArray[np.float64]:
    """Count addresses in several texts at once.

    Parameters
    ----------
    text : str
        Texts, each between two `END`, folded character by character: lower-cased, digits as ASCII.
    rows : ndarray of int64, shape (len(text),)
        The text each character belongs to.
    classes : ndarray of uint16, shape (len(text),)
        Their bits of `noisefilter.features.comment_tables`.
    n : int
        Number of texts.

    Returns
    -------
    ndarray of float64, shape (n, len(ADDRESS_NAMES))
    """
    counts = np.zeros((n, len(ADDRESS_NAMES)))
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    links = list(_find_links(text, codes, classes))
    bounds = np.searchsorted(rows, np.arange(n + 1)).tolist()
    counts[:, -len(LINK_NAMES) :] = describe_links(text, links, rows, bounds)
    for start, end in links:
        address = text[start:end].lstrip(LINK)
        host = address.partition("/")[0]
        row = counts[rows[start]]
        row[0] += 1
        row[1] += end - start
        row[2] += _SHORTENER_HOST.match(host) is not None
        row[3] += _MESSENGER_HOST.match(host) is not None
        row[4] += _VIDEO_HOST.search(host) is not None
        personal = is_free_host(host)
        row[10] += len(address.rstrip("/")) <= len(host) and not personal
        row[11] += personal
    # Where the first character of a pattern does not occur, there is nothing to look for.
    word = (classes & (LETTER | DIGIT)) > 0
    dots = _followed(codes == ord("."), codes == ord(" ")) | _follows(codes == ord("."), codes == ord(" "))
    spoken = _followed(codes == ord("d"), codes == ord("o")) & _follows(codes == ord("d"), ~word)
    for column, pattern, places in (
        (5, _SPOKEN, np.flatnonzero(dots | spoken)),
        (6, _EMAIL, np.flatnonzero(codes == ord("@"))),
        (7, _HANDLE, np.flatnonzero(codes == ord("@"))),
    ):
        shift = column == 5
        for place in places.tolist():
            if pattern.match(text, place) or (shift and pattern.match(text, place - 1)):
                counts[rows[place], column] += 1
    n_digits = np.bincount(rows[(classes & DIGIT) > 0], minlength=n)
    for column, pattern, least in ((8, _PHONE, 8), (9, _MONEY, 1)):
        for place in np.flatnonzero(n_digits >= least).tolist():
            own = text[bounds[place] : bounds[place + 1]]
            counts[place, column] = sum(1 for _ in pattern.finditer(own))
    return counts


def _followed(mask: NDArray[np.bool_], by: NDArray[np.bool_]) -> NDArray[np.bool_]:
    out = np.zeros(len(mask), np.bool_)
    np.logical_and(mask[:-1], by[1:], out=out[:-1])
    return out


def _follows(mask: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    out = np.zeros(len(mask), np.bool_)
    np.logical_and(mask[1:], other[:-1], out=out[1:])
    return out


def _find_links(
    text: str, codes: NDArray[np.uint32], classes: NDArray[np.uint16]
) -> Iterator[tuple[int, int]]:
    """Find links with a scheme, and hosts that are known by their ending, with their paths."""
    word = (classes & (LETTER | DIGIT)) > 0
    dots = _follows(_followed(codes == ord("."), word), word)
    done = -1
    for place in np.flatnonzero(dots | (codes == ord(LINK))).tolist():
        if place < done:
            continue
        if text[place] == LINK:
            found = _ADDRESS.match(text, place)
            start = place
        else:
            found = _ENDING.match(text, place)
            start = _host_start(text, place, done) if found else place
            if found and (text[start - 1] == "@" or start < done):
                found, done = None, place  # what this host goes on with is no link, either
        if found:
            done = found.end()
            yield start, done


def _host_start(text: str, dot: int, done: int) -> int:
    """Walk back from a dot to where its host begins, or to before `done`."""
    start = dot
    while start >= done and (text[start - 1].isalnum() or text[start - 1] in "-._"):
        start -= 1
    return start


def host_of(url: str) -> str:
    """Name the host of an address, lower-cased, without ``www.``; "" where there is none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def is_free_host(host: str) -> bool:
    """Whether a host gives everybody a page."""
    return _FREE_HOST.search(host) is not None
