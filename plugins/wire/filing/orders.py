"""What one run of filing is told to do beyond filing what is new, and which cleaner does it."""

from __future__ import annotations

from dataclasses import dataclass

CLEANER = "1"


@dataclass(frozen=True, slots=True)
class Again:
    """Which raw files to clean again though they did not change (None: all), and how to settle conflicts."""

    names: frozenset[str] | None = frozenset()
    take: str = ""
    dry: bool = False

    def covers(self, name: str) -> bool:
        """Whether the file of this name is to be cleaned again."""
        return self.names is None or name in self.names


NOTHING = Again()
