"""Every core at the desk: raw files are prepared in forked workers, and come back in the order they went out.

A worker that dies (a fault in a C library, no memory left) costs the one file it died on.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from .intake import Bench, Prepared, prepare, prepare_copy
from .raw import Raw

CHUNK = 16
MANY = 8
SELDOM = 100_000
"""Objects made until the collector looks for circles: stories hold none, pages of HTML some thousands each."""
_FORKS = "fork" in multiprocessing.get_all_start_methods()


def prepare_all(files: Sequence[Raw], bench: Bench) -> Iterator[Prepared]:
    """Each file prepared, in order."""
    with _seldom_collecting():
        yield from _prepared(files, bench)


def _prepared(files: Sequence[Raw], bench: Bench) -> Iterator[Prepared]:
    if not _FORKS or not files:
        yield from (prepare(raw, bench) for raw in files)
        return
    chunks = [files[at : at + CHUNK] for at in range(0, len(files), CHUNK)]
    done = 0
    try:
        for batch in _in_order(chunks, bench):
            done += 1
            yield from batch
    except BrokenProcessPool:
        for raw in files[done * CHUNK :]:
            yield _alone(raw, bench)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """While files are prepared and decided on, the collector looks for garbage seldom."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _in_order(chunks: Sequence[Sequence[Raw]], bench: Bench) -> Iterator[list[Prepared]]:
    workers = min(bench.wire.workers or _cores(), len(chunks))
    fork = multiprocessing.get_context("fork")
    if len(chunks) > MANY:  # models and lists are read once, before the workers part, and not by each of them
        prepare_copy(Raw("warm.txt"), b"A line to warm up with\n\nThe council of Port Almery met.\n", bench)
    with ProcessPoolExecutor(workers, fork, initializer=_take_seat, initargs=(bench,)) as pool:
        waiting: deque[Future[list[Prepared]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(_prepare_chunk, chunk))
            if len(waiting) > 4 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _alone(raw: Raw, bench: Bench) -> Prepared:
    """`raw` prepared by a worker of its own, or held where that worker died."""
    try:
        return next(_in_order([[raw]], bench))[0]
    except BrokenProcessPool:
        return Prepared(raw, problem="the cleaner broke down on it. Please report this file.")


_bench: Bench


def _take_seat(bench: Bench) -> None:
    global _bench
    _bench = bench
    gc.freeze()  # what is imported stays: looking through it for garbage costs as much as cleaning a page
    gc.set_threshold(SELDOM)


def _prepare_chunk(chunk: Sequence[Raw]) -> list[Prepared]:
    return [prepare(raw, _bench) for raw in chunk]


def _cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
