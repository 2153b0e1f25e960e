import pickle
from pathlib import Path

import pytest

import noisefilter
from noisefilter import InputError, ModelError, NoiseFilter
from noisefilter.judge import CommentJudge
from noisefilter.labels import Label
from noisefilter.model.comment import CommentModel
from noisefilter.page import Fragment, Page
from noisefilter.segment import segment
from tests.conftest import comment_lot

SPAM = "Best boots online, 100% bonus, click boots.top now!!!"
HAM = "Thanks, the part about boots helped me a lot."


@pytest.fixture
def nf(comment_bundle: Path) -> NoiseFilter:
    return noisefilter.load(comment_bundle)


def test_one_comment(nf: NoiseFilter) -> None:
    verdict = nf.predict_comment(SPAM, author="Boots shop", author_url="http://boots.example", post="Boots")
    assert verdict.spam
    assert verdict.probability >= verdict.threshold
    assert verdict.reasons[0].value > 0
    assert not nf.predict_comment(HAM).spam


def test_many_comments_are_judged_as_each_alone(nf: NoiseFilter) -> None:
    given = [comment.text for comment in comment_lot()[0]] * 3
    together = [verdict.probability for verdict in nf.predict_comments(given)]
    assert together == [nf.predict_comment(text).probability for text in given]
    assert [v.probability for v in nf.predict_comments({"text": text} for text in given)] == together


def test_thresholds_by_number_and_by_name(nf: NoiseFilter, comment_model: CommentModel) -> None:
    assert nf.predict_comment(HAM, threshold=0.0).spam
    assert not nf.predict_comment(SPAM, threshold=1.0).spam
    limits = [nf.predict_comment(SPAM, threshold=name).threshold for name in comment_model.thresholds]
    assert limits == sorted(limits, reverse=True)
    assert nf.predict_comment(SPAM).threshold == nf.predict_comment(SPAM, threshold="1%").threshold


@pytest.mark.parametrize("threshold", ["3%", -0.1, 1.5, float("nan"), ""])
def test_other_thresholds_are_refused(nf: NoiseFilter, threshold: float | str) -> None:
    with pytest.raises(InputError, match=r"from 0 to 1, or one of '0.1%', '0.5%', '1%'"):
        nf.predict_comment(SPAM, threshold=threshold)


def test_a_row_that_is_no_comment_is_named(nf: NoiseFilter) -> None:
    rows = [HAM, {"text": SPAM}, {"body": HAM}]
    with pytest.raises(InputError, match=r"row 2, counted from 0: a comment has no 'text'.* body"):
        list(nf.predict_comments(rows))  # type: ignore[arg-type]


def test_a_model_without_the_part_says_so() -> None:
    with pytest.raises(ModelError, match="no part that judges comments"):
        NoiseFilter({}, {}).predict_comment(SPAM)


def test_verdicts_can_be_sent_elsewhere(nf: NoiseFilter) -> None:
    verdict = nf.predict_comment(SPAM)
    assert pickle.loads(pickle.dumps(verdict)).reasons == verdict.reasons


def page_of(html: str, comments: set[str]) -> tuple[Page, object]:
    segments = segment(html, kind="html")
    page = Page()
    for text in segments.texts:
        label = Label.COMMENT if text in comments else Label.CONTENT
        page.fragments.append(Fragment(text, label=label, probability=0.9, probabilities={label: 0.9}))
    return page, segments


def test_comments_of_a_page_are_judged(comment_model: CommentModel) -> None:
    html = f"<p>My boots</p><ol><li><div><p>{HAM}</p></div></li><li><div><p>{SPAM}</p></div></li></ol>"
    page, segments = page_of(html, {HAM, SPAM})
    CommentJudge(comment_model).judge_page(page, segments)  # type: ignore[arg-type]
    content, ham, spam = page.fragments
    assert (content.label, content.spam_probability) == (Label.CONTENT, None)
    assert ham.label is Label.COMMENT
    assert spam.label is Label.COMMENT_SPAM
    assert ham.spam_probability is not None
    assert spam.spam_probability is not None
    assert ham.spam_probability < spam.spam_probability
    assert (spam.probability, spam.probabilities) == (0.9, {Label.COMMENT: 0.9})


def test_paragraphs_of_one_comment_share_a_verdict(comment_model: CommentModel) -> None:
    html = f"<div><p>{HAM}</p><p>{SPAM}</p></div>"
    page, segments = page_of(html, {HAM, SPAM})
    CommentJudge(comment_model).judge_page(page, segments)  # type: ignore[arg-type]
    assert page.fragments[0].spam_probability == page.fragments[1].spam_probability


def test_pages_without_comments_are_left_alone(comment_model: CommentModel) -> None:
    page, segments = page_of("<p>My boots</p>", set())
    CommentJudge(comment_model).judge_page(page, segments)  # type: ignore[arg-type]
    assert page.fragments[0].spam_probability is None
