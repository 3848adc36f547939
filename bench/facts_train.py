"""Learn what speaks for a headline, a date, an author; write the trees to plugins/wire/data/facts_*.json.

usage: python bench/facts_train.py CORPUS [--write] [headline] [dates] [names]

Prints the figures of a cross-validation in which a site's pages are all in one fold. Needs lightgbm, which nothing
else here needs. CORPUS holds raw/KIND.jsonl.xz ({"id", "url", "raw"}) and truth.jsonl.xz ({"id", "domain", "title",
"dates", "authors", "visible"}).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "plugins"))

from wire import dom, label, text
from wire.characters import wash
from wire.clues import Clues
from wire.facts import headline, language, names, page
from wire.facts.dates import choose
from wire.story import Block

DATA = Path(__file__).resolve().parents[1] / "plugins" / "wire" / "data"
RAW = ("innertext", "gettext", "gettext_alt", "container")
KINDS = (*RAW, "no address", "html", "injected")
FACTS = {"headline": "title", "dates": "date", "names": "authors"}
SHOWN = {"title": True, "date": True, "authors": True}
SEEN_AS = {"no address": "innertext"}
FOLDS = 5
WORD = re.compile(r"\w+")
TREES = {
    "n_estimators": 60, "num_leaves": 8, "learning_rate": 0.12, "min_child_samples": 15, "subsample": 0.8,
    "subsample_freq": 1, "colsample_bytree": 0.5, "reg_lambda": 5, "max_bin": 63, "n_jobs": 1, "verbose": -1,
    "deterministic": True, "force_row_wise": True, "seed": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A page's candidates: their features, which are right, and whether the page's text shows the truth at all."""

    kind: str
    fold: int
    shown: bool
    rows: list[list[float]]
    right: list[bool]


@dataclass(frozen=True)
class Task:
    """A fact to learn: its features, its candidates on a page, the trees' settings, how sure is sure enough."""

    features: tuple[str, ...]
    cases: Callable[[page.Page, dict[str, Any]], tuple[list[list[float]], list[bool]] | None]
    settings: dict[str, Any]
    floor: float
    ranked: bool = False


def key(said: str) -> str:
    return " ".join(WORD.findall(re.sub(r"(?<![^\W_])_+|_+(?![^\W_])", " ", said.casefold())))


def read(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def of_headline(seen: page.Page, truth: dict[str, Any]) -> tuple[list[list[float]], list[bool]] | None:
    if not truth.get("title"):
        return None
    found = headline.candidates(seen) if seen.texts else []
    return headline.features(seen, found), [key(c.text) == key(truth["title"]) for c in found]


def of_dates(seen: page.Page, truth: dict[str, Any]) -> tuple[list[list[float]], list[bool]] | None:
    if not truth.get("dates"):
        return None
    found = choose.candidates(seen)
    return choose.features(seen, found, title_line(seen)), [c.found.iso in truth["dates"] for c in found]


def of_names(seen: page.Page, truth: dict[str, Any]) -> tuple[list[list[float]], list[bool]] | None:
    if not truth.get("authors"):
        return None
    found, wanted = names.candidates(seen, at := title_line(seen)), set(map(key, truth["authors"]))
    return names.features(seen, found, at), [set(map(key, c.names)) == wanted for c in found]


def title_line(seen: page.Page) -> int:
    """The line of the headline as the program finds it: what the other finders will be told."""
    return headline.find(seen).line


TASKS = {
    "headline": Task(headline.FEATURES, of_headline, {"n_estimators": 60, "learning_rate": 0.15}, -99.0, ranked=True),
    "dates": Task(choose.FEATURES, of_dates, {}, 0.5),
    "names": Task(names.FEATURES, of_names, {"n_estimators": 70}, 0.17),
}


def pages(corpus: Path) -> Iterator[tuple[str, dict[str, Any], page.Page]]:
    """Every page of the corpus in every form, as the finders see it, with its truth."""
    truths = {truth["id"]: truth for truth in read(corpus / "truth.jsonl.xz")}
    for kind in RAW:
        for row in read(corpus / "raw" / f"{kind}.jsonl.xz"):
            blocks, clues = text.split(wash(row["raw"]))
            yield kind, truths[row["id"]], seen(blocks, clues, row["url"] or "")
            if kind == "innertext" and fold(truths[row["id"]]) % 2:
                yield "no address", truths[row["id"]], seen(blocks, clues, "")
    for name, truth in truths.items():
        with lzma.open(corpus / "html" / f"{name}.html.xz", "rt", encoding="utf-8") as file:
            blocks, clues = dom.split(wash(file.read()), url=truth["url"] or "")
        yield "html", {**truth, "visible": {"html": SHOWN}}, seen(blocks, clues, truth["url"] or "")
    raws = {row["id"]: row["raw"] for row in read(corpus / "injected" / "raw.jsonl.xz")}
    for truth in read(corpus / "injected" / "truth.jsonl.xz"):
        told = {"domain": truths[truth["from"]]["domain"], "id": truth["from"], "visible": {"injected": SHOWN}}
        told |= {"title": truth.get("title"), "dates": [truth["date"]] if truth.get("date") else []}
        yield "injected", told, seen(*text.split(wash(raws[truth["id"]])), "")


def seen(blocks: list[Block], clues: Clues, url: str) -> page.Page:
    labelled = label.label(blocks)
    return page.look(labelled, url or clues.canonical, language.settle(clues.lang, language.detect(labelled)), clues)


def load(all_pages: list[tuple[str, dict[str, Any], page.Page]], task: Task, fact: str) -> list[Case]:
    cases = []
    for kind, truth, looked in all_pages:
        made = task.cases(looked, truth)
        if made:
            shown = bool(truth["visible"].get(SEEN_AS.get(kind, kind), {}).get(fact))
            cases.append(Case(kind, fold(truth), shown, *made))
    return cases


def fold(truth: dict[str, Any]) -> int:
    return hashlib.sha256((truth["domain"] or truth["id"]).encode()).digest()[0] % FOLDS


def fit(cases: list[Case], task: Task) -> Any:
    used = [case for case in cases if case.rows and (any(case.right) or not task.ranked)]
    rows = numpy.array([row for case in used for row in case.rows])
    right = numpy.array([int(good) for case in used for good in case.right])
    settings = {**TREES, **task.settings}
    if task.ranked:
        return lightgbm.LGBMRanker(**settings).fit(rows, right, group=[len(case.rows) for case in used])
    weights = numpy.concatenate([numpy.full(len(case.rows), len(case.rows) ** -0.5) for case in used])
    return lightgbm.LGBMClassifier(**settings).fit(rows, right, sample_weight=weights)


def validate(cases: list[Case], task: Task) -> None:
    counts = {kind: [0, 0, 0, 0] for kind in KINDS}
    floor = -99.0 if task.ranked else float(numpy.log(task.floor / (1 - task.floor)))
    for left_out in range(FOLDS):
        model = fit([case for case in cases if case.fold != left_out], task)
        for case in cases:
            if case.fold == left_out:
                scores = model.predict(numpy.array(case.rows), raw_score=True) if case.rows else [-100.0]
                best = int(numpy.argmax(scores))
                given, good = scores[best] >= floor, bool(case.rows) and case.right[best]
                count = counts[case.kind]
                count[0] += case.shown
                count[1] += case.shown and given and good
                count[2] += given and not good
                count[3] += case.shown and any(case.right)
    for kind, (shown, good, wrong, possible) in counts.items():
        if not shown:
            continue
        share, most = good / shown, possible / shown
        print(f"  {kind:<12} shown {shown}  right {share:.3f}  possible {most:.3f}  given wrong {wrong}")


def export(model: Any, task: Task, path: Path) -> None:
    floor = -99.0 if task.ranked else round(float(numpy.log(task.floor / (1 - task.floor))), 3)
    trees = [node(tree["tree_structure"]) for tree in model.booster_.dump_model()["tree_info"]]
    head = json.dumps({"floor": floor, "features": task.features})[1:-1]
    path.write_text("{" + head + ',\n"trees": [\n' + ",\n".join(map(compact, trees)) + "\n]}\n", "utf-8")


def node(tree: dict[str, Any]) -> Any:
    if "leaf_value" in tree:
        return round(tree["leaf_value"], 4)
    sides = [node(tree["left_child"]), node(tree["right_child"])]
    return [tree["split_feature"], float(f"{tree['threshold']:.5g}"), *sides]


def compact(tree: Any) -> str:
    return json.dumps(tree, separators=(",", ":"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("tasks", nargs="*", default=list(TASKS))
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    all_pages = list(pages(args.corpus))
    for name in args.tasks:
        task = TASKS[name]
        cases = load(all_pages, task, FACTS[name])
        print(name, len(cases), "pages")
        validate(cases, task)
        if args.write:
            export(fit(cases, task), task, DATA / f"facts_{name}.json")


if __name__ == "__main__":
    main()
