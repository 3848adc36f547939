"""Policy files that the settings hold: security.txt, trust.txt and whatever else belongs below /.well-known/."""

from __future__ import annotations

from collections.abc import Iterable

from ..house import House
from ..task import Files, Task
from .kind import Kind

AT_THE_ROOT = ("trust.txt", "ads.txt", "humans.txt")  # looked for beside /.well-known/ too, or only there
ONLY_AT_THE_ROOT = ("ads.txt", "humans.txt")


def make(house: House, _key: str, _number: int) -> Files:
    """Every policy file."""
    made: Files = {}
    for name, text in house.press.well_known:
        content = (text.rstrip("\n") + "\n").encode("utf-8", "replace")
        if name not in ONLY_AT_THE_ROOT:
            made[f".well-known/{name}"] = content
        if name in AT_THE_ROOT:
            made[name] = content
    return made


def every(_: House, _paths: Iterable[str]) -> Iterable[Task]:
    """One for all: settings, on which they depend, make everything anew."""
    return (Task("policies"),)


POLICIES = Kind("policies", make, every)
