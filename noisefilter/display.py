"""Pages and figures as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from noisefilter.evaluate import Figures
from noisefilter.labels import FRAGMENT_LABELS, Label
from noisefilter.model.explain import Explanation
from noisefilter.page import Page

#: How each label looks; content stands out, noise is dimmer.
STYLES: Mapping[Label, str] = {
    Label.CONTENT: "bold green",
    Label.TITLE: "bold bright_green",
    Label.BYLINE: "cyan",
    Label.COMMENT: "bright_blue",
    Label.COMMENT_FORM: "blue",
    Label.NAVIGATION: "yellow",
    Label.RECOMMENDATION: "magenta",
    Label.COOKIE_NOTICE: "red",
    Label.SOCIAL: "bright_cyan",
    Label.SIGNUP: "bright_magenta",
    Label.ADVERTISEMENT: "bright_red",
    Label.LEGAL: "bright_black",
    Label.WIDGET: "bright_yellow",
    Label.COMMENT_SPAM: "bold red",
}
#: Control characters, which move a terminal's cursor, and what is shown in their place.
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)], "\ufffd")
N_REASONS = 5  #: contributions shown per fragment


def _text(text: str, style: str = "") -> Text:
    """Text from elsewhere, which may look like markup or hold control characters."""
    return Text(text.translate(_CONTROLS), style)


def page_table(page: Page, name: str, explanations: Mapping[int, Explanation] | None = None) -> Table:
    """Show the fragments of a page, one a row, in page order.

    Parameters
    ----------
    page : Page
    name : str
        Of the file, for the heading.
    explanations : mapping of int to Explanation, optional
        By the fragment's index; the largest contributions go under the fragment.
    """
    heading = f"{name}  ·  {page.kind}"
    if page.type:
        heading += f"  ·  {page.type} ({page.type_probability:.0%})"
    if language := page.language:
        heading += f"  ·  {language}"
    if page.truncated:
        heading += "  ·  cut: the page is over a limit"
    table = Table(title=_text(heading), title_justify="left", box=None, padding=(0, 1), expand=True)
    table.add_column("label", no_wrap=True)
    table.add_column("p", justify="right", no_wrap=True)
    table.add_column("text", no_wrap=True, overflow="ellipsis", ratio=1)
    for index, fragment in enumerate(page.fragments):
        label = fragment.label or Label.WIDGET
        style = STYLES[label]
        text = " ".join(fragment.text.split())
        mark = " (hidden)" if fragment.hidden else ""
        table.add_row(Text(f"{label}{mark}", style), f"{fragment.probability:.2f}", _text(text, style))
        if explanations and index in explanations:
            for part in explanations[index].contributions[:N_REASONS]:
                table.add_row("", "", _text(f"  {part.value:+.2f}  {part.name}", "dim"))
    return table


def figures_table(figures: Figures) -> Table:
    """Show precision, recall and F1 of each label that occurs."""
    table = Table(title="per label", title_justify="left", box=None, padding=(0, 1))
    for column in ("label", "precision", "recall", "F1", "fragments"):
        table.add_column(column, justify="left" if column == "label" else "right")
    numbers = zip(figures.precision, figures.recall, figures.f1, figures.support, strict=True)
    for label, (precision, recall, f1, support) in zip(FRAGMENT_LABELS, numbers, strict=True):
        if support:
            table.add_row(str(label), f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}", str(support))
    return table


def confusion_table(figures: Figures) -> Table:
    """Show which labels are taken for which: a row per true label, a column per label given."""
    table = Table(title="true label (rows) and label given", title_justify="left", box=None, padding=(0, 1))
    used = [
        i for i in range(len(FRAGMENT_LABELS)) if figures.confusion[i].any() or figures.confusion[:, i].any()
    ]
    table.add_column("")
    for i in used:
        table.add_column(str(FRAGMENT_LABELS[i])[:6], justify="right")
    for i in used:
        table.add_row(
            str(FRAGMENT_LABELS[i]),
            *(Text(str(figures.confusion[i, j]), "bold" if i == j else "") for j in used),
        )
    return table


def facts_table(facts: Mapping[str, Any]) -> Table:
    """Show names with values."""
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(style="bold")
    table.add_column()
    for name, value in facts.items():
        table.add_row(_text(str(name)), _text(str(value)))
    return table
