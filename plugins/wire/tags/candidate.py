"""The value that names and subjects share: one thing that a story speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Candidate:
    """One thing. `spots` are the words where its name starts, `short` where a part or an acronym of it stands,
    `adjectives` where only its adjective does ("Iranian"). `forms` counts how it was written."""

    key: str
    name: str
    kind: str = "name"
    known: bool = False
    size: int = 1
    spots: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    adjectives: list[int] = field(default_factory=list)
    roles: int = 0
    forms: dict[str, int] = field(default_factory=dict)
