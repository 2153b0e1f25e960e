"""Plain text to fragments: a fragment is a line."""

from __future__ import annotations

import re

from noisefilter.segment.segments import MAX_FRAGMENTS, Segments, text_segments

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
    texts: list[str] = []
    gaps: list[bool] = []
    gap = truncated = False
    for line in _LINE_END.split(source):
        text = " ".join(line.split())
        if not text:
            gap = bool(texts)
            continue
        if len(texts) >= MAX_FRAGMENTS:
            truncated = True
            break
        texts.append(text)
        gaps.append(gap)
        gap = False
    segments = text_segments(texts, gaps)
    segments.truncated = truncated
    return segments
