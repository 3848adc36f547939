"""The road of one build: look, read what changed, settle the lists, print what they touch and release it.

`Build.run` stands in the place of `Pelican.run`. Its result depends on the content, the theme and the settings
alone: building on what the last build left gives the same bytes as building from nothing.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment

from . import keys, kinds, plan
from .claims import judge
from .fragments import SharedFragments
from .gate import HIDDEN, LIVE, state
from .house import House
from .indexing import Indexing
from .jinja import constants, environment
from .job import Job, Settings, claim
from .ledger import Ledger, Memory, Roll
from .made import digest
from .outcome import Outcome
from .pages import Page
from .printrun import Old, PrintRun
from .progress import watched
from .record import Held, read
from .stock import Found, Reading, look, read_packed, read_records
from .store import Store, load
from .task import Task, task_of
from .texts import Texts
from .workers import fan_out

log = logging.getLogger("pelican.plugins.press")

SMALL = 400  # fewer records than this are read without helpers
CHUNK = 100


class Build:
    """One build of one site."""

    def __init__(self, settings: Settings, pelican: Any = None) -> None:
        self.job = Job(settings, pelican)
        self._rules = self.job.rules()
        self._env: Environment | None = None
        self._flow: Texts | None = None

    def run(self) -> Outcome:
        """Publish the site as it now is; on any error the old one stands."""
        self.job.cache.mkdir(parents=True, exist_ok=True)
        with self.job.yard.locked(lambda: log.warning("another build is at work here: waiting for it")):
            self.job.yard.tidy()
            try:
                self._publish()
            except sqlite3.DatabaseError as error:
                if "full" in str(error):
                    raise
                log.warning("the store is damaged (%s): building everything", error)
                self.job.store_path.unlink(missing_ok=True)
                self._publish()
            finally:
                if self._flow:
                    self._flow.close()
                self.job.yard.tidy()
        return self.job.outcome

    def follow(self) -> None:
        """What may wait until the release is shown: the search index, if it is due."""
        if self.job.press.search != "after":
            return
        with self.job.yard.locked(lambda: None):
            store = Store.open(self.job.store_path, keys.reading(self.job.settings))
            if store is None:
                return
            try:
                Indexing(self.job, store, self._house(store, self._pages())).follow()
            finally:
                store.close()

    def _publish(self) -> None:
        started = time.time_ns()
        self.job.begin()
        self._env = None
        found = look(self.job.settings, started)
        self.job.step("look")
        pages = self._pages()
        reading_key = keys.reading(self.job.settings)
        store = Store.open(self.job.store_path, reading_key)
        if store and store.get("release") not in self.job.yard.names():
            store.close()
            store = None
        if store:
            self._bring_up_to_date(store, found, pages)
        else:
            self._start_anew(found, pages, reading_key)

    def _pages(self) -> list[Page]:
        root = Path(self.job.settings["PATH"])
        rules = self.job.rules(is_page=True)
        pages = []
        for folder in self.job.settings["PAGE_PATHS"]:
            for path in sorted((root / folder).rglob("*.md")):
                if path.is_symlink() or not path.is_file():
                    continue
                result = read(path.relative_to(root).as_posix(), path.read_bytes(), rules)
                if isinstance(result, Held):
                    self.job.outcome.held.append((result.path, result.reason))
                elif state(result[0], self.job.now) in (LIVE, HIDDEN):
                    pages.append(Page(*result, self.job.settings))
        return pages

    # the lazy road

    def _bring_up_to_date(self, store: Store, found: Found, pages: Sequence[Page]) -> None:
        try:
            changed, gone = _compare(store.stamps(), found.records)
            readings = [reading for part in self._read(changed) for reading in part]
            fresh: dict[str, Any] = dict.fromkeys(gone)
            bodies = []
            sources = []
            self.job.step("read")
            for reading in readings:
                same = store.digest(reading.path) == reading.digest
                sources.append((reading.path, found.records[reading.path], reading.digest))
                if not same:
                    fresh[reading.path] = reading.row
                    bodies.append((reading.path, reading.html))
                    store.set_held(reading.path, reading.reason)
            vanished = changed - {reading.path for reading in readings}
            fresh |= dict.fromkeys(vanished)
            store.drop_sources([*gone, *vanished])
            store.set_sources(sources)
            store.set_bodies(bodies)
            store.drop_bodies(path for path, row in fresh.items() if row is None)
            changes = plan.changes_from(store, fresh, self._woken(store), self.job.now, claim)
            # A text may change without its row: its page and its feeds do.
            changes += self._only_bodies(store, changes, fresh)
            tasks = plan.settle(store, changes, self.job.terms, claim, self.job.page_size, self.job.feed_size)
            reach = getattr(self.job.settings.get("DESK"), "reach", 0)
            tasks |= plan.related(store, changes, reach)
            if self._news_is_old(store):
                tasks.add(Task("sitemap", "news"))
            self.job.step("plan")
            only_more = not any(change.old for change in changes)
            self._release(store, found, pages, tasks, dict(bodies), bool(changes), only_more=only_more)
        finally:
            store.close()

    def _woken(self, store: Store) -> Iterable[str]:
        """The records whose state the clock has changed; any may be one when the clock was set back."""
        before = float(store.get("now") or 0)
        return store.waking(self.job.now) if self.job.now >= before else store.stamps()

    def _news_is_old(self, store: Store) -> bool:
        """Whether the clock alone has changed what is news."""
        until, then = store.get("news_until"), float(store.get("now") or 0)
        return self.job.now < then or bool(until and float(until) <= self.job.now)

    def _only_bodies(self, store: Store, changes: list[plan.Change], fresh: Mapping[str, Any]) -> list[plan.Change]:
        known = {side.row.path for change in changes for side in (change.old, change.new) if side}
        same = [kept for path, row in fresh.items() if row and path not in known and (kept := store.story(path))]
        return [plan.Change(kept, kept) for kept in same]

    def _read(self, paths: Iterable[str]) -> Iterator[list[Reading]]:
        """What the records say, in parts."""
        root = str(self.job.settings["PATH"])
        ordered = sorted(paths)
        if len(ordered) < SMALL:
            yield read_records(root, ordered, self._rules)
            return
        work = partial(read_records, root, rules=self._rules)
        yield from fan_out(_chunks(ordered), work, self.job.workers)

    # the cold road

    def _start_anew(self, found: Found, pages: Sequence[Page], reading_key: str) -> None:
        making = self.job.store_path.with_suffix(".new")
        store = Store.create(making, reading_key)
        try:
            memory = self._gather(found, self._texts())
            self.job.step("list")
            self._release(store, found, pages, None, {}, True, memory)
        finally:
            store.close()
            making.unlink(missing_ok=True)

    def _gather(self, found: Found, texts: Texts) -> Memory:
        """Read every record."""
        root, rules = str(self.job.settings["PATH"]), self._rules
        chunks = _chunks(sorted(found.records))
        work = partial(read_packed, root, rules=rules, texts=texts)
        parts = fan_out(chunks, work, self.job.workers if len(found.records) > SMALL else 1)
        self._env = self._environment()
        roll = Roll(texts)
        parts = watched(parts, len, len(found.records), "reading")
        for each in (each for part in parts for each in part):
            if each.text:
                kept = judge(load(each.text), self.job.now)
                roll.add(kept, claim(kept.row.slug), each.text, each.digest, each.place)
            else:
                roll.unread.append((each.path, each.digest, each.reason))
        roll.settle(self.job.now)
        self.job.step("read")
        return Memory(roll, self.job.terms)

    # both

    def _release(
        self,
        store: Store,
        found: Found,
        pages: Sequence[Page],
        tasks: set[Task] | None,
        bodies: Mapping[str, str],
        listed: bool,
        memory: Memory | None = None,
        only_more: bool = False,
    ) -> None:
        """Make `tasks` (none: all there are) and publish what came out differently."""
        house = self._house(memory or store, pages)
        printing_key = keys.printing(self.job.settings, house)
        if tasks is not None and (self.job.pelican or store.get("printing") != printing_key):
            roll = Roll()
            for kept, claimed, text in store.texts():
                roll.add(kept, claimed, text)
            memory = Memory(roll, self.job.terms, _body_reader(store.path, bodies))
            self._env = None
            house = self._house(memory, pages)
            tasks = None
        store.set("printing", printing_key)
        run = PrintRun(self.job, store, found, house)
        if tasks is None:
            old: Old = {} if store.path.suffix == ".new" else store.outputs()
            every = kinds.every_task(house, memory.paths() if memory else [])
            fill = partial(_fill, store, found, memory) if memory and store.path.suffix == ".new" else None
            if self.job.pelican:
                run.all_for_listeners(every, old, fill)
            else:
                run.all(every, old, fill)
            return
        if listed:
            tasks |= set(kinds.by_any(house))
        tasks |= {Task("page", page.row.path) for page in pages}
        tasks |= {task_of(task) for task in _page_tasks(store)}
        run.some(tasks, listed, only_more)

    def house_of(self, store: Store) -> House:
        """What pages of the site as the store knows it are made from."""
        return self._house(store, self._pages())

    def _house(self, ledger: Ledger, pages: Sequence[Page]) -> House:
        job = self.job
        fragments = None
        if isinstance(ledger, Memory):
            fragments = SharedFragments(self._texts(), ledger.place, len(ledger.paths()))
        env = self._env or self._environment()
        return House(job.settings, job.press, ledger, job.terms, pages, env, claim, fragments, job.now)

    def _texts(self) -> Texts:
        """The texts on their way, which the end of the build removes."""
        if self._flow is None:
            self._flow = Texts(self.job.cache / "texts")
        return self._flow

    def _environment(self) -> Environment:
        fixed = constants(self.job.settings)
        return environment(self.job.settings, fixed, self._bytecode(fixed))

    def _bytecode(self, fixed: Mapping[str, str]) -> Any:
        from jinja2 import FileSystemBytecodeCache

        folder = self.job.cache / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        settings = digest(repr(sorted(fixed.items())).encode()).hex()
        return FileSystemBytecodeCache(str(folder), f"%s-{settings}.cache")


def _chunks(paths: Sequence[str]) -> list[Sequence[str]]:
    return [paths[at : at + CHUNK] for at in range(0, len(paths), CHUNK)]


def _fill(store: Store, found: Found, memory: Memory) -> None:
    """Put what was read and listed into a store that holds nothing yet."""
    held = memory.unread()
    sources = ((path, found.records[path], digest) for path, digest in memory.digests())
    store.fill(memory.rows(), sources, memory.links(), memory.aliases())
    store.set_bodies(memory.bodies())
    store.set_sources((path, found.records[path], digest) for path, digest, _reason in held)
    for path, _digest, reason in held:
        store.set_held(path, reason)
    store.set_entries(memory.entries())
    store.set_marks(memory.marks())
    for name, size, title in memory.all_shelves():
        store.set_shelf(name, size, title)
        if name.startswith("month/"):
            store.set(f"lastmod/{name[6:]}", memory.lastmod(name[6:]))


def _compare(known: Mapping[str, str], found: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """The paths that are new or have another stamp, and those that are gone."""
    changed = {path for path, stamp in found.items() if known.get(path) != stamp or stamp == "fresh"}
    return changed, known.keys() - found.keys()


def _body_reader(path: Path, fresh: Mapping[str, str]) -> Callable[[str], str]:
    """A function that gives a record's HTML, in whichever process it is called."""
    connections: dict[int, sqlite3.Connection] = {}

    def body(record: str) -> str:
        if record in fresh:
            return fresh[record]
        if os.getpid() not in connections:
            connections[os.getpid()] = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        found = connections[os.getpid()].execute("SELECT html FROM body WHERE path = ?", (record,)).fetchone()
        return str(found[0]) if found else ""

    return body


def _page_tasks(store: Store) -> list[str]:
    return [task for (task,) in store.db.execute("SELECT DISTINCT task FROM output WHERE task LIKE 'page|%'")]


__all__ = ["Build", "Outcome"]
