"""The judge: features of a page's lines -> how likely each line is of each kind. Weights in `data/model.json`.

A small network, run with numpy. First each line is seen alone (its features and the words it holds), then among
its neighbours (convolutions that reach ever further), then against the whole page (what the page is like, how
much article lies above and below). `bench/cleaning/train.py` made the weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from . import features, words
from .features import Floats
from .story import Kind

KINDS = (
    Kind.PARAGRAPH, Kind.TITLE, Kind.DATE, Kind.BYLINE, Kind.SHARE, Kind.RELATED, Kind.PROMO, Kind.ADVERT,
    Kind.NOTICE, Kind.COMMENT, Kind.CREDIT, Kind.NAV, Kind.OTHER,
)  # fmt: skip
DILATIONS = (1, 2, 4, 8, 16)


@dataclass(frozen=True, slots=True)
class Model:
    """The network's weights by layer, and its vocabulary."""

    layers: Mapping[str, Floats]
    index: words.Index
    vectors: Floats

    @property
    def html(self) -> bool:
        """Whether it was trained on blocks that bring evidence."""
        return len(self.layers["line"]) == len(features.NAMES_IN_HTML)

    def judge(self, table: features.Table) -> Floats:
        """[line, kind]: the probability of each of `KINDS`; a line's row sums to one."""
        layers = self.layers
        alone = _relu(self._seen_alone(table))
        weight = np.sqrt(table.page.words.astype(np.float32))[:, None]
        among = alone + _relu(_plus(_page_view(alone, weight), layers, "page"))
        for step in DILATIONS:
            among = among + _relu(_plus(_neighbours(among, step), layers, f"among {step}"))
        mass = _sigmoid(_plus(among, layers, "mass")) * weight
        last = _relu(_plus(np.hstack((among, _around(mass))), layers, "last"))
        return _softmax(_plus(last, layers, "kind"))

    def reasons(self, table: features.Table) -> list[str]:
        """For each line the feature that speaks loudest, by a linear likeness of the network."""
        weight = self.layers["reason"][0]
        names = features.NAMES_IN_HTML if self.html else features.NAMES_IN_TEXT
        loud = np.abs((table.values - self.layers["usual"][0]) * weight).argmax(1)
        return [names[column] for column in loud.tolist()]

    def _seen_alone(self, table: features.Table) -> Floats:
        return _added(_plus(table.values, self.layers, "line"), self._words(table) @ self.layers["words"])

    def _words(self, table: features.Table) -> Floats:
        """For each line the sum of its known terms' vectors, tempered by their number."""
        page, lines = table.page, table.term_lines
        rows = self.index.find(table.terms)
        known = np.flatnonzero(rows >= 0)
        held, found = lines[known], self.vectors[rows[known]]
        total = np.column_stack([np.bincount(held, column, page.n) for column in found.T])
        count = np.bincount(held, minlength=page.n)
        return (total / np.sqrt(1 + count)[:, None]).astype(np.float32)


def _plus(x: Floats, layers: Mapping[str, Floats], name: str) -> Floats:
    out: Floats = x @ layers[name] + layers[f"{name} bias"]
    return out


def _added(x: Floats, y: Floats) -> Floats:
    out: Floats = x + y
    return out


def _relu(x: Floats) -> Floats:
    return np.maximum(x, 0)


def _sigmoid(x: Floats) -> Floats:
    out: Floats = (1 / (1 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)
    return out


def _softmax(x: Floats) -> Floats:
    power = np.exp(x - x.max(1, keepdims=True))
    out: Floats = (power / power.sum(1, keepdims=True)).astype(np.float32)
    return out


def _page_view(h: Floats, weight: Floats) -> Floats:
    """One row: the page's lines on average, the longer counting more, and the strongest of each."""
    total = max(float(weight.sum()), 1e-6)
    return np.hstack((h.mean(0), (h * weight).sum(0) / total, h.max(0)))[None]


def _neighbours(h: Floats, step: int) -> Floats:
    """Each line beside the one `step` above and the one `step` below; nothing beyond the page's edges."""
    n, width = h.shape
    out = np.zeros((n, 3 * width), np.float32)
    if step < n:
        out[step:, :width] = h[:-step]
        out[:-step, 2 * width :] = h[step:]
    out[:, width : 2 * width] = h
    return out


def _around(mass: Floats) -> Floats:
    """How much of the page's article lies above each line, below it, and how much there is."""
    total = max(float(mass.sum()), 1e-6)
    above = (np.cumsum(mass, 0) - mass) / total
    return np.hstack((above, 1 - above - mass / total, np.full_like(mass, np.log1p(total) / 4), mass / 4))


@cache
def default(html: bool = False) -> Model:
    """The trained model that comes with the package: one for bare text, one for blocks that bring evidence."""
    name = "model_html.json" if html else "model.json"
    return load(files(__package__).joinpath("data", name).read_text("utf-8"))


def load(text: str) -> Model:
    """The model a weights file holds: whole numbers, each layer with the size of one step for each column."""
    data = json.loads(text)
    layers = {name: _layer(layer) for name, layer in data["layers"].items()}
    vocabulary = data["vocabulary"]
    vectors = np.array([vector for _, vector in vocabulary], np.float32) * np.float32(data["vocabulary step"])
    return Model(layers, words.Index(keys([term for term, _ in vocabulary])), vectors)


def _layer(layer: Mapping[str, Sequence[Sequence[float]]]) -> Floats:
    return np.array(layer["rows"], np.float32) * np.array(layer["step"], np.float32)


def keys(terms: Sequence[str]) -> words.Hashes:
    """The hashes of vocabulary terms as written: `word`, `two words`, `last $`, `^ first`, `= whole line`."""
    page = words.read([term.strip("^=$ ") for term in terms])
    prefixes = words.prefixes(page)
    out = prefixes[np.arange(page.n), np.maximum(page.words, 1) - 1]
    mark = np.array([_mark(term) for term in terms])
    out = np.where(mark == "^", words.OPENING + out, out)
    out = np.where(mark == "$", out * words.CHAIN + words.EDGE, out)
    keys: words.Hashes = np.where(mark == "=", out ^ words.EDGE, out)
    return keys


def _mark(term: str) -> str:
    return term[0] if term[0] in "^=" else "$" if term.endswith("$") else ""
