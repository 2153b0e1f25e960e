import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from noisefilter.model.quantise import dequantise, quantise

matrices = arrays.arrays(
    np.float32, (5, 3), elements=st.floats(-100, 100, width=32).map(lambda x: 0.0 if abs(x) < 1e-6 else x)
)


@given(matrices)
def test_no_number_moves_by_more_than_half_a_step(coef: np.ndarray) -> None:
    codes, steps = quantise(coef)
    assert codes.dtype == np.int8
    assert (np.abs(dequantise(codes, steps) - coef) <= steps * 0.501).all()


@given(matrices)
def test_rounding_twice_is_rounding_once(coef: np.ndarray) -> None:
    codes, steps = quantise(coef)
    again, _ = quantise(dequantise(codes, steps))
    np.testing.assert_array_equal(again, codes)


def test_a_matrix_without_rows_has_steps() -> None:
    codes, steps = quantise(np.empty((0, 2), np.float32))
    assert dequantise(codes, steps).shape == (0, 2)
