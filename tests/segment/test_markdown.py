"""Markdown: what is taken for it, and what its marks say. The text itself never changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.learn.corpus import read_rows
from noisefilter.segment.markdown import Marks, is_markdown, line_tags, read_marks
from noisefilter.segment.segments import LINE_TAG
from noisefilter.segment.text import segment_text
from tests.segment.test_wrapping import PAGES

PAGE = """\
[Home](/) | [News](/news) | [Sport](/sport)

# Fog over the bay

By **Mara Quill**, 3 May 2021

The fog came in from the harbour. See [the pilot's log](https://bay.example/log "Log").

> Nobody knew when it would lift.

## What to take

* a lamp
- [x] a map
1. patience

| Pier | Ferry |
|------|:-----:|
| 2 | 09:00 |

```
# no heading
| no | row |
[no](/link)
```
![Fog](/fog.jpg)
"""
TAGS = [
    *(LINE_TAG, LINE_TAG, "h1", LINE_TAG, LINE_TAG, LINE_TAG, LINE_TAG, LINE_TAG, "blockquote", LINE_TAG),
    *("h2", LINE_TAG, "li", "li", "li", LINE_TAG, "tr", "tr", "tr", LINE_TAG),
    *("pre", "pre", "pre", "pre", "pre", LINE_TAG),
]


def test_lines_have_the_tags_of_their_marks() -> None:
    assert line_tags(PAGE.rstrip("\n").split("\n")) == TAGS


def test_underlined_headings() -> None:
    lines = ["Fog", "===", "", "What to take", "---", "", "- a lamp", "---"]
    assert line_tags(lines)[:4] == ["h1", LINE_TAG, LINE_TAG, "h2"]
    assert line_tags(lines)[6] == "li"


def test_a_table_without_bars_at_its_edges() -> None:
    assert line_tags(["Pier | Ferry", "--- | ---", "2 | 09:00", "Fog | rain", "", "a | b"]) == [
        *["tr"] * 4,
        LINE_TAG,
        LINE_TAG,
    ]


def test_a_fence_ends_with_its_own_marks() -> None:
    assert line_tags(["````", "```", "# a", "````", "# b"]) == ["pre", "pre", "pre", "pre", "h1"]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("[Home](/)", Marks(9, 1, 0)),
        ("[a (b)](/a_(b) 'title'), [c][1]", Marks(27, 2, 0)),
        ("[![Fog](/fog.jpg)](/fog)", Marks(24, 1, 0)),
        ("![Fog](/fog.jpg)", Marks(0, 0, 0)),
        ("See https://bay.example/log.", Marks(23, 1, 0)),
        ("<https://bay.example>", Marks(21, 1, 0)),
        ("**By Mara**, a **b**", Marks(0, 0, 15)),
        ("2 ** 3 ** 4", Marks(0, 0, 0)),
        ("[1] and (2), [stable](since version 3)", Marks(0, 0, 0)),
        ("**[Home](/)**", Marks(9, 1, 13)),
        ("[two\nlines](/a)", Marks(14, 1, 0)),
    ],
)
def test_links_and_emphasis_inside_a_text(text: str, marks: Marks) -> None:
    assert read_marks(text) == marks


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "[a](/a) [b](/b)\n[c](/c)",
        "# Fog\n\n## More\n\n- a lamp\n- a map",
        "Fog\n\n- see [the log](/log)\n- see the map",
        "**Fog** and **rain**\n\n# Title",
        "| a | b |\n|---|---|\n\n## Title\n\n# Other",
        "```\nx\n```\n\n**a** and **b**",
    ],
)
def test_clear_markdown(text: str) -> None:
    assert is_markdown(text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Fog\n- a lamp\n- a map\n* rain\n1. one\n2. two",
        "#fog #harbour\n# 1 in the charts\n- again",
        "# read the tides\n\nx = 1\n\n# write them\n\n- name: pier\n- name: ferry",
        "> On Monday somebody wrote:\n> fog\n\n> rain",
        "Feature [alpha](disabled by default)\n- a\n- b",
        "a | b | c\nHome | News | Sport",
        "print(2 ** 3 ** 4)\n** note **\n- a\n- b",
        "-----\nFog\n-----\n- a\n- b",
        "See [1] and [2] (below)",
        "https://bay.example\nhttps://bay.example/b\nhttps://bay.example/c",
    ],
)
def test_text_with_a_mark_now_and_then(text: str) -> None:
    assert not is_markdown(text.split("\n"))


def test_own_pages_of_plain_text_are_none_but_one() -> None:
    rows = [row for path in PAGES.glob("*.jsonl") for _, row in read_rows(path) if row.get("text")]
    found = [row["id"] for row in rows if is_markdown(row["text"].split("\n"))]
    assert len(rows) > 50
    assert found == ["fr-dump-compote"]


def test_the_segmenter_knows_what_the_marks_say() -> None:
    segments = segment_text(PAGE)
    lines = [line for line in PAGE.split("\n") if line]
    assert segments.texts == lines
    elements = segments.elements
    tags = [elements.signatures[elements.signature[element]].tag for element in segments.element]
    assert tags == [tag for tag, line in zip(TAGS, PAGE.split("\n"), strict=False) if line]
    at = {line: place for place, line in enumerate(lines)}
    menu = at["[Home](/) | [News](/news) | [Sport](/sport)"]
    assert (segments.links[menu], segments.link_chars[menu]) == (3, 37)
    assert segments.emphasis_chars[at["By **Mara Quill**, 3 May 2021"]] == len("**MaraQuill**")
    assert segments.links[at["[no](/link)"]] == 0


def test_a_wrapped_paragraph_of_markdown_is_one() -> None:
    wrapped = (
        "The fog came in from the harbour before anyone had finished, and\n"
        "by nine the ferry [had stopped](https://bay.example/ferry). People\n"
        "stood on the pier with their bags and waited."
    )
    segments = segment_text(f"{PAGE}\n{wrapped}\n")
    assert segments.texts[-1] == wrapped
    assert segments.links[-1] == 1


def test_code_and_rows_are_never_put_together() -> None:
    code = (
        "the fog came in from the harbour before anyone had finished, and\n"
        "by nine the ferry had stopped running so that all the people\n"
        "stood on the pier with their bags and waited."
    )
    assert segment_text(f"{PAGE}\n{code}\n").texts[-1] == code
    assert segment_text(f"{PAGE}\n```\n{code}\n```\n").texts[-4:-1] == code.split("\n")


def test_plain_text_has_no_marks() -> None:
    segments = segment_text("see [the log](/log)\n- fog")
    assert segments.links == [0, 0]
    assert segments.link_chars == [0, 0]
    assert segments.emphasis_chars == [0, 0]


@given(st.lists(st.text(st.sampled_from("ab [](!)#*|-`>\\n/:1.<h\"'"), max_size=40), max_size=8))
def test_any_text_keeps_its_words(lines: list[str]) -> None:
    segments = segment_text("\n".join([*lines, "", PAGE]))
    assert "".join("".join(segments.texts).split()) == "".join("".join([*lines, PAGE]).split())
    solid = [len("".join(text.split())) for text in segments.texts]
    assert all(0 <= chars <= n for chars, n in zip(segments.link_chars, solid, strict=True))
    assert all(0 <= chars <= n for chars, n in zip(segments.emphasis_chars, solid, strict=True))
