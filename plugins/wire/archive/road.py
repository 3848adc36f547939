"""The road of an archive: parts go out to workers, what they did comes back in order and is written down.

`work` is all a worker does, and needs nothing but its arguments: here, in another process, or in a cluster.
"""

from __future__ import annotations

import multiprocessing
import os
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ..filing.intake import Bench, Prepared, prepare_copy
from ..filing.raw import Raw as RawFile
from ..profile import source_of
from ..report import Fate, Outcome
from . import formats, store
from .formats import Part
from .item import Item, Limits, labelled, raw_copy
from .journal import Journal, Row

FORMS = ("wordpress", "feed", "jsonfeed", "jsonl", "warc", "mail", "page", "text", "folder")


@dataclass(frozen=True, slots=True)
class Order:
    """What workers are told besides the part: the name of the archive's folder among the raw copy, where raw copy
    goes (or, with a bench, what records are prepared with), what is too large, which addresses are wanted, and the
    archive's own age for entries that have none. Stories that stood on the `site` itself keep their old addresses."""

    folder: str
    root: str
    limits: Limits
    match: str = ""
    moment: float = 0.0
    bench: Bench | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker did of a part: a row for each entry, in order, and beside each the story it prepared, if any."""

    part: Part
    rows: tuple[Row, ...]
    passed: dict[str, int]
    prepared: tuple[Prepared | None, ...] = ()


Executor = Callable[[Iterable[Part], Order], Iterator[Done]]


def work(part: Part, order: Order) -> Done:
    """The part's entries brought in, or prepared for the clerk. Doing it twice does it once."""
    passed: Counter[str] = Counter()
    kept: list[Item] = []
    wanted = re.compile(order.match) if order.match else None
    for item in read(part, order.limits):
        item = _examined(item, order, wanted)
        if item.passed:
            passed[item.passed] += 1
        else:
            kept.append(item)
    bare = replace(part, slices=(), head=b"")  # what was read need not travel back
    do = _prepared if order.bench else _copied
    return do(kept, order, bare, dict(passed))


def read(part: Part, limits: Limits) -> Iterator[Item]:
    """The items of a part."""
    if part.format == "folder":
        yield from _folder(part, limits)
    elif part.slices:
        yield from formats.read(part, limits)
    else:
        from . import warc

        with store.opened(part.archive) as stream:
            for piece in warc.members(stream, part.begin, part.end, limits):
                yield from warc.items(piece, limits)


def _folder(part: Part, limits: Limits) -> Iterator[Item]:
    """The items of a folder's files. A file that is itself an archive is named, to be taken in by itself."""
    from . import mail, pages

    for number, (name, size, moment) in enumerate(part.files, part.begin):
        most = limits.entry * 8 if name.lower().endswith((".eml", ".mht", ".mhtml")) else limits.html
        data = store.contents(part.archive, name, most)
        label = labelled(name)
        if data is None:
            yield Item(number, label, problem=f"it cannot be read, or is larger than {most:,} bytes ({size:,})")
            continue
        form = formats.sniff(name, data[: formats.SNIFFED])
        if form == "mail":
            yield from (replace(item, offset=number) for item in mail.items(data, label))
        elif form in ("page", "text") and not data.startswith(formats.GZIP):
            found = pages.items(data, label, html=form == "page", moment=moment)
            yield from (replace(item, offset=number) for item in found)
        elif form:
            yield Item(number, label, problem=f"it is an archive itself ({form}). Name it to `wire import`")
        else:
            yield Item(number, label, passed=_ending(name))


def _ending(name: str) -> str:
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122
    return f"{labelled(suffix)[:20]} file" if suffix else "file without an ending"


def _examined(item: Item, order: Order, wanted: re.Pattern[str] | None) -> Item:
    most = order.limits.html if item.html else order.limits.text
    if wanted and not item.passed and not wanted.search(item.known.url or item.label):
        return Item(item.offset, item.label, passed="address not asked for")
    if len(item.copy) > most:
        return replace(item, copy=b"", problem=f"it has {len(item.copy):,} bytes, more than the {most:,} that are read")
    if not item.problem and not item.passed and not item.copy.strip():
        return replace(item, problem="there is no text in it")
    if order.site and source_of("", item.known.url) == order.site:
        return replace(item, known=replace(item.known, path=urlsplit(item.known.url).path))
    return item


def _copied(items: list[Item], order: Order, part: Part, passed: dict[str, int]) -> Done:
    copies = [(raw_copy(item, order.folder), item.moment or order.moment) for item in items if not item.problem]
    verdicts = iter(zip(copies, store.put(order.root, copies), strict=True))
    rows = []
    for item in items:
        if item.problem:
            rows.append(_held(item))
            continue
        (raw, _), verdict = next(verdicts)
        news = "new" if verdict == store.NEW else ""
        reason = "it was changed by hand since; it stays as it is" if verdict == store.OTHER else ""
        rows.append(Row(item.offset, item.label, raw.name, Outcome("", Fate.FILED, "", reason, news)))
    return Done(part, tuple(rows), passed)


def _prepared(items: list[Item], order: Order, part: Part, passed: dict[str, int]) -> Done:
    rows: list[Row] = []
    stories: list[Prepared | None] = []
    assert order.bench is not None
    for item in items:
        if item.problem:
            rows.append(_held(item))
            stories.append(None)
            continue
        raw = raw_copy(item, order.folder)
        moment = item.moment or order.moment
        file = RawFile(raw.name, int(moment * 1e9), len(raw.copy))
        rows.append(Row(item.offset, item.label, raw.name, Outcome("", Fate.FILED)))
        stories.append(prepare_copy(file, raw.copy, order.bench))
    return Done(part, tuple(rows), passed, tuple(stories))


def _held(item: Item) -> Row:
    return Row(item.offset, item.label, "", Outcome("", Fate.HELD, reason=item.problem))


def here(parts: Iterable[Part], order: Order) -> Iterator[Done]:
    """Every part done by this process."""
    return (work(part, order) for part in parts)


def processes(count: int) -> Executor:
    """An executor of `count` processes."""

    def run(parts: Iterable[Part], order: Order) -> Iterator[Done]:
        waiting: deque[tuple[Part, Future[Done]]] = deque()
        pool = _pool(count)
        try:
            for part in parts:
                waiting.append((part, pool.submit(work, part, order)))
                if len(waiting) > 2 * count:
                    pool, done = _result(waiting, pool, count, order)
                    yield done
            while waiting:
                pool, done = _result(waiting, pool, count, order)
                yield done
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    return run


def _result(
    waiting: deque[tuple[Part, Future[Done]]], pool: ProcessPoolExecutor, count: int, order: Order
) -> tuple[ProcessPoolExecutor, Done]:
    """The first part's result. Where a worker died, the parts that were out go out again, the first one alone."""
    part, future = waiting.popleft()
    try:
        return pool, future.result()
    except BrokenProcessPool:
        pool.shutdown(wait=False, cancel_futures=True)
        with _pool(1) as one:
            try:
                done = one.submit(work, part, order).result()
            except BrokenProcessPool:
                done = broken(part)
        pool = _pool(count)
        again = [(each, pool.submit(work, each, order)) for each, _ in waiting]
        waiting.clear()
        waiting.extend(again)
        return pool, done


def broken(part: Part) -> Done:
    """A part that its worker died on twice: held as a whole, by its place."""
    reason = f"the workers broke down on it, up to {part.end}. Please report this archive"
    bare = replace(part, slices=(), head=b"")
    return Done(bare, (Row(part.begin, "", "", Outcome("", Fate.HELD, reason=reason)),), {})


def _pool(count: int) -> ProcessPoolExecutor:
    forks = "fork" in multiprocessing.get_all_start_methods()
    return ProcessPoolExecutor(count, multiprocessing.get_context("fork" if forks else None))


def bring(
    journal: Journal, archive: int, parts: Iterable[Part], order: Order, run: Executor, settle: Callable[[Done], Done],
    flush: Callable[[], dict[str, Outcome]],
) -> Iterator[tuple[Part, tuple[Row, ...]]]:  # fmt: skip
    """Each part with its rows, once it is done for good. `settle` decides what workers only prepared, `flush` brings
    it to the disk; both before the journal says that the part is done."""
    done = journal.done(archive)
    pending = (part for part in parts if part.key not in done)
    for result in run(pending, order):
        settled = settle(result)
        changed = flush()
        part = settled.part
        rows = tuple(journal.write(archive, part.key, part.begin, settled.rows, settled.passed, changed))
        yield part, rows
