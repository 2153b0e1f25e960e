"""What the house rules say of imports: their direction, and what predicting may not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import noisefilter

PACKAGE = Path(noisefilter.__file__).parent
#: Rooms from the ground up; what is not listed comes after all of them.
ROOMS = "labels errors language page parcel comment segment features model bundle judge predict".split()
#: What predicting may not load: seconds, and a hundred megabytes.
HEAVY = ["catboost", "datasets", "joblib", "pandas", "pyarrow", "sklearn"]
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Names of all modules that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def room(module: str) -> int:
    parts = module.split(".")
    name = parts[1] if len(parts) > 1 else "__init__"
    return ROOMS.index(name) if name in ROOMS else len(ROOMS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_rooms_before_it(path: Path) -> None:
    own = room(".".join(["noisefilter", *path.relative_to(PACKAGE).with_suffix("").parts]))
    used = [name for name in imports(path) if name.split(".")[0] == "noisefilter"]
    assert [name for name in used if room(name) > own] == []
    assert "noisefilter" not in used


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_predicting_takes_names_no_heavy_package(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(path)}
    assert not roots & {"pickle", "dill", "cloudpickle", "marshal", "shelve"}
    assert not roots & {"tests", "train"}
    if path.relative_to(PACKAGE).parts[0].removesuffix(".py") in (*ROOMS, "__init__", "report"):
        assert not roots & set(HEAVY)


def run(code: str) -> list[str]:
    """Run code in a new interpreter; returns which heavy packages it loaded."""
    tail = f"\nimport sys\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code + tail], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    "module", ["noisefilter", "noisefilter.cli", "noisefilter.report", "noisefilter.display"]
)
def test_importing_is_light(module: str) -> None:
    assert run(f"import {module}") == []


def test_loading_predicting_and_explaining_is_light(model_folder: Path) -> None:
    code = f"""
import noisefilter
from noisefilter.report import page_report
nf = noisefilter.load({str(model_folder)!r})
for source in ("<nav>Home</nav><h1>Fog</h1><p>It came in at noon.</p>", b"Fog\\n\\nIt came in at noon."):
    page = nf.predict(source, url="https://bay.example/fog")
    assert len(page.fragments) > 1, page
    assert all(abs(sum(f.probabilities.values()) - 1) < 1e-6 for f in page.fragments)
    nf.explain(page, 0)
    page_report(page)
assert len(list(nf.predict_many(["<p>one", "two"]))) == 2
"""
    assert run(code) == []


def test_this_test_can_fail() -> None:
    assert "joblib" in run("import joblib")
