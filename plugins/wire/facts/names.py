"""Who wrote the story: byline words, names beside the headline and the date, author boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from . import trees
from .bylines import (
    CUT,
    LEADING,
    LONGEST,
    LONGEST_NAME,
    PARTICLES,
    inner,
    inner_words,
    is_byline,
    opening,
    read,
    without_icons,
)
from .page import Page, kept

__all__ = ["Byline", "find", "is_byline"]

MOST_REST, CLUES, PROSE, MOST_SIGNED = 40, 6, 8000, 40
NEAR_TITLE, NEAR_START, NEAR_END = 8, 8, 8
FEATURES = tuple(
    (
        "way label from_title title_away from_start from_end line_count names tokens longest capital "
        "lower_elsewhere seen times line_length rest dated_near date_same signed_lines in_title nav_neighbours "
        "before_len after_len all_caps single digits order rank_by in_address follows_by role "
        "kept clue_all clue_some clue_first clues"
    ).split()
)


class Way(IntEnum):
    """Where a candidate stands."""

    BYLINE = 0
    BELOW = 1
    ALONE = 2
    BESIDE_DATE = 3
    INNER = 4
    CLUE = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """One or more names, the line they stand in, and how they stand there."""

    names: tuple[str, ...]
    line: int
    way: Way
    label: bool = False
    rest: int = 0
    role: bool = False


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors in the order of the page, and the lines that name them and nothing else."""

    names: tuple[str, ...] = ()
    lines: frozenset[int] = frozenset()


def find(page: Page, title: int) -> Byline:
    """The names most speaks for, if enough does."""
    found = candidates(page, title)
    if not found:
        return Byline()
    model = trees.load("facts_names.json", FEATURES)
    scores = model.scores(features(page, found, title))
    best = max(range(len(found)), key=lambda spot: scores[spot])
    if scores[best] < model.floor:
        return Byline()
    return Byline(tuple(map(_printed, found[best].names)), _lines(page, found[best]))


def _lines(page: Page, chosen: Candidate) -> frozenset[int]:
    """The chosen line and the byline word above it, if they say little else."""
    if chosen.way in (Way.INNER, Way.CLUE) or chosen.rest > MOST_REST:
        return frozenset()
    above = {chosen.line - 1} if chosen.way is Way.BELOW else set()
    return frozenset({chosen.line} | above)


def _printed(name: str) -> str:
    """A name in capitals as names are printed."""
    words = name.split()
    return name.title() if len(words) > 1 and name.isupper() and max(map(len, words)) > 3 else name


def candidates(page: Page, title: int) -> list[Candidate]:
    """Every stretch of the page that may name its authors; `title` is the line of the headline."""
    found = list(_signed(page))
    near = {*range(title - 3, title + NEAR_TITLE), *range(page.start - NEAR_START, page.start + 2)}
    near |= {at for line in page.dated if line in near for at in range(line - 2, line + 3)}
    near |= set(range(page.end - 2, page.end + NEAR_END))
    taken = {c.line for c in found}
    for line in sorted(near):
        if 0 <= line < len(page.texts) and line not in taken and line != title:
            found += _unsigned(page, line)
    return [c for c in [*found, *_stated(page, title)] if c.names]


def _stated(page: Page, title: int) -> list[Candidate]:
    """The authors the page states: the first alone, each alone, all that are names together."""
    said = [names for clue in page.clues.authors[:CLUES] if (names := _statement(clue))]
    singles = list(dict.fromkeys(name for names in said for name in names))
    sets = dict.fromkeys([*said, tuple(singles)])
    return [Candidate(names, min(title, len(page.texts) - 1), Way.CLUE) for names in sets if page.texts]


def _statement(clue: str) -> tuple[str, ...]:
    if len(clue) > LONGEST or clue.startswith(("http", "@", "(")):
        return ()
    return read(clue[opening(clue) :])[0]


def _signed(page: Page) -> Iterator[Candidate]:
    for line in sorted(sorted(page.signed, key=lambda line: abs(line - page.start))[:MOST_SIGNED]):
        text = page.texts[line]
        rest = _without_dates(page, line, opening(text))
        label = ":" in text[: opening(text)] or "：" in text[: opening(text)]
        if rest.strip(LEADING):
            names, left, role = read(rest)
            yield Candidate(names, line, Way.BYLINE, label, left, role)
            if "/" in rest and len(rest) < LONGEST_NAME:
                yield Candidate((rest.strip(" |"),), line, Way.BYLINE, label, 0, False)
        elif line + 1 < len(page.texts):
            names, left, role = read(_without_dates(page, line + 1, 0))
            yield Candidate(names, line + 1, Way.BELOW, label, left, role)


def _without_dates(page: Page, line: int, at: int) -> str:
    text = page.texts[line]
    for found in page.dates.get(line, ()):
        text = text[: found.start] + "|" * max(0, min(len(text), found.end) - found.start) + text[found.end :]
    return text[at : at + LONGEST]


def _unsigned(page: Page, line: int) -> Iterator[Candidate]:
    text = page.texts[line]
    if len(text) <= LONGEST and not inner_words().isdisjoint(page.keys[line].split()):
        for match in islice(inner().finditer(text), 3):
            names, left, role = read(_without_dates(page, line, match.end()))
            yield Candidate(names, line, Way.INNER, False, left, role)
    if not text or len(text) > LONGEST or (text[-1] in ".!?…:" and len(text) > 30):
        return
    if line in page.dates:
        bare = _without_dates(page, line, 0)
        pieces = [piece.strip() for piece in CUT.split(without_icons(bare, "|")) if piece and piece.strip(" ,.-–—:•·")]
        for piece in pieces[:3]:
            names, left, role = read(piece[opening(piece) :].lstrip(LEADING))
            yield Candidate(names, line, Way.BESIDE_DATE, bool(opening(piece)), left, role)
    elif len(text) <= 80:
        names, left, role = read(text)
        yield Candidate(names, line, Way.ALONE, False, left, role)


def features(page: Page, found: list[Candidate], title: int) -> list[list[float]]:
    """For each candidate the values of FEATURES."""
    joined = " ".join([text for text in page.texts if len(text) >= 60])[:PROSE]
    prose = frozenset(joined.split(" ")[1:-1])
    keys = [frozenset(name.casefold() for name in c.names) for c in found]
    signed = sum(c.way is Way.BYLINE for c in found)
    said = [frozenset(name.casefold() for name in _statement(clue)) for clue in page.clues.authors[:CLUES]]
    return [
        [*_features(page, c, spot, title, joined, prose, keys, signed), *_clued(keys[spot], said)]
        for spot, c in enumerate(found)
    ]


def _clued(own: frozenset[str], said: list[frozenset[str]]) -> list[float]:
    """How the page's own statements agree with the candidate."""
    everyone = frozenset().union(*said)
    return [
        float(own == everyone),
        float(len(own & everyone)) / len(own),
        float(bool(said) and own == said[0]),
        float(len(everyone)),
    ]


def _features(
    page: Page,
    c: Candidate,
    spot: int,
    title: int,
    joined: str,
    prose: frozenset[str],
    keys: list[frozenset[str]],
    signed: int,
) -> list[float]:
    tokens = [token for name in c.names for token in name.split()]
    big = [token for token in tokens if token not in PARTICLES]
    text = page.texts[c.line]
    around = page.texts[max(0, c.line - 3) : c.line + 4]
    titled = page.keys[title].split() if page.texts else ()
    return [
        float(c.way),
        float(c.label),
        float(max(-40, min(40, c.line - title))),
        float(min(40, abs(c.line - title))),
        float(max(-40, min(40, c.line - page.start))),
        float(max(-40, min(40, c.line - page.end))),
        float(len(page.texts)),
        float(len(c.names)),
        float(len(tokens)) / len(c.names),
        float(max(map(len, tokens))),
        sum([t[0].isupper() for t in big]) / max(1, len(big)),
        sum([t.lower() in prose for t in big]) / max(1, len(big)),
        float(joined.count(c.names[0])),
        float(keys.count(keys[spot])),
        float(len(text)),
        float(c.rest),
        float(min([abs(line - c.line) for line in page.dated])) if page.dated else 50.0,
        float(c.line in page.dates),
        float(signed),
        sum([t.casefold() in titled for t in tokens]) / len(tokens),
        float(sum([len(t) < 25 for t in around])),
        float(len(page.texts[c.line - 1])) if c.line else -1.0,
        float(len(page.texts[c.line + 1])) if c.line + 1 < len(page.texts) else -1.0,
        float(all(t.isupper() for t in tokens)),
        float(len(c.names) == 1 and len(tokens) == 1),
        float(any(map(str.isdigit, "".join(c.names)))),
        float(spot),
        float(keys[:spot].count(keys[spot])),
        sum([t.casefold() in page.url for t in tokens]) / len(tokens),
        float(c.line - 1 in page.signed),
        float(c.role),
        kept(page.blocks[c.line]),
    ]
