import json
from pathlib import Path
from typing import Any

import pytest

from noisefilter.errors import CorpusError
from train.sources.consent import FEATURES, read


def write(root: Path, *rows: Any) -> Path:
    path = root / "cookie-notices" / "consent-strings.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def row(text: str, lang: str = "en", kind: str = "notice") -> dict[str, str]:
    return {"text": text, "lang": lang, "source": "toy:hello", "kind": kind, "licence": "MIT"}


def test_strings(tmp_path: Path) -> None:
    write(tmp_path, row("We use\n {count} cookies."), row("Przyjmij", "pl", "button_or_label"))
    found = read(tmp_path)
    assert found.features == FEATURES
    assert found[0] == {
        "text": "We use … cookies.",
        "language": "en",
        "kind": "notice",
        "source": "toy:hello",
        "label": "cookie_notice",
    }
    assert found["text"] == ["We use … cookies.", "Przyjmij"]


def test_a_text_counts_once_per_language(tmp_path: Path) -> None:
    write(tmp_path, row("OK"), row(" OK "), row("OK", "de"), row(""), row("  "))
    found = read(tmp_path)
    assert list(zip(found["text"], found["language"], strict=True)) == [("OK", "en"), ("OK", "de")]


def test_languages_go_by_their_codes(tmp_path: Path) -> None:
    write(tmp_path, row("好", "cn"), row("Ja", "se"), row("Да", "sr_cyrl"), row("Sim", "pt"))
    assert read(tmp_path)["language"] == ["zh", "sv", "sr", "pt"]


@pytest.mark.parametrize("wrong", [{"text": "OK"}, {"text": 7, "lang": "en", "source": "x", "kind": "y"}, {}])
def test_wrong_lines_are_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    path = write(tmp_path, row("OK"), wrong)
    with pytest.raises(
        CorpusError, match=f"^{path}:2: not in the published layout .*put the published consent"
    ):
        read(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError, match=r"consent-strings\.jsonl: there is no such file; put the published"
    ):
        read(tmp_path)
