"""The command line: thin, and each command imports what it needs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noisefilter.batch.command import batch
from noisefilter.comment_command import comment
from noisefilter.errors import InputError, NoiseFilterError

if TYPE_CHECKING:
    from noisefilter.model.explain import Explanation
    from noisefilter.page import Page
    from noisefilter.predict import NoiseFilter

#: Files of a folder that are taken for pages.
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".txt", ".md"})
_WRONG_INPUT, _STOPPED = 2, 130

_MODEL = click.option(
    "--model", type=click.Path(path_type=Path), help="Model folder; the shipped one by default."
)


class Commands(click.Group):
    """Turns errors into one line on standard error."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line."""
        try:
            return super().main(*args, **kwargs)
        except NoiseFilterError as error:
            click.echo(f"noisefilter: {error}", err=True)
            sys.exit(_WRONG_INPUT)
        except BrokenPipeError:
            # The reader went away (`| head`); what is left in the buffer has nowhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"noisefilter: {where}{error.strerror or error}", err=True)
            sys.exit(_WRONG_INPUT)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("noisefilter: stopped", err=True)
            sys.exit(_STOPPED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="noisefilter")
def main() -> None:
    """Tell the article text of web pages from the noise around it."""


def _files(sources: Sequence[str]) -> Iterator[tuple[str, Path | None]]:
    """Names and paths of what is to be read; None stands for standard input."""
    for source in sources:
        if source == "-":
            yield "standard input", None
        elif Path(source).is_dir():
            inside = (p for p in Path(source).rglob("*") if p.suffix.lower() in PAGE_SUFFIXES and p.is_file())
            yield from ((str(path), path) for path in sorted(inside))
        else:
            yield source, Path(source)


def _read(path: Path | None) -> bytes:
    if path is None:
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read ({error.strerror or error})"
        raise InputError(message) from error


def _as_json(name: str, page: Page, reasons: dict[int, Explanation] | None) -> dict[str, Any]:
    fragments = []
    for index, fragment in enumerate(page.fragments):
        entry: dict[str, Any] = {
            "text": fragment.text,
            "label": fragment.label,
            "probability": round(fragment.probability, 4),
            "start": fragment.start,
            "end": fragment.end,
            "hidden": fragment.hidden,
        }
        if fragment.spam_probability is not None:
            entry["spam_probability"] = round(fragment.spam_probability, 4)
        if reasons:
            parts = reasons[index].contributions[:5]
            entry["reasons"] = [{"name": part.name, "value": round(part.value, 4)} for part in parts]
        fragments.append(entry)
    return {
        "source": name,
        "url": page.url,
        "kind": page.kind,
        "type": page.type,
        "type_probability": round(page.type_probability, 4),
        "language": page.language,
        "title": page.title,
        "truncated": page.truncated,
        "fragments": fragments,
    }


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE|-|DIR...")
@click.option("--format", "style", type=click.Choice(["table", "json", "jsonl", "text"]), default="table")
@click.option("--kind", type=click.Choice(["html", "text"]), help="Detected by default.")
@click.option("--url", help="Address of the page.")
@click.option("--charset", help="Encoding of the files; detected by default.")
@click.option("--explain", is_flag=True, help="Say why, fragment by fragment.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the page as an HTML report, too.")
@_MODEL
def predict(
    sources: tuple[str, ...],
    style: str,
    kind: str | None,
    url: str | None,
    charset: str | None,
    explain: bool,
    report: Path | None,
    model: Path | None,
) -> None:
    """Label the fragments of pages.

    A folder stands for the pages (.html, .htm, .xhtml, .txt, .md) inside it.
    """
    from noisefilter.predict import load

    files = list(_files(sources))
    if report is not None and len(files) != 1:
        message = f"--report shows one page, and there are {len(files)}; give one file"
        raise InputError(message)
    nf = load(model)
    failed = False
    shown: list[dict[str, Any]] = []
    for name, path in files:
        try:
            page = nf.predict(_read(path), kind=kind, url=url, charset=charset)
        except InputError as error:
            click.echo(f"noisefilter: {name}: {error}", err=True)
            failed = True
            continue
        reasons = nf.explain_all(page) if explain or report else None
        if report is not None:
            from noisefilter.report import page_report

            report.write_text(page_report(page, list((reasons or {}).values()), name), encoding="utf-8")
        _show(name, page, reasons if explain else None, style, shown)
    if style == "json":
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    if failed:
        sys.exit(1)


def _show(
    name: str, page: Page, reasons: dict[int, Explanation] | None, style: str, shown: list[dict[str, Any]]
) -> None:
    """Print a page, or keep it until all are there."""
    if style == "text":
        click.echo(page.text())
    elif style == "json":
        shown.append(_as_json(name, page, reasons))
    elif style == "jsonl":
        click.echo(json.dumps(_as_json(name, page, reasons), ensure_ascii=False))
    else:
        from rich.console import Console

        from noisefilter.display import page_table

        Console(soft_wrap=False).print(page_table(page, name, reasons))


@main.command()
@_MODEL
def info(model: Path | None) -> None:
    """Say what a model was made from and how good it is."""
    from rich.console import Console

    from noisefilter.display import facts_table
    from noisefilter.predict import default_model_path

    console = Console()
    path = model or default_model_path()
    card = _load(model).card
    console.print(facts_table({"model": path}))
    for row in card.get("data", []):
        console.print(facts_table(row))
    languages = {
        code: ", ".join(f"{kind} {value:.3f}" for kind, value in found.items())
        for code, found in card.get("languages", {}).items()
    }
    if languages:
        console.print("\n[bold]languages, macro F1 of the 13 labels[/bold]")
        console.print(facts_table(languages))
    for title in ("figures", "parameters", "versions"):
        if card.get(title):
            console.print(f"\n[bold]{title}[/bold]")
            console.print(facts_table(card[title]))


def _load(model: Path | None) -> NoiseFilter:
    from noisefilter.predict import load

    return load(model)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="PAGE...")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Label file to write.")
@click.option("--kind", type=click.Choice(["html", "text"]), help="Detected by default.")
@click.option("--charset", help="Encoding of the files; detected by default.")
@_MODEL
def label(
    sources: tuple[str, ...], output: Path, kind: str | None, charset: str | None, model: Path | None
) -> None:
    """Write the model's labels of pages to a file, to be corrected by hand.

    The format is JSON Lines, a page a line: see `noisefilter train`.
    """
    from noisefilter.learn.corpus import write_pages
    from noisefilter.segment import as_str

    nf = _load(model)
    rows: list[dict[str, Any]] = []
    for name, path in _files(sources):
        try:
            source = as_str(_read(path), charset)
            page = nf.predict(source, kind=kind)
        except InputError as error:
            message = f"{name}: {error}"
            raise InputError(message) from error
        fragments = [{"text": f.text, "label": str(f.label)} for f in page.fragments]
        rows.append(
            {"id": name, "url": None, page.kind: source, "page_type": page.type, "fragments": fragments}
        )
    write_pages(rows, output)
    click.echo(
        f"{output}: {len(rows)} pages; correct the labels, then: noisefilter train {output} -o MODEL",
        err=True,
    )


main.add_command(comment)


@main.command()
@click.argument("files", nargs=-1, metavar="[LABELS.jsonl...]", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Model folder to write.")
@click.option(
    "--base", type=click.Path(path_type=Path), help="Model to start from; the shipped one by default."
)
@click.option(
    "--comments", multiple=True, type=click.Path(path_type=Path), help="Spam and honest comments; see below."
)
def train(files: tuple[Path, ...], output: Path, base: Path | None, comments: tuple[Path, ...]) -> None:
    """Teach a model your own labels, on top of what it knows.

    LABELS.jsonl has one page a line: {"url": …, "html" or "text": the page, "fragments": [{"text": …,
    "label": …}, …]}; a label can be null where nobody judged the fragment.

    The files given with --comments (.jsonl, .csv, .tsv, .parquet) have one comment a line: "text",
    "label" (spam or ham), and where they are known "author", "author_url", "author_email", "post".
    """
    if not files and not comments:
        message = "nothing to learn from; give labelled pages, or comments with --comments"
        raise InputError(message)
    if comments:
        from noisefilter.learn.teach_comments import teach_comments

        learnt = teach_comments(comments, base, output)
        click.echo(
            f"{output}: learnt from {learnt.n_comments} comments; at its threshold the model had "
            f"{learnt.n_wrong_before} of them wrong, now {learnt.n_wrong_after}",
            err=True,
        )
        if not files:
            return
        base = output
    from noisefilter.learn.teach import teach

    summary = teach(files, base, output)
    click.echo(
        f"{output}: learnt from {summary.n_fragments} fragments of {summary.n_pages} pages; "
        f"the model had {summary.n_wrong_before} of them wrong, now {summary.n_wrong_after}",
        err=True,
    )


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="LABELS.jsonl...", type=click.Path(path_type=Path))
@_MODEL
def evaluate(files: tuple[Path, ...], model: Path | None) -> None:
    """Compare a model's labels with those of labelled pages."""
    from rich.console import Console

    from noisefilter.display import confusion_table, facts_table, figures_table
    from noisefilter.evaluate import evaluate as compare
    from noisefilter.learn.corpus import read_pages

    figures = compare(_load(model), (page for path in files for page in read_pages(path)))
    console = Console()
    facts = {
        "fragments": figures.n_fragments,
        "accuracy": f"{figures.accuracy:.3f}",
        "macro F1": f"{figures.macro_f1:.3f}",
        "calibration error": f"{figures.calibration_error:.3f}",
    }
    console.print(facts_table(facts))
    console.print(figures_table(figures))
    console.print(confusion_table(figures))


main.add_command(batch)

if __name__ == "__main__":
    main()
