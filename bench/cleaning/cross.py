"""Judge the cleaner on pages its model has not seen: train on some sites, clean the pages of the others.

`PYTHONPATH=plugins python bench/cleaning/cross.py CORPUS OUT [--folds 4]` writes OUT/KIND/ID.json, one cleaned page each, for every form
of raw copy and for the injected documents. Sites never stand on both sides; nor do injected junk lines and
look-alikes, which many documents share.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path

import augment
import examples
import torch
import train
from wire import markdown, model
from wire.clean import clean

KINDS = (*examples.TEXT_KINDS, "injected")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=11)
    parser.add_argument("--only", type=int, action="append", help="only these folds")
    parser.add_argument("--cache", type=Path, help="keep the aligned examples in this file")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these forms")
    args = parser.parse_args()
    torch.set_num_threads(1)
    whole, injected = train.load(args.corpus, args.cache)
    groups = {e.id: e.group for e in [*whole, *injected]}
    for kind in args.kind or KINDS:
        (args.out / kind).mkdir(parents=True, exist_ok=True)
    for fold in args.only or range(args.folds):
        seen = [e for e in whole if part(e.group, args.folds) != fold]
        known = [without(e, fold, args.folds) for e in injected if part(e.group, args.folds) != fold]
        network = fitted(seen, known, args.epochs)
        model.default = lambda html=False, network=network: network  # type: ignore[assignment]
        for kind in args.kind or KINDS:
            for row in rows(args.corpus, kind):
                if part(groups.get(row["id"], row["id"]), args.folds) == fold:
                    write(args.out / kind, row)
        print(f"fold {fold} done", flush=True)


def part(name: str, folds: int) -> int:
    """The fold that everything of this name belongs to."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def without(example: examples.Example, fold: int, folds: int) -> examples.Example:
    """The document without those put-in lines that belong to the fold that is judged."""
    stays = [
        tag in ("keep", "meta") or part(line, folds) != fold
        for line, tag in zip(example.lines, example.tags, strict=True)
    ]
    parts = (example.blocks, example.keep, example.weight, example.kinds, example.tags)
    kept = [[value for value, ok in zip(values, stays, strict=True) if ok] for values in parts]
    return examples.Example(example.id, example.group, example.form, *kept)


def fitted(whole: list[examples.Example], injected: list[examples.Example], epochs: int) -> model.Model:
    """The model trained on these examples, as it would be read from its file."""
    everything = [*whole, *injected, *augment.documents(whole, injected, seed=1)]
    docs = [train.Doc(e) for e in everything]
    net, terms = train.fit(docs, epochs)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        train.export(net, terms, train.term_names(everything, terms), train.reasons(docs), path)
        return model.load(path.read_text("utf-8"))


def rows(corpus: Path, kind: str) -> list[dict]:
    folder, name = (corpus / "injected", "raw") if kind == "injected" else (corpus / "raw", kind)
    return examples.read(folder / f"{name}.jsonl.xz")


def write(folder: Path, row: dict) -> None:
    story = clean(row["raw"], url=row.get("url") or "")
    out = {"id": row["id"], "title": story.title, "date": story.date, "authors": story.byline}
    out["markdown"] = markdown.write(story.body)
    (folder / f"{row['id']}.json").write_text(json.dumps(out, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
