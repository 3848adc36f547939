"""What a person sees of long work: a bar on a terminal, nothing anywhere else; and how long each step took."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

Part = TypeVar("Part")
LONG = 1000  # fewer things than this are done before a bar would be read
PAUSE = 0.1  # seconds between two states of the bar
WORTH_SAYING = 0.1  # seconds


def watched(parts: Iterable[Part], size: Callable[[Part], int], total: int, words: str) -> Iterator[Part]:
    """The parts as they come; meanwhile a bar says how much of `total` they have been."""
    with _bar(total, words) as advance:
        for part in parts:
            advance(size(part))
            yield part


@contextmanager
def _bar(total: int, words: str) -> Iterator[Callable[[int], None]]:
    from pelican.log import console

    if total < LONG or not sys.stderr.isatty() or not console.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Below Pelican's own sign of life, and without a thread of its own: this process forks.
    with Progress(*columns, console=console, auto_refresh=False, transient=True) as progress:
        task = progress.add_task(words, total=total)
        shown = 0.0

        def advance(count: int) -> None:
            nonlocal shown
            progress.advance(task, count)
            if (now := time.monotonic()) - shown > PAUSE:
                progress.refresh()
                shown = now

        yield advance


def in_short(steps: Sequence[tuple[str, float]]) -> str:
    """The steps that took their time, for the line at the end."""
    long = [f"{name} {seconds:.1f}" for name, seconds in steps if seconds >= WORTH_SAYING]
    return f" ({', '.join(long)})" if long else ""


def table(steps: Sequence[tuple[str, float]]) -> str:
    """Every step with its time and its share of the whole."""
    whole = sum(seconds for _, seconds in steps) or 1.0
    rows = [f"{name:<10}{seconds:9.3f} s{100 * seconds / whole:6.0f} %" for name, seconds in steps]
    return "\n".join([f"{'step':<10}{'time':>11}{'share':>8}", *rows, f"{'all':<10}{whole:9.3f} s"])
