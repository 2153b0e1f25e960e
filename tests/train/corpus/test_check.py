"""The checker of the own corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from noisefilter.labels import Label
from train.corpus.__main__ import main
from train.corpus.check import check, normalise

NOTICE = "Your e-mail address will not be published, and required fields are marked."


def page(name: str, *fragments: tuple[str, str | None]) -> dict[str, Any]:
    return {
        "id": name,
        "url": f"https://www.{name}.example/",
        "text": "\n".join(text for text, _ in fragments),
        "fragments": [{"text": text, "label": label} for text, label in fragments],
    }


def write(folder: Path, *rows: dict[str, Any] | str, name: str = "en") -> None:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_fragments_are_counted_by_language_and_label(tmp_path: Path) -> None:
    write(tmp_path, page("fog", ("Home", "navigation"), ("Fog", "title"), ("It rained.", None)))
    write(tmp_path, page("nebel", ("Start", "navigation")), page("bucht", ("Nebel", "title")), name="de")
    german, english = check(tmp_path)
    assert (german.language, german.n_pages, german.n_unlabelled) == ("de", 2, 0)
    assert (english.language, english.n_pages, english.n_unlabelled) == ("en", 1, 1)
    assert english.counts == {Label.NAVIGATION: 1, Label.TITLE: 1}
    assert not english.twins
    assert not english.disputed
    assert not english.damage


@pytest.mark.parametrize(
    ("text", "is_twin"),
    [
        (NOTICE, True),
        (NOTICE.upper().replace(",", " –"), True),
        (NOTICE.replace("Your e-mail", "The e-mail"), True),
        (NOTICE.replace("published, and required", "shown to anybody, while some"), False),
    ],
)
def test_near_duplicates_on_different_sites_are_named(text: str, is_twin: bool, tmp_path: Path) -> None:
    write(tmp_path, page("fog", (NOTICE, "comment_form")), page("rain", (text, "comment_form")))
    (report,) = check(tmp_path)
    assert [{place.page for place in pair} for pair in report.twins] == [{"fog", "rain"}] * is_twin


def test_a_site_may_repeat_itself_and_short_texts_may_be_anywhere(tmp_path: Path) -> None:
    again = page("rain", ("Home", "navigation"))
    same_site = page("fog", (NOTICE, "comment_form"), ("Home", "navigation"))
    write(tmp_path, same_site, same_site | {"id": "fog-2"}, again)
    (report,) = check(tmp_path)
    assert report.twins == []


def test_texts_under_several_labels_are_named_once(tmp_path: Path) -> None:
    one = page("fog", ("Reply", "comment_form"), ("12", "byline"), ("Reply", "comment_form"))
    write(tmp_path, one, page("rain", ("Reply!", "comment"), ("12", "widget")))
    (report,) = check(tmp_path)
    assert [[(place.page, place.label) for place in group] for group in report.disputed] == [
        [("fog", Label.COMMENT_FORM), ("rain", Label.COMMENT)]
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not JSON"),
        (page("fog", ("Home", "menu")), "the labels are"),
        ({"fragments": []}, 'in "html" or in "text"'),
    ],
)
def test_damage_is_named_and_the_rest_is_checked(
    line: str | dict[str, Any], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, line, page("rain", ("Home", "navigation")))
    (report,) = check(tmp_path)
    assert report.n_pages == 1
    assert report.damage[0].startswith(f"{tmp_path / 'en.jsonl'}:1")
    assert why in report.damage[0]
    assert main(["check", str(tmp_path)]) == 1
    assert "1 damaged lines" in capsys.readouterr().out


def test_what_is_only_doubtful_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, page("fog", (NOTICE, "legal")), page("rain", (NOTICE, "comment_form")))
    assert main(["check", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "1 near-duplicates, 1 texts under several labels, 0 damaged lines" in out
    assert "legal          fog" in out
    assert "comment_form 1" in out


def test_a_folder_without_label_files_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert "there are no label files" in capsys.readouterr().err


def test_what_counts_for_being_the_same() -> None:
    assert normalise("नमस्ते, १२ मई!") == normalise("नमस्ते १३ मई")
    assert normalise("Fog") != normalise("Frog")


def test_the_own_corpus_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "0 damaged lines" in capsys.readouterr().out
