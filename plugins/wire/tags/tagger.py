"""Tags for stories: one story against what its site knows, or a whole set that agrees with itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .candidates import draft
from .pages import LIKELY, Choice, Row, choose
from .rank import Sketch, Weighed, chance, sketch
from .site import KNOWN, MANY, SiteTags
from .vocabulary import EMPTY, Vocabulary

RANKED = 10
FEW = 5
EXPECTED = {"en": 5}
EXPECTED_ELSEWHERE = 10


@dataclass(frozen=True, slots=True)
class Copy:
    """A story to tag."""

    id: str
    title: str
    text: str
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A story's tags: `ranked`, the best first, and those to `publish`."""

    id: str
    ranked: tuple[str, ...]
    publish: tuple[str, ...]


def tag_set(stories: Sequence[Copy], vocabulary: Vocabulary = EMPTY, site: SiteTags | None = None) -> list[Tagged]:
    """The tags of `stories`, in their order; they agree with each other and with the `site` so far.

    Small sets are read once. Large ones are read twice, so that no more than the likely tags stay in memory.
    """
    counted = SiteTags(site, expected=len(stories))
    kept = []
    for one in _sketches(stories, vocabulary):
        counted.add(c.key for c in one.candidates)
        if len(stories) <= MANY:
            kept.append(one)
    rows = [_row(one, counted) for one in kept or _sketches(stories, vocabulary)]
    rows = [_settled(row, counted) for row in rows]
    publish = choose(rows, counted, vocabulary)
    return [Tagged(s.id, _names(row), tags) for s, row, tags in zip(stories, rows, publish, strict=True)]


def publish(story: Sketch, vocabulary: Vocabulary, site: SiteTags) -> tuple[str, ...]:
    """The tags to show on one story; the `site` is left as it was."""
    counted = SiteTags(site, expected=1)
    counted.add(c.key for c in story.candidates)
    return tuple(choose([_settled(_row(story, counted), counted)], counted, vocabulary)[0])


def _sketches(stories: Sequence[Copy], vocabulary: Vocabulary) -> Iterator[Sketch]:
    for s in stories:
        yield sketch(draft(s.title, s.text, s.lang, vocabulary.gazetteer(s.lang)))


def ranking(story: Sketch, site: SiteTags) -> list[tuple[float, Weighed]]:
    """The story's candidates, the likeliest first."""
    stories = site.stories
    rows = [(chance(c, site.stories_with(c.key), stories), c) for c in story.candidates]
    best: dict[str, tuple[float, Weighed]] = {}
    for p, c in sorted(rows, key=lambda pair: (-round(pair[0], 9), pair[1].key)):
        if c.key not in best and not (c.kind == "phrase" and _only_longer(c.key, best)):
            best[c.key] = (p, c)
            if len(best) >= RANKED:
                break
    return list(best.values())


def worth(chances: Sequence[float], lang: str) -> int:
    """How many of a story's best tags to name, so that few are wrong: as many as promise the best F1 against the
    number of right ones to expect. A story that is worth five may have as many as elsewhere."""
    few = _worth(chances, EXPECTED.get(lang, EXPECTED_ELSEWHERE))
    return few if few < FEW else max(few, _worth(chances, EXPECTED_ELSEWHERE))


def _worth(chances: Sequence[float], expected: int) -> int:
    hits, best, worth = 0.0, 0.0, 0
    for n, one in enumerate(chances, 1):
        hits += one
        if hits / (n + expected) > best:
            best, worth = hits / (n + expected), n
    return worth


def _only_longer(k: str, best: dict[str, tuple[float, Weighed]]) -> bool:
    """Whether the phrase `k` is a likelier name of several words and what stands around it: "Oda Renn resigns"."""
    padded = f" {k} "
    return any(f" {other} " in padded for other, (_, c) in best.items() if " " in other and c.kind != "phrase")


def _row(story: Sketch, site: SiteTags) -> Row:
    """The story's best candidates; the site learns what the likely ones are called."""
    best = ranking(story, site)
    best = best[: worth([p for p, _ in best], story.lang)]
    likely = [_choice(p, c) for p, c in best if p >= LIKELY]
    for _, c in best:
        site.call(c.key, c.name, KNOWN if c.known else c.full + 1)
    rest = "\n".join(f"{c.key}\t{c.name}" for p, c in best if p < LIKELY)
    whole = array_of(c.key for c in story.candidates if c.kind != "phrase" and " " in c.key)
    return Row(story.lang, tuple(likely), rest, whole)


def array_of(keys: Iterator[str]) -> frozenset[int]:
    """The keys as numbers, to save memory."""
    return frozenset(zlib.crc32(k.encode()) for k in keys)


def _choice(chance: float, c: Weighed) -> Choice:
    kind = c.kind
    if kind == "name" and c.size == 1:
        kind = "single"
    elif kind == "phrase" and c.full < 2:
        kind = "once"
    return Choice(c.key, c.name, chance, c.known, kind)


def _settled(row: Row, site: SiteTags) -> Row:
    """The row with every tag under the name that the site has for it."""
    likely = []
    for c in row.likely:
        key, name = site.full_name(c.key, c.name) if c.kind == "single" else (c.key, c.name)
        likely.append(Choice(key, site.name(key, name), c.chance, c.known, c.kind))
    return Row(row.lang, tuple(likely), row.rest, row.whole)


def _names(row: Row) -> tuple[str, ...]:
    """All the row's tags by name."""
    rest = [line.partition("\t")[2] for line in row.rest.split("\n") if line]
    return tuple(dict.fromkeys([*(c.name for c in row.likely), *rest]))
