"""The room's knowledge as it lies in `data/`: read once, by name, without comments and blank lines."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

ROOM = __package__.rpartition(".")[0]


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of `data/name` that say something."""
    text = files(ROOM).joinpath("data", name).read_text("utf-8")
    return tuple(line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#"))


@cache
def sections(name: str) -> dict[str, frozenset[str]]:
    """The folded entries of `data/name` under each `[section]`; the same section may come again."""
    found: dict[str, set[str]] = {}
    section = ""
    for line in lines(name):
        if line.startswith("["):
            section = line.strip("[] ")
        else:
            found.setdefault(section, set()).update(entry.strip().casefold() for entry in line.split(","))
    return {section: frozenset(entries) for section, entries in found.items()}
