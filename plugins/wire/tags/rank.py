"""How likely each candidate is a tag: a linear model, its weights in `data/weights.txt`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from . import lists
from .features import NAMES

BIAS = "bias"


@cache
def weights() -> tuple[np.ndarray, float]:
    """The weights in the order of the features, and the bias."""
    table = {name: float(value) for name, value in (line.split("\t") for line in lists.lines("weights.txt"))}
    return np.array([table.get(name, 0.0) for name in NAMES]), table.get(BIAS, 0.0)


def chances(rows: Sequence[Sequence[float]]) -> list[float]:
    """For each row of features how likely it is a tag, between 0 and 1."""
    if not rows:
        return []
    vector, bias = weights()
    return [1 / (1 + math.exp(-float(s))) for s in np.array(rows) @ vector + bias]
