"""What a build did: the value that goes from the engine to whoever sums it up."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What a build did, for the summary and the exit code."""

    live: int = 0
    changed: int = 0
    removed: int = 0
    held: list[tuple[str, str]] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=dict)
    next_change: float | None = None
    release: str = ""
    broken: list[tuple[str, str]] = field(default_factory=list)  # a page, and an address inside the site it links to
    steps: list[tuple[str, float]] = field(default_factory=list)
