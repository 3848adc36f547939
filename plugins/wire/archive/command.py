"""`wire import`, the command: what it is told, what it says on a terminal, its report and its exit code."""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..characters import shown

if TYPE_CHECKING:
    from ..filing import House

HELD, WRONG = 3, 2
MOST_LINES = 50
FORMS = ("wordpress", "feed", "jsonfeed", "jsonl", "warc", "mail", "page", "text")
EVERY = 0.5
"""Seconds between two states of the progress line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `wire import` can be told."""
    parser.add_argument("archives", nargs="+", metavar="ARCHIVE", help="a file, a folder, or an address for fsspec")
    parser.add_argument("--format", choices=FORMS, default="", help="where the archive does not tell its format")
    parser.add_argument("--name", default="", metavar="NAME", help="the archive's folder among the raw copy")
    parser.add_argument("--match", default="", metavar="PATTERN", help="only entries whose address has this in it")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--records", action="store_true", help="straight to records, without raw copy")
    where.add_argument("--to", default="", metavar="PLACE", help="raw copy to another folder or fsspec address")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default: 1; 0: one a core)")
    who.add_argument("--dask", default="", metavar="tcp://HOST:PORT", help="the scheduler of a Dask cluster")


def run(house: House, args: argparse.Namespace) -> int:
    """0 where every entry was brought in or folded or is no article, else `HELD`."""
    from .cluster import NoClusterError
    from .journal import report
    from .store import MissingError, write_text
    from .take import Wish, held, take_in

    try:
        re.compile(args.match)
    except re.error as error:
        print(f"wire import: --match is no pattern: {error}", file=sys.stderr)
        return WRONG
    workers = args.workers or len(os.sched_getaffinity(0))
    wish = Wish(args.format, args.name, args.to, args.match, args.records, workers, args.dask)
    code = 0
    seen = []
    try:
        for place, tally, journal, archive in take_in(house, args.archives, wish, _progress()):
            for number, row in enumerate(held(journal, archive)):
                if number == MOST_LINES:
                    print(f"and {tally.held - MOST_LINES:,} more: see `wire import --report FILE`")
                    break
                print(f"held: {shown(place)} at {row.offset}: {shown(row.label)}: {shown(row.outcome.reason)}")
            print(f"{shown(place)}: {shown(str(tally))}")
            code = HELD if tally.held else code
            seen.append((place, tally, archive))
            if args.report:  # so far: a run that is stopped later has said what it did
                write_text(args.report, report((name, each, journal.rows(at)) for name, each, at in seen))
    except (MissingError, NoClusterError) as error:
        print(f"wire import: {shown(str(error))}", file=sys.stderr)
        return WRONG
    return code


def _progress() -> Callable[[str, int, int, int], None]:
    """Keeps one line on the terminal up to date; silent elsewhere."""
    if not sys.stderr.isatty():
        return lambda place, done, total, entries: None
    began = last = time.monotonic()
    counted: dict[str, int] = {}

    def say(place: str, done: int, total: int, entries: int) -> None:
        nonlocal last
        counted[place] = entries
        moment = time.monotonic()
        if moment - last < EVERY and done < total:
            return
        last = moment
        rate = sum(counted.values()) / max(0.001, moment - began)
        share = f"{min(100, 100 * done // total)}%" if total else "?"
        line = f"{shown(place)[-50:]}: {share}, {entries:,} entries, {rate:,.0f} a second"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        if done >= total:
            print(file=sys.stderr)

    return say
