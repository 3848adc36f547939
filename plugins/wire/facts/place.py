"""The place a story was sent from, and the agency that sent it, as its first paragraph opens: "PARIS (AFP) — "."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from . import data

LONGEST, LONG_PLACE = 90, 6
PLACE = r"(?P<place>[^\W\d_](?:[\w'’\-]|\.(?=\w))*(?:[ /][^\W\d_](?:[\w'’\-]|\.(?=\w))*){0,3})"
MORE = r"(?:,\s?(?P<more>[^\W\d_][^,()—–:\d]{1,24}))?"
WHEN = r"(?P<when>[,.]?\s(?:[^\W\d_]{2,12}\.?\s)?(?:(?:le|den|de)\s)?\d{1,2}[^()—–:\-]{0,24})?"
AGENCY = r"(?P<agency>\s?[(\[][^()\[\]]{2,40}[)\]])?"
END = r"\s?(?P<end>:|—|–|--?|\.\s?[-–—]|\.(?=\s\W?[^\W\d_a-z])|\s)\s*"
PARTS = re.compile(r"[/,&|]| und | and ")
SHAPE = re.compile(rf"^{PLACE}{MORE}{WHEN}{AGENCY}{END}(?=\S)")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a story comes from and who sent it; `end` is where the dateline ends in its paragraph."""

    place: str
    agency: str
    end: int


NOTHING = Dateline("", "", 0)


@cache
def _agencies() -> dict[str, str]:
    names = (entry.strip() for line in _section("agencies") for entry in line.split(","))
    return {name.casefold(): name for name in names if name}


@cache
def _section(name: str) -> tuple[str, ...]:
    lines = data.lines("datelines.txt")
    start = lines.index(f"[{name}]") + 1
    end = next((at for at in range(start, len(lines)) if lines[at].startswith("[")), len(lines))
    return lines[start:end]


def agency(text: str) -> str:
    """The agency `text` names ("AFP", "(dpa/lby)", "Reuters"), "" where it names none."""
    names = [part.strip(" ()[].") for part in [text, *PARTS.split(text)]] if text else []
    return next((_agencies()[name.casefold()] for name in names if name.casefold() in _agencies()), "")


def dateline(text: str) -> Dateline:
    """The dateline `text` opens with; empty where it opens with none. A place is believed if it stands in capitals
    before a colon or dash, or beside an agency."""
    match = SHAPE.match(text[:LONGEST])
    if not match or len(text) < match.end() + 20:
        return NOTHING
    place, sender, end = match["place"].rstrip("."), agency(match["agency"] or ""), match["end"].strip()
    dashed = bool(end) and (end != "." or len(place) >= LONG_PLACE)
    named = all(word[0].isupper() for word in place.split())
    loud = place.isupper() and len(place) > 2
    believed = sender or (dashed and (loud or match["when"])) if named and (sender or not match["agency"]) else False
    if not believed or place.casefold() in data.sections("datelines.txt")["never"]:
        return NOTHING
    return Dateline(_cased(place), sender, match.end())


def _cased(place: str) -> str:
    """A place in capitals as it is usually written."""
    return place if not place.isupper() else re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), place)
