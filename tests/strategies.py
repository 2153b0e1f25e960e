"""Hypothesis strategies that test modules share."""

from __future__ import annotations

from hypothesis import strategies as st

from noisefilter.labels import FRAGMENT_LABELS

#: Words that no two fragments of a generated page share by chance.
words = st.integers(0, 10**6).map(lambda n: f"w{n}")
texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
#: A page's fragments, in order.
fragments = st.lists(texts, min_size=1, max_size=12)
#: Sequences over few words, so that hardly any of them is unique.
repetitive = st.lists(st.sampled_from("abcd"), max_size=30)
labels = st.sampled_from(FRAGMENT_LABELS)
labelled = st.lists(st.tuples(texts, labels), min_size=1, max_size=12)
#: Anything that JSON can say.
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=10,
)
_BLOCKS = [
    "div",
    "p",
    "section",
    "article",
    "ul",
    "li",
    "h2",
    "td",
    "th",
    "table",
    "tr",
    "caption",
    "pre",
    "form",
    "fieldset",
    "button",
    "option",
    "select",
    "details",
    "summary",
    "dialog",
    "noscript",
    "blockquote",
    "dl",
    "dd",
    "figcaption",
    "made-up",
]
_INLINES = ["a", "b", "span", "em", "code", "label", "time", "svg", "font", "ruby"]
_EXTRAS = [
    "<br>",
    "<hr>",
    "<br><br>",
    "&nbsp;",
    "&amp;",
    "<!-- x -->",
    "<script>no();</script>",
    "<style>no{}</style>",
    "<template>no</template>",  # of elements inside, some would end an svg around it
    "<img>",
    "\n  ",
    "</p>",
    "</div>",
    "</table>",
    "<p hidden>",
]


def _wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(_BLOCKS + _INLINES)
    closed = st.tuples(tags, st.lists(inner, max_size=4)).map(lambda x: f"<{x[0]}>{''.join(x[1])}</{x[0]}>")
    unclosed = st.tuples(tags, inner).map(lambda x: f"<{x[0]}>{x[1]}")
    return st.one_of(closed, closed, unclosed)


#: Tag soup: nested, unclosed, with entities, comments and scripts in between.
soup = st.recursive(st.one_of(texts, st.sampled_from(_EXTRAS)), _wrap, max_leaves=25)
