from pathlib import Path

import pytest

from noisefilter.errors import CorpusError
from train.sources import SOURCES, open_source


def test_an_unknown_corpus_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"'commoncrawl' is no corpus; there are .*wcxb.*consent-strings"):
        open_source("commoncrawl", tmp_path)


@pytest.mark.parametrize("name", sorted(set(SOURCES) - {"own", "own-comments"}))
def test_public_corpora_need_their_data(name: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=f"no data folder: {name} needs a folder with its data; .*--data"):
        open_source(name)
    nowhere = tmp_path / "nowhere"
    with pytest.raises(CorpusError, match=f"^{nowhere}: {name} needs"):
        open_source(name, nowhere)
    with pytest.raises(CorpusError, match=rf"^{tmp_path}/.*; put the published"):
        open_source(name, tmp_path)


def test_the_own_corpus_needs_none() -> None:
    found = open_source("own")
    assert len(found) > 0
    assert len(set(found["id"])) == len(found)
    hosts = [domain for domain in found["domain"] if ":" not in domain]
    assert hosts
    assert all(host.endswith(".example") for host in hosts)
