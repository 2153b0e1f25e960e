from noisefilter.labels import FRAGMENT_LABELS, PAGE_TYPES, Label


def test_a_label_is_its_plain_string() -> None:
    assert Label("cookie_notice") is Label.COOKIE_NOTICE
    assert str(Label.COOKIE_NOTICE) == Label.COOKIE_NOTICE.value == "cookie_notice"
    assert f"{Label.COOKIE_NOTICE}" == "cookie_notice"
    assert {"cookie_notice": 1}[Label.COOKIE_NOTICE] == 1


def test_fragment_labels_are_all_but_the_verdict_on_comments() -> None:
    assert len(FRAGMENT_LABELS) == 13
    assert {*FRAGMENT_LABELS, Label.COMMENT_SPAM} == set(Label)
    assert Label.COMMENT_SPAM not in FRAGMENT_LABELS


def test_names_can_be_class_names_and_keys() -> None:
    for name in (*Label, *PAGE_TYPES):
        assert name.isidentifier()
        assert name.islower()


def test_the_order_of_saved_arrays_stays() -> None:
    # Models and label files keep indices: a new label goes to the end.
    assert FRAGMENT_LABELS[:3] == ("content", "title", "byline")
    assert FRAGMENT_LABELS[12] == "widget"
    assert PAGE_TYPES == ("article", "forum", "product", "collection", "listing", "documentation", "service")
