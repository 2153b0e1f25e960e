from pathlib import Path

import pytest
from hypothesis import given

from noisefilter.errors import CorpusError
from noisefilter.labels import Label
from noisefilter.segment import segment
from noisefilter.segment.segments import Segments
from tests.strategies import labelled
from train.labels import HandLabels, label_runs, load_labels, write_labels

HTML = (
    "<nav><a>Home</a> <a>About us</a></nav><h1>The fog came in</h1>"
    "<p>It came in at noon and stayed until the boats were home.</p><p>»</p><footer>© 2021 Bay press</footer>"
)
LABELS = ["navigation", "title", "content", "widget", "legal"]


@pytest.fixture
def page() -> HandLabels:
    segments = segment(HTML)
    labelled = list(zip(segments.texts, LABELS, strict=True))
    return HandLabels("0001", "wcxb-dev", label_runs(segments, labelled))


def test_labels_come_back(page: HandLabels) -> None:
    found = page.find(segment(HTML))
    assert found == [Label.NAVIGATION, Label.TITLE, Label.CONTENT, None, Label.LEGAL]


@given(labelled)
def test_labels_come_back_to_any_page(pairs: list[tuple[str, Label]]) -> None:
    segments = Segments("text", texts=[text for text, _ in pairs])
    hand = HandLabels("x", "own", label_runs(segments, pairs))
    assert hand.find(segments) == [label for _, label in pairs]


def test_labels_survive_another_segmentation(page: HandLabels) -> None:
    cut = HTML.replace("noon and", "noon<p>and").replace("</a> <a>", "</a></nav><nav><a>")
    assert page.find(segment(cut)) == [
        Label.NAVIGATION,
        Label.NAVIGATION,
        Label.TITLE,
        Label.CONTENT,
        Label.CONTENT,
        None,
        Label.LEGAL,
    ]


def test_labels_survive_small_changes(page: HandLabels) -> None:
    changed = HTML.replace("<nav>", "<p>We use cookies on this page</p><nav>").replace("2021", "2022")
    found = page.find(segment(changed))
    assert found[:4] == [None, Label.NAVIGATION, Label.TITLE, Label.CONTENT]


def test_labels_of_another_segmentation_are_taken_over() -> None:
    segments = segment("<p>one two three four</p><p>five six seven eight</p>")
    runs = label_runs(segments, [("one two three four five", "content"), ("six seven eight", "legal")])
    assert [(run.size, run.label) for run in runs] == [(4, Label.CONTENT), (4, Label.LEGAL)]


def test_what_was_written_is_read(tmp_path: Path, page: HandLabels) -> None:
    other = HandLabels("p2", "multilingual-train", [], "pl", "https://zatoka.example/", "zatoka/p2.html")
    write_labels([page, other], tmp_path / "mine.jsonl")
    assert load_labels("mine", tmp_path) == {"0001": page, "p2": other}


def test_files_hold_no_text(tmp_path: Path, page: HandLabels) -> None:
    path = tmp_path / "mine.jsonl"
    write_labels([page], path)
    text = path.read_text().lower()
    assert not any(word in text for word in ("fog", "boats", "press", "noon"))


def test_the_files_of_the_project_can_be_read() -> None:
    for name in ("wcxb", "wcxb-own", "multilingual-train"):
        found = load_labels(name)
        assert len(found) > 0
        assert all(page.runs and page.id == key for key, page in found.items())


def test_own_labels_are_of_pages_that_have_no_published_ones() -> None:
    assert not load_labels("wcxb").keys() & load_labels("wcxb-own").keys()


def test_a_missing_file_is_named_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").touch()
    path = tmp_path / "yours.jsonl"
    with pytest.raises(CorpusError, match=f"^{path}: there are no hand labels of this name; there are mine"):
        load_labels("yours", tmp_path)


@pytest.mark.parametrize(
    "line",
    ['{"id": "1", "source": "x"}', '{"id": "1", "runs": ""}', '{"id": "1", "source": "x", "runs": "AAA"}'],
)
def test_damaged_lines_are_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(f'{{"id": "0", "source": "x", "runs": ""}}\n{line}\n')
    with pytest.raises(CorpusError, match=f"^{path}:2: damaged .*restore it from the repository"):
        load_labels("mine", tmp_path)
