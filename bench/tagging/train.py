"""Learn the ranker's weights and write them to plugins/wire/tags/data/weights.txt.

    python bench/tagging/train.py CORPUS [--folds N --keep DIR]

CORPUS holds NAME.docs.jsonl.gz ({id, title, text, lang}) and NAME.gold.jsonl.gz ({id, tags, alt}) files. Only the sets
in `SETS` teach, each with its weight; with `--folds` no weights are written, but for each set DIR/NAME.pred.jsonl: the
tags of its stories, each by weights learned from others.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "plugins"))

from wire.tags import features, rank  # noqa: E402
from wire.tags.candidates import draft, shown  # noqa: E402
from wire.tags.known import shipped  # noqa: E402
from wire.tags.rank import Weights  # noqa: E402
from wire.tags.stems import key  # noqa: E402
from wire.tags.tagger import Copy, Tagged, tag_set  # noqa: E402

SETS = {
    "wikinews-entities-en": 3.0,
    "wikinews-fr": 3.0,
    "publishers-web-en": 1.5,
    "publishers-web-intl": 0.7,
    "publishers-fundus-en": 1.5,
    "publishers-fundus-intl": 0.7,
}
RIDGE = 30.0
NETWORKS = 4
UNITS = 12
STEPS = 300
DECAY = 1e-3
RATE = 0.02
OUT = ROOT / "plugins/wire/tags/data/weights.txt"


@dataclass
class Lesson:
    """One story: a row of features for each candidate, and which gold tag it is (-1: none)."""

    id: str
    set: str
    rows: np.ndarray
    hits: list[int]
    gold: int
    lang: str


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def lessons(corpus: Path, name: str) -> list[Lesson]:
    docs = {d["id"]: d for d in read(corpus / f"{name}.docs.jsonl.gz")}
    drafts = {i: draft(d["title"], d["text"], d["lang"], shipped(d["lang"])) for i, d in docs.items()}
    counts: Counter[str] = Counter()
    for d in drafts.values():
        counts.update({c.key for c in [*d.names, *d.subjects]})
    out = []
    for gold in read(corpus / f"{name}.gold.jsonl.gz"):
        if not gold.get("tags"):
            continue
        lang, d = docs[gold["id"]]["lang"], drafts[gold["id"]]
        forms = [{key(f, lang) for f in [t, *gold.get("alt", {}).get(t, [])]} for t in gold["tags"]]
        keys = [{key(shown(c), lang), c.key} for c in [*d.names, *d.subjects]]
        hits = [next((i for i, form in enumerate(forms) if form & k), -1) for k in keys]
        table = features.rows(d)
        keys_of = [c.key for c in [*d.names, *d.subjects]]
        site = [
            features.site_row(counts[k], prior, len(docs))
            for k, prior in zip(keys_of, features.priors(table), strict=True)
        ]
        table = np.hstack([table, np.array(site).reshape(-1, len(features.SITE))])
        out.append(Lesson(gold["id"], name, table, hits, len(forms), lang))
    return out


def fit(learned: list[Lesson]) -> Weights:
    """A ridge regression and some small networks, in equal parts, learned on standardised features."""
    x = np.vstack([one.rows for one in learned])
    y = np.concatenate([np.array(one.hits) >= 0 for one in learned]).astype(float)
    w = np.concatenate([np.full(len(one.hits), SETS[one.set]) for one in learned])
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread = np.where(spread > 0, spread, np.inf)  # of what no lesson shows, nothing is learned
    z = (x - mean) / spread
    nets = [_network(z, y, w / w.sum(), np.random.default_rng(seed)) for seed in range(NETWORKS)]
    hidden, bases, out, direct, base = (np.stack(part) for part in zip(*nets, strict=True))
    ridge = _regression(z, y, w)
    linear = (ridge[:-1] + direct.mean(axis=0)) / 2 / spread
    units = np.concatenate(hidden, axis=1) / spread[: len(features.STORY), None]
    story = mean[: len(features.STORY)]
    return Weights(
        linear,
        float((ridge[-1] + base.mean()) / 2 - linear @ mean),
        units,
        np.concatenate(bases) - story @ units,
        np.concatenate(out) / 2 / NETWORKS,
    )


def _regression(z: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Weights and bias of a logistic regression with a ridge, by Newton's method."""
    z = np.hstack([z, np.ones((len(z), 1))])
    beta = np.zeros(z.shape[1])
    ridge = np.diag([RIDGE] * (z.shape[1] - 1) + [0.01])
    for _ in range(30):
        p = 1 / (1 + np.exp(-(z @ beta)))
        step = np.linalg.solve((z * (w * p * (1 - p))[:, None]).T @ z + ridge, z.T @ (w * (y - p)) - ridge @ beta)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def _network(z: np.ndarray, y: np.ndarray, w: np.ndarray, dice: np.random.Generator) -> list[np.ndarray]:
    """A network of one bent layer, which sees the story's features, beside a linear part, which sees the site's too:
    weights before the bend, bases, weights after it, linear weights, base. By Adam, all lessons at once."""
    story = z[:, : len(features.STORY)]
    size = story.shape[1]
    parts = [
        dice.normal(0, size**-0.5, (size, UNITS)),
        np.zeros(UNITS),
        dice.normal(0, 0.3 * UNITS**-0.5, UNITS),
        np.zeros(z.shape[1]),
        np.array([-3.0]),
    ]
    drift = [np.zeros_like(part) for part in parts]
    shake = [np.zeros_like(part) for part in parts]
    for step in range(1, STEPS + 1):
        hidden, bases, out, direct, base = parts
        bent = np.tanh(story @ hidden + bases)
        wrong = w * (1 / (1 + np.exp(-(bent @ out + z @ direct + base))) - y)
        back = np.outer(wrong, out) * (1 - bent * bent)
        slopes = [
            story.T @ back + DECAY * hidden,
            back.sum(axis=0),
            bent.T @ wrong + DECAY * out,
            z.T @ wrong + DECAY * direct,
            wrong.sum(keepdims=True),
        ]
        rate = RATE / 2 * (1 + np.cos(np.pi * step / STEPS))
        drift = [0.9 * old + 0.1 * new for old, new in zip(drift, slopes, strict=True)]
        shake = [0.99 * old + 0.01 * new**2 for old, new in zip(shake, slopes, strict=True)]
        parts = [
            part - rate * (d / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.99**step)) + 1e-9)
            for part, d, s in zip(parts, drift, shake, strict=True)
        ]
    return parts


def held_out(corpus: Path, learned: Iterable[Lesson], parts: int) -> Iterator[tuple[str, list[Tagged]]]:
    """Each set that teaches with its stories' tags, each story by weights that were learned from other stories: those
    of all sets that do not fall into its part."""
    learned = list(learned)
    models = [fit([one for one in learned if _part(one.id, parts) != part]) for part in range(parts)]
    for name in SETS:
        docs = [Copy(d["id"], d["title"], d["text"], d["lang"]) for d in read(corpus / f"{name}.docs.jsonl.gz")]
        answers = [tag_by(model, docs) for model in models]
        yield name, [answers[_part(d.id, parts)][place] for place, d in enumerate(docs)]


def tag_by(weights: Weights, docs: list[Copy]) -> list[Tagged]:
    """The stories' tags by other weights than those that ship."""
    shipped_weights = rank.weights
    rank.weights = lambda: weights  # type: ignore[assignment]
    rank.of_site.cache_clear()
    try:
        return tag_set(docs)
    finally:
        rank.weights = shipped_weights
        rank.of_site.cache_clear()


def _part(id: str, parts: int) -> int:
    return hashlib.sha256(id.encode()).digest()[1] % parts


def keep(folder: Path, name: str, tagged: Iterable[Tagged]) -> None:
    """Write NAME.pred.jsonl: a line a story, as `wire tag --jsonl` writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": t.id, "tags": t.ranked, "publish": t.publish}, ensure_ascii=False) for t in tagged]
    (folder / f"{name}.pred.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines(weights: Weights) -> str:
    """The weights as text: of each feature the linear one, then those of the units."""
    rows: list[tuple[str, list[float]]] = [(rank.BIAS, [weights.bias, *weights.bases]), (rank.OUT, [*weights.out])]
    rows += [
        (name, [linear, *(weights.hidden[place] if place < len(features.STORY) else ())])
        for place, (name, linear) in enumerate(zip(features.NAMES, weights.linear, strict=True))
    ]
    head = "# The ranker's weights: a row for each feature, linear and by unit. Written by bench/tagging/train.py.\n"
    return head + "".join(f"{name}\t{' '.join(f'{n:.5g}' for n in numbers)}\n" for name, numbers in rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--folds", type=int, metavar="N", help="tag each story by what the others teach, in N parts")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where to put those tags, a file a set")
    args = parser.parse_args()
    learned = [one for name in SETS for one in lessons(args.corpus, name)]
    if args.folds:
        for name, tagged in held_out(args.corpus, learned, args.folds):
            keep(args.keep or Path("held-out"), name, tagged)
        return 0
    OUT.write_text(_lines(fit(learned)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
