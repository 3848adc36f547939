"""Small boosted trees, learned by `bench/facts_train.py` and kept as text in `data/`: rows of features -> scores.

All rows pass all trees at once. Whether a row goes right is asked at every branch of a tree; the answers, one bit each,
are a number, and a table says which leaf that number leads to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy
from numpy.typing import NDArray

from .data import ROOM

Floats = NDArray[numpy.float32]
MOST_BRANCHES = 8


@dataclass(frozen=True, slots=True)
class Trees:
    """`feature` and `bound` by branch, `MOST_BRANCHES` for each tree; `value` by tree and answers."""

    feature: NDArray[numpy.intp]
    bound: NDArray[numpy.float64]
    value: Floats
    floor: float

    def scores(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """For each row the sum of the leaves it falls into; at least `floor` means: believe it."""
        table = numpy.array(rows, dtype=numpy.float64)
        answers = numpy.packbits(table[:, self.feature] > self.bound, axis=1)
        leaves = answers + numpy.arange(0, self.value.size, 1 << MOST_BRANCHES)
        scores: list[float] = self.value.ravel()[leaves].sum(1).tolist()
        return scores


@cache
def load(name: str, features: tuple[str, ...]) -> Trees:
    """The trees in `data/name`; they must have been learned on just these features."""
    raw = json.loads(files(ROOM).joinpath("data", name).read_text("utf-8"))
    if tuple(raw["features"]) != features:
        raise ValueError(f"{name} was learned on other features: run bench/facts_train.py")
    return _arrays([_Tree.read(tree) for tree in raw["trees"]], raw["floor"])


@dataclass(frozen=True)
class _Tree:
    """Branches as (feature, bound); leaves as (value, branches to leave on the left, on the right)."""

    branches: tuple[tuple[int, float], ...]
    leaves: tuple[tuple[float, tuple[int, ...], tuple[int, ...]], ...]

    @classmethod
    def read(cls, raw: Any) -> _Tree:
        branches: list[tuple[int, float]] = []
        leaves = tuple(_leaves(raw, branches, (), ()))
        return cls(tuple(branches), leaves)


def _leaves(
    raw: Any, branches: list[tuple[int, float]], left: tuple[int, ...], right: tuple[int, ...]
) -> Iterator[tuple[float, tuple[int, ...], tuple[int, ...]]]:
    if not isinstance(raw, list):
        yield float(raw), left, right
        return
    feature, bound, low, high = raw
    branches.append((feature, bound))
    here = len(branches) - 1
    yield from _leaves(low, branches, (*left, here), right)
    yield from _leaves(high, branches, left, (*right, here))


def _arrays(trees: list[_Tree], floor: float) -> Trees:
    feature = numpy.zeros((len(trees), MOST_BRANCHES), dtype=numpy.intp)
    bound = numpy.full((len(trees), MOST_BRANCHES), numpy.inf, dtype=numpy.float64)
    for at, tree in enumerate(trees):
        for spot, (number, edge) in enumerate(tree.branches):
            feature[at, spot], bound[at, spot] = number, edge
    value = numpy.array([_values(tree) for tree in trees], dtype=numpy.float32)
    return Trees(feature.ravel(), bound.ravel(), value, floor)


def _values(tree: _Tree) -> list[float]:
    """The value of the leaf that each number of answers leads to; the first branch's answer is the highest bit."""
    values = [0.0] * (1 << MOST_BRANCHES)
    for value, left, right in tree.leaves:
        asked = sum(_bit(branch) for branch in left + right)
        taken = sum(map(_bit, right))
        for answers in range(1 << MOST_BRANCHES):
            if answers & asked == taken:
                values[answers] = value
    return values


def _bit(branch: int) -> int:
    return 1 << (MOST_BRANCHES - 1 - branch)
