"""Changes to an input, of the kinds that break parsers: tags moved, lost, doubled; bytes that are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

_TOKEN = re.compile(rb"<[^<>]*>|[^<>]+|[<>]")
_MAX_CHANGES = 6
_MAX_REPEATS = 100

_TAGS = (
    "a b p i div span table tr td th tbody caption col select option optgroup form input button textarea pre "
    "script style template svg math mi foreignObject title head body html frameset frame noframes iframe "
    "noscript br hr li ul dl dd details dialog h1 ruby rt nobr font plaintext xmp listing image made-up"
).split()
_PIECES = [
    *(f"<{tag}>".encode() for tag in _TAGS),
    *(f"</{tag}>".encode() for tag in _TAGS),
    b"<!--", b"-->", b"--!>", b"<![CDATA[", b"]]>", b"<?", b"</", b"<!doctype html>", b"<a href='",
    b'"', b"'",
    b"=", b"&", b"&amp", b"&#0;", b"&#x110000;", b"&#xd800;", b"&#" + b"9" * 5_000, b"&nbsp;", b"&nGt;",
    b"\x00", b"\x0b", b"\x0c", b"\x1b[31m", b"\x1e", b"\x1f", b"\x85", b"\xa0", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "\u2028\u3000\u200b\ufeff\ue000".encode(), "𝓪é雨ا".encode(),
    b"{", b"}", b"[", b"]", b'"@type":"Article","articleBody":"', b"\\ud800", b"1e999", b"-1", b"null",
    b"\r\n",
    b" hidden", b" class='a b'", b" style='display:none'", b" lang=en", b" type=hidden", b" open",
    b" placeholder=x",
    b"[url=", b"[/url]", b"http://", b"www.", b".com", b"@", b"x" * 300, b"a b " * 80,
]  # fmt: skip


def mutate(data: bytes, others: Sequence[bytes], random: Random, max_size: int) -> bytes:
    """Change an input in a few places.

    Parameters
    ----------
    data : bytes
    others : sequence of bytes
        Inputs whose parts may be put in.
    random : Random
    max_size : int
        Bytes that are left at most.
    """
    for _ in range(random.randint(1, _MAX_CHANGES)):
        change = _change_bytes if random.random() < 0.25 else _change_tokens
        data = change(data, others, random)
    return data[:max_size]


def _change_bytes(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    start = random.randint(0, len(data))
    end = min(len(data), start + random.choice((0, 1, 1, 2, 8, 64)))
    kind = random.randrange(4)
    if kind == 0:
        new = bytes([random.randrange(256)])
    elif kind == 1:
        new = b""
    elif kind == 2:
        new = random.choice(_PIECES)
    else:
        new = data[start:end] * random.randint(2, 5)
    return data[:start] + new + data[end:]


def _change_tokens(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    tokens = _TOKEN.findall(data) or [b""]
    start = random.randrange(len(tokens))
    end = start + random.choice((1, 1, 2, 3, 10))
    kind = random.randrange(7)
    if kind == 0:
        del tokens[start:end]
    elif kind == 1:
        tokens[start:start] = [random.choice(_PIECES)]
    elif kind == 2:
        tokens[start:end] *= random.choice((2, 2, 2, 3, 3, _MAX_REPEATS))
    elif kind == 3:
        moved = tokens[start:end]
        del tokens[start:end]
        place = random.randint(0, len(tokens))
        tokens[place:place] = moved
    elif kind == 4:
        theirs = _TOKEN.findall(random.choice(others)) or [b""]
        place = random.randrange(len(theirs))
        tokens[start:start] = theirs[place : place + random.choice((1, 5, 30))]
    elif kind == 5:
        tokens[start] = random.choice(_PIECES)
    else:
        tokens[start:start] = [random.choice(_PIECES)] * random.choice((2, 2, 5, 20, _MAX_REPEATS))
    return b"".join(tokens)
