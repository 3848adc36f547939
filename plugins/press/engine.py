"""The road of one build: look, read what changed, settle the lists, make what they touch, release.

`Build.run` stands in the place of `Pelican.run`. Its result depends on the content, the theme and the settings
alone: building on what the last build left gives the same bytes as building from nothing.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import sqlite3
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from . import checks, keys, plan
from .gate import GONE, HIDDEN, LIVE, state
from .house import House, Task, environment
from .ledger import Memory
from .outcome import Outcome
from .pages import Page
from .record import Held, Row, Rules, read
from .release import ReleaseError, Yard, link_paths, put
from .settings import Press, press_settings
from .stock import Found, Reading, look, read_records
from .store import Kept, Store
from .summary import Summary
from .terms import Terms
from .workers import cores, fan_out

log = logging.getLogger("pelican.plugins.press")
Settings = Mapping[str, Any]
Old = Mapping[str, tuple[str, bytes]]  # path -> (task, digest)

SMALL = 400  # fewer tasks or records than this are done without helpers
CHUNK = 100
GROWTH = 1000  # files linked into a spare tree at a time


def claim(slug: str) -> str:
    """What two slugs have in common when a file system may take them for one."""
    return unicodedata.normalize("NFC", slug).casefold()


def digest(content: bytes) -> bytes:
    """A short name for some bytes."""
    return hashlib.blake2b(content, digest_size=16).digest()


@dataclass(frozen=True)
class Made:
    """A file that was made: by which task, its digest, and its bytes if they are still to be written."""

    path: str
    task: str
    digest: bytes
    content: bytes | None = None


def yard_of(settings: Settings) -> Yard:
    """Where the site's releases stand."""
    press = press_settings(settings.get("PRESS") or {})
    output = Path(settings["OUTPUT_PATH"])
    name = ".releases" if output.name == "output" else f".{output.name}.releases"
    home = Path(press.releases) if press.releases else output.with_name(name)
    return Yard(output, home, press.keep)


class Build:
    """One build of one site."""

    def __init__(self, settings: Settings, pelican: Any = None) -> None:
        self.settings = settings
        self.pelican = pelican  # given when other people's plugins listen
        self.press: Press = press_settings(settings.get("PRESS") or {})
        self.zone = ZoneInfo(settings["TIMEZONE"])
        self.now = datetime.fromisoformat(self.press.now).timestamp() if self.press.now else time.time()
        self.yard = yard_of(settings)
        self.cache = Path(settings["CACHE_PATH"])
        self.terms = Terms(settings)
        self.rules = self._rules()
        self.outcome = Outcome()
        self._clock = time.perf_counter()

    def _rules(self, is_page: bool = False) -> Rules:
        settings = self.settings
        author = settings.get("AUTHOR")
        return Rules(
            zone=self.zone,
            lang=str(settings["DEFAULT_LANG"]),
            category=str(settings["DEFAULT_CATEGORY"]),
            author=str(author or ""),
            summary_words=int(settings["SUMMARY_MAX_LENGTH"] or 50),
            markdown=settings["MARKDOWN"],
            slugify=partial(self.terms.slug, "article"),
            is_page=is_page,
        )

    def run(self) -> Outcome:
        """Publish the site as it now is; on any error the old one stands."""
        self.cache.mkdir(parents=True, exist_ok=True)
        with self.yard.locked(lambda: log.warning("another build is at work here: waiting for it")):
            self.yard.tidy()
            try:
                self._publish()
            except sqlite3.DatabaseError as error:
                if "full" in str(error):
                    raise
                log.warning("the store is damaged (%s): building everything", error)
                self._store_path.unlink(missing_ok=True)
                self._publish()
            finally:
                self.yard.tidy()
        return self.outcome

    @property
    def _store_path(self) -> Path:
        return self.cache / "press.sqlite"

    def _publish(self) -> None:
        started = time.time_ns()
        self.outcome = Outcome()
        self._clock = time.perf_counter()
        found = look(self.settings, started)
        self._step("look")
        pages = self._pages()
        reading_key = keys.reading(self.settings)
        store = Store.open(self._store_path, reading_key)
        if store and store.get("release") not in self.yard.names():
            store.close()
            store = None
        if store:
            self._bring_up_to_date(store, found, pages)
        else:
            self._start_anew(found, pages, reading_key)

    def _pages(self) -> list[Page]:
        root = Path(self.settings["PATH"])
        rules = self._rules(is_page=True)
        pages = []
        for folder in self.settings["PAGE_PATHS"]:
            for path in sorted((root / folder).rglob("*.md")):
                if path.is_symlink() or not path.is_file():
                    continue
                result = read(path.relative_to(root).as_posix(), path.read_bytes(), rules)
                if isinstance(result, Held):
                    self.outcome.held.append((result.path, result.reason))
                elif state(result[0], self.now) in (LIVE, HIDDEN):
                    pages.append(Page(*result, self.settings))
        return pages

    # the lazy road

    def _bring_up_to_date(self, store: Store, found: Found, pages: Sequence[Page]) -> None:
        try:
            changed, gone = _compare(store.stamps(), found.records)
            readings = [reading for part in self._read(changed) for reading in part]
            fresh: dict[str, Any] = dict.fromkeys(gone)
            bodies = []
            sources = []
            self._step("read")
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
            changes = plan.changes_from(store, fresh, store.waking(self.now), self.now, claim)
            # A text may change without its row: its page and its feeds do.
            changes += self._only_bodies(store, changes, fresh)
            tasks = plan.settle(store, changes, self.terms, claim, self._size, self._feed_size)
            self._step("plan")
            self._release(store, found, pages, tasks, dict(bodies), bool(changes))
        finally:
            store.close()

    def _only_bodies(self, store: Store, changes: list[plan.Change], fresh: Mapping[str, Any]) -> list[plan.Change]:
        known = {side.row.path for change in changes for side in (change.old, change.new) if side}
        same = [kept for path, row in fresh.items() if row and path not in known and (kept := store.story(path))]
        return [plan.Change(kept, kept) for kept in same]

    def _read(self, paths: Iterable[str]) -> Iterator[list[Reading]]:
        """What the records say, in parts."""
        root = str(self.settings["PATH"])
        ordered = sorted(paths)
        if len(ordered) < SMALL:
            yield read_records(root, ordered, self.rules)
            return
        chunks = [ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK)]
        gc.freeze()
        work = partial(read_records, root, rules=self.rules)
        yield from fan_out(chunks, work, self._workers)

    @property
    def _workers(self) -> int:
        return self.press.workers or cores()

    @property
    def _size(self) -> int:
        return int(self.settings["DEFAULT_PAGINATION"] or 20)

    @property
    def _feed_size(self) -> int:
        return int(self.settings["FEED_MAX_ITEMS"] or 50)

    # the cold road

    def _start_anew(self, found: Found, pages: Sequence[Page], reading_key: str) -> None:
        making = self._store_path.with_suffix(".new")
        store = Store.create(making, reading_key)
        try:
            rows = [row for part in self._read(found.records) for row in _keep(store, found, part)]
            self._step("read")
            kept = self._judge_all(rows)
            memory = Memory(kept, claim, self.terms, store.body)
            store.set_stories(kept, [claim(each.row.slug) for each in kept])
            store.set_entries(memory.entries())
            for name, size, title in memory.all_shelves():
                store.set_shelf(name, size, title)
            store.commit()
            store.db.execute("BEGIN")
            self._step("list")
            self._release(store, found, pages, None, {}, True, memory)
        finally:
            store.close()
            making.unlink(missing_ok=True)

    def _judge_all(self, rows: Iterable[Any]) -> list[Kept]:
        claims: dict[str, list[Kept]] = {}
        for row in rows:
            claims.setdefault(claim(row.slug), []).append(plan.judge(row, self.now))
        settled = [kept for each in claims.values() for kept in plan.settle_claims(each, self.now)]
        return sorted(settled, key=lambda kept: kept.row.path)

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
    ) -> None:
        """Make `tasks` (none: all there are) and publish what came out differently."""
        env = environment(self.settings, self._bytecode())
        ledger: Any = memory or store
        house = House(self.settings, self.press, ledger, self.terms, pages, env, claim)
        printing_key = keys.printing(self.settings, house)
        if tasks is not None and (self.pelican or store.get("printing") != printing_key):
            memory = Memory(list(store.stories()), claim, self.terms, _body_reader(store.path, bodies))
            env = environment(self.settings, self._bytecode())
            house = House(self.settings, self.press, memory, self.terms, pages, env, claim)
            tasks = None
        store.set("printing", printing_key)
        old: Old = {} if store.path.suffix == ".new" else store.outputs() if tasks is None else {}
        if tasks is None:
            every = list(dict.fromkeys(house.all_tasks(each.row.path for each in memory.kept()))) if memory else []
            if self.pelican:
                self._make_for_all(store, found, house, every, old)
            else:
                self._make_all(store, found, house, every, old)
            return
        if listed:
            tasks |= set(house.site_tasks())
        tasks |= {Task("page", page.row.path) for page in pages}
        tasks |= {Task(*_untask(task)) for task in _page_tasks(store)}
        self._make_some(store, found, house, tasks)

    def _bytecode(self) -> Any:
        from jinja2 import FileSystemBytecodeCache

        folder = self.cache / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        return FileSystemBytecodeCache(str(folder))

    def _make_some(self, store: Store, found: Found, house: House, tasks: Iterable[Task]) -> None:
        made: list[Made] = []
        removed: list[str] = []
        taken: dict[str, str] = {}
        for task in sorted(tasks):
            before = store.made_by(str(task))
            files = house.make(task)
            for path, content in files.items():
                mark = digest(content)
                taken[path] = str(task)
                if before.get(path) != mark:
                    made.append(Made(path, str(task), mark, content))
            removed += [path for path in before if path not in files]
        removed = [path for path in removed if path not in taken]
        self._step("print")
        statics, unwanted = self._statics(store, found)
        made += statics
        removed += unwanted
        self._check_some(store, house, made, removed)
        self._finish_some(store, made, removed)

    def _check_some(self, store: Store, house: House, made: Sequence[Made], removed: Sequence[str]) -> None:
        """The changed files' links and syntax, and what may still link to a file that goes."""
        new, gone = {each.path for each in made}, set(removed)
        pages = {each.path: each.content or b"" for each in made}
        wrong = checks.faults(pages.items())
        for path, content in pages.items():
            wanted = checks.links(content.decode(), house.site) if path.endswith(".html") else ()
            for link in wanted:
                if not checks.resolves(link, lambda p: p in new or (p not in gone and bool(store.output(p)))):
                    self.outcome.broken.append((path, link))
        for path in gone:
            address = "/" + path.removesuffix("index.html")
            self.outcome.broken += [(source, address.lstrip("/")) for source in store.linking(address)]
        self._judge(wrong)

    def _judge(self, wrong: Sequence[str]) -> None:
        """Stop a release that machines could not read, or whose links are broken where the settings forbid it."""
        if self.outcome.broken and self.press.broken_links == "stop":
            wrong = [*wrong, *(f"{page}: the link /{link} leads nowhere" for page, link in self.outcome.broken)]
        if wrong:
            more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
            raise ReleaseError(f"the old site stands as it was: {'; '.join(wrong[:3])}{more}")

    def _finish_some(self, store: Store, made: list[Made], removed: list[str]) -> None:
        current = store.get("release")
        if made or removed:
            self.yard.start_from(current, store.delta_since, store.count_outputs(), int(store.get("journal")))
            for path in removed:
                self.yard.remove(path)
            for each in made:
                self.yard.put(each.path, each.content or b"")
            store.drop_outputs(removed)
            store.set_outputs((each.path, each.task, each.digest) for each in made)
            self._show(store, [each.path for each in made] + removed)
            self._grow_spare(store)
        else:
            self._settle_for(store, current)
        self.outcome.changed, self.outcome.removed = len(made), len(removed)

    def _make_all(self, store: Store, found: Found, house: House, tasks: Sequence[Task], old: Old) -> None:
        """Every file of the site; those that are in the shown release already are shared with it."""
        current = self.yard.current()
        base = self.yard.path(current) if current in self.yard.names() else None
        self._start_stage(store, old)
        work = _Printer(house, self.yard.stage, base, store.path)
        chunks = [list(tasks[at : at + CHUNK]) for at in range(0, len(tasks), CHUNK)]
        gc.collect()
        gc.freeze()
        self._step("prepare")
        parts = fan_out(chunks, work, self._workers) if len(tasks) > SMALL else map(work, chunks)
        made: dict[str, Made] = {}
        changed = 0
        wrong: list[str] = []
        links: dict[str, str] = {}
        for part in parts:
            changed += part.changed
            wrong += part.wrong
            links |= part.links
            for each in part.made:
                made.setdefault(each.path, each)
        for each in self._statics(store, found, everything=True)[0]:
            changed += _place(self.yard.stage, base, each.path, each.content or b"")
            made[each.path] = each
        self._step("print")
        broken = sorted(link for link in links if not checks.resolves(link, made.__contains__))
        self.outcome.broken += [(links[link], link) for link in broken]
        self._judge(wrong)
        store.db.execute("DELETE FROM output")
        store.set_outputs((each.path, each.task, each.digest) for each in made.values())
        removed = [path for path in old if path not in made]
        self.outcome.changed, self.outcome.removed = changed, len(removed)
        self._show(store, [*made, *removed])
        self._copy_spare(list(made))

    def _make_for_all(self, store: Store, found: Found, house: House, tasks: Sequence[Task], old: Old) -> None:
        """Every file of the site, with everything other plugins listen for; only this process can be listened to."""
        from .foreign import Foreign

        current = self.yard.current()
        base = self.yard.path(current) if current in self.yard.names() else None
        self._start_stage(store, old)
        stage = self.yard.stage
        foreign = Foreign(self.pelican, stage, house.ledger, house.pages)
        try:
            foreign.read()
            house.adopt = foreign.adopt
            owners = self._print_for_all(house, foreign, tasks)
            for each in self._statics(store, found, everything=True)[0]:
                put(stage, each.path, each.content or b"")
                owners[each.path] = each.task
            foreign.finish()
        finally:
            foreign.restore()
        self._step("print")
        made, changed = _share(stage, base, owners)
        self._judge(checks.faults((each.path, (stage / each.path).read_bytes()) for each in made))
        store.db.execute("DELETE FROM output")
        store.set_outputs((each.path, each.task, each.digest) for each in made)
        removed = sorted(old.keys() - {each.path for each in made})
        self.outcome.changed, self.outcome.removed = changed, len(removed)
        if old and not changed and not removed:
            self._settle_for(store, current)
        else:
            self._show(store, [*(each.path for each in made), *removed])

    def _print_for_all(self, house: House, foreign: Any, tasks: Sequence[Task]) -> dict[str, str]:
        """Write every page and show it to those who listen; who made which file."""
        owners: dict[str, str] = {}
        for task in tasks:
            house.contexts = {}
            if task.kind == "story":
                foreign.before(task.key)
            for path, content in house.make(task).items():
                if path not in owners:
                    put(self.yard.stage, path, content)
                    owners[path] = str(task)
            for path, context in house.contexts.items():
                if owners.get(path) == str(task):
                    foreign.written(path, context)
        return owners

    def _start_stage(self, store: Store, old: Old) -> None:
        self.yard.start_empty()
        if not old:
            self.yard.drop_spares()
            store.set("journal", self.yard.next_name())

    def _settle_for(self, store: Store, current: str) -> None:
        """Nothing came out differently: the release that stands is the newest."""
        self._note(store)
        store.commit()
        if self.yard.current() != current:
            self.yard.show(current)

    def _copy_spare(self, paths: Sequence[str]) -> None:
        """A tree for the next build to work in, so that it need not make one: this is the build with time for it."""
        name = self.outcome.release
        if not self.yard.needs_tree():
            return
        folder = self.yard.grow(name)
        work = partial(link_paths, self.yard.path(name), folder)
        chunks = [paths[at : at + GROWTH] for at in range(0, len(paths), GROWTH)]
        for _ in fan_out(chunks, work, self._workers) if len(paths) > GROWTH else map(work, chunks):
            pass
        self.yard.finish_spare(folder, name)
        self._step("spare")

    def _grow_spare(self, store: Store) -> None:
        """Go on with the tree that lets one more release be kept: a little in each build, however large the site."""
        name = self.outcome.release
        growing = self.yard.growing()
        if growing is None:
            if not self.yard.needs_tree():
                return
            growing = self.yard.grow(name), int(name)
            store.set("grown", "")
        folder, since = growing
        paths = store.outputs_after(store.get("grown"), GROWTH)
        link_paths(self.yard.path(name), folder, paths)
        if len(paths) < GROWTH:
            self.yard.finish_spare(folder, since)
        else:
            store.set("grown", paths[-1])
        self._step("spare")

    def _step(self, name: str) -> None:
        """Note how long the step that has just ended took."""
        now = time.perf_counter()
        self.outcome.steps.append((name, now - self._clock))
        self._clock = now

    def _statics(self, store: Store, found: Found, everything: bool = False) -> tuple[list[Made], list[str]]:
        """Static files to copy, and outputs of statics to remove."""
        secret = self._secret(store)
        known = (
            {}
            if everything
            else {
                path: (task, mark)
                for path, task, mark in store.db.execute(
                    "SELECT path, task, digest FROM output WHERE task LIKE 'static|%'"
                )
            }
        )
        made, wanted = [], set()
        for name, stamp in found.statics.items():
            path = self._static_path(name)
            if path in secret:
                continue
            wanted.add(path)
            task = f"static|{name}|{stamp}"
            if path in known and known[path][0] == task and stamp != "fresh":
                continue
            try:
                content = self._static_source(name).read_bytes()
            except OSError as error:
                self.outcome.held.append((name, f"it cannot be read ({error.strerror})"))
                continue
            mark = digest(content)
            if path in known and known[path][1] == mark:
                store.set_outputs([(path, task, mark)])
                continue
            made.append(Made(path, task, mark, content))
        return made, [path for path in known if path not in wanted]

    def _secret(self, store: Store) -> set[str]:
        """The pictures that only stories nobody may see speak of."""
        hidden = [kept.row for kept in store.unlisted() if kept.state not in (HIDDEN,)]
        wanted = {link for row in hidden for link in row.links}
        if picture_of := getattr(self.settings.get("DESK"), "picture_of", None):
            wanted |= {picture for row in hidden if (picture := picture_of(row.slug))}
        secret = {
            link.lstrip("/")
            for link in wanted
            if all(kept is None or kept.state not in (LIVE, HIDDEN) for kept in map(store.story, store.linking(link)))
        }
        copies = getattr(self.settings.get("DESK"), "copies", None)
        sized = {copy for link in secret for copy in copies(link)} if copies else set()
        return secret | {f"{self.settings['THEME_STATIC_DIR']}/{copy}" for copy in sized}

    def _static_path(self, name: str) -> str:
        if name.startswith("theme:"):
            return name.removeprefix("theme:")
        extra = self.settings["EXTRA_PATH_METADATA"].get(name, {})
        return str(extra.get("path", name))

    def _static_source(self, name: str) -> Path:
        if not name.startswith("theme:"):
            return Path(self.settings["PATH"], name)
        rest = name.removeprefix(f"theme:{self.settings['THEME_STATIC_DIR']}/")
        theme = Path(str(self.settings["THEME"])).expanduser()
        folders: list[Path] = [theme / folder for folder in self.settings["THEME_STATIC_PATHS"]]
        return next((folder / rest for folder in folders if (folder / rest).is_file()), folders[0] / rest)

    def _note(self, store: Store) -> None:
        store.set("now", repr(self.now))
        self.outcome.live = store.shelf("index")[0]
        self.outcome.held += store.held()
        for kept in store.unlisted():
            if kept.state == plan.TAKEN:
                self.outcome.held.append((kept.row.path, f"its slug {kept.row.slug!r} belongs to an older story"))
            elif kept.state not in (HIDDEN, GONE):
                self.outcome.waiting[kept.state] = self.outcome.waiting.get(kept.state, 0) + 1
        self.outcome.next_change = store.next_wake()

    def _show(self, store: Store, delta: Iterable[str]) -> None:
        """The stage is whole: name it, remember it, show it, in the order that survives being killed in between."""
        name = self.yard.next_name()
        store.set("release", name)
        store.add_delta(int(name), delta)
        self._note(store)
        self.yard.seal(name)
        store.commit()
        if store.path != self._store_path:
            store.close()
            store.path.replace(self._store_path)
        self.yard.show(name)
        self.outcome.release = name
        self.yard.prune()
        self._step("release")


@dataclass
class Part:
    """What a helper made: files, how many of them differ from the shown release, what they link to, what is wrong."""

    made: list[Made] = field(default_factory=list)
    changed: int = 0
    links: dict[str, str] = field(default_factory=dict)  # address inside the site -> a page that links to it
    wrong: list[str] = field(default_factory=list)


class _Printer:
    """Makes chunks of tasks into a stage; runs in a helper."""

    def __init__(self, house: House, stage: Path, base: Path | None, store: Path) -> None:
        self.house = house
        self.stage = stage
        self.base = base
        self.store = store

    def __call__(self, tasks: Sequence[Task]) -> Part:
        part = Part()
        for task in tasks:
            for path, content in self.house.make(task).items():
                part.changed += _place(self.stage, self.base, path, content)
                part.made.append(Made(path, str(task), digest(content)))
                if path.endswith(".html"):
                    part.links |= dict.fromkeys(checks.links(content.decode(), self.house.site), path)
                elif said := checks.fault(path, content):
                    part.wrong.append(said)
        return part


def _place(stage: Path, base: Path | None, path: str, content: bytes) -> bool:
    """Put a file on the stage, shared with the shown release if it has the same bytes; whether it has not."""
    if base is not None:
        source = f"{base}/{path}"
        try:
            with open(source, "rb") as old:  # noqa: PTH123
                same = old.read() == content
        except OSError:
            same = False
        if same:
            target = f"{stage}/{path}"
            os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
            os.link(source, target)
            return False
    put(stage, path, content)
    return True


def _share(stage: Path, base: Path | None, owners: Mapping[str, str]) -> tuple[list[Made], int]:
    """Every file on the stage, and how many differ from the shown release; the others are shared with it."""
    made, changed = [], 0
    for path in sorted(path for path in stage.rglob("*") if path.is_file()):
        name = path.relative_to(stage).as_posix()
        content = path.read_bytes()
        if base is not None and (base / name).is_file() and (base / name).read_bytes() == content:
            path.unlink()
            os.link(base / name, path)
        else:
            changed += 1
        made.append(Made(name, owners.get(name, "foreign||0"), digest(content)))
    return made, changed


def _keep(store: Store, found: Found, readings: Sequence[Reading]) -> list[Row]:
    """The rows of records that were read; the rest goes into the store at once, so that memory holds no texts."""
    store.set_sources((each.path, found.records[each.path], each.digest) for each in readings)
    store.set_bodies((each.path, each.html) for each in readings if each.row)
    for each in readings:
        if each.reason:
            store.set_held(each.path, each.reason)
    return [each.row for each in readings if each.row]


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


def _untask(text: str) -> tuple[str, str, int]:
    kind, _, rest = text.partition("|")
    key, _, number = rest.rpartition("|")
    return kind, key, int(number)


__all__ = ["Build", "Outcome", "ReleaseError", "Summary"]
