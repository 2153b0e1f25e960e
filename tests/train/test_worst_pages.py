"""The worst pages, made smaller: they get a result that is right. What they cost is measured elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from noisefilter.errors import InputError
from noisefilter.predict import NoiseFilter, load
from noisefilter.segment import as_str
from noisefilter.segment.html import _close_frames, segment_html
from noisefilter.segment.nesting import tame
from tests.fuzz.segmenter import lost_and_invented
from train.worst_pages import WORST

_SHRUNK = 50  #: times smaller than the benchmark takes them
_PAGES = [name for name, case in WORST.items() if not case.is_comment]


@pytest.fixture(scope="module")
def nf(model_folder: Path) -> NoiseFilter:
    return load(model_folder)


@pytest.mark.parametrize("name", _PAGES)
def test_a_page_made_to_hurt_is_labelled_or_refused(nf: NoiseFilter, name: str) -> None:
    source = WORST[name].build(WORST[name].size // _SHRUNK)
    try:
        page = nf.predict(source)
    except InputError as error:
        assert "binary" in str(error)
        return
    assert all(fragment.text.strip() and fragment.label for fragment in page.fragments)
    page.full_text.encode()


@pytest.mark.parametrize("name", _PAGES)
def test_no_word_of_it_is_lost(name: str) -> None:
    source = WORST[name].build(WORST[name].size // _SHRUNK)
    try:
        text = as_str(source)
    except InputError:
        return
    assert lost_and_invented(text) == ("", "")


@pytest.mark.parametrize("name", _PAGES)
def test_taming_takes_tags_and_no_words(name: str) -> None:
    def text(markup: str) -> str:
        return re.sub(r"<[^>]*>|\s", "", markup)

    source = WORST[name].build(WORST[name].size // _SHRUNK).decode("utf-8", "replace")
    assert text(tame(source)) == text(source)


@pytest.mark.parametrize("name", [name for name in WORST if WORST[name].is_comment])
def test_a_comment_made_to_hurt_gets_a_verdict(comment_bundle: Path, name: str) -> None:
    text = WORST[name].build(WORST[name].size).decode()
    judge = load(comment_bundle)
    verdict = judge.predict_comment(text, author=text, author_url=text, author_email=text, post=text)
    assert 0 <= verdict.probability <= 1
    assert verdict.reasons


@pytest.mark.parametrize(
    ("part", "before", "end"),
    [
        ("<option>x{k} ", "<select>", "</select>"),
        ("<p>x{k} <option selected>", "<select>", "</select>"),
        ("x{k} <body a{k}=v>", "", ""),
        ("x{k} <hTmL a{k}=v>", "", ""),
        ("x{k} <tr>y<td>", "<table>", "</table>"),
        ("<TR a=v>x{k} ", "<Table>", ""),
        ("<!--c-->x{k} ", "<table>", "</table>"),
        ("<script>c</script>x{k} ", "<table>", ""),
    ],
)
def test_tags_that_add_up_are_bounded_and_their_text_is_kept(part: str, before: str, end: str) -> None:
    n = 50_000
    source = f"{before}{''.join(part.format(k=k) for k in range(n))}{end}<p>after"
    tamed = tame(_close_frames(source))
    assert tamed != source
    words = re.findall(r"x\d+", "\n".join(segment_html(source).texts))
    assert len(words) == n
    assert len(set(words)) == n
    assert lost_and_invented(source) == ("", "")


@pytest.mark.parametrize(
    "page",
    [
        "<select>" + "<option>x</option>" * 4_000 + "</select>",
        ("<select>" + "<option>x</option>" * 200 + "</select>") * 100,
        "<table>" + "<tr> <td>x</td> \n</tr>" * 20_000 + "</table>",
        ("<table><!-- x --><tr><td>" + "word " * 100 + "</td></tr></table>text\n") * 1_000,
        "<table>" + "stray text<tr><td>x" * 500 + "y" * 200_000,
        ("<table><tr><td>" * 5 + "x" + "</td></tr></table>\n" * 5) * 2_000,
    ],
    ids=lambda page: page[:30],
)
def test_tags_as_real_pages_have_them_stay(page: str) -> None:
    assert tame(page) == page
