"""Plain text to fragments: a fragment is a line, or a paragraph that was hard-wrapped over several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from noisefilter.segment.markdown import ROW_TAGS, is_markdown, line_tags, read_marks
from noisefilter.segment.segments import LINE_TAG, MAX_FRAGMENTS, Segments, text_segments
from noisefilter.segment.wrapping import find_continued

#: Ends of lines. Other separators that Unicode knows are white space inside a line.
_LINE_END = re.compile(r"\r\n|[\n\r\f\v]")
#: Lines that are looked at, blank ones too; the rest is cut and the page says so.
MAX_LINES = 5 * MAX_FRAGMENTS
#: In place of a fragment's index, where a line is in none.
NO_FRAGMENT = -1


def segment_text(source: str) -> Segments:
    """Cut plain text into fragments.

    Parameters
    ----------
    source : str

    Returns
    -------
    Segments
        A fragment per line that is not empty, white space collapsed. A line is never split. The lines of
        a hard-wrapped paragraph are one fragment, joined by newlines. Where the text is markdown, the marks
        stay, and links, emphasis and the elements' tags tell what they say.
    """
    return segment_lines(_LINE_END.split(source))[0]


def segment_lines(lines: Sequence[str]) -> tuple[Segments, list[int]]:
    """Make fragments of the lines of a text.

    Parameters
    ----------
    lines : sequence of str
        Lines as they stand in the text, blank ones too.

    Returns
    -------
    segments : Segments
    owners : list of int
        For each line, the index of the fragment that it is in; `NO_FRAGMENT` where it is blank, or beyond
        the most fragments that a page can have.
    """
    all_lines, lines = lines, lines[:MAX_LINES]
    marked = is_markdown(lines)
    tags = line_tags(lines) if marked else [LINE_TAG] * len(lines)
    # What is a row or code never goes on.
    running = ["" if tag in ROW_TAGS else line for tag, line in zip(tags, lines, strict=True)]
    parts: list[list[str]] = []
    gaps: list[bool] = []
    elements: list[str] = []
    owners = [NO_FRAGMENT] * len(all_lines)
    gap = False
    truncated = any(line and not line.isspace() for line in all_lines[MAX_LINES:])
    for place, goes_on in enumerate(find_continued(running)):
        text = " ".join(lines[place].split())
        if not text:
            gap = bool(parts)
            continue
        if goes_on:
            parts[-1].append(text)
        elif len(parts) >= MAX_FRAGMENTS:
            truncated = True
            break
        else:
            parts.append([text])
            gaps.append(gap)
            elements.append(tags[place])
            gap = False
        owners[place] = len(parts) - 1
    texts = ["\n".join(part) for part in parts]
    segments = text_segments(texts, gaps, tags=elements)
    segments.truncated = truncated
    if marked:
        for place, (text, tag) in enumerate(zip(texts, elements, strict=True)):
            if tag != "pre":
                marks = read_marks(text)
                segments.link_chars[place], segments.links[place], segments.emphasis_chars[place] = marks
    return segments, owners
