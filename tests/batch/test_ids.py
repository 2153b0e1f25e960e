from __future__ import annotations

from noisefilter.batch.ids import RecentIds


def test_ids_that_came_before_are_counted() -> None:
    ids = RecentIds()
    assert ids.count(["a", "b", None, None, "a", "\ud800"]) == 1
    assert ids.count(["b", "c", "\ud800"]) == 2
