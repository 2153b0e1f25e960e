"""Plain text to fragments: a fragment is a line."""

from __future__ import annotations

import re

from noisefilter.segment.segments import MAX_FRAGMENTS, Origin, Segments

#: Ends of lines. Other separators that Unicode knows are white space inside a line.
_LINE_END = re.compile(r"\r\n|[\n\r\f\v]")


def segment_text(source: str) -> Segments:
    """Cut plain text into its lines.

    Parameters
    ----------
    source : str

    Returns
    -------
    Segments
        A fragment per line that is not empty, white space collapsed. A line is never split.
    """
    out = Segments(kind="text")
    gap = False
    for line in _LINE_END.split(source):
        text = " ".join(line.split())
        if not text:
            gap = bool(out.texts)
            continue
        if len(out.texts) >= MAX_FRAGMENTS:
            out.truncated = True
            break
        out.texts.append(text)
        out.gap.append(gap)
        gap = False
    n = len(out.texts)
    out.hidden = [False] * n
    out.link_chars, out.emphasis_chars, out.links = [0] * n, [0] * n, [0] * n
    out.origin = [int(Origin.TEXT)] * n
    out.element = [-1] * n
    out.inline = [()] * n
    return out
