"""What an editor said of a story later: lines such as `2026-11-03 An earlier version misstated …`, told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from . import dates

_LINE = re.compile(r"(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?)[:.,]?\s+(.+)", re.DOTALL)


class Note(NamedTuple):
    """A note: its moment for machines and in the reader's words, both "" where the line names none; its words."""

    iso: str
    day: str
    words: str


def notes(lines: Iterable[str], lang: str) -> list[Note]:
    """The notes in `lines`, in their order. A line whose date is none is all words."""
    return [_note(line, lang) for line in lines if line]


def _note(line: str, lang: str) -> Note:
    found = _LINE.fullmatch(line)
    try:
        moment = datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        moment = None
    if found is None or moment is None:
        return Note("", "", line)
    return Note(dates.machine(moment), dates.shown(moment, lang), found[2])
