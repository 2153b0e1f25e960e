"""The predict module: pages in, labelled fragments out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any

from noisefilter.bundle import read_bundle
from noisefilter.errors import InputError, ModelError
from noisefilter.judge import CommentJudge, Verdict
from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label
from noisefilter.model.comment import CommentModel
from noisefilter.model.comment_storage import unpack_comment_model
from noisefilter.model.explain import Explanation
from noisefilter.model.page import PageModel
from noisefilter.model.storage import unpack_models
from noisefilter.page import Fragment, Page
from noisefilter.parcel import Parcel, pack, unpack
from noisefilter.segment import segment
from noisefilter.segment.segments import Segments

#: Pages given to each worker process at once, and such batches under way per process.
_BATCH, _BATCHES_AHEAD = 16, 3


@dataclass(frozen=True)
class _Origin:
    """What a page was made from, so that it can be explained later: taken apart already, or as it came."""

    url: str | None
    segments: Segments | None = None
    source: bytes | str = ""
    kind: str | None = None

    def read(self) -> Segments:
        if self.segments is not None:
            return self.segments
        return segment(self.source, kind=self.kind)


class NoiseFilter:
    """A model that labels the fragments of pages.

    Parameters
    ----------
    models : dict of str to PageModel
        One for each kind of page, ``"html"`` and ``"text"``.
    card : dict
        What is known about the model: data, licences, figures, parameters.
    comments : CommentModel, optional
        What judges comments; without it pages have no verdicts on theirs.

    Examples
    --------
    >>> import noisefilter
    >>> nf = noisefilter.load()
    >>> page = nf.predict("<nav><a href='/'>Home</a></nav><h1>Rain</h1><p>It rained all week.</p>")
    >>> [fragment.text for fragment in page.fragments]
    ['Home', 'Rain', 'It rained all week.']
    """

    def __init__(
        self, models: dict[str, PageModel], card: dict[str, Any], comments: CommentModel | None = None
    ) -> None:
        self._models = models
        self._judge = CommentJudge(comments) if comments is not None else None
        self.card = card

    def predict(
        self,
        source: bytes | str,
        kind: str | None = None,
        url: str | None = None,
        charset: str | None = None,
    ) -> Page:
        """Label the fragments of one page.

        Parameters
        ----------
        source : bytes or str
            The page, HTML or plain text.
        kind : {"html", "text"}, optional
            Detected where it is not given.
        url : str, optional
            Address of the page; it helps a little.
        charset : str, optional
            Encoding of bytes, as the HTTP header has it; detected where it is not given.

        Returns
        -------
        Page

        Raises
        ------
        InputError
            Where the source is no page, or an argument is wrong.
        """
        segments = segment(source, kind=kind, charset=charset)
        return self.label(segments, url)

    def label(self, segments: Segments, url: str | None = None) -> Page:
        """Label the fragments of a page that was taken apart already.

        Parameters
        ----------
        segments : Segments
        url : str, optional

        Returns
        -------
        Page
        """
        page = Page(
            kind=segments.kind,
            url=url,
            truncated=segments.truncated,
            declared_language=segments.language or None,
        )
        page.origin = _Origin(url, segments)
        if not segments.texts:
            return page
        model = self._models.get(segments.kind)
        if model is None:
            message = f"this model knows nothing of {segments.kind} pages; train one with python -m train"
            raise ModelError(message)
        scores = model.score(segments, url)
        best_type = int(scores.page_type.argmax())
        page.type, page.type_probability = PAGE_TYPES[best_type], float(scores.page_type[best_type])
        probabilities = model.probabilities(scores)
        start = 0
        for text, hidden, row, best in zip(
            segments.texts,
            segments.hidden,
            probabilities.tolist(),
            probabilities.argmax(axis=1).tolist(),
            strict=True,
        ):
            end = start + len(text)
            label = FRAGMENT_LABELS[best]
            by_label = dict(zip(FRAGMENT_LABELS, row, strict=True))
            page.fragments.append(Fragment(text, start, end, hidden, label, row[best], by_label))
            start = end + 1
        if self._judge is not None:
            self._judge.judge_page(page, segments)
        return page

    def predict_comment(
        self,
        text: str,
        author: str | None = None,
        author_url: str | None = None,
        author_email: str | None = None,
        post: str | None = None,
        threshold: float | str | None = None,
    ) -> Verdict:
        """Say whether a comment is spam.

        Parameters
        ----------
        text : str
            The comment: plain text, HTML or BBCode.
        author, author_url, author_email : str, optional
            What the visitor gave as a name, a homepage and an address.
        post : str, optional
            Title or text of what the comment stands under, or both.
        threshold : float or str, optional
            Probability from which it is spam; or the share of honest comments that may be taken for
            spam: ``"0.1%"``, ``"0.5%"``, ``"1%"`` (the default), ``"2%"``, ``"5%"``, as measured on
            comments that the model did not learn from.

        Returns
        -------
        Verdict

        Raises
        ------
        InputError
            Where an argument is wrong.
        ModelError
            Where the model knows nothing of comments.
        """
        row = {"text": text, "author": author, "author_url": author_url, "author_email": author_email}
        return next(self.predict_comments([row | {"post": post}], threshold))

    def predict_comments(
        self, rows: Iterable[str | Mapping[str, Any]], threshold: float | str | None = None
    ) -> Iterator[Verdict]:
        """Say of many comments whether they are spam, in order, in batches and in bounded memory.

        Parameters
        ----------
        rows : iterable of str or mapping
            Texts, or mappings with the arguments of `predict_comment`.
        threshold : float or str, optional
            See `predict_comment`.

        Yields
        ------
        Verdict

        Raises
        ------
        InputError
            Where an argument is wrong, or a row is no comment.
        ModelError
            Where the model knows nothing of comments.
        """
        if self._judge is None:
            message = "this model has no part that judges comments; train one with python -m train"
            raise ModelError(message)
        return self._judge.verdicts(rows, threshold)

    def predict_many(
        self,
        sources: Iterable[bytes | str],
        kind: str | None = None,
        n_jobs: int = 1,
        on_error: str = "raise",
    ) -> Iterator[Page]:
        """Label the fragments of many pages, in order and in bounded memory.

        Parameters
        ----------
        sources : iterable of bytes or str
        kind : {"html", "text"}, optional
            Detected page by page where it is not given.
        n_jobs : int
            Worker processes; 1 works in this process. What a page gives does not depend on it.
        on_error : {"raise", "keep"}
            What to do about a page that cannot be read: raise its `InputError`, or go on with a
            page that holds no fragments and says why in ``error``.

        Yields
        ------
        Page

        Raises
        ------
        InputError
            Where an argument is wrong, or a page cannot be read and `on_error` is ``"raise"``.
        """
        if on_error not in {"raise", "keep"}:
            message = f"on_error is {on_error!r}; it can be 'raise' or 'keep'"
            raise InputError(message)
        if n_jobs < 1:
            message = f"n_jobs is {n_jobs}; it has to be 1 or more"
            raise InputError(message)
        keep = on_error == "keep"
        if n_jobs == 1:
            return (page for source in sources for page in _predict_batch(self, [source], kind, keep=keep))
        return _in_processes(self, iter(sources), n_jobs, kind, keep=keep)

    def explain(self, page: Page, i: int) -> Explanation:
        """Say why a fragment got its label.

        Parameters
        ----------
        page : Page
            As `predict` of this model returned it.
        i : int
            Index of the fragment.

        Returns
        -------
        Explanation
            Contributions that sum to the label's score before calibration; the fragment's own
            first-pass scores among them are split further into n-grams, markup and shape.

        Raises
        ------
        InputError
            Where the page was not predicted, or has no such fragment.
        """
        if not 0 <= i < len(page.fragments):
            message = f"there is no fragment {i}; the page has {len(page.fragments)}, counted from 0"
            raise InputError(message)
        return self._explanations(page, [i])[i]

    def explain_all(self, page: Page) -> dict[int, Explanation]:
        """Say why each fragment got its label; see `explain`.

        Returns
        -------
        dict of int to Explanation
            By the fragment's index, in page order.
        """
        return self._explanations(page, range(len(page.fragments)))

    def _explanations(self, page: Page, wanted: Iterable[int]) -> dict[int, Explanation]:
        origin = page.origin
        if not isinstance(origin, _Origin):
            message = "this page was not predicted by a model; give one that predict() returned"
            raise InputError(message)
        if not page.fragments:
            return {}
        segments = origin.read()
        model = self._models[segments.kind]
        scores = model.score(segments, origin.url)
        found = {}
        for i in wanted:
            label = page.fragments[i].label
            if label is Label.COMMENT_SPAM:
                label = Label.COMMENT
            code = FRAGMENT_LABELS.index(label) if label else int(scores.logits[i].argmax())
            parts = model.contributions(segments, scores, i, code)
            found[i] = Explanation(i, FRAGMENT_LABELS[code], float(scores.logits[i, code]), parts)
        return found


def _predict_batch(
    nf: NoiseFilter, sources: list[bytes | str], kind: str | None, *, keep: bool
) -> list[Page]:
    pages = []
    for source in sources:
        try:
            pages.append(nf.predict(source, kind=kind))
        except InputError as error:
            if not keep:
                raise
            pages.append(Page(kind=kind or "html", error=str(error)))
    return pages


class _Worker:
    """Holds the model of a worker process, which gets it once and not with every batch."""

    model: NoiseFilter

    @classmethod
    def start(cls, model: NoiseFilter) -> None:
        cls.model = model

    @classmethod
    def work(cls, sources: list[bytes | str], kind: str | None, keep: bool) -> list[Parcel]:
        return [pack(page) for page in _predict_batch(cls.model, sources, kind, keep=keep)]


def _in_processes(
    nf: NoiseFilter, sources: Iterator[bytes | str], n_jobs: int, kind: str | None, *, keep: bool
) -> Iterator[Page]:
    with ProcessPoolExecutor(n_jobs, initializer=_Worker.start, initargs=(nf,)) as pool:
        under_way: deque[tuple[list[bytes | str], Future[list[Parcel]]]] = deque()
        try:
            while True:
                while len(under_way) < n_jobs * _BATCHES_AHEAD and (batch := list(islice(sources, _BATCH))):
                    under_way.append((batch, pool.submit(_Worker.work, batch, kind, keep)))
                if not under_way:
                    return
                batch, future = under_way.popleft()
                for source, parcel in zip(batch, future.result(), strict=True):
                    page = unpack(parcel)
                    if page.error is None:  # what it was made from is at hand, and larger than the page
                        page.origin = _Origin(None, source=source, kind=page.kind)
                    yield page
        finally:
            for _, future in under_way:
                future.cancel()


def default_model_path() -> Path:
    """Where the shipped model lies: in the package, or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "models" / "default"
    return inside if inside.is_dir() else package.parent / "models" / "default"


def load(path: str | PathLike[str] | None = None) -> NoiseFilter:
    """Load a model.

    Parameters
    ----------
    path : path, optional
        A model folder; the shipped model where it is not given.

    Returns
    -------
    NoiseFilter

    Raises
    ------
    ModelError
        Where the model is missing, damaged, or of a newer format.
    """
    folder = Path(path) if path is not None else default_model_path()
    bundle = read_bundle(folder)
    parts = {name: bundle.parameters.get(name, {}) for name in ("models", "card", "comment")}
    if not all(isinstance(part, dict) for part in parts.values()):
        message = f"{folder}: not a model of noisefilter; copy or train the model again"
        raise ModelError(message)
    try:
        return NoiseFilter(
            unpack_models(parts["models"], bundle.tensors),
            parts["card"],
            unpack_comment_model(parts["comment"], bundle.tensors) if parts["comment"] else None,
        )
    except ModelError as error:
        message = f"{folder}: {error}"
        raise ModelError(message) from error
