import pytest

from noisefilter.segment.lines import (
    columns,
    ends_sentence,
    initial,
    is_unspaced,
    looks_like_code,
    may_begin_by_chance,
    read_line,
    shared_words,
)


def test_a_line_is_measured_with_its_indentation() -> None:
    line = read_line("   Fog came in.  ", len)
    assert (line.text, line.indent, line.width, line.first_word) == ("Fog came in.", 3, 15, 3)
    assert read_line("\tFog", len).indent == 8
    assert read_line("\u3000霧が出た。", columns).indent == 2


def test_marks_of_quotation_are_set_apart() -> None:
    line = read_line("> >  Fog came in", len)
    assert (line.quote, line.text) == (">>", "Fog came in")
    assert read_line(">", len).is_row


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("- tea", 2),
        ("* tea", 2),
        ("•tea", 1),
        ("12. tea", 4),
        ("a) tea", 3),
        ("## Tea", 3),
        ("[4] tea", 4),
        ("tea - hot", 0),
        ("-tea", 0),
        ("2025 was wet", 0),
        ("#tea", 0),
    ],
)
def test_items_begin_with_a_mark(text: str, mark: int) -> None:
    assert read_line(text, len).mark == mark


def test_some_marks_stand_in_sentences_too() -> None:
    assert may_begin_by_chance(read_line("3. Mai kam der Nebel", len))
    assert may_begin_by_chance(read_line("– again", len))
    assert not may_begin_by_chance(read_line("* again", len))
    assert not may_begin_by_chance(read_line("3) again", len))


@pytest.mark.parametrize(
    "text", ["Mon   Tue   Wed", "a\tb", "| a | b |", "if (fog) {", "fog();", "```", "=====", "---"]
)
def test_rows_and_rules(text: str) -> None:
    assert read_line(text, len).is_row


def test_a_sentence_is_no_row() -> None:
    assert not read_line("It rained (again), and the fog came in: all week.", len).is_row


def test_columns_of_a_terminal() -> None:
    assert columns("霧が出た") == 8
    assert columns("fog") == 3
    assert columns("cafe\u0301") == 4


@pytest.mark.parametrize(
    "text", ["It rained.", "“It rained.”", "下雨了。", "बारिश हुई।", "هل أمطرت؟", "(Rain!)"]
)
def test_ends_of_sentences(text: str) -> None:
    assert ends_sentence(read_line(text, len)) is True


def test_not_every_script_tells_ends() -> None:
    assert ends_sentence(read_line("It rained", len)) is False
    assert ends_sentence(read_line("ฝนตก", len)) is None


def test_breaks_between_any_two_signs() -> None:
    assert is_unspaced(read_line("雾来了", len), read_line("又走了", len))
    assert not is_unspaced(read_line("雾来了", len), read_line("fog", len))
    assert not is_unspaced(read_line("fog", len), read_line("雾", len))


def test_what_a_line_begins_with() -> None:
    assert initial(read_line("“(fog", len)) == "f"
    assert initial(read_line("“", len)) == ""


@pytest.mark.parametrize(
    "text", ["print(fog)", "x = fog", "rain_total", "// fog", "a.b.c", "std::fog", "wet ="]
)
def test_code(text: str) -> None:
    assert looks_like_code(read_line(text, len))


@pytest.mark.parametrize(
    "text", ["It rained (again).", "Fog, e.g. at 10:30", "Fog & rain – the film", "1 < 2?"]
)
def test_sentences_are_seldom_code(text: str) -> None:
    assert looks_like_code(read_line(text, len)) == (text == "1 < 2?")


def test_words_that_lines_share() -> None:
    assert shared_words(read_line("fog on the pier", len), read_line("rain on the hills", len)) == 0.5
