"""Helpers for long work: forked processes that share what is in memory and take the next piece as they finish one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

_work: Callable[[Any], Any] | None = None


def cores() -> int:
    """How many processes this machine runs at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _do(piece: Any) -> Any:
    assert _work is not None
    return _work(piece)


def fan_out(pieces: Sequence[In], work: Callable[[In], Out], count: int) -> Iterator[Out]:
    """The result of `work` for each piece, in order. `work` needs no pickling: helpers inherit it."""
    global _work
    if count < 2 or not hasattr(os, "fork"):
        yield from map(work, pieces)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    _work = work
    try:
        with ProcessPoolExecutor(count, mp_context=get_context("fork")) as pool:
            yield from pool.map(_do, pieces)
    finally:
        _work = None
