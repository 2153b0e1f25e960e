import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer

from noisefilter.features.shape import SHAPE_NAMES
from noisefilter.features.words import END, tokenize
from noisefilter.learn.example import Example, label_codes
from noisefilter.learn.vectorizer import FragmentVectorizer
from noisefilter.segment import segment


def page(source: str, site: str) -> Example:
    segments = segment(source)
    return Example(segments, label_codes([None] * len(segments)), site)


HALF = 2**-11  # document frequencies are kept as half-precision floats
TEXTS = ["the fog and the rain", "the fog came in", "boats came home at noon", "home", "the the the, the!"]


@pytest.fixture
def texts() -> list[Example]:
    return [page(text, f"site{i}.example") for i, text in enumerate(TEXTS)]


def test_it_is_an_estimator(texts: list[Example]) -> None:
    model = FragmentVectorizer(max_words=5, min_sites=1)
    assert model.get_params() == {
        "max_words": 5,
        "max_bigrams": 60_000,
        "max_markup": 12_000,
        "min_sites": 1,
        "n_bins": 12,
        "near_words": 0,
    }
    assert clone(model).get_params() == model.get_params()
    with pytest.raises(NotFittedError):
        model.transform(texts)
    assert model.fit(texts) is model


def test_words_equal_scikit_learns_tfidf(texts: list[Example]) -> None:
    ours = FragmentVectorizer(min_sites=1, max_bigrams=0).fit(texts).features_.words
    theirs = TfidfVectorizer(sublinear_tf=True, smooth_idf=True, analyzer=lambda text: tokenize([text])[1:-1])
    expected = theirs.fit_transform(TEXTS).toarray()
    columns = [ours.vocabulary[word] for word in theirs.get_feature_names_out()]
    assert set(ours.vocabulary) == {END, *theirs.get_feature_names_out()}
    np.testing.assert_allclose(ours.transform(TEXTS).toarray()[:, columns], expected, atol=HALF)


def test_a_document_is_a_page() -> None:
    pages = [page("fog\nfog\nfog", "a.example"), page("rain", "b.example"), page("rain\nhome", "c.example")]
    words = FragmentVectorizer(min_sites=1, max_bigrams=0).fit(pages).features_.words
    idf = dict(zip(words.vocabulary, words.idf.tolist(), strict=True))
    assert idf["fog"] == idf["home"] == pytest.approx(np.log(4 / 2) + 1, rel=HALF)
    assert idf["rain"] == pytest.approx(np.log(4 / 3) + 1, rel=HALF)


def test_terms_have_to_stand_on_enough_sites() -> None:
    pages = [page("<p class=lead>fog rain", site) for site in ("a", "b")] + [
        page("<p class=own>fog sun", "b")
    ] * 5
    features = FragmentVectorizer(min_sites=2).fit(pages).features_
    assert set(features.words.vocabulary) == {END, "fog", "rain"}
    assert set(features.markup.vocabulary) == {"p", ".lead"}
    # The words: begins with fog, fog rain, ends with rain.
    assert len(features.words.bigrams) == 3


def test_the_terms_on_the_most_sites_are_kept() -> None:
    pages = [page("fog rain", "a"), page("fog rain", "b"), page("fog sun", "c")]
    words = (
        FragmentVectorizer(min_sites=1, max_words=2, max_bigrams=1, max_markup=0).fit(pages).features_.words
    )
    assert list(words.vocabulary) == [END, "fog", "rain"]
    assert [divmod(int(key), 3) for key in words.bigrams] == [(0, 1)]


def test_bigrams_are_sorted_and_known() -> None:
    pages = [page(text, str(i)) for i, text in enumerate(["the fog came", "the fog went", "a fog came"])]
    words = FragmentVectorizer(min_sites=1).fit(pages).features_.words
    assert (np.diff(words.bigrams) > 0).all()
    names = list(words.vocabulary)
    pairs = {(names[key // len(names)], names[key % len(names)]) for key in words.bigrams.tolist()}
    assert pairs == {
        (END, "the"),
        ("the", "fog"),
        ("fog", "came"),
        ("came", END),
        ("fog", "went"),
        ("went", END),
        (END, "a"),
        ("a", "fog"),
    }
    assert len(words.idf) == words.n_features == len(names) + len(pairs)


def test_rows_are_those_of_the_pages_one_after_another(examples: list[Example]) -> None:
    model = FragmentVectorizer(min_sites=2).fit(examples)
    rows = model.transform(examples)
    assert rows.shape == (sum(len(e.segments) for e in examples), model.features_.n_features)
    apart = np.concatenate([model.transform([example]).toarray() for example in examples])
    np.testing.assert_array_equal(rows.toarray(), apart)


def test_bins_are_quantiles(examples: list[Example]) -> None:
    bins = FragmentVectorizer(min_sites=2, n_bins=4).fit(examples).features_.bins
    assert bins.edges.shape == (len(SHAPE_NAMES), 3)
    assert all((np.diff(edges[np.isfinite(edges)]) > 0).all() for edges in bins.edges)
    numbers = np.concatenate([e.numbers for e in examples])
    # A number that always varies falls into all of its bins about equally often.
    counts = np.bincount(bins.columns(numbers)[:, 0] % 4, minlength=4)
    assert counts.min() > 0.1 * counts.sum()


def test_numbers_that_never_vary_have_one_bin(examples: list[Example]) -> None:
    bins = FragmentVectorizer(min_sites=2).fit(examples).features_.bins
    numbers = np.concatenate([e.numbers for e in examples])
    for place in np.flatnonzero(np.ptp(numbers, axis=0) == 0):
        assert len(set(bins.columns(numbers)[:, place].tolist())) == 1


def test_the_order_of_pages_does_not_matter(examples: list[Example]) -> None:
    first = FragmentVectorizer(min_sites=2).fit(examples).features_
    second = FragmentVectorizer(min_sites=2).fit(examples[::-1]).features_
    assert list(first.words.vocabulary) == list(second.words.vocabulary)
    assert list(first.markup.vocabulary) == list(second.markup.vocabulary)
    np.testing.assert_array_equal(first.words.bigrams, second.words.bigrams)
    np.testing.assert_array_equal(first.words.idf, second.words.idf)
    np.testing.assert_array_equal(first.bins.edges, second.bins.edges)


def test_neighbours_lend_as_many_words_as_there_are(texts: list[Example]) -> None:
    found = FragmentVectorizer(min_sites=1, near_words=2).fit(texts).features_
    assert found.n_near == 2
    few = FragmentVectorizer(min_sites=1, near_words=10_000).fit(texts).features_
    assert few.n_near == len(few.words.vocabulary)
