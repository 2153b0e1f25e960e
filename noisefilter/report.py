"""A page as one self-contained HTML file: its fragments in order, coloured by label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.model.explain import Contribution, Explanation
from noisefilter.page import Fragment, Page

#: Hue of each label, in degrees.
HUES = {
    Label.CONTENT: 140,
    Label.TITLE: 165,
    Label.BYLINE: 190,
    Label.COMMENT: 215,
    Label.COMMENT_FORM: 235,
    Label.NAVIGATION: 48,
    Label.RECOMMENDATION: 290,
    Label.COOKIE_NOTICE: 5,
    Label.SOCIAL: 205,
    Label.SIGNUP: 320,
    Label.ADVERTISEMENT: 22,
    Label.LEGAL: 265,
    Label.WIDGET: 80,
    Label.COMMENT_SPAM: 355,
}
N_REASONS = 6  #: contributions shown per fragment
N_PARTS = 4  #: parts shown of a contribution


def _reason(part: Contribution, depth: int = 0) -> str:
    line = f"{'    ' * depth}{part.value:+.2f}  {part.name}"
    inner = [_reason(p, depth + 1) for p in part.parts[:N_PARTS]]
    return "\n".join([line, *inner])


def _reasons(explanation: Explanation | None) -> str:
    if explanation is None:
        return ""
    lines = "\n".join(_reason(part) for part in explanation.contributions[:N_REASONS])
    head = f"why {explanation.label}: {explanation.logit:+.2f} in all"
    return f'<pre class="why" role="note">{escape(head)}\n{escape(lines)}</pre>'


def _row(fragment: Fragment, explanation: Explanation | None) -> str:
    label = str(fragment.label or "")
    text = escape(fragment.text).replace("\n", "<br>")
    hidden = ' <span class="mark">hidden</span>' if fragment.hidden else ""
    return (
        f'<li class="f {label}" data-label="{label}" tabindex="0"><span class="tag">{label}</span>'
        f'<span class="p">{fragment.probability:.2f}</span><span class="text">{text}{hidden}</span>'
        f"{_reasons(explanation)}</li>"
    )


def page_report(page: Page, explanations: Sequence[Explanation] | None = None, source: str = "") -> str:
    """Show a page as an HTML document that needs nothing from elsewhere.

    Parameters
    ----------
    page : Page
    explanations : sequence of Explanation, optional
        Shown where the mouse or the keyboard's focus is.
    source : str
        Name of the file, for the heading.

    Returns
    -------
    str
        The document. Text of the page is escaped.
    """
    why = {explanation.index: explanation for explanation in explanations or ()}
    counts = Counter(fragment.label for fragment in page.fragments)
    labels = [label for label in (*FRAGMENT_LABELS, Label.COMMENT_SPAM) if counts[label]]
    colours = "\n".join(f".{label}{{--h:{HUES[label]}}}" for label in labels)
    filters = "\n".join(
        f'<label class="{label}"><input type="checkbox" checked value="{label}"> '
        f"{label} <small>{counts[label]}</small></label>"
        for label in labels
    )
    facts = [page.kind, f"{len(page.fragments)} fragments"]
    if page.type:
        facts.append(f"page type {page.type} ({page.type_probability:.0%})")
    if language := page.language:
        facts.append(f"language {language}")
    if page.truncated:
        facts.append("cut: the page is over a limit")
    rows = "\n".join(_row(fragment, why.get(i)) for i, fragment in enumerate(page.fragments))
    template = files("noisefilter").joinpath("report.html").read_text(encoding="utf-8")
    parts = {
        "@@TITLE@@": escape(source or page.url or "page"),
        "@@FACTS@@": escape(" · ".join(facts)),
        "@@COLOURS@@": colours,
        "@@FILTERS@@": filters,
        "@@ROWS@@": rows,
    }
    return re.sub(r"@@\w+@@", lambda mark: parts[mark[0]], template)
