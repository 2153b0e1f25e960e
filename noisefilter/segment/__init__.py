"""From bytes or text to fragments."""

from noisefilter.segment.html import segment_html
from noisefilter.segment.segments import Segments


def segment(source: bytes | str, kind: str | None = None, charset: str | None = None) -> Segments:
    """Stand-in until the rest of the package is there."""
    return segment_html(str(source))
