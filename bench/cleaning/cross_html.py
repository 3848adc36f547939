"""Judge the cleaner on HTML of sites its model has not seen: train on some sites, clean the pages of the others.

`PYTHONPATH=plugins python bench/cleaning/cross_html.py CORPUS OUT [--folds 4]` writes OUT/ID.json, one cleaned page
each, for the scorer. A site never stands on both sides.
"""

from __future__ import annotations

import argparse
import json
import lzma
import tempfile
from pathlib import Path

import examples
import torch
import train
from cross import part
from wire import markdown, model
from wire.clean import clean


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=12)
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    pages = list(examples.html_pages(args.corpus))
    truths = examples.read(args.corpus / "truth.jsonl.xz")
    documents = list(examples.injected(args.corpus))
    for fold in range(args.folds):
        seen, known = ([e for e in some if part(e.group, args.folds) != fold] for some in (pages, documents))
        network = fitted([*seen, *examples.with_junk(seen, known, seed=1)], args.epochs)
        model.default = lambda html=True, network=network: network
        for truth in truths:
            if part(truth["domain"] or truth["id"], args.folds) == fold:
                write(args.corpus, args.out, truth)
        print(f"fold {fold} done", flush=True)


def fitted(pages: list[examples.Example], epochs: int) -> model.Model:
    """The model trained on these pages, as it would be read from its file."""
    docs = [train.Doc(page) for page in pages]
    net, terms = train.fit(docs, epochs, size=train.VOCABULARY_OF_HTML)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        train.export(net, terms, train.term_names(pages, terms), train.reasons(docs), path)
        return model.load(path.read_text("utf-8"))


def write(corpus: Path, out: Path, truth: dict) -> None:
    with lzma.open(corpus / "html" / f"{truth['id']}.html.xz", "rt", encoding="utf8") as file:
        story = clean(file.read(), html=True, url=truth["url"] or "")
    row = {"id": truth["id"], "title": story.title, "date": story.date, "authors": story.byline}
    row["markdown"] = markdown.write(story.body)
    (out / f"{truth['id']}.json").write_text(json.dumps(row, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
