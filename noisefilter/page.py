"""The data that flows through everything: a page and its fragments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from noisefilter.errors import InputError
from noisefilter.labels import Label
from noisefilter.language import identify_language

#: Characters of article text that tell the language; where there are fewer, the whole page does.
_ENOUGH = 200


@dataclass(slots=True)
class Fragment:
    """One block of text of a page, and what it was found to be.

    Attributes
    ----------
    text : str
        The text, white space collapsed; line breaks of ``<br>`` and ``<pre>``, and of
        hard-wrapped paragraphs of plain text, are kept as newlines.
    start, end : int
        Where it lies in `Page.full_text`, in characters.
    hidden : bool
        Whether the markup hides it from a visitor (``hidden``, ``display:none``, closed dialogs).
    label : Label or None
        The most probable label; None before prediction.
    probability : float
        Calibrated probability of `label`.
    probabilities : Mapping[Label, float]
        Calibrated probability of each of the 13 fragment labels; sums to 1.
    spam_probability : float or None
        On comments, the probability that the comment is spam.
    """

    text: str
    start: int = 0
    end: int = 0
    hidden: bool = False
    label: Label | None = None
    probability: float = 0.0
    probabilities: Mapping[Label, float] = field(default_factory=dict)
    spam_probability: float | None = None


@dataclass(slots=True)
class Page:
    """A page taken apart.

    Attributes
    ----------
    fragments : list of Fragment
        Every fragment with text, in page order, hidden ones too.
    kind : str
        ``"html"`` or ``"text"``: how the source was read.
    url : str or None
        Where the page came from, as given by the caller.
    type : str or None
        One of `noisefilter.labels.PAGE_TYPES`; None before prediction.
    type_probability : float
        Probability of `type`.
    truncated : bool
        True where a cap (bytes, fragments) cut the page.
    error : str or None
        Why the page could not be read, where the caller asked to keep such pages.
    declared_language : str or None
        What the page says about its language (``lang`` of the root element), lower-cased.
    origin : object
        What the model that made the page needs to explain it.
    """

    fragments: list[Fragment] = field(default_factory=list)
    kind: str = "html"
    url: str | None = None
    type: str | None = None
    type_probability: float = 0.0
    truncated: bool = False
    error: str | None = None
    declared_language: str | None = None
    origin: object = field(default=None, repr=False, compare=False)

    @property
    def full_text(self) -> str:
        """All fragments, newline-joined: what `Fragment.start` and `Fragment.end` point into."""
        return "\n".join(fragment.text for fragment in self.fragments)

    @property
    def language(self) -> str | None:
        """The language of the page, lower-cased.

        What the page says itself (``lang`` of the root element: ``"de"``, ``"pt-br"``). Where it says
        nothing, as plain text does, the language of the article text is identified each time it is asked
        for, which takes less than a millisecond: a primary subtag such as ``"de"``, or None where that is not
        sure, or where the extra ``language`` is not installed.
        """
        if self.declared_language:
            return self.declared_language
        article = self.text()
        return identify_language(article if len(article) >= _ENOUGH else self.full_text)

    @property
    def title(self) -> str | None:
        """Text of the first fragment labelled ``title``, or None."""
        return next((f.text for f in self.fragments if f.label is Label.TITLE), None)

    def text(self, labels: Collection[str] = (Label.CONTENT,), threshold: float | None = None) -> str:
        """Join the fragments that carry one of the labels.

        Parameters
        ----------
        labels : str or collection of str
            Labels to keep; the article text alone by default.
        threshold : float, optional
            Take every fragment whose probabilities of `labels` sum to at least this,
            instead of those whose most probable label is among them.

        Returns
        -------
        str
            The texts of the chosen fragments in page order, newline-joined.

        Raises
        ------
        InputError
            Where a label is unknown.

        Examples
        --------
        >>> menu = Fragment("Home", label=Label.NAVIGATION)
        >>> Page([menu, Fragment("It rained.", label=Label.CONTENT)]).text()
        'It rained.'
        """
        try:
            wanted = {Label(label) for label in ([labels] if isinstance(labels, str) else labels)}
        except ValueError as error:
            message = f"{error}; the labels are {', '.join(Label)}"
            raise InputError(message) from error
        if threshold is None:
            chosen = (f.text for f in self.fragments if f.label in wanted)
        else:
            chosen = (
                f.text
                for f in self.fragments
                if sum(f.probabilities.get(label, 0.0) for label in wanted) >= threshold
            )
        return "\n".join(chosen)
