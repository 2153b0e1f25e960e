"""Hypothesis strategies that test modules share."""

from __future__ import annotations

from hypothesis import strategies as st

#: Words that no two fragments of a generated page share by chance.
words = st.integers(0, 10**6).map(lambda n: f"w{n}")
texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
_BLOCKS = [
    "div",
    "p",
    "section",
    "ul",
    "li",
    "h2",
    "td",
    "table",
    "tr",
    "pre",
    "form",
    "details",
    "blockquote",
]
_INLINES = ["a", "b", "span", "em", "code", "label"]
_EXTRAS = [
    "<br>",
    "<hr>",
    "<br><br>",
    "&nbsp;",
    "&amp;",
    "<!-- x -->",
    "<script>no();</script>",
    "<img>",
    "\n  ",
]


def _wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(_BLOCKS + _INLINES)
    closed = st.tuples(tags, st.lists(inner, max_size=4)).map(lambda x: f"<{x[0]}>{''.join(x[1])}</{x[0]}>")
    unclosed = st.tuples(tags, inner).map(lambda x: f"<{x[0]}>{x[1]}")
    return st.one_of(closed, closed, unclosed)


#: Tag soup: nested, unclosed, with entities, comments and scripts in between.
soup = st.recursive(st.one_of(texts, st.sampled_from(_EXTRAS)), _wrap, max_leaves=25)
