"""The headline: the line, or part of a line, that most evidence speaks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from heapq import nsmallest

from ..story import Kind
from ..trails import is_trail
from . import trees
from .page import BELOW, Page, fold, kept, key

SHORTEST, LONGEST = 3, 230
KEEP, PARTED, JOINED = 16, 10, 6
JOIN_LENGTH = 90
NEAR, FAR, CLUES = 4, 9, 8
MARKS = re.compile(r"\s*[|»›>•·→⟩]+\s*|\s[-–—/~]\s|:\s")
MARK = re.compile(r"[|»›>•·→⟩\-–—/~:]")
WORD = re.compile(r"\w+")
DIGIT = re.compile(r"\d")
ENDS = ".…。"
FEATURES = tuple(
    (
        "way above start after_end slug_cover slug_exact slug_order has_slug best_slug copies copies_after "
        "copies_before line_copies extended extends lead body date_after date_before by_after by_before count "
        "length full_stop question colon mark caps title digits before after busy top rank next_prose kind level "
        "first_letter order_gap exact_gap cover_gap body_gap rest parent_copies ends_parent "
        "clue_rank clue_starts clue_ends h1 first_h1 clues"
    ).split()
)


COMPARED = tuple(FEATURES.index(name) for name in ("slug_order", "slug_exact", "slug_cover", "body"))


class Way(IntEnum):
    """How a candidate came out of the page."""

    LINE = 0
    PART = 1
    JOIN = 2
    SPAN = 3
    ADDRESS = 4
    CLUE = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """What could be the headline: its text, the line it starts on, and what a first look at it gave."""

    text: str
    index: int
    way: Way
    key: str
    words: frozenset[str]
    cover: float
    exact: float
    score: float


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline, the line it begins on, how it stands there, and the score it won by."""

    text: str = ""
    line: int = 0
    way: Way = Way.LINE
    score: float = 0.0
    key: str = ""


def find(page: Page) -> Headline:
    """The best of the candidates; empty on a page without any."""
    found = candidates(page) if page.texts else []
    if not found:
        return Headline(next(iter(page.clues.title_candidates), ""))
    model = trees.load("facts_headline.json", FEATURES)
    scores = model.scores(features(page, found))
    best = max(range(len(found)), key=lambda spot: scores[spot])
    return Headline(found[best].text.strip(" #¶|"), found[best].index, found[best].way, scores[best], found[best].key)


def candidates(page: Page) -> list[Candidate]:
    """The likeliest lines at a first look, and the likely parts and joins of the best of them."""
    copies = Counter(page.keys)
    lines = [
        (-_score(page, i, copies[page.keys[i]], own := frozenset(page.folded[i].split())), i, own)
        for i, text in enumerate(page.texts[: page.start + BELOW])
        if _shape(text)
    ]
    ranked = [_line(page, -score, i, own) for score, i, own in nsmallest(KEEP, lines)]
    extra = [_look(page, text, at, way, copies) for text, at, way in _more(page, ranked, copies)]
    known = {c.key for c in ranked}
    fresh = {c.key: c for c in reversed(extra) if c.key and c.key not in known}
    found = [*ranked, *fresh.values()]
    return [c for c in found if not is_trail(c.text)] or found


def _shape(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST and (text[0].isalpha() or any(map(str.isalpha, text)))


def _folded(line: str) -> list[str]:
    """The words of a key, folded as addresses write them."""
    return fold(line).split()


def _line(page: Page, score: float, index: int, own: frozenset[str]) -> Candidate:
    return Candidate(page.texts[index], index, Way.LINE, page.keys[index], own, *_shares(page, own), score)


def _look(page: Page, text: str, index: int, way: Way, copies: Counter[str]) -> Candidate:
    line = key(text)
    own = frozenset(_folded(line))
    cover, exact = _shares(page, own)
    return Candidate(text, index, way, line, own, cover, exact, _score(page, index, copies[line], own))


def _shares(page: Page, own: frozenset[str]) -> tuple[float, float]:
    """How much of the address the words cover, and how much of the words the address covers."""
    if not page.slug or not own:
        return 0.0, 0.0
    shared = len(own & page.slug)
    return shared / len(page.slug), shared / len(own)


def _score(page: Page, index: int, times: int, own: frozenset[str]) -> float:
    """A first guess at how likely a line is the headline: the address, the article's beginning, copies, its words."""
    cover, exact = _shares(page, own) if page.slug else (0.0, 0.0)
    away = page.start - index if index <= page.start else 2 * (index - page.start)
    near = 2.0 / (1 + away / 4)
    return 2 * cover + exact + near + 0.3 * min(3, times) + 1.2 * len(own & page.words) / (3 + len(own))


def _more(page: Page, ranked: list[Candidate], copies: Counter[str]) -> Iterator[tuple[str, int, Way]]:
    for c in ranked[:PARTED]:
        for part in _parts(c.text):
            if key(part) in copies or _slug_share(page, part) > c.exact or not page.slug:
                yield part, c.index, Way.PART
    for c in ranked[:JOINED]:
        follower = page.texts[c.index + 1] if c.index + 1 < len(page.texts) else ""
        if follower and len(c.text) + len(follower) < JOIN_LENGTH and _gains(page, c, follower):
            yield f"{c.text} {follower}", c.index, Way.JOIN
    yield from _spans(page)
    for clue in page.clues.title_candidates[:CLUES]:
        if _shape(clue):
            yield from ((text, _line_of(page, text), Way.CLUE) for text in (clue, *_parts(clue)))
    if page.address:
        yield page.address, max(0, page.start), Way.ADDRESS


def _parts(text: str) -> Iterator[str]:
    """Pieces of a line cut at its marks: each end, and what remains without it."""
    cuts = [(m.start(), m.end()) for m in MARKS.finditer(text)] if MARK.search(text) else []
    if cuts and len(cuts) < 8:
        ends = {text[: cuts[0][0]], text[cuts[0][1] :], text[cuts[-1][1] :], text[: cuts[-1][0]]}
        yield from sorted(part for part in ends if _shape(part))


def _line_of(page: Page, text: str) -> int:
    """The last line before the article that says just `text`; else the one where the article begins."""
    said = key(text)
    lines = [at for at in range(min(len(page.keys), page.start + 3)) if page.keys[at] == said]
    return lines[-1] if lines else min(page.start, len(page.texts) - 1)


def _slug_share(page: Page, text: str) -> float:
    own = frozenset(_folded(key(text)))
    return len(own & page.slug) / len(own) if own else 0.0


def _gains(page: Page, c: Candidate, follower: str) -> bool:
    more = frozenset(_folded(key(follower)))
    return bool((more & page.slug) - c.words) and len(more & page.slug) * 2 >= len(more)


def _spans(page: Page) -> Iterator[tuple[str, int, Way]]:
    """Stretches of longer lines that say what the address says: from its first word to its last."""
    if len(page.slug) < 2:
        return
    first, last, size = page.path[0], page.path[-1], len(page.path)
    found = 0
    for index, line in enumerate(page.folded[: page.end + 20]):
        if len(line) > 12 and first in line and last in line and page.slug <= frozenset(folded := line.split()):
            found += 1
            if found > 6:
                return
            start = folded.index(first)
            words = list(WORD.finditer(page.texts[index]))
            ends = [at for at, word in enumerate(folded) if word == last and start < at <= start + 2 * size]
            if len(words) == len(folded):
                if ends and not (start == 0 and ends[-1] == len(words) - 1):
                    yield page.texts[index][words[start].start() : words[ends[-1]].end()], index, Way.SPAN
                if start and len(folded) - start <= 3 * size:
                    yield page.texts[index][words[start].start() :], index, Way.SPAN


def features(page: Page, found: list[Candidate]) -> list[list[float]]:
    """For each candidate the values of FEATURES."""
    among = _Company(page, found)
    copies = among.copies
    said = [key(clue) for clue in page.clues.title_candidates[:CLUES]]
    tops = [
        key
        for key, block in zip(page.keys, page.blocks, strict=True)
        if block.level == 1 and block.kind is Kind.HEADING
    ]
    rows = [_features(page, c, among) for c in found]
    best_of = [max((row[spot] for row in rows), default=0.0) for spot in COMPARED]
    return [
        [
            *row,
            *(row[s] - top for s, top in zip(COMPARED, best_of, strict=True)),
            *_origin(page, c, copies),
            *_clued(c, said, tops),
        ]
        for row, c in zip(rows, found, strict=True)
    ]


def _clued(c: Candidate, said: list[str], tops: list[str]) -> list[float]:
    """How the page's own statements and its headings of the first order agree with the candidate."""
    return [
        float(said.index(c.key)) if c.key in said else 9.0,
        float(sum(s.startswith(c.key + " ") for s in said)),
        float(sum(s.endswith(" " + c.key) for s in said)),
        float(c.key in tops),
        float(tops[:1] == [c.key]),
        float(len(said)),
    ]


def _origin(page: Page, c: Candidate, copies: Counter[str]) -> list[float]:
    """What is known of the line a part was cut from: how well its rest is known, how often it stands there."""
    parent = page.keys[c.index]
    rest = parent.replace(c.key, "", 1).strip() if c.way is Way.PART else ""
    inside = sum(parent.endswith(" " + o) for o in (c.key,))
    return [float(copies[rest]) if rest else -1.0, float(copies[parent]), float(inside)]


class _Company:
    """What candidates are measured against: each other, and the lines around them. `spots` are the lines by key,
    `shorter` says how many of the candidates a key begins with and goes on, `longer` how many go on from it."""

    def __init__(self, page: Page, found: list[Candidate]) -> None:
        self.copies = Counter(page.keys)
        self.lengths = [len(text) for text in page.texts]
        self.middling = [25 < length < 130 for length in self.lengths]
        self.ranks = {id(c): rank for rank, c in enumerate(sorted(found, key=lambda c: -c.score))}
        self.best = max((c.cover + c.exact for c in found), default=0.0)
        self.spots: dict[str, list[int]] = {}
        self.shorter: Counter[str] = Counter()
        self.longer: Counter[str] = Counter()
        for c in found:
            self.spots.setdefault(c.key, []).append(c.index)
        openings = tuple(f"{key} " for key in self.spots if key)
        for line in (line for line in self.spots if line.startswith(openings)):
            for opening in filter(line.startswith, openings):
                self.shorter[line] += len(self.spots[opening[:-1]])
                self.longer[opening[:-1]] += len(self.spots[line])


def _features(page: Page, c: Candidate, among: _Company) -> list[float]:
    text, at, line = c.text, c.index, c.key
    same, lengths, copies, best = among.spots[line], among.lengths, among.copies, among.best
    count = max(1, len(c.words))
    tokens = text.split()
    telling = [w for w in c.words if len(w) > 3]
    return [
        float(c.way),
        max(-10, min(60, page.start - at)),
        page.start,
        float(at >= page.end),
        c.cover,
        c.exact,
        _in_order(page, line) if c.cover else 0.0,
        float(bool(page.slug)),
        float(best > 0 and c.cover + c.exact >= best - 0.01),
        len(same),
        sum([at < o <= page.start + 3 for o in same]),
        sum([o < at for o in same]),
        copies[line],
        among.longer[line],
        among.shorter[line],
        sum([w in page.lead for w in telling]) / max(1, len(telling)),
        sum([w in page.words for w in telling]) / max(1, len(telling)),
        _away(at, 1, page.dated),
        _away(at, -1, page.dated),
        _away(at, 1, page.signed),
        _away(at, -1, page.signed),
        count,
        len(text),
        float(text[-1] in ENDS),
        float(text[-1] in "?？!"),
        float(":" in text),
        float(bool(MARK.search(text) and MARKS.search(text))),
        float(text.isupper()),
        sum([t[0].isupper() for t in tokens]) / len(tokens),
        len(DIGIT.findall(text)) / len(text),
        lengths[at - 1] if at else -1,
        lengths[at + 1] if at + 1 < len(lengths) else -1,
        sum(among.middling[max(0, at - 4) : at + 5]),
        at,
        among.ranks[id(c)],
        next((n for n, size in enumerate(lengths[at + 1 : at + 13]) if size >= 100), 12),
        kept(page.blocks[at]),
        page.blocks[at].level,
        float(text[0].isupper()) - float(text[0].islower()),
    ]


def _in_order(page: Page, line: str) -> float:
    """How much of the address's words the line has in their order, as a share of both."""
    own = _folded(line)[:40]
    at = shared = 0
    for word in page.path:
        if word in own[at:]:
            at = own.index(word, at) + 1
            shared += 1
    return 2 * shared / (len(own) + len(page.path))


def _away(at: int, step: int, wanted: frozenset[int]) -> float:
    """How many lines away the next of the wanted lines is, FAR where none is near."""
    if not wanted:
        return float(FAR)
    return next((float(n) for n in range(1, NEAR + 1) if at + step * n in wanted), float(FAR))
