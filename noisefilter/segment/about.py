"""What a page says about itself: headline, description, site, author, topics, structured texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from noisefilter.segment.encoding import clean_text
from noisefilter.segment.jsonld import MAX_DATA_DEPTH, types_of

MAX_CHARS = 20_000  #: read of each of these texts

#: Names of ``meta`` elements (``name``, ``property`` or ``itemprop``), lower-cased, by what they tell.
_META = {
    "og:title": "headline",
    "twitter:title": "headline",
    "headline": "headline",
    "description": "description",
    "og:description": "description",
    "twitter:description": "description",
    "og:site_name": "site",
    "application-name": "site",
    "author": "author",
    "article:author": "author",
    "twitter:creator": "author",
    "dc.creator": "author",
    "parsely-author": "author",
    "sailthru.author": "author",
    "article:section": "topics",
    "article:tag": "topics",
    "keywords": "topics",
    "news_keywords": "topics",
    "parsely-section": "topics",
}
#: The same for the keys of JSON-LD objects, whatever their type.
_DATA_TEXTS = {
    "headline": "headline",
    "articleSection": "topics",
    "articleBody": "body",
    "recipeInstructions": "body",
    "recipeIngredient": "body",
    "reviewBody": "reviews",
}


@dataclass(slots=True)
class About:
    """What a page says about itself; "" where it says nothing.

    Attributes
    ----------
    headline, description, site, author, topics : str
        From ``meta`` elements and JSON-LD; several values are joined by spaces.
    body, reviews : str
        Main text, and visitors' words, of its JSON-LD (`schema.org <https://schema.org/>`_).
    """

    headline: str = ""
    description: str = ""
    site: str = ""
    author: str = ""
    topics: str = ""
    body: str = ""
    reviews: str = ""

    def _add(self, name: str, value: Any, depth: int = 0) -> None:
        if isinstance(value, str):
            known = getattr(self, name)
            if value and len(known) < MAX_CHARS and value not in known:
                setattr(self, name, clean_text(f"{known} {value[:MAX_CHARS]}".strip()))
        elif depth < MAX_DATA_DEPTH:
            if isinstance(value, list):
                for entry in value:
                    self._add(name, entry, depth + 1)
            elif isinstance(value, dict):
                self._add(name, value.get("text") or value.get("name"), depth + 1)

    def add_meta(self, attributes: dict[str, str | None]) -> None:
        """Read a ``meta`` element."""
        key = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        name = _META.get(key.lower()) if key else None
        if name:
            self._add(name, attributes.get("content"))

    def add_data(self, items: Iterable[dict[str, Any]]) -> None:
        """Read the objects of JSON-LD."""
        for item in items:
            for key, name in _DATA_TEXTS.items():
                if key in item:
                    self._add(name, item[key])
            kinds = types_of(item)
            if "author" in item:
                self._add("reviews" if "Review" in kinds else "author", item["author"])
            if kinds & {"Answer", "DiscussionForumPosting"}:
                self._add("body", item.get("text"))
            elif "Product" in kinds:
                self._add("headline", item.get("name"))
                self._add("body", item.get("description"))
            elif "Comment" in kinds:
                self._add("reviews", item.get("text"))
            elif "WebSite" in kinds:
                self._add("site", item.get("name"))
