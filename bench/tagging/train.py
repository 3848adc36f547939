"""Learn the ranker's weights and write them to plugins/wire/tags/data/weights.txt.

    python bench/tagging/train.py CORPUS [--folds]

CORPUS holds NAME.docs.jsonl.gz ({id, title, text, lang}) and NAME.gold.jsonl.gz ({id, tags, alt}) files. Only the sets
in `SETS` teach, each with its weight; `--folds` writes nothing and prints F1 on the half of each set not learned from.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "plugins"))

from wire.tags import features  # noqa: E402
from wire.tags.candidates import draft, shown  # noqa: E402
from wire.tags.known import shipped  # noqa: E402
from wire.tags.stems import key  # noqa: E402
from wire.tags.tagger import RANKED, worth  # noqa: E402

SETS = {
    "wikinews-entities-en": 3.0,
    "wikinews-fr": 3.0,
    "publishers-web-en": 1.5,
    "publishers-web-intl": 0.7,
    "publishers-fundus-en": 1.5,
    "publishers-fundus-intl": 0.7,
}
RIDGE = 30.0
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


def fit(learned: list[Lesson]) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic regression with a ridge, by Newton's method, on standardised features."""
    x = np.vstack([one.rows for one in learned])
    y = np.concatenate([np.array(one.hits) >= 0 for one in learned]).astype(float)
    w = np.concatenate([np.full(len(one.hits), SETS[one.set]) for one in learned])
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    beta = np.zeros(z.shape[1])
    ridge = np.diag([RIDGE] * (z.shape[1] - 1) + [0.01])
    for _ in range(30):
        p = 1 / (1 + np.exp(-(z @ beta)))
        step = np.linalg.solve((z * (w * p * (1 - p))[:, None]).T @ z + ridge, z.T @ (w * (y - p)) - ridge @ beta)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    weights = beta[:-1] / spread
    return weights, float(beta[-1] - weights @ mean)


def f1(lesson: Lesson, order: np.ndarray, k: int) -> float:
    found = {lesson.hits[i] for i in order[:k]} - {-1}
    return 2 * len(found) / (min(k, len(order)) + lesson.gold) if found else 0.0


def folds(learned: list[Lesson]) -> None:
    """Print F1 of the first five and ten on the half of each set that was not learned from."""
    side = {one.id: hashlib.sha256(one.id.encode()).digest()[0] % 2 for one in learned}
    scores: dict[str, list[tuple[float, float]]] = {}
    for half in (0, 1):
        weights, bias = fit([one for one in learned if side[one.id] != half])
        for one in learned:
            if side[one.id] == half:
                chances = 1 / (1 + np.exp(-(one.rows @ weights + bias)))
                order = np.argsort(-chances, kind="stable")[:RANKED]
                order = order[: worth(chances[order].tolist(), one.lang)]
                scores.setdefault(one.set, []).append((f1(one, order, 5), f1(one, order, 10)))
    for name, rows in scores.items():
        five, ten = 100 * np.mean(rows, axis=0)
        print(f"{name:24} F1@5 {five:5.1f}  F1@10 {ten:5.1f}  of {len(rows)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--folds", action="store_true")
    args = parser.parse_args()
    learned = [one for name in SETS for one in lessons(args.corpus, name)]
    if args.folds:
        folds(learned)
        return 0
    weights, bias = fit(learned)
    head = "# The ranker's weights: how much each feature speaks for a tag. Written by bench/tagging/train.py.\n"
    lines = [f"{name}\t{value:.6f}\n" for name, value in [("bias", bias), *zip(features.NAMES, weights, strict=True)]]
    OUT.write_text(head + "".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
