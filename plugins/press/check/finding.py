"""What the gate has to say: one finding, with its file, its line, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ..summary import visible

FAULT, NOTICE = "fault", "notice"


@dataclass(frozen=True, order=True)
class Finding:
    """A fault keeps the site from being published; a notice is for a person to look at."""

    file: str
    line: int
    kind: str
    message: str
    remedy: str
    weight: str = NOTICE

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return visible(f"{place}: {self.message}; {self.remedy}")

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain values."""
        return asdict(self)
