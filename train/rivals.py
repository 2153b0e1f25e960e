"""Other extractors, each as a function from a page to its article text (the extra ``bench``)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from train.benchmark import Measured


@cache
def _stoplist() -> frozenset[str]:
    import justext

    return justext.get_stoplist("English")


def _trafilatura(page: Measured) -> str:
    import trafilatura

    return trafilatura.extract(page.source, include_comments=False) or ""


def _resiliparse(page: Measured) -> str:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    return str(extract_plain_text(HTMLTree.parse(page.html), main_content=True))


def _justext(page: Measured) -> str:
    import justext

    paragraphs = justext.justext(page.source, _stoplist())
    return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)


def _readability(page: Measured) -> str:
    import readability
    from selectolax.lexbor import LexborHTMLParser

    body: Any = LexborHTMLParser(readability.Document(page.html).summary()).body
    return str(body.text(separator="\n")) if body is not None else ""


def _boilerpy3(page: Measured) -> str:
    from boilerpy3 import extractors

    return str(extractors.ArticleExtractor(raise_on_failure=False).get_content(page.html))


RIVALS: dict[str, Callable[[Measured], str]] = {
    "trafilatura": _trafilatura,
    "resiliparse": _resiliparse,
    "jusText": _justext,
    "readability-lxml": _readability,
    "boilerpy3": _boilerpy3,
}
