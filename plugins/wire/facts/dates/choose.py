"""Which of a page's dates is the day the story was published: every date with what speaks for it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from .. import data, trees
from ..page import Page, kept
from . import address
from .found import Found, made
from .scan import scan

CUE_LENGTH, LABEL_WORDS, NEAR_TITLE = 48, 4, 8
CLUES, CLUE_LENGTH = 6, 60
MOST_LINES, MOST_IN_LINE = 60, 4
WORD = re.compile(r"[^\W\d_]+(?:['’]\w+)?")
COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\D{0,20}((?:19|20)\d\d)(?:\s?[-–]\s?((?:19|20)\d\d))?", re.I)
RIGHTS = re.compile(r"[©(]|copyright", re.I)
AMERICAN = re.compile(r"^https?://[^/]*\.(?:us|gov|edu|mil)(?:[:/]|$)", re.I)
DAY_FIRST = re.compile(r"^https?://[^/]*\.(?:[a-z]{2})(?:[:/]|$)", re.I)
CUES = ("published", "updated", "event", "comment")
FEATURES = tuple(
    (
        "from_title title_away from_start from_end after_end cue_published cue_updated cue_event cue_comment "
        "cue_own words_before words_after text_before length same distinct first_of_value place_in_list latest "
        "earliest address_match address_kind clock doubt named signed crowd copyright_gap prose from_address top "
        "agreed later_by lines_spanned comes_after_title line_count pair "
        "kept from_clue clue_rank clue_updated clues"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date and the line it stands in (-1: in the address)."""

    found: Found
    line: int
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """The day of publication, that of the last change, the lines they stand in, and remarks for a person."""

    published: str = ""
    updated: str = ""
    lines: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def find(page: Page, title: int) -> Dates:
    """The date most speaks for, if enough does; none rather than a wrong one."""
    found = candidates(page)
    notes = _doubts(page, found, title)
    if not found:
        return Dates(notes=notes)
    model = trees.load("facts_dates.json", FEATURES)
    scores = model.scores(features(page, found, title))
    best = max(range(len(found)), key=lambda spot: scores[spot])
    if scores[best] < model.floor:
        return Dates(notes=notes)
    chosen = found[best]
    clock = chosen.found.clock or _clock(found, chosen.found.iso, title)
    changed = _updated(found, chosen, title) or _changed(page, chosen.found.iso)
    said = {chosen.found.iso, changed[:10]}
    lines = {
        c.line for c in found if c.found.iso in said and abs(c.line - title) <= NEAR_TITLE and c.line <= page.start + 1
    }
    return Dates(chosen.found.iso + clock, changed, frozenset(lines), notes)


def _clock(found: list[Candidate], iso: str, title: int) -> str:
    """The time beside the same date elsewhere near the headline."""
    times = [c.found.clock for c in found if c.found.iso == iso and c.found.clock and abs(c.line - title) <= NEAR_TITLE]
    return times[0] if times else ""


def _updated(found: list[Candidate], chosen: Candidate, title: int) -> str:
    """The day of the last change, where a date near the chosen one says it is that."""
    own = chosen.found.iso + chosen.found.clock
    later = [
        c.found.iso + c.found.clock
        for c in found
        if c.cue == "updated" and min(abs(c.line - title), abs(c.line - chosen.line)) <= NEAR_TITLE
    ]
    return max((iso for iso in later if iso > own), default="")


def _changed(page: Page, published: str) -> str:
    """The last change as the page states it, if it is later than the day of publication."""
    stated = [found.iso + found.clock for found in _stated(page, page.clues.updated)]
    return next((iso for iso in stated if iso[:10] > published), "")


def _doubts(page: Page, found: list[Candidate], title: int) -> tuple[str, ...]:
    """A remark on each date near the headline that could be read in two ways."""
    settled = {c.line for c in found}
    return tuple(
        f"ambiguous date {page.texts[line][one.start : one.end]}"
        for line, some in page.dates.items()
        for one in some
        if one.doubt and line not in settled and abs(line - title) <= NEAR_TITLE
    )[:3]


@cache
def _cue_words() -> dict[str, str]:
    table = data.sections("datewords.txt")
    return {entry: name for name in reversed(CUES) for entry in table[name]}


def candidates(page: Page) -> list[Candidate]:
    """Every date of the page that can be read in one way only, then the one in its address."""
    near = sorted(sorted(page.dates, key=lambda line: abs(line - page.start))[:MOST_LINES])
    settled = [(line, _settle(found, page)) for line in near for found in page.dates[line][:MOST_IN_LINE]]
    inside = [Candidate(found, line, cue(page, line, found)) for line, found in settled if found]
    stated = [Candidate(found, -2) for clue in page.clues.date_candidates[:CLUES] for found in _stated(page, clue)]
    own = address.find(page.url)
    return [*inside, *stated, *([Candidate(own, -1)] if own else [])]


def _stated(page: Page, clue: str) -> list[Found]:
    """The date a statement of the page gives, if it can be read in one way only."""
    settled = [_settle(found, page) for found in scan(clue[:CLUE_LENGTH], page.lang)][:1]
    return [found for found in settled if found]


def cue(page: Page, line: int, found: Found) -> str:
    """What the words right before the date, on its line or the line above, say it is the date of."""
    text = page.texts[line]
    before = text[max(0, found.start - CUE_LENGTH) : found.start]
    said = _said(before)
    if not said and line and not before.strip(" |:•·-–—,(") and len(page.texts[line - 1]) <= CUE_LENGTH:
        said = _said(page.texts[line - 1])
    return said or _said_after(text[found.end : found.end + CUE_LENGTH])


def _said(before: str) -> str:
    words = [word.casefold() for word in WORD.findall(before)][-LABEL_WORDS:]
    if words and words[-1] in _weekdays():
        words.pop()
    known = _cue_words()
    return next((known[said] for at in range(len(words)) if (said := " ".join(words[at:])) in known), "")


def _said_after(after: str) -> str:
    words = [word.casefold() for word in WORD.findall(after)][:2]
    known = _cue_words()
    return next((known[w] for w in words[:1] if known.get(w) in ("updated", "comment")), "")


@cache
def _weekdays() -> frozenset[str]:
    names = (line.partition(" days: ")[2] for line in data.lines("calendar.txt"))
    return frozenset(form for line in names for form in line.replace(",", " ").split())


def _settle(found: Found, page: Page) -> Found | None:
    """`found` with its day and month the right way round, or None where nothing tells which way that is."""
    if not found.doubt:
        return found
    other = made(found.year, found.day, found.month, found.start, found.end)
    if other is None:
        return replace(found, doubt=False)
    other = replace(other, clock=found.clock)
    first = _day_first(found, other, page)
    return None if first is None else replace(found, doubt=False) if first else other


def _day_first(found: Found, other: Found, page: Page) -> bool | None:
    said = address.begins(page.url)
    if len(said) >= 7 and found.iso.startswith(said) != other.iso.startswith(said):
        return found.iso.startswith(said)
    sure = [f for some in islice(page.dates.values(), MOST_LINES) for f in some if not f.doubt]
    same, swapped = sum(f.iso == found.iso for f in sure), sum(f.iso == other.iso for f in sure)
    if bool(same) != bool(swapped):
        return bool(same)
    order = page.order
    if order:
        return order == "dmy"
    if AMERICAN.match(page.url):
        return False
    if page.lang and page.lang != "en":
        return True
    return True if DAY_FIRST.match(page.url) and not re.search(r"\.(?:io|co|tv|me|ai|ca|ph)[:/]", page.url) else None


def features(page: Page, found: list[Candidate], title: int) -> list[list[float]]:
    """For each candidate the values of FEATURES; `title` is the line of the headline."""
    values = Counter(c.found.iso for c in found)
    ordered = sorted(values)
    said = address.begins(page.url)
    rights = _copyright(page)
    seen: Counter[str] = Counter()
    rows = []
    lines = [c.line for c in found if c.line >= 0]
    stated = [c.found.iso for c in found if c.line == -2]
    changed = [f.iso for f in _stated(page, page.clues.updated)]
    near = [c.found.iso for c in found if c.line >= 0 and abs(c.line - title) <= 6]
    for spot, c in enumerate(found):
        seen[c.found.iso] += 1
        row = _features(page, c, spot, title, values, ordered, said, rights, seen, lines, near)
        rows.append([*row, *_clued(c, stated, changed)])
    return rows


def _features(
    page: Page,
    c: Candidate,
    spot: int,
    title: int,
    values: Counter[str],
    ordered: list[str],
    said: str,
    rights: int,
    seen: Counter[str],
    lines: list[int],
    near: list[str],
) -> list[float]:
    iso = c.found.iso
    text = page.texts[c.line] if c.line >= 0 else ""
    before, after = text[: c.found.start], text[c.found.end :]
    return [
        float(max(-40, min(40, c.line - title))),
        float(min(40, abs(c.line - title))),
        float(max(-40, min(40, c.line - page.start))),
        float(max(-40, min(40, c.line - page.end))),
        float(c.line >= page.end),
        *(float(c.cue == name) for name in CUES),
        float(bool(c.cue)),
        float(len(WORD.findall(before[-200:]))),
        float(len(WORD.findall(after[:200]))),
        float(len(before)),
        float(len(text)),
        float(values[iso]),
        float(len(ordered)),
        float(seen[iso]),
        float(spot),
        float(iso == ordered[-1]),
        float(iso == ordered[0]),
        float(len(said) if said and iso.startswith(said) else -1 if said and iso[:4] != said[:4] else 0),
        float(len(said)),
        float(bool(c.found.clock)),
        float(any(f.doubt for f in page.dates.get(c.line, ()))),
        float(any(map(str.isalpha, text[c.found.start : c.found.end]))),
        float(any(at in page.signed for at in range(c.line - 2, c.line + 3)) if c.line >= 0 else False),
        float(sum([abs(at - c.line) <= 8 for at in lines])),
        float(max(-9, min(9, rights - c.found.year)) if rights else -10),
        float(len(text) > 160),
        float(c.line == -1),
        float(c.line),
        float(near.count(iso)),
        float(sum([o > iso for o in ordered])),
        float(text == "" or c.found.end > len(text)),
        float(c.line > title),
        float(len(page.texts)),
        float(lines.count(c.line)),
        kept(page.blocks[c.line]) if c.line >= 0 else -1.0,
    ]


def _clued(c: Candidate, stated: list[str], changed: list[str]) -> list[float]:
    """How the page's own statements agree with the candidate."""
    iso = c.found.iso
    return [
        float(c.line == -2),
        float(stated.index(iso)) if iso in stated else 9.0,
        float(iso in changed),
        float(len(stated)),
    ]


def _copyright(page: Page) -> int:
    """The latest year of a copyright line, 0 where there is none."""
    lines = [text for text in page.texts[-60:] if len(text) < 300 and RIGHTS.search(text)]
    years = [int(m[2] or m[1]) for text in lines if (m := COPYRIGHT.search(text))]
    return max(years, default=0)
