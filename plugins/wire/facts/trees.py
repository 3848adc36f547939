"""Small boosted trees, learned by `bench/facts_train.py` and kept as text in `data/`: rows of features -> scores.

All rows pass all trees at once. Whether a row goes right is asked at every branch; a leaf is reached if the answers on
the way to it are the right ones, which is a sum: +1 for each branch left on the right side, -1 for each wrongly taken.
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
NEVER = 99.0


@dataclass(frozen=True, slots=True)
class Trees:
    """`feature` and `bound` by tree and branch; `way` by tree, branch and leaf; `need` and `value` by tree and leaf."""

    feature: NDArray[numpy.intp]
    bound: NDArray[numpy.float64]
    way: Floats
    need: Floats
    value: Floats
    floor: float

    def scores(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """For each row the sum of the leaves it falls into; at least `floor` means: believe it."""
        table = numpy.array(rows, dtype=numpy.float64)
        right = (table[:, self.feature] > self.bound).astype(numpy.float32).transpose(1, 0, 2)
        reached = (right @ self.way) == self.need[:, None, :]
        sums: NDArray[Any] = (reached * self.value[:, None, :]).sum(axis=(0, 2))
        return [float(score) for score in sums]


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
    branches = max(1, *(len(tree.branches) for tree in trees))
    leaves = max(len(tree.leaves) for tree in trees)
    feature = numpy.zeros((len(trees), branches), dtype=numpy.intp)
    bound = numpy.full((len(trees), branches), numpy.inf, dtype=numpy.float64)
    way = numpy.zeros((len(trees), branches, leaves), dtype=numpy.float32)
    need = numpy.full((len(trees), leaves), NEVER, dtype=numpy.float32)
    value = numpy.zeros((len(trees), leaves), dtype=numpy.float32)
    for at, tree in enumerate(trees):
        for spot, (number, edge) in enumerate(tree.branches):
            feature[at, spot], bound[at, spot] = number, edge
        for spot, (score, left, right) in enumerate(tree.leaves):
            value[at, spot], need[at, spot] = score, len(right)
            way[at, list(left), spot] = -1
            way[at, list(right), spot] = 1
    return Trees(feature, bound, way, need, value, floor)
