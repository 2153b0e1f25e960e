"""Hard-wrapped paragraphs: examples, and figures on the project's own pages that may not get worse."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noisefilter.learn.corpus import read_rows
from noisefilter.segment import segment
from noisefilter.segment.lines import columns
from noisefilter.segment.segments import Origin
from noisefilter.segment.wrapping import find_continued

FOG = (
    "The fog came in from the harbour before anyone had finished breakfast, and by nine the ferry had "
    "stopped running. People stood on the pier with their bags and waited. Nobody knew when it would lift, "
    "least of all the pilot, who had gone home. In the end the bakery opened early and sold out by ten."
)
TIDE = (
    "Nobody had counted on the tide. It took the lower steps first, then the bench, then the sign that said "
    "how high the water could get. When it went out again the sign was still there, and the bench was not."
)
PAGES = Path(__file__).parents[2] / "train" / "corpus" / "pages"
WIDTHS = (60, 66, 72, 76, 80, 100)


def groups(text: str) -> list[int]:
    """Numbers of lines of the fragments, blank lines left out."""
    lines = text.split("\n")
    sizes: list[int] = []
    for line, goes_on in zip(lines, find_continued(lines), strict=True):
        if goes_on:
            sizes[-1] += 1
        elif line.strip():
            sizes.append(1)
    return sizes


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", [FOG, TIDE])
def test_a_wrapped_paragraph_is_one(text: str, width: int) -> None:
    lines = textwrap.wrap(text, width)
    assert groups("\n".join(lines)) == [len(lines)]


@pytest.mark.parametrize("width", WIDTHS)
def test_paragraphs_stay_apart(width: int) -> None:
    wrapped = [textwrap.wrap(text, width) for text in (FOG, TIDE, FOG)]
    text = "Fog\n\n" + "\n\n".join("\n".join(lines) for lines in wrapped) + "\n\nHome\nNews\nSport"
    assert groups(text) == [1, *(len(lines) for lines in wrapped), 1, 1, 1]


def test_quoted_paragraphs_of_a_mail_are_one() -> None:
    quoted = textwrap.fill(FOG, 70, initial_indent="> ", subsequent_indent="> ")
    answer = textwrap.fill(TIDE, 70)
    assert groups(f"On Monday somebody wrote:\n{quoted}\n>\n{quoted}\n\n{answer}") == [
        1,
        quoted.count("\n") + 1,
        1,
        quoted.count("\n") + 1,
        answer.count("\n") + 1,
    ]


def test_paragraphs_of_a_book_begin_with_an_indentation() -> None:
    wrapped = [textwrap.fill(text, 66, initial_indent="   ") for text in (FOG, TIDE, FOG)]
    assert groups("\n".join(wrapped)) == [text.count("\n") + 1 for text in wrapped]


def test_paragraphs_of_a_text_browser_are_indented() -> None:
    wrapped = [textwrap.fill(text, 72, initial_indent="   ", subsequent_indent="   ") for text in (FOG, TIDE)]
    assert groups("\n\n".join(wrapped)) == [text.count("\n") + 1 for text in wrapped]


def test_items_of_a_list_are_wrapped_each_by_itself() -> None:
    items = [textwrap.fill(text, 70, initial_indent="  * ", subsequent_indent="    ") for text in (FOG, TIDE)]
    assert groups("\n".join(items)) == [item.count("\n") + 1 for item in items]


def test_scripts_without_spaces_are_cut_at_the_width() -> None:
    text = "早晨海港起了大雾，九点钟渡船停航，人们提着行李站在码头上等待。" * 4
    lines = [text[start : start + 38] for start in range(0, len(text), 38)]
    assert {columns(line) for line in lines[:-1]} == {76}
    assert groups("\n".join(lines)) == [len(lines)]


def test_a_page_of_one_width_helps_its_doubtful_paragraphs() -> None:
    doubtful = "Regular ferries leave at nine, at noon and at six, from Pier 2,\nPier 3."
    assert groups(doubtful) == [1, 1]
    text = "\n\n".join([textwrap.fill(FOG, 66), doubtful, textwrap.fill(TIDE, 66)])
    assert groups(text)[1] == 2


@pytest.mark.parametrize(
    "text",
    [
        # teasers of about the same length
        (
            "Ferry stops for the second time in a week as fog returns to the bay\n"
            "Bakery on Pier Street sells out before ten in the morning once more\n"
            "Council to decide on the new harbour lights in its January meeting\n"
            "Seal pup found under a boat is well again and back out in the water"
        ),
        # a menu
        "Home\nNews\nSport\nWeather\nContact",
        # verses
        (
            "The fog comes in on quiet feet along the harbour wall,\nit does not knock, it does not eat,\n"
            "it does not speak at all;\nit takes the ferry and the street\nand leaves us, one and all."
        ),
        # a list whose entries share their words
        (
            "Kettle 1.7 litres, stainless steel, 2,200 watts, matt black, with filter\n"
            "Kettle 1.7 litres, stainless steel, 2,200 watts, pure white, with filter\n"
            "Kettle 1.2 litres, stainless steel, 1,800 watts, matt black, with filter\n"
            "Kettle 1.0 litres, stainless steel, 1,500 watts, matt black, no filter"
        ),
        # code
        (
            "for name, height in harbour.read_tides(first_day, last_day, step=3600):\n"
            "print(name, round(height, 2), file=output, sep=separator, end=lines_end)\n"
            "total_height = total_height + height if height > lowest else total_height"
        ),
        # a table
        (
            "Pier 2   ferry   09:00   12:00   18:00   every day but Sundays in May\n"
            "Pier 3   ferry   10:00   13:00   19:00   every day but Mondays in May\n"
            "Pier 4   barge   11:00   14:00   20:00   only on market days, in May"
        ),
        # items
        (
            "1. Take the ferry from the second pier at nine, and mind the steps\n"
            "2. Walk along the harbour wall until you see the red and white sign\n"
            "3. Turn left at the bakery, where the queue is, and go up the hill"
        ),
        # long lines that nobody wrapped
        f"{FOG}\n{TIDE}\n{FOG}\n{TIDE}",
        # a title and a line below it
        "The fog came in from the harbour before anyone had finished eating\nBy our reporter",
    ],
)
def test_what_only_looks_alike_stays_apart(text: str) -> None:
    assert set(groups(text)) == {1}


@given(st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"], include_characters=" >-\t"))))
def test_blank_lines_and_the_lines_after_them_never_go_on(lines: list[str]) -> None:
    found = find_continued(lines)
    assert len(found) == len(lines)
    for place, goes_on in enumerate(found):
        if goes_on:
            assert place > 0
            assert lines[place].strip()
            assert lines[place - 1].strip()


def own_pages() -> Iterator[list[tuple[str, bool]]]:
    """The lines that a visitor of each own page sees, each with whether a fragment begins there."""
    for path in sorted(PAGES.glob("*.jsonl")):
        for _, row in read_rows(path):
            kind = "html" if row.get("html") else "text"
            if kind == "text":
                yield [(line, True) for line in row["text"].split("\n") if line.strip()]
                continue
            page = segment(row["html"], kind="html")
            yield [
                (" ".join(line.split()), number == 0)
                for place, text in enumerate(page.texts)
                if not page.hidden[place] and page.origin[place] == Origin.TEXT
                for number, line in enumerate(text.split("\n"))
            ]


def test_own_pages_keep_their_lines() -> None:
    n_lines = joined = 0
    for page in own_pages():
        close = [line for line, _ in page]
        loose = [part for line, begins in page for part in (["", line] if begins else [line])]
        joined += sum(find_continued(close)) + sum(find_continued(loose))
        n_lines += 2 * len(page)
    print(f"{joined} of {n_lines} lines wrongly joined")
    assert n_lines > 40_000
    assert joined == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_own_paragraphs_are_found_whole(width: int) -> None:
    n_paragraphs = whole = 0
    for page in own_pages():
        lines: list[str] = []
        ranges = []
        for line, _ in page:
            wrapped = textwrap.wrap(line, width)
            if len(wrapped) > 2:
                ranges.append((len(lines), len(lines) + len(wrapped)))
            lines += [*wrapped, ""]
        found = find_continued(lines)
        n_paragraphs += len(ranges)
        whole += sum(all(found[first + 1 : end]) for first, end in ranges)
    print(f"{whole} of {n_paragraphs} paragraphs of three lines or more found whole at width {width}")
    assert n_paragraphs > 250
    assert whole >= 0.95 * n_paragraphs
