"""`wire import`: archives are looked at, parted, brought in; what became of every entry is counted and reported."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ..filing import House
from ..report import Fate, Outcome
from ..slug import slug
from . import formats, store
from .formats import Part
from .item import Limits
from .journal import Journal, Row, Tally
from .road import Done, Executor, Order, bring, here, processes
from .store import Found, MissingError

JOURNAL = "import.db"
_ENDING = re.compile(r"(?:\.(?:gz|warc|xml|wxr|json|jsonl|ndjson|rss|atom|html?|eml|txt))+$", re.I)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks of `wire import`. Empty texts leave it to the archive."""

    format: str = ""
    folder: str = ""
    to: str = ""
    match: str = ""
    records: bool = False
    workers: int = 1
    dask: str = ""


Progress = Callable[[str, int, int, int], None]
"""Called with an archive, how many of its bytes (or files) are done, how many there are, and how many entries."""


def take_in(
    house: House, places: list[str], wish: Wish, progress: Progress
) -> Iterator[tuple[str, Tally, Journal, int]]:
    """Each archive with the tally of its entries, and where the journal has them. Raises `MissingError`, and
    `NoClusterError`, before anything is written for the archive in question."""
    run = _executor(wish)
    root = wish.to or str(house.copy)
    with store.only_one(house.cache), ExitStack() as stack:
        journal = Journal(house.cache / JOURNAL)
        stack.callback(journal.close)
        store.tidy(root)
        settle, flush = stack.enter_context(_clerk(house)) if wish.records else (_as_it_is, _nothing)
        for place in places:
            found = store.look(_absolute(place))
            archive = journal.begin(found.place, "records" if wish.records else root, _stamp(found, wish))
            if not journal.is_whole(archive):
                entries = 0
                order = _order(house, found, wish, root)
                parts, total = _parts(found, wish, order.limits)
                for part, rows in bring(journal, archive, parts, order, run, settle, flush):
                    entries += len(rows)
                    progress(place, part.end, total, entries)
                journal.finish(archive)
            yield place, journal.tally(archive), journal, archive


def held(journal: Journal, archive: int) -> Iterator[Row]:
    """The entries that a person must look at."""
    return journal.rows(archive, Fate.HELD)


def _executor(wish: Wish) -> Executor:
    if wish.dask:
        from .cluster import dask

        return dask(wish.dask)
    return processes(wish.workers) if wish.workers > 1 else here


def _order(house: House, found: Found, wish: Wish, root: str) -> Order:
    bench = None
    if wish.records:
        from ..filing.direct import bench_of

        bench = bench_of(house)
    limits = Limits(house.wire.largest_html, house.wire.largest_text)
    folder = slug(wish.folder, fallback="archive") if wish.folder else _folder(found.place)
    return Order(folder, root, limits, wish.match, found.moment, bench, house.site)


def _folder(place: str) -> str:
    return slug(_ENDING.sub("", PurePosixPath(place.rstrip("/")).name), fallback="archive")


def _parts(found: Found, wish: Wish, limits: Limits) -> tuple[Iterator[Part], int]:
    """The archive's parts, and how many bytes (of a folder: files) they have together."""
    if found.folder:
        return formats.folder(found.place, store.walk(found.place)), sum(1 for _ in store.walk(found.place))
    form = wish.format or formats.sniff(found.place, found.head)
    if not form:
        raise MissingError(f"{found.place} is no archive we know. Name its format with --format")
    if form == "warc" and found.head.startswith(formats.GZIP):
        from . import warc

        if warc.packed_by_record(found.head):
            return formats.packed(found.place, found.size), found.size
    return _cut(found, form, limits), found.size


def _cut(found: Found, form: str, limits: Limits) -> Iterator[Part]:
    with store.opened(found.place) as stream:
        yield from formats.cut(found.place, form, stream, limits)


def _stamp(found: Found, wish: Wish) -> str:
    """What tells the archive from what it was, and this wish from another."""
    listing = zlib.crc32(found.head)
    if found.folder:
        for each in store.walk(found.place):
            listing = zlib.crc32(repr(each).encode("utf-8", "surrogateescape"), listing)
    moment = 0.0 if found.folder else found.moment
    return f"{found.size if not found.folder else 0} {moment} {listing:08x} {wish.format} {wish.folder} {wish.match}"


def _absolute(place: str) -> str:
    return place if store.is_url(place) else str(Path(place).absolute())


def _as_it_is(done: Done) -> Done:
    return done


def _nothing() -> dict[str, Outcome]:
    return {}


@contextmanager
def _clerk(house: House) -> Iterator[tuple[Callable[[Done], Done], Callable[[], dict[str, Outcome]]]]:
    """How prepared stories are settled, and brought to the disk."""
    from ..filing.direct import desk

    with desk(house) as clerk:

        def settle(done: Done) -> Done:
            rows = [
                replace(row, outcome=replace(clerk.decide(story), name="")) if story else row
                for row, story in zip(done.rows, done.prepared, strict=True)
            ]
            return replace(done, rows=tuple(rows), prepared=())

        yield settle, clerk.flush
