"""One table: `wire tag` beside YAKE, RAKE and TF-IDF, in one run.

    python bench/tagging/table.py CORPUS [--held-out DIR] [SET …]

CORPUS holds NAME.docs.jsonl.gz and NAME.gold.jsonl.gz files as train.py reads them. YAKE and RAKE are columns only
where `yake` and `rake-nltk` are installed. F1 of the first five and the first ten tags, by the keys of
`wire.tags.stems`; ms is CPU time a story. Sets that teach the shipped weights are marked *: DIR holds what `train.py
--folds` wrote of those, and the column of wire is about that.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "plugins")]

from train import SETS, read  # noqa: E402
from wire.tags import Copy, tag_set  # noqa: E402
from wire.tags.lists import stop_words  # noqa: E402
from wire.tags.stems import key  # noqa: E402
from wire.tags.words import cut  # noqa: E402

Docs = list[dict[str, Any]]
Tagger = Callable[[Docs], list[list[str]]]


def wire(docs: Docs) -> list[list[str]]:
    tagged = tag_set([Copy(d["id"], d["title"], d["text"], d["lang"]) for d in docs])
    return [list(t.ranked) for t in tagged]


def tf_idf(docs: Docs) -> list[list[str]]:
    bags = [Counter(_grams(d)) for d in docs]
    df = Counter(gram for bag in bags for gram in bag)
    return [
        sorted(bag, key=lambda g: (-bag[g] * math.log(len(docs) / df[g] + 1) * (1 + 0.3 * g.count(" ")), g))[:10]
        for bag in bags
    ]


def _grams(d: dict[str, Any]) -> list[str]:
    copy, stop = cut(d["title"], d["text"], d["lang"]), stop_words(d["lang"])
    good = [w[0].isalpha() and w not in stop and len(w) > 1 for w in copy.low]
    return [
        " ".join(copy.low[i:j])
        for i in range(len(good))
        for j in range(i + 1, min(i + 4, len(good) + 1))
        if all(good[i:j])
    ]


def yake(docs: Docs) -> list[list[str]]:
    import yake as library

    makers = {lang: library.KeywordExtractor(lan=lang, n=3, top=10) for lang in {d["lang"] for d in docs}}
    return [[name for name, _ in makers[d["lang"]].extract_keywords(d["title"] + ".\n" + d["text"])] for d in docs]


def rake(docs: Docs) -> list[list[str]]:
    from rake_nltk import Rake

    out = []
    for d in docs:
        maker = Rake(
            stopwords=set(stop_words(d["lang"])),
            max_length=3,
            sentence_tokenizer=lambda text: text.replace("!", ".").replace("?", ".").split("."),
            word_tokenizer=str.split,
        )
        maker.extract_keywords_from_text(d["title"] + ". " + d["text"])
        out.append(maker.get_ranked_phrases()[:10])
    return out


TAGGERS: dict[str, Tagger] = {"wire": wire, "YAKE": yake, "RAKE": rake, "TF-IDF": tf_idf}


def f1(tags: list[str], gold: list[set[str]], lang: str, k: int) -> float:
    found: set[int] = set()
    for tag in tags[:k]:
        forms = key(tag, lang)
        hit = next((i for i, names in enumerate(gold) if i not in found and forms in names), None)
        if hit is not None:
            found.add(hit)
    return 200 * len(found) / (min(k, len(tags)) + len(gold)) if found else 0.0


def score(
    tagger: Tagger, docs: Docs, gold: dict[str, list[set[str]]], held: Path | None
) -> tuple[float, float, float]:
    start = time.process_time()
    tags = tagger(docs)
    spent = time.process_time() - start
    if held and tagger is wire and held.is_file():
        answers = {row["id"]: row["tags"] for row in map(json.loads, held.read_text("utf-8").splitlines())}
        tags = [answers[d["id"]] for d in docs]
    rows = [(d, t) for d, t in zip(docs, tags, strict=True) if gold.get(d["id"])]
    five, ten = (sum(f1(t, gold[d["id"]], d["lang"], k) for d, t in rows) / len(rows) for k in (5, 10))
    return five, ten, 1000 * spent / len(docs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--held-out", type=Path, metavar="DIR")
    args = parser.parse_args()
    names = args.sets or sorted(p.name.removesuffix(".gold.jsonl.gz") for p in args.corpus.glob("*.gold.jsonl.gz"))
    print(f"{'set':24}" + "".join(f"{name + ' F1@5 @10 ms':>24}" for name in TAGGERS))
    for name in names:
        docs = read(args.corpus / f"{name}.docs.jsonl.gz")
        langs = {d["id"]: d["lang"] for d in docs}
        gold = {
            g["id"]: [{key(f, langs[g["id"]]) for f in [t, *g.get("alt", {}).get(t, [])]} for t in g.get("tags", [])]
            for g in read(args.corpus / f"{name}.gold.jsonl.gz")
        }
        if not any(gold.values()):
            continue
        line = f"{name + '*' * (name in SETS):24}"
        held = args.held_out / f"{name}.pred.jsonl" if args.held_out else None
        for tagger in TAGGERS.values():
            try:
                line += "{:>14.1f}{:5.1f}{:5.1f}".format(*score(tagger, docs, gold, held))
            except ImportError:
                line += f"{'not installed':>24}"
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
