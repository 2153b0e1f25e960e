"""What a run would read, without doing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from noisefilter.batch.columns import find_columns
from noisefilter.batch.inputs import DATASET_PREFIX, Input, find_inputs
from noisefilter.batch.job import own_folders
from noisefilter.batch.options import Options
from noisefilter.batch.readers import read_input
from noisefilter.batch.readers.tables import column_names
from noisefilter.batch.records import Damaged, Record
from noisefilter.batch.summary import Tally


@dataclass
class InputReport:
    """What an input holds.

    Attributes
    ----------
    input : Input
    columns : str
        Which columns would be read; empty where the format has none.
    tally : Tally
        Its pages; failed ones are those that cannot even be read.
    counted : bool
        False where it is not known how many there are without using the input up.
    """

    input: Input
    columns: str = ""
    tally: Tally = field(default_factory=Tally)
    counted: bool = True


def dry_run(sources: Sequence[str], output: Path, options: Options) -> Iterator[InputReport]:
    """Read all inputs as a run would, and count what they hold.

    Parameters
    ----------
    sources : sequence of str
    output : Path
        Not touched.
    options : Options

    Yields
    ------
    InputReport
        One for each input, up to the limit on pages.

    Raises
    ------
    InputError
        As a run would, where an input cannot be used.
    """
    leave_out = own_folders(output, options)
    left = options.running.limit
    for entry in find_inputs(sources, options.reading, leave_out):
        report = InputReport(entry)
        if entry.format == "stdin" or (entry.fingerprint is None and entry.name.startswith(DATASET_PREFIX)):
            report.counted = False
            yield report
            continue
        names = column_names(entry, options.reading)
        report.columns = str(find_columns(entry.name, names, options.reading)) if names is not None else ""
        for event in read_input(entry, options, leave_out):
            if left is not None and report.tally.pages >= left:
                break
            if isinstance(event, Record):
                report.tally.pages += 1
                report.tally.bytes_read += len(event.source)
                if event.error is not None:
                    report.tally.fail(event.id, event.error)
            elif isinstance(event, Damaged):
                report.tally.damaged.append(event.reason)
            else:
                report.tally.skip(event.reason)
        if left is not None:
            left -= report.tally.pages
        yield report
