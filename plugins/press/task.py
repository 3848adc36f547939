"""Tasks: what is to be made, as a name. The files a task makes are bytes by their path below the output."""

from __future__ import annotations

from typing import NamedTuple

Files = dict[str, bytes]


class Task(NamedTuple):
    """One thing to make; as text it is what the store remembers of who made a file."""

    kind: str
    key: str = ""
    number: int = 0

    def __str__(self) -> str:
        return f"{self.kind}|{self.key}|{self.number}"


def task_of(text: str) -> Task:
    """The task whose text is `text`."""
    kind, _, rest = text.partition("|")
    key, _, number = rest.rpartition("|")
    return Task(kind, key, int(number))
