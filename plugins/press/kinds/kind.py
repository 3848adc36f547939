"""What a kind of file has to say of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..house import House
from ..record import Row
from ..task import Files, Task

Tasks = Iterable[Task]


def _nothing(_: Any) -> Tasks:
    return ()


@dataclass(frozen=True)
class Kind:
    """How files of a kind are made, and which tasks of that kind there are: all of them, and those a change calls for.

    A task that comes out as before costs its making and nothing else; one that is not called for stays as it is, so
    whatever may come out differently has to be named.
    """

    name: str
    make: Callable[[House, str, int], Files]
    every: Callable[[House, Iterable[str]], Tasks]  # of a whole site with these records
    by_story: Callable[[Row], Tasks] = _nothing  # called for by a story that came, went or changed (both its rows)
    by_shelf: Callable[[str], Tasks] = _nothing  # … by a list on which something came, went or changed
    by_any: Callable[[House], Tasks] = _nothing  # … by any change to any list
