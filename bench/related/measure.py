"""How good related stories and threads are, beside tags in common and TF-IDF, in one run.

    python bench/related/measure.py [CORPUS]

Threads are judged on `courses.txt` (invented courses of events and stories that only look alike): which of the earlier
stories shown belong to the same course. Related stories are judged on the same, and where CORPUS holds them on
wikinews-entities-en: a story is right if it shares a linked entity (of two: two) that both are about. Precision, recall
of what could be shown, their F1. Each story sees older ones alone, as on a site; the tags are `wire`'s.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "plugins"))

from edition.desk import Desk  # noqa: E402
from edition.related import WORDS, Archive  # noqa: E402
from edition.settings import Edition  # noqa: E402
from wire.tags import Copy, tag_set  # noqa: E402

RELATED, THREAD = 3, 5


@dataclass
class Told:
    """A story, and which others are right beside it."""

    number: int
    title: str
    text: str
    lang: str
    date: datetime
    about: frozenset[str]
    tags: tuple[str, ...] = ()
    vector: dict[str, float] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """Its name in the archive."""
        return f"{self.number:06}"


Way = Callable[[list[Told]], Iterator[tuple[list[Any], list[Any]]]]
"""For each story, oldest first: the related ones and the thread."""


def courses() -> list[Told]:
    """The invented stories, oldest first."""
    blocks = (HERE / "courses.txt").read_text("utf-8").split("\n== ")[1:]
    heads = [(*block.partition("\n")[0].split(" | "), block.partition("\n")[2].strip()) for block in blocks]
    lang = {"musee": "fr", "stausee": "de", "- musée": "fr"}
    return [
        Told(n, title, text, _lang(lang.get(course, ""), title), _day(day), frozenset({course} - {"-"}))
        for n, (course, day, title, text) in enumerate(sorted(heads, key=lambda head: head[1]))
    ]


def _lang(known: str, title: str) -> str:
    return known or ("fr" if "musée" in title else "de" if "Rekordhecht" in title else "en")


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def linked(corpus: Path) -> list[Told]:
    """News with linked entities, in the order of their numbers."""
    docs, gold = (
        [json.loads(line) for line in _lines(corpus / f"wikinews-entities-en.{kind}.jsonl.gz")]
        for kind in ("docs", "gold")
    )
    about = {row["id"]: frozenset(row.get("tags", ())) for row in gold}
    start = datetime(2020, 1, 1, tzinfo=UTC)
    return [
        Told(n, d["title"], d["text"], d["lang"], start + timedelta(days=n), about.get(d["id"], frozenset()))
        for n, d in enumerate(docs)
    ]


def _lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return list(lines)


def index(stories: list[Told]) -> Iterator[tuple[list[Any], list[Any]]]:
    """As a site shows them."""
    desk, archive = Desk(Edition(related=RELATED, thread=THREAD)), Archive()
    alone = Desk(Edition(related=RELATED, thread=0))
    for story in stories:
        card: Any = SimpleNamespace(**story.__dict__, slug=story.slug)
        mine = desk.marks(story.title, story.text, story.tags, story.lang)
        asked = (card, mine, len(archive), archive.bearers, archive.story)
        yield alone.around(*asked).related, desk.around(*asked).so_far
        archive.add(card, mine)


def tags_in_common(stories: list[Told]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Those with the most tags in common."""
    yield from _by(stories, lambda one, other: float(len({*one.tags} & {*other.tags})), 0.5)


def cosine(least: float) -> Way:
    """The cosine of TF-IDF over whole texts, with what the whole archive, newer stories too, says of each word."""

    def ways(stories: list[Told]) -> Iterator[tuple[list[Any], list[Any]]]:
        bags = [Counter(WORDS.findall(f"{story.title} {story.text}".casefold())) for story in stories]
        bearers = Counter(word for bag in bags for word in bag)
        for story, bag in zip(stories, bags, strict=True):
            raw = {word: (1 + math.log(n)) * math.log(len(stories) / bearers[word]) for word, n in bag.items()}
            length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
            story.vector = {word: value / length for word, value in raw.items()}
        yield from _by(stories, _product, least)

    return ways


def _product(one: Told, other: Told) -> float:
    return sum(value * other.vector.get(word, 0.0) for word, value in one.vector.items())


def _by(stories: list[Told], likeness: Callable[[Told, Told], float], least: float) -> Iterator[Any]:
    for place, story in enumerate(stories):
        older = [other for other in stories[:place] if other.lang == story.lang]
        best = sorted(((likeness(story, other), other.number, other) for other in older), reverse=True, key=_first)
        found = [other for score, _, other in best if score >= least]
        yield found[:RELATED], found[:THREAD]


def _first(row: tuple[float, int, Told]) -> tuple[float, int]:
    return row[0], row[1]


WAYS: dict[str, Way] = {
    "index": index,
    "tags in common": tags_in_common,
    "TF-IDF, .08": cosine(0.08),
    "TF-IDF, .15": cosine(0.15),
    "TF-IDF, .20": cosine(0.20),
}


def score(stories: Sequence[Told], shown: Sequence[Sequence[Any]], most: int, least: int) -> str:
    """Precision, recall of what could be shown, F1, per cent."""
    hits = given = could = 0
    for place, (story, found) in enumerate(zip(stories, shown, strict=True)):
        right = sum(len(story.about & other.about) >= least for other in found)
        there = sum(len(story.about & other.about) >= least for other in stories[:place] if other.lang == story.lang)
        hits, given, could = hits + right, given + len(found), could + min(most, there)
    precision, recall = 100 * hits / max(1, given), 100 * hits / max(1, could)
    return f"{precision:6.1f}{recall:6.1f}{200 * hits / max(1, given + could):6.1f}"


def main() -> int:
    sets = [("courses", courses(), (1,))]
    if len(sys.argv) > 1:
        sets.append(("wikinews", linked(Path(sys.argv[1])), (1, 2)))
    for name, stories, leasts in sets:
        tagged = tag_set([Copy(story.slug, story.title, story.text, story.lang) for story in stories])
        for story, tags in zip(stories, tagged, strict=True):
            story.tags = tags.publish
        print(f"{name}, {len(stories)} stories: precision, recall, F1")
        for way, make in WAYS.items():
            related, threads = zip(*make(stories), strict=True)
            cells = [f"related ({least} in common){score(stories, related, RELATED, least)}" for least in leasts]
            if name == "courses":
                cells.append(f"threads{score(stories, threads, THREAD, 1)}")
            print(f"  {way:16}" + "   ".join(cells))
    return 0


if __name__ == "__main__":
    sys.exit(main())
