"""Printing on a stage: the files of many tasks, in helpers where there are enough; what did not change is shared."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import checks, kinds
from .house import House
from .made import Made, digest
from .release import Tree
from .task import Task
from .workers import fan_out

SMALL = 400  # fewer tasks than this are done without helpers
CHUNK = 50


@dataclass
class Part:
    """What a helper made of a chunk of tasks."""

    made: list[tuple[str, int, bytes]] = field(default_factory=list)  # path, the task's place among all, digest
    done: int = 0  # tasks
    changed: int = 0  # how many of the files differ from the shown release
    links: list[tuple[str, str]] = field(default_factory=list)  # what may be a link inside the site, and on which page
    wrong: list[str] = field(default_factory=list)


class Printer:
    """Makes chunks of tasks into a stage; runs in a helper."""

    def __init__(self, house: House, tasks: Sequence[Task], stage: Path, base: Path | None, spare: Path | None) -> None:
        self.house = house
        self.tasks = tasks
        self.stage = Tree(stage)
        self.spare = Tree(spare) if spare else None
        self.base = base
        self.links = checks.Mentions(house.site)

    def __call__(self, chunk: range) -> Part:
        part = Part(done=len(chunk))
        for place in chunk:
            for path, content in kinds.make(self.house, self.tasks[place]).items():
                part.changed += self.put(path, content)
                part.made.append((path, place, digest(content)))
                if path.endswith(".html"):
                    part.links += ((link, path) for link in self.links.new_on(content))
                elif said := checks.fault(path, content):
                    part.wrong.append(said)
        return part

    def put(self, path: str, content: bytes) -> bool:
        """Put a file on the stage, shared with the shown release if it has the same bytes; whether it has not."""
        differs = self.base is None or not _equal(f"{self.base}/{path}", content)
        if differs:
            self.stage.put(path, content)
        else:
            self.stage.link(f"{self.base}/{path}", path)
        if self.spare:
            self.spare.link(f"{self.stage.root}/{path}", path)
        return differs


def print_all(printer: Printer, workers: int) -> Iterator[Part]:
    """What each chunk of the tasks came to; helpers are at work from the call on."""
    count = len(printer.tasks)
    chunks = [range(at, min(at + CHUNK, count)) for at in range(0, count, CHUNK)]
    return fan_out(chunks, printer, workers if count > SMALL else 1)


def _equal(path: str, content: bytes) -> bool:
    try:
        with open(path, "rb", 0) as old:  # noqa: PTH123
            return old.read() == content
    except OSError:
        return False


def share(stage: Path, base: Path | None, owners: Mapping[str, str]) -> tuple[list[Made], int]:
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
