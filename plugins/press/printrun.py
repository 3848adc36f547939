"""A print run: the tasks a build came down to are made, judged, put on a stage, and shown as the new release."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import checks, kinds, spares
from .claims import TAKEN, why_taken
from .gate import GONE, HIDDEN
from .house import House
from .indexing import Indexing
from .job import Job
from .kinds.sitemaps import news_until
from .made import Made, digest
from .printing import Printer, print_all, share
from .progress import watched
from .release import ReleaseError, put
from .statics import Statics
from .stock import Found, look_at_theme
from .store import Store
from .task import Task

Old = Mapping[str, tuple[str, bytes]]  # path -> (task, digest)


class PrintRun:
    """The printing half of a build."""

    def __init__(self, job: Job, store: Store, found: Found, house: House) -> None:
        self.job = job
        self.store = store
        self.found = found
        self.house = house
        self.yard = job.yard
        self.outcome = job.outcome

    def some(self, tasks: Iterable[Task], listed: bool = False, only_more: bool = False) -> None:
        """The files of `tasks`; every other file stays as it is.

        `listed`: stories came, went or changed; `only_more`: none of those that were there did.
        """
        made: list[Made] = []
        removed: list[str] = []
        taken: dict[str, str] = {}
        for task in sorted(tasks):
            before = self.store.made_by(str(task))
            files = kinds.make(self.house, task)
            for path, content in files.items():
                mark = digest(content)
                taken[path] = str(task)
                if before.get(path) != mark:
                    made.append(Made(path, str(task), mark, content))
            removed += [path for path in before if path not in files]
        removed = [path for path in removed if path not in taken]
        self.job.step("print")
        statics, unwanted = self._statics()
        indexed, dropped = Indexing(self.job, self.store, self.house).some(listed, only_more)
        made += [*statics, *indexed]
        removed += [*unwanted, *dropped]
        self._check_some(made, removed)
        self._finish_some(made, removed)

    def _check_some(self, made: Sequence[Made], removed: Sequence[str]) -> None:
        """The changed files' links and syntax, and what may still link to a file that goes."""
        new, gone = {each.path for each in made}, set(removed)
        pages = {each.path: each.content or b"" for each in made}
        wrong = checks.faults(pages.items())
        for path, content in pages.items():
            wanted = checks.links(content.decode(), self.house.site) if path.endswith(".html") else ()
            for link in wanted:
                if not checks.resolves(link, lambda p: p in new or (p not in gone and bool(self.store.output(p)))):
                    self.outcome.broken.append((path, link))
        for path in gone:
            address = "/" + path.removesuffix("index.html")
            self.outcome.broken += [(source, address.lstrip("/")) for source in self.store.linking(address)]
        self._judge(wrong)

    def _judge(self, wrong: Sequence[str]) -> None:
        """Stop a release that machines could not read, or whose links are broken where the settings forbid it."""
        if self.outcome.broken and self.job.press.broken_links == "stop":
            wrong = [*wrong, *(f"{page}: the link /{link} leads nowhere" for page, link in self.outcome.broken)]
        if wrong:
            more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
            raise ReleaseError(f"the old site stands as it was: {'; '.join(wrong[:3])}{more}")

    def _finish_some(self, made: list[Made], removed: list[str]) -> None:
        current = self.store.get("release")
        if made or removed:
            size, journal = self.store.count_outputs(), int(self.store.get("journal"))
            self.yard.start_from(current, self.store.delta_since, size, journal)
            for path in removed:
                self.yard.remove(path)
            for each in made:
                self.yard.put(each.path, each.content or b"")
            self.store.drop_outputs(removed)
            self.store.set_outputs((each.path, each.task, each.digest) for each in made)
            self._show([each.path for each in made] + removed)
            spares.grow(self.job, self.store)
        else:
            self._settle_for(current)
        self.outcome.changed, self.outcome.removed = len(made), len(removed)

    def all(self, tasks: Sequence[Task], old: Old, fill: Callable[[], None] | None) -> None:
        """Every file of the site; those that are in the shown release already are shared with it."""
        self._start_stage(old)
        spare = self.yard.start_spare() if self.yard.needs_tree(coming=1) else None
        printer = Printer(self.house, tasks, self.yard.stage, self._base(), spare)
        parts = print_all(printer, self.job.workers)
        if fill:
            fill()  # while the helpers are at work
        owners: dict[str, tuple[int, bytes]] = {}
        links: dict[str, str] = {}
        wrong: list[str] = []
        changed = 0
        for part in watched(parts, lambda part: part.done, len(tasks), "printing"):
            changed += part.changed
            wrong += part.wrong
            for link, page in part.links:
                links.setdefault(link, page)
            for path, place, mark in part.made:
                if path in owners and owners[path][0] != place:
                    printer.put(path, kinds.make(self.house, tasks[owners[path][0]])[path])
                else:
                    owners[path] = place, mark
        statics = self._statics(everything=True)[0]
        statics += Indexing(self.job, self.store, self.house).all(self._base())
        for each in statics:
            changed += printer.put(each.path, each.content or b"")
        self.job.step("print")
        made = {path: (str(tasks[place]), mark) for path, (place, mark) in owners.items()}
        made |= {each.path: (each.task, each.digest) for each in statics}
        self._note_broken(links, made)
        self._judge(wrong)
        self.store.db.execute("DELETE FROM output")
        self.store.set_outputs((path, task, mark) for path, (task, mark) in sorted(made.items()))
        removed = [path for path in old if path not in made]
        self.outcome.changed, self.outcome.removed = changed, len(removed)
        self._show([*made, *removed] if old else [])
        if spare:
            self.yard.finish_spare(spare, self.outcome.release)

    def _base(self) -> Path | None:
        current = self.yard.current()
        return self.yard.path(current) if current in self.yard.names() else None

    def _note_broken(self, links: Mapping[str, str], made: Mapping[str, Any]) -> None:
        """Which of the links lead nowhere. What only looked like one is looked at again, wherever it may stand."""
        doubtful = {link: page for link, page in links.items() if not checks.resolves(link, made.__contains__)}
        broken = {link: page for link, page in doubtful.items() if link in self._links_on(page)}
        if len(broken) < len(doubtful):
            for page in sorted(path for path in made if path.endswith(".html")):
                for link in self._links_on(page) & doubtful.keys():
                    broken.setdefault(link, page)
        self.outcome.broken += sorted((page, link) for link, page in broken.items())

    def _links_on(self, page: str) -> set[str]:
        return checks.links((self.yard.stage / page).read_text("utf-8"), self.house.site)

    def all_for_listeners(self, tasks: Sequence[Task], old: Old, fill: Callable[[], None] | None) -> None:
        """Every file of the site, with everything other plugins listen for; only this process can be listened to."""
        from .foreign import Foreign

        base = self._base()
        self._start_stage(old)
        if fill:
            fill()
        stage = self.yard.stage
        foreign = Foreign(self.job.pelican, stage, self.house.ledger, self.house.pages)
        try:
            foreign.read()
            self.house.wardrobe.adopt = foreign.adopt
            owners = self._print_for_all(foreign, tasks)
            for each in self._statics(everything=True)[0] + Indexing(self.job, self.store, self.house).all(base):
                put(stage, each.path, each.content or b"")
                owners[each.path] = each.task
            foreign.finish()
        finally:
            foreign.restore()
        self.job.step("print")
        made, changed = share(stage, base, owners)
        self._judge(checks.faults((each.path, (stage / each.path).read_bytes()) for each in made))
        self.store.db.execute("DELETE FROM output")
        self.store.set_outputs((each.path, each.task, each.digest) for each in made)
        removed = sorted(old.keys() - {each.path for each in made})
        self.outcome.changed, self.outcome.removed = changed, len(removed)
        if old and not changed and not removed:
            self._settle_for(self.yard.current())
        else:
            self._show([*(each.path for each in made), *removed])

    def _print_for_all(self, foreign: Any, tasks: Sequence[Task]) -> dict[str, str]:
        """Write every page and show it to those who listen; who made which file."""
        owners: dict[str, str] = {}
        for task in tasks:
            self.house.contexts = {}
            if task.kind == "story":
                foreign.before(task.key)
            for path, content in kinds.make(self.house, task).items():
                if path not in owners:
                    put(self.yard.stage, path, content)
                    owners[path] = str(task)
            for path, context in self.house.contexts.items():
                if owners.get(path) == str(task):
                    foreign.written(path, context)
        return owners

    def _statics(self, everything: bool = False) -> tuple[list[Made], list[str]]:
        settle = getattr(self.house.desk, "settle", None)
        if settle and settle():  # pictures were sized meanwhile
            look_at_theme(self.found, self.job.settings, time.time_ns())
        statics = Statics(self.job.settings)
        found = statics.changed(self.store, self.found, everything)
        self.outcome.held += statics.held
        return found

    def _start_stage(self, old: Old) -> None:
        self.yard.start_empty()
        if not old:
            self.yard.drop_spares()
            self.store.set("journal", self.yard.next_name())

    def _settle_for(self, current: str) -> None:
        """Nothing came out differently: the release that stands is the newest."""
        self._note()
        self.store.commit()
        if self.yard.current() != current:
            self.yard.show(current)

    def _note(self) -> None:
        self.store.set("now", repr(self.job.now))
        until = news_until(self.house)
        self.store.set("news_until", "" if until is None else repr(until))
        self.outcome.live = self.store.shelf("index")[0]
        self.outcome.held += self.store.held()
        for kept in self.store.unlisted():
            if kept.state == TAKEN:
                self.outcome.held.append((kept.row.path, why_taken(kept.row)))
            elif kept.state not in (HIDDEN, GONE):
                self.outcome.waiting[kept.state] = self.outcome.waiting.get(kept.state, 0) + 1
        self.outcome.next_change = self.store.next_wake()

    def _show(self, delta: Iterable[str]) -> None:
        """The stage is whole: name it, remember it, show it, in the order that survives being killed in between."""
        name = self.yard.next_name()
        self.store.set("release", name)
        self.store.add_delta(int(name), delta)
        self._note()
        self.yard.seal(name)
        self.store.commit()
        if self.store.path != self.job.store_path:
            self.store.close()
            self.store.path.replace(self.job.store_path)
        self.yard.show(name)
        self.outcome.release = name
        self.yard.prune()
        self.job.step("release")
