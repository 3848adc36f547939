"""Small boosted trees, learned by `bench/facts_train.py` and kept as text in `data/`: rows of features -> scores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .data import ROOM

Node = float | tuple[int, float, "Node", "Node"]


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of trees. A tree is a leaf (its value) or (feature, bound, tree if at most the bound, tree if above)."""

    trees: tuple[Node, ...]
    floor: float

    def score(self, row: Sequence[float]) -> float:
        """The sum of the leaves that `row` falls into; at least `floor` means: believe it."""
        return sum(_leaf(tree, row) for tree in self.trees)


def _leaf(node: Node, row: Sequence[float]) -> float:
    while not isinstance(node, float):
        feature, bound, low, high = node
        node = low if row[feature] <= bound else high
    return node


@cache
def load(name: str, features: tuple[str, ...]) -> Trees:
    """The trees in `data/name`; they must have been learned on just these features."""
    raw = json.loads(files(ROOM).joinpath("data", name).read_text("utf-8"))
    if tuple(raw["features"]) != features:
        raise ValueError(f"{name} was learned on other features: run bench/facts_train.py")
    return Trees(tuple(map(_node, raw["trees"])), raw["floor"])


def _node(raw: float | list[object]) -> Node:
    if not isinstance(raw, list):
        return float(raw)
    feature, bound, low, high = raw
    return (int(str(feature)), float(str(bound)), _node(low), _node(high))  # type: ignore[arg-type]
