"""Labels from one segmentation of a page to another, through the sequence of its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from noisefilter.labels import Label
from noisefilter.learn.align import matching_blocks
from noisefilter.segment.segments import Segments

_WORD = re.compile(r"\w+")

#: Where words differ, letters are compared ("AboutUs" beside "About", "Us"): so many have to agree in a
#: row, and so large a share of the shorter side in all, for the words to count as the same.
_MIN_LETTERS = 2
_MIN_LETTER_SHARE = 0.7


def words_of(text: str) -> list[str]:
    r"""List the words of a text, ``\w+`` lower-cased; a text without any is one word by itself.

    Examples
    --------
    >>> words_of("It rained, again."), words_of("» »")
    (['it', 'rained', 'again'], ['»»'])
    """
    return _WORD.findall(text.lower()) or ["".join(text.split())]


def has_words(text: str) -> bool:
    """Whether a text has any word, and not signs alone."""
    return _WORD.search(text) is not None


def map_labels(segments: Segments, labelled: Sequence[tuple[str, str]]) -> list[Label | None]:
    """Carry labels over from another segmentation of the same page.

    Parameters
    ----------
    segments : Segments
        The page's fragments.
    labelled : sequence of (text, label)
        The fragments of the other segmentation, in page order.

    Returns
    -------
    list of Label or None
        One entry per fragment of `segments`: the label with most of its words, the first of
        several; None where no word of it is labelled.

    Examples
    --------
    >>> page = Segments("text", texts=["Home News", "It rained."])
    >>> map_labels(page, [("Home", "navigation"), ("News", "navigation"), ("It rained.", "content")])
    [<Label.NAVIGATION: 'navigation'>, <Label.CONTENT: 'content'>]
    """
    sources = word_sources(segments.texts, [text for text, _ in labelled])
    return [most_frequent(Label(labelled[s][1]) for s in found if s >= 0) for found in sources]


def most_frequent(labels: Iterable[Label]) -> Label | None:
    """Choose the most frequent label, the first of several; None where there is none."""
    counted = Counter(labels).most_common(1)
    return counted[0][0] if counted else None


def word_sources(texts: Sequence[str], others: Sequence[str]) -> list[list[int]]:
    """Find the words of some texts in the same page cut into other texts.

    Parameters
    ----------
    texts, others : sequence of str
        The page's fragments, from two segmentations.

    Returns
    -------
    list of list of int
        For each text, for each of its words (`words_of`): the index in `others` of the text that the
        word stands in, or -1.
    """
    words = [words_of(text) for text in texts]
    ours = [word for found in words for word in found]
    theirs: list[str] = []
    origins: list[int] = []
    for index, text in enumerate(others):
        found = words_of(text)
        theirs += found
        origins += [index] * len(found)
    sources = [-1] * len(ours)
    end_a = end_b = 0
    for a, b, size in [*matching_blocks(ours, theirs), (len(ours), len(theirs), 0)]:
        if end_a < a and end_b < b:
            sources[end_a:a] = _letter_sources(ours[end_a:a], theirs[end_b:b], origins[end_b:b])
        end_a, end_b = a + size, b + size
        sources[a:end_a] = origins[b:end_b]
    by_word = iter(sources)
    return [[next(by_word) for _ in found] for found in words]


def _letter_sources(ours: Sequence[str], theirs: Sequence[str], origins: Sequence[int]) -> list[int]:
    """Find words by their letters, where another tool joined or split them."""
    a, b = "".join(ours), "".join(theirs)
    owners = [origin for word, origin in zip(theirs, origins, strict=True) for _ in word]
    blocks = [block for block in matching_blocks(a, b) if block.size >= _MIN_LETTERS]
    if sum(block.size for block in blocks) < _MIN_LETTER_SHARE * min(len(a), len(b)):
        return [-1] * len(ours)
    by_letter = [-1] * len(a)
    for block in blocks:
        by_letter[block.a : block.a + block.size] = owners[block.b : block.b + block.size]
    sources = []
    end = 0
    for word in ours:
        found = [origin for origin in by_letter[end : end + len(word)] if origin >= 0]
        sources.append(Counter(found).most_common(1)[0][0] if found else -1)
        end += len(word)
    return sources
