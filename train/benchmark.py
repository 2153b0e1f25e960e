"""``python -m train.benchmark``: quality and speed beside other extractors, on the same pages, in one run.

The pages are those of a fifth of the sites; the model that is measured learns from the other four fifths
first. With ``--data`` they are WCXB's, judged by its ground truth; without, the own corpus's, judged by its
labels. Speeds are of one process, taken in turns, and compare as ratios.

``python -m train.benchmark batch`` measures the batch job (see `train.benchmark_batch`),
``python -m train.benchmark worst`` the worst pages (see `train.benchmark_worst`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from noisefilter.bundle import write_bundle
from noisefilter.errors import NoiseFilterError
from noisefilter.evaluate import word_f1
from noisefilter.labels import Label
from noisefilter.learn.fit import deal_out
from noisefilter.model.storage import pack_models
from noisefilter.predict import NoiseFilter, load
from noisefilter.segment import as_str, segment
from train import benchmark_batch, benchmark_worst
from train.__main__ import Progress, add_data_options, fit_models
from train.pages import main_shares, read_corpora
from train.recipe import read_plan
from train.rivals import RIVALS
from train.sources import open_source

HELD_OUT = 0  #: the fold of sites that is measured
ROUNDS = 3  #: times that each tool goes over the pages; the fastest counts


@dataclass(frozen=True)
class Measured:
    """A page, and what its article text is.

    Attributes
    ----------
    source : bytes
        As published.
    html : str
        The same, decoded, for tools that take only text.
    truth : str
    page_type : str
    """

    source: bytes
    html: str
    truth: str
    page_type: str


@dataclass
class Result:
    """What one tool reached: word F1 of each page, and seconds per page."""

    name: str
    scores: list[float] = field(default_factory=list)
    seconds: float = float("inf")
    failures: int = 0


def read_measured(data: Path | None, sites: set[str]) -> list[Measured]:
    """Read the pages of some sites.

    Parameters
    ----------
    data : Path or None
        The data folder, for WCXB; None for the own corpus.
    sites : set of str
    """
    found = []
    if data is not None:
        for row in open_source("wcxb", data):
            if row["domain"] in sites:
                html = as_str(row["html"])
                found.append(Measured(row["html"], html, row["main_content"], row["page_type"]))
        return found
    for row in open_source("own"):
        if row["domain"] in sites and row["html"]:
            truth = "\n".join(f["text"] for f in row["fragments"] if f["label"] == Label.CONTENT)
            found.append(Measured(row["html"].encode(), row["html"], truth, row["page_type"] or ""))
    return found


def train_held_out(data: Path | None, progress: Progress) -> tuple[NoiseFilter, set[str], Path]:
    """Learn a model from four fifths of the sites; returns it, the other sites, and its folder."""
    plan = read_plan(own=data is None)
    pages = [page for page in read_corpora(plan.corpora, data, plan.recipe.n_jobs) if len(page.segments)]
    judged = [page for page in pages if page.source == ("wcxb" if data else "own")]
    folds = deal_out(judged, plan.recipe.n_folds, plan.recipe.seed)
    sites = {page.site for page, fold in zip(judged, folds, strict=True) if fold == HELD_OUT}
    taught = [page for page in pages if page.site not in sites]
    models = fit_models(taught, plan.recipe, progress)
    parameters, tensors = pack_models(models)
    folder = Path(tempfile.mkdtemp(prefix="noisefilter-benchmark-")) / "model"
    write_bundle(folder, {"models": parameters, "card": {}}, tensors)
    return load(folder), sites, folder


def measure(name: str, extract: Callable[[Measured], str], pages: Sequence[Measured]) -> Result:
    """Run one tool over the pages, several times."""
    result = Result(name)
    for turn in range(ROUNDS):
        start = time.perf_counter()
        texts = []
        for page in pages:
            try:
                texts.append(extract(page))
            except Exception:  # noqa: BLE001 - other people's tools may raise anything; it counts as no text
                texts.append("")
                result.failures += turn == 0
        result.seconds = min(result.seconds, (time.perf_counter() - start) / len(pages))
        if turn == 0:
            result.scores = [word_f1(text, page.truth) for text, page in zip(texts, pages, strict=True)]
    return result


def oracle(page: Measured) -> str:
    """Keep exactly the fragments most of whose words are in the truth: the limit of the segmentation."""
    segments = segment(page.source, kind="html")
    shares = np.nan_to_num(main_shares(segments, page.truth))
    return "\n".join(text for text, share in zip(segments.texts, shares, strict=True) if share > 0.5)


_START = """
import sys, time; start = time.perf_counter()
import noisefilter
nf = noisefilter.load(sys.argv[1]); nf.predict(open(sys.argv[2], "rb").read())
import resource, json
print(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def start_up(folder: Path, page: Measured) -> tuple[float, float]:
    """Seconds and MB of a fresh process that imports, loads and labels one page (the best of five)."""
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        file.write(page.source)
        file.flush()
        command = [sys.executable, "-c", _START, str(folder), file.name]
        runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(5)]
    return min(run[0] for run in runs), max(run[1] for run in runs)


def table_of(results: Sequence[Result], pages: Sequence[Measured]) -> Table:
    """Show the tools: quality overall and per page type, speed, and speed as a ratio."""
    types = sorted({page.page_type for page in pages})
    table = Table(title=f"{len(pages)} pages of sites that the model never saw", box=None, padding=(0, 1))
    table.add_column("tool")
    for name in ("word F1", *types, "pages/s", "× trafilatura"):
        table.add_column(name, justify="right")
    reference = next((r.seconds for r in results if r.name == "trafilatura"), float("nan"))
    for result in results:
        means = [
            np.mean([s for s, page in zip(result.scores, pages, strict=True) if page.page_type == kind])
            for kind in types
        ]
        table.add_row(
            result.name,
            f"{np.mean(result.scores):.3f}",
            *(f"{mean:.3f}" for mean in means),
            f"{1 / result.seconds:.1f}",
            f"{reference / result.seconds:.2f}",
        )
    return table


def draw(results: Sequence[Result], path: Path) -> None:
    """Draw quality over speed."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for result in results:
        ours = result.name == "noisefilter"
        place = (1 / result.seconds, float(np.mean(result.scores)))
        axes.scatter(*place, s=70, color="#1a7f37" if ours else "#6e7781", zorder=3)
        weight = "bold" if ours else "normal"
        axes.annotate(result.name, place, xytext=(7, 5), textcoords="offset points", weight=weight)
    axes.set(xscale="log", xlabel="pages per second, one process", ylabel="word F1 of the article text")
    axes.margins(x=0.25, y=0.15)
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=150)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["batch"]:
        return benchmark_batch.main(arguments[1:])
    if arguments[:1] == ["worst"]:
        return benchmark_worst.main(arguments[1:])
    parser = ArgumentParser(prog="python -m train.benchmark", description="Compare with other extractors.")
    add_data_options(parser)
    parser.add_argument("--picture", type=Path, help="draw the comparison to this file (PNG or SVG)")
    options = parser.parse_args(arguments)
    progress = Progress()
    console = Console(width=160)
    try:
        data = None if options.own else options.data
        nf, sites, folder = train_held_out(data, progress)
        pages = read_measured(data, sites)
    except NoiseFilterError as error:
        print(f"train.benchmark: {error}", file=sys.stderr)
        return 1
    results = []
    tools = {"noisefilter": lambda page: nf.predict(page.source, kind="html").text(), **RIVALS}
    for name, extract in tools.items():
        progress(name)
        results.append(measure(name, extract, pages))
    console.print(table_of(results, pages))
    limit = np.mean([word_f1(oracle(page), page.truth) for page in pages])
    seconds, memory = start_up(folder, pages[0])
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    console.print(f"every fragment chosen perfectly: word F1 {limit:.3f}")
    console.print(f"import, load and first page: {seconds:.2f} s, peak memory {memory:.0f} MB")
    console.print(f"model on disk: {size:.1f} MB")
    for result in results:
        if result.failures:
            console.print(f"{result.name}: failed on {result.failures} pages")
    if options.picture:
        draw(results, options.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
