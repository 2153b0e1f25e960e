import json
from pathlib import Path
from typing import Any

import pytest

import train.card
from noisefilter.bundle import read_bundle, write_bundle
from noisefilter.errors import CorpusError
from noisefilter.learn.example import UNLABELLED, Example
from noisefilter.learn.fit import Recipe
from noisefilter.model.page import PageModel
from noisefilter.model.storage import pack_models
from train.card import card_text, make_card, read_figures, refresh
from train.recipe import Plan, read_plan


@pytest.fixture
def pages(examples: list[Example]) -> list[Example]:
    blank = Example(examples[0].segments, examples[0].labels * 0 + UNLABELLED, "x.example", source="own")
    other = Example(examples[1].segments, examples[1].labels, "y.example", language="de", source="wcxb")
    return [*examples, blank, other]


@pytest.fixture
def figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "figures.json"
    path.write_text(
        '{"macro F1": 0.81234, "languages": {"de": {"html": 0.75, "text": 0.625}, "yo": {"text": 0.5}}}'
    )
    monkeypatch.setattr(train.card, "read_figures", lambda file=path: read_figures(file))
    return path


def test_a_card_counts_what_was_learnt_from(pages: list[Example], figures: Path) -> None:
    card = make_card(Plan(("own", "wcxb"), Recipe(seed=7)), pages, {"numpy": "2.0", "catboost": "1.2"})
    own, wcxb = card["data"]
    assert (own["corpus"], own["pages"], own["labelled_pages"]) == ("own", 9, 8)
    assert own["labelled_fragments"] == sum(len(page.labels) for page in pages[:8])
    assert own["languages"] == {"?": 1, "en": 8}
    assert (wcxb["pages"], wcxb["languages"]) == (1, {"de": 1})
    assert card["parameters"]["seed"] == 7
    assert list(card["versions"]) == ["catboost", "numpy"]
    assert json.loads(json.dumps(card)) == card


def test_figures_belong_to_the_whole_recipe_alone(pages: list[Example], figures: Path) -> None:
    card = make_card(Plan(("own", "wcxb"), Recipe()), pages, {})
    assert card["figures"] == {"macro F1": 0.81234}
    assert list(card["languages"]) == ["de", "yo"]
    alone = make_card(Plan(("own",), Recipe()), pages, {})
    assert alone["figures"] == alone["languages"] == {}


def test_every_corpus_of_the_recipe_has_a_licence(figures: Path) -> None:
    plan = read_plan(own=False)
    assert all(row["licence"] for row in make_card(plan, [], {})["data"])


def test_a_card_in_words(pages: list[Example], figures: Path) -> None:
    text = card_text(make_card(Plan(("own", "wcxb"), Recipe()), pages, {"numpy": "2.0"}))
    assert "| macro F1 | 0.812 |" in text
    assert "| de | 0.750 | 0.625 |\n| yo | – | 0.500 |" in text
    assert "| own | written for this project, Apache-2.0 | 9 | 8 |" in text
    assert "- numpy 2.0" in text
    assert "| epochs |" in text
    assert text.endswith("\n")
    assert "None: this model was not evaluated." in card_text(make_card(Plan(("own",), Recipe()), pages, {}))


def test_figures_that_are_missing_or_damaged(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    assert read_figures(path) == {}
    path.write_text("{")
    with pytest.raises(CorpusError, match=f"^{path}: not JSON .*run python -m train.evaluate"):
        read_figures(path)


def test_figures_are_put_into_the_card_of_a_model(
    models: dict[str, PageModel], pages: list[Example], figures: Path, tmp_path: Path
) -> None:
    plan = Plan(("own", "wcxb"), Recipe())
    old = make_card(plan, pages, {}) | {"figures": {}, "languages": {}}
    comments: dict[str, Any] = {key: {} for key in ("parameters", "weights", "thresholds", "figures")}
    parameters, tensors = pack_models(models)
    contents = {"models": parameters, "card": old | {"comments": comments | {"data": []}}}
    write_bundle(tmp_path / "m", contents, tensors, "# Old\n")
    refresh(tmp_path / "m")
    bundle = read_bundle(tmp_path / "m")
    assert bundle.parameters["card"]["figures"] == {"macro F1": 0.81234}
    assert list(bundle.parameters["card"]["languages"]) == ["de", "yo"]
    assert bundle.parameters["models"] == json.loads(json.dumps(parameters))
    assert "| macro F1 | 0.812 |" in (tmp_path / "m" / "README.md").read_text()
