"""``python -m train.corpus.convert FOLDER… --out train/corpus/pages``: annotated pages to the label format.

Pages are easiest to write and to judge as annotated files. In HTML, an attribute ``data-label`` on an
element labels the text inside it, unless an element further in has one of its own; the first line is::

    <!-- url: https://www.site.example/page | type: article | lang: de -->

In text dumps, each line is ``label<TAB>text``, an empty line stands for itself, and the first line is::

    #! url=https://www.site.example/page type=article lang=de
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from noisefilter.errors import CorpusError
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES
from noisefilter.learn.corpus import read_rows, write_pages
from noisefilter.learn.transfer import map_labels
from noisefilter.segment import segment

PAGES = Path(__file__).with_name("pages")

_HTML_HEAD = re.compile(r"<!--\s*url:\s*(\S+)\s*\|\s*type:\s*(\w+)\s*\|\s*lang:\s*([\w-]+)\s*-->\s*")
_TEXT_HEAD = re.compile(r"#!\s*url=(\S+)\s+type=(\w+)\s+lang=([\w-]+)[^\n]*\n")
_LABEL = re.compile(r"""\sdata-label\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""")
_SKIPPED = frozenset({"script", "style", "template"})


def convert(path: Path) -> dict[str, Any]:
    """Turn an annotated page into a row of the label format.

    Raises
    ------
    CorpusError
        Where the first line is wrong, or a text has no valid label.
    """
    source = path.read_text(encoding="utf-8")
    is_html = path.suffix == ".html"
    head = (_HTML_HEAD if is_html else _TEXT_HEAD).match(source)
    if head is None or head[2] not in PAGE_TYPES:
        message = f"{path}: the first line has to give url, type ({', '.join(PAGE_TYPES)}) and lang"
        raise CorpusError(message)
    body = source[head.end() :]
    if is_html:
        page, labelled = _LABEL.sub("", body), list(_labelled_texts(body, path))
    else:
        page, labelled = _split_lines(body, path)
    kind = "html" if is_html else "text"
    segments = segment(page, kind=kind)
    labels = map_labels(segments, labelled)
    fragments = [
        {"text": text, "label": None if label is None else str(label)}
        for text, label in zip(segments.texts, labels, strict=True)
    ]
    return {
        "id": path.stem,
        "url": head[1],
        "language": head[3],
        "page_type": head[2],
        kind: page,
        "fragments": fragments,
    }


def _check_label(label: str, text: str, path: Path) -> None:
    if label not in FRAGMENT_LABELS:
        message = (
            f"{path}: {text.strip()[:60]!r} has the label {label!r}; there are {', '.join(FRAGMENT_LABELS)}"
        )
        raise CorpusError(message)


def _split_lines(body: str, path: Path) -> tuple[str, list[tuple[str, str]]]:
    lines, labelled = [], []
    for line in body.split("\n"):
        if not line.strip():
            lines.append("")
            continue
        label, _, text = line.partition("\t")
        _check_label(label, text or line, path)
        lines.append(text)
        labelled.append((text, label))
    return "\n".join(lines), labelled


def _labelled_texts(body: str, path: Path) -> Iterator[tuple[str, str]]:
    root = LexborHTMLParser(body).body
    if root is None:
        return
    for node in root.traverse(include_text=True):
        text = _read_text(node)
        if not text or not text.strip():
            continue
        above = list(_ancestors(node))
        if any(tag in _SKIPPED for tag, _ in above):
            continue
        label = next((label for _, label in above if label), "")
        _check_label(label, text, path)
        yield text, label


def _read_text(node: LexborNode) -> str | None:
    if node.tag == "-text":
        return node.text_content
    if node.tag in {"input", "textarea"}:
        given = node.attributes
        return given.get("placeholder") or (
            given.get("value") if given.get("type") in {"submit", "button"} else None
        )
    return None


def _ancestors(node: LexborNode) -> Iterator[tuple[str, str | None]]:
    current: LexborNode | None = node
    while current is not None:
        yield current.tag or "", current.attributes.get("data-label") if current.tag != "-text" else None
        current = current.parent


def merge(rows: Iterable[dict[str, Any]], out: Path) -> None:
    """Put pages into the files of their languages; a page with a known id replaces it."""
    by_language: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        language = row["language"]
        name = language if language.startswith("zh") else language.split("-")[0]
        by_language[name][row["id"]] = row
    out.mkdir(parents=True, exist_ok=True)
    for name, new in sorted(by_language.items()):
        path = out / f"{name}.jsonl"
        old = {row["id"]: row for _, row in read_rows(path)} if path.is_file() else {}
        write_pages([row for _, row in sorted((old | new).items())], path)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = ArgumentParser(
        prog="python -m train.corpus.convert", description="Annotated pages to label files."
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=PAGES)
    options = parser.parse_args(arguments)
    rows, failed = [], 0
    for folder in options.folders:
        for path in sorted(p for p in folder.iterdir() if p.suffix in {".html", ".txt"}):
            try:
                rows.append(convert(path))
            except CorpusError as error:
                print(error, file=sys.stderr)
                failed += 1
    merge(rows, options.out)
    print(f"{len(rows)} pages in {options.out}; {failed} left out")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
