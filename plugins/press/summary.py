"""The one line at the end of a build, and the exit code it comes with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from .outcome import Outcome
from .progress import in_short

SHOWN = 3
COMPLETE, HELD = 0, 3


@dataclass(frozen=True)
class Summary:
    """What is said, and the exit code: 0 all published, 3 the site is complete but some copy was held."""

    line: str
    code: int


def summarise(outcome: Outcome, report: Any, seconds: float, zone: tzinfo) -> Summary:
    """The summary of a build; `report` is what `wire` said of the raw copy, if it ran."""
    raw = [] if report is None else list(getattr(report, "held", ()))
    held = [_pair(item) for item in raw] + outcome.held
    parts = [_count(outcome.live, "story", "stories") + " published", _copy(report)]
    parts.append(_held(held))
    if outcome.broken:
        page, link = outcome.broken[0]
        parts.append(
            f"{_count(len(outcome.broken), 'broken link', 'broken links')}: /{visible(link)} on {visible(page)}"
        )
    parts += [_count(number, name, name) + " kept back" for name, number in sorted(outcome.waiting.items())]
    if outcome.next_change is not None:
        moment = datetime.fromtimestamp(outcome.next_change, zone).isoformat(sep=" ", timespec="minutes")
        parts.append(f"next change due {moment}")
    files = _count(outcome.changed, "file", "files") + " changed"
    if outcome.removed:
        files += f", {outcome.removed} removed"
    parts.append(f"{files} in {seconds:.2f} s{in_short(outcome.steps)}")
    parts.append("look at it with: make serve")
    return Summary("; ".join(part for part in parts if part), HELD if held else COMPLETE)


def _copy(report: Any) -> str:
    if report is None:
        return ""
    return str(report.summary())


def _held(held: Sequence[tuple[str, str]]) -> str:
    if not held:
        return ""
    named = ", ".join(f"{visible(path)} ({visible(reason)})" for path, reason in held[:SHOWN])
    more = f" and {len(held) - SHOWN} more" if len(held) > SHOWN else ""
    return f"held: {named}{more}"


def _pair(item: Any) -> tuple[str, str]:
    if isinstance(item, tuple):
        return str(item[0]), str(item[1])
    return str(getattr(item, "name", item)), str(getattr(item, "reason", ""))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def visible(text: str) -> str:
    """`text` with everything that could steer a terminal shown instead of obeyed."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
