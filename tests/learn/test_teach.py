"""A site's corrected fragments mend its other pages, and leave other sites alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from noisefilter.errors import CorpusError
from noisefilter.learn.corpus import write_pages
from noisefilter.learn.teach import teach
from noisefilter.predict import load

_STORIES = "anchor basket candle drum engine feather".split()


def shop_page(number: int, mend: str) -> dict[str, Any]:
    """One page of a site whose boxes the model takes for something else."""
    story = _STORIES[number]
    fragments = [
        ("Home", "navigation"),
        (f"How the {story} came back", "title"),
        (f"The {story} had been gone for {number + 3} years when it turned up in a barn.", "content"),
        (f"Members of the Circle read on: the {story} in detail, with all measures.", mend),
        (f"Nobody knows who made this {story}, but the wood is from the valley.", "content"),
        (f"Join the Circle for more about the {story} and its makers.", mend),
        ("© Barnfinds 2022", "legal"),
    ]
    texts = [text for text, _ in fragments]
    html = (
        f'<html><body><nav class="site-menu"><a href="/">{texts[0]}</a></nav><main id="story">'
        f'<h1>{texts[1]}</h1><p>{texts[2]}</p><div class="circle-box"><p>{texts[3]}</p></div>'
        f'<p>{texts[4]}</p><div class="circle-box"><p>{texts[5]}</p></div></main>'
        f'<footer class="page-end">{texts[6]}</footer></body></html>'
    )
    return {
        "url": f"https://barnfinds.example/{story}",
        "html": html,
        "fragments": [{"text": text, "label": label} for text, label in fragments],
    }


def labels_of(model: Path, html: str) -> dict[str, str]:
    return {f.text: str(f.label) for f in load(model).predict(html).fragments}


def test_thirty_corrected_fragments_mend_the_same_mistake_on_other_pages(
    model_folder: Path, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    pages = [shop_page(number, "signup") for number in range(len(_STORIES))]
    labels = tmp_path / "mine.jsonl"
    write_pages(pages[:4], labels)  # 28 fragments
    lesson = teach([labels], model_folder, tmp_path / "taught")
    assert (lesson.n_pages, lesson.n_fragments) == (4, 28)
    assert lesson.n_wrong_after < lesson.n_wrong_before
    for page in pages[4:]:
        before = labels_of(model_folder, page["html"])
        after = labels_of(tmp_path / "taught", page["html"])
        boxes = [f["text"] for f in page["fragments"] if f["label"] == "signup"]
        assert all(before[text] != "signup" for text in boxes)
        assert all(after[text] == "signup" for text in boxes)
        rest = {f["text"]: f["label"] for f in page["fragments"] if f["label"] != "signup"}
        assert {text: after[text] for text in rest} == rest
    for row in rows:
        assert labels_of(tmp_path / "taught", row["html"]) == labels_of(model_folder, row["html"])


def test_teaching_again_starts_from_the_model_and_not_from_the_last_lesson(
    model_folder: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    write_pages([shop_page(0, "signup")], first)
    write_pages([shop_page(0, "advertisement")], second)
    teach([first], model_folder, tmp_path / "one")
    teach([second], tmp_path / "one", tmp_path / "two")
    teach([second], model_folder, tmp_path / "direct")
    assert (tmp_path / "two" / "weights.safetensors").read_bytes() == (
        tmp_path / "direct" / "weights.safetensors"
    ).read_bytes()


def test_text_pages_teach_the_model_of_text(model_folder: Path, tmp_path: Path) -> None:
    labels = tmp_path / "mine.jsonl"
    fragments = [{"text": "Zyxo zyxo", "label": "widget"}, {"text": "It rained all day.", "label": "content"}]
    write_pages([{"text": "Zyxo zyxo\nIt rained all day.", "fragments": fragments}], labels)
    teach([labels], model_folder, tmp_path / "taught")
    page = load(tmp_path / "taught").predict("Zyxo zyxo\nIt snowed all day.", kind="text")
    assert page.fragments[0].label == "widget"
    html = "<p>Zyxo zyxo</p>"
    assert load(tmp_path / "taught").predict(html) == load(model_folder).predict(html)


def test_corrections_are_part_of_the_explanation(model_folder: Path, tmp_path: Path) -> None:
    labels = tmp_path / "mine.jsonl"
    page = shop_page(0, "signup")
    write_pages([page], labels)
    teach([labels], model_folder, tmp_path / "taught")
    nf = load(tmp_path / "taught")
    found = nf.predict(page["html"])
    for index in range(len(found.fragments)):
        why = nf.explain(found, index)
        assert sum(part.value for part in why.contributions) == pytest.approx(why.logit, abs=1e-4)
    assert any(part.name.startswith("your labels: ") for part in nf.explain(found, 3).contributions)


def test_a_file_without_labels_is_refused(model_folder: Path, tmp_path: Path) -> None:
    labels = tmp_path / "mine.jsonl"
    labels.write_text(json.dumps({"text": "a", "fragments": [{"text": "a", "label": None}]}) + "\n")
    with pytest.raises(CorpusError, match="no fragment has a label"):
        teach([labels], model_folder, tmp_path / "taught")
    assert not (tmp_path / "taught").exists()
