"""From scores to probabilities that can be believed.

Vector scaling (Guo, Pleiss, Sun, Weinberger 2017, *On calibration of modern neural networks*, ICML).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LOGIT_LIMIT = 30.0  #: beyond this a probability is as good as 0 or 1


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn rows of logits into rows of probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)


def sigmoid(logits: NDArray[Any]) -> NDArray[Any]:
    """Turn logits into probabilities, each for itself; without overflow, whatever the logits."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -_LOGIT_LIMIT, _LOGIT_LIMIT))))


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
