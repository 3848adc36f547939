"""`wire sources`, the command: what sources repeat, shown, learnt, accepted and undone."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from ..characters import shown
from .sources import ACCEPTED, PROPOSED, REFUSED, Known, SourceError, decide, learn, listed

if TYPE_CHECKING:
    from . import House

WRONG = 2


def run(house: House, args: argparse.Namespace) -> int:
    """0, or `WRONG` where there is no such source or line."""
    try:
        for line in _said(house, args.what, args.source, args.lines):
            print(shown(line))
    except SourceError as error:
        print(f"wire sources: {shown(str(error))}", file=sys.stderr)
        return WRONG
    return 0


def _said(house: House, what: str, source: str, numbers: list[int]) -> list[str]:
    if what == "learn":
        gained = learn(house, source)
        return [f"{name}: {count} new" for name, count in gained.items() if count] or ["nothing new"]
    if what == "list":
        return [_summary(name, lines) for name, lines in listed(house).items()] or ["no source has repeated lines yet"]
    if what == "show":
        lines = listed(house).get(source)
        if lines is None:
            raise SourceError(f"no source is called {source!r}: see `wire sources`")
        return _numbered(lines)
    lines = decide(house, source, numbers, ACCEPTED if what == "accept" else REFUSED)
    return [*_numbered(lines), "for stories that are filed already: wire refile --all"]


def _summary(name: str, lines: list[Known]) -> str:
    counts = ((state, sum(known.state == state for known in lines)) for state in (ACCEPTED, PROPOSED, REFUSED))
    return f"{name}: {', '.join(f'{count} {state}' for state, count in counts if count)}"


def _numbered(lines: list[Known]) -> list[str]:
    return [
        f"{number:>3} {known.state:<8} {known.line.articles} of {known.line.of}, {' and '.join(known.line.places)}:"
        f" {known.line.text}"
        for number, known in enumerate(lines, 1)
    ]
