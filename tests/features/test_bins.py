import numpy as np

from noisefilter.features.bins import NumberBins


def test_a_number_is_in_the_bin_of_the_edges_at_or_below_it() -> None:
    bins = NumberBins(np.asarray([[1, 2], [0.5, np.inf]], np.float32))
    numbers = np.asarray([[0.9, 0.4], [1, 0.5], [2, 9]], np.float32)
    assert bins.n_features == 6
    assert bins.columns(numbers).tolist() == [[0, 3], [1, 4], [2, 4]]


def test_a_missing_number_is_in_no_bin() -> None:
    bins = NumberBins(np.asarray([[1], [1]], np.float32))
    assert bins.columns(np.asarray([[np.nan, 2]], np.float32)).tolist() == [[-1, 3]]
