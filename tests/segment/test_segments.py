from noisefilter.segment.segments import Elements, Origin, Segments, Signature


def test_an_empty_page_has_no_fragments() -> None:
    segments = Segments("html")
    assert len(segments) == 0
    assert not segments.truncated
    assert len(Segments("text", texts=["a", "b"])) == 2


def test_pages_share_no_state() -> None:
    first, second = Segments("html"), Segments("html")
    first.texts.append("x")
    first.elements.parent.append(-1)
    first.about.headline = "x"
    assert second == Segments("html")
    assert second.elements == Elements()


def test_origins_keep_their_numbers() -> None:
    assert [Origin.TEXT, Origin.ATTRIBUTE, Origin.DATA] == [0, 1, 2]


def test_signatures_are_equal_by_what_they_say() -> None:
    assert Signature("p", "a", "", "", "") == Signature("p", "a", "", "", "", ())
    assert Signature("p", "a", "", "", "") != Signature("p", "", "a", "", "")
