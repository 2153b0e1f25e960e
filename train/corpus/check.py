"""What the project's own corpus holds, and where it may be wrong: ``python -m train.corpus check``."""

from __future__ import annotations

import unicodedata
from codecs import BOM_UTF8
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from noisefilter.errors import CorpusError
from noisefilter.labels import Label
from noisefilter.learn.corpus import check_row, domain_of, parse_row

#: Jaccard similarity of the shingles of two texts from which they are near-duplicates.
MIN_SIMILARITY = 0.8
SHINGLE = 5  #: characters
#: Characters of a text, normalised, below which texts are the same on many sites: "Home", "Read more".
MIN_CHARS = 30


class Place(NamedTuple):
    """A fragment with a label."""

    page: str
    site: str
    label: Label
    text: str


@dataclass
class Report:
    """What was found in the file of one language.

    Attributes
    ----------
    language : str
        The file's name without its ending.
    n_pages, n_unlabelled : int
        Pages; fragments without a label.
    counts : Counter of Label
        Fragments per label.
    twins : list of (Place, Place)
        Texts of `MIN_CHARS` and more that are near-duplicates, on pages of different sites.
    disputed : list of list of Place
        For each text that stands under different labels, a place for each of them.
    damage : list of str
        Lines that cannot be used, and why.
    """

    language: str
    n_pages: int = 0
    n_unlabelled: int = 0
    counts: Counter[Label] = field(default_factory=Counter)
    twins: list[tuple[Place, Place]] = field(default_factory=list)
    disputed: list[list[Place]] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


def normalise(text: str) -> str:
    """Leave of a text what counts for its being the same as another: no case, no punctuation, no digits.

    Examples
    --------
    >>> normalise("Fog, 12 May!") == normalise("fog (31 may)")
    True
    """
    return " ".join("".join(map(_normal, text.casefold())).split())


@cache
def _normal(sign: str) -> str:
    category = unicodedata.category(sign)
    return "0" if category == "Nd" else " " if category[0] in "PSZC" else sign


def check(folder: Path) -> list[Report]:
    """Look through the label files of a folder.

    Parameters
    ----------
    folder : Path
        One JSON Lines file a language, in the label format.

    Returns
    -------
    list of Report
        One per file, in the order of their names.

    Raises
    ------
    CorpusError
        Where there are no label files, or one cannot be read at all.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        message = f"{folder}: there are no label files (*.jsonl); give a folder such as train/corpus/pages"
        raise CorpusError(message)
    return [check_file(path) for path in files]


def check_file(path: Path) -> Report:
    """Look through one label file; see `check`."""
    report = Report(path.stem)
    places: list[Place] = []
    try:
        lines = path.read_bytes().removeprefix(BOM_UTF8).split(b"\n")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error}); check the path"
        raise CorpusError(message) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                places += _read(line, f"{path}:{number}", report)
            except CorpusError as error:
                report.damage.append(str(error))
    report.twins = list(_twins(places))
    report.disputed = _disputed(places)
    return report


def _read(line: bytes, where: str, report: Report) -> list[Place]:
    row = parse_row(line, where)
    _, labelled = check_row(row, where)
    report.n_pages += 1
    page = str(row.get("id") or where)
    site = domain_of(row.get("url")) or page
    places = [Place(page, site, label, text) for text, label in labelled if label is not None]
    report.n_unlabelled += len(labelled) - len(places)
    report.counts.update(place.label for place in places)
    return places


def _disputed(places: Iterable[Place]) -> list[list[Place]]:
    by_text: dict[str, dict[Label, Place]] = defaultdict(dict)
    for place in places:
        by_text[normalise(place.text)].setdefault(place.label, place)
    return [list(found.values()) for text, found in by_text.items() if len(found) > 1 and has_letters(text)]


def has_letters(text: str) -> bool:
    """Whether a text has any letter: numbers alone mean something else on every page."""
    return any(map(str.isalpha, text))


def _twins(places: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Find near-duplicates on different sites; of equal texts on many sites, each with the first."""
    by_text: dict[str, dict[str, Place]] = defaultdict(dict)
    for place in places:
        text = normalise(place.text)
        if len(text) >= MIN_CHARS:
            by_text[text].setdefault(place.site, place)
    for same in by_text.values():
        first, *others = same.values()
        yield from ((first, other) for other in others)
    shingles = [(_shingles(text), next(iter(same.values()))) for text, same in by_text.items()]
    shingles.sort(key=lambda entry: len(entry[0]))
    for (small, one), (large, other) in combinations(shingles, 2):
        if one.site != other.site and len(small) >= MIN_SIMILARITY * len(large):
            shared = len(small & large)
            if shared >= MIN_SIMILARITY * (len(small) + len(large) - shared):
                yield one, other


def _shingles(text: str) -> set[str]:
    return {text[start : start + SHINGLE] for start in range(max(1, len(text) - SHINGLE + 1))}
