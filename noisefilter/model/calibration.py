"""From scores to probabilities that can be believed.

Vector scaling (Guo, Pleiss, Sun, Weinberger 2017, *On calibration of modern neural networks*, ICML).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn rows of logits into rows of probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)


@dataclass(frozen=True)
class Calibration:
    """``softmax(scale · logits + bias)``.

    Parameters
    ----------
    scale : float
    bias : ndarray of float32, shape (n_classes,)
    """

    scale: float
    bias: NDArray[np.float32]

    def probabilities(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrated probabilities, shape (n_rows, n_classes); rows sum to 1."""
        return softmax(logits.astype(np.float64) * self.scale + self.bias)
