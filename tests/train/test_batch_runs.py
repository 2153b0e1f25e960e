from __future__ import annotations

from pathlib import Path

import pytest

from noisefilter.batch import Options
from noisefilter.batch.inputs import find_inputs
from noisefilter.batch.readers import read_input
from noisefilter.batch.records import Record
from train.batch_pages import WRITERS, varied_pages
from train.batch_runs import measure


@pytest.mark.parametrize("name", WRITERS)
def test_inputs_of_all_formats_hold_the_same_pages(name: str, tmp_path: Path) -> None:
    WRITERS[name](tmp_path / name, varied_pages(12, 3_000))
    options = Options()
    sources = []
    for entry in find_inputs([str(tmp_path / name)], options.reading):
        for event in read_input(entry, options):
            assert isinstance(event, Record)
            sources.append(event.source if isinstance(event.source, str) else event.source.decode())
    assert sources == [page["html"] for page in varied_pages(12, 3_000)]
    assert len(set(sources)) == 12
    assert min(map(len, sources)) >= 3_000


def test_a_run_is_measured(tmp_path: Path) -> None:
    source = tmp_path / "pages.parquet"
    WRITERS["pages.parquet"](source, varied_pages(70))
    found = measure(source, tmp_path / "out", jobs=1)
    assert found.pages == 70
    assert min(found.pages_per_second, found.bytes_written, found.main_peak, found.worker_peak) > 0
