"""Printing on a stage: the files of many tasks, in helpers where there are enough; what did not change is shared."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import checks, kinds
from .house import House
from .made import Made, digest
from .release import put
from .task import Task
from .workers import fan_out

SMALL = 400  # fewer tasks than this are done without helpers
CHUNK = 100


@dataclass
class Part:
    """What a helper made: files, how many of them differ from the shown release, what they link to, what is wrong."""

    made: list[Made] = field(default_factory=list)
    changed: int = 0
    links: dict[str, str] = field(default_factory=dict)  # address inside the site -> a page that links to it
    wrong: list[str] = field(default_factory=list)


class Printer:
    """Makes chunks of tasks into a stage; runs in a helper."""

    def __init__(self, house: House, stage: Path, base: Path | None) -> None:
        self.house = house
        self.stage = stage
        self.base = base

    def __call__(self, tasks: Sequence[Task]) -> Part:
        part = Part()
        for task in tasks:
            for path, content in kinds.make(self.house, task).items():
                part.changed += place(self.stage, self.base, path, content)
                part.made.append(Made(path, str(task), digest(content)))
                if path.endswith(".html"):
                    part.links |= dict.fromkeys(checks.links(content.decode(), self.house.site), path)
                elif said := checks.fault(path, content):
                    part.wrong.append(said)
        return part


def print_all(printer: Printer, tasks: Sequence[Task], workers: int) -> Iterator[Part]:
    """What each chunk of tasks came to."""
    chunks = [tasks[at : at + CHUNK] for at in range(0, len(tasks), CHUNK)]
    yield from fan_out(chunks, printer, workers) if len(tasks) > SMALL else map(printer, chunks)


def place(stage: Path, base: Path | None, path: str, content: bytes) -> bool:
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
