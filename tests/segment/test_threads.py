from noisefilter.segment import segment
from noisefilter.segment.threads import group_comments


def grouped(source: str, kind: str) -> list[list[str]]:
    segments = segment(source, kind=kind)
    groups = group_comments(range(len(segments)), segments)
    return [[segments.texts[place] for place in group] for group in groups]


def test_paragraphs_of_a_container_belong_together() -> None:
    html = "<ul><li><div><p>One</p><p>and more</p></div></li><li><div><p>Two</p></div></li></ul>"
    assert grouped(html, "html") == [["One", "and more"], ["Two"]]


def test_what_does_not_follow_one_another_is_apart() -> None:
    segments = segment("<div><p>a</p><p>b</p><p>c</p></div>", kind="html")
    assert group_comments([0, 2], segments) == [[0], [2]]


def test_plain_text_is_cut_at_blank_lines_and_heads() -> None:
    text = "Anna says:\nI like it.\nReally.\n\nBert\nMe too.\n12 May 2024 at 10:30\nAnd I."
    assert grouped(text, "text") == [
        ["Anna says:", "I like it.", "Really."],
        ["Bert", "Me too."],
        ["12 May 2024 at 10:30", "And I."],
    ]


def test_nothing_makes_no_groups() -> None:
    assert group_comments([], segment("x", kind="text")) == []
