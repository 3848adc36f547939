"""Every core at the desk: raw files are prepared in forked workers, and come back in the order they went out.

A worker that dies (a fault in a C library, no memory left) costs the one file it died on.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from ..settings import Wire
from .intake import Prepared, prepare
from .raw import Raw

CHUNK = 16
_FORKS = "fork" in multiprocessing.get_all_start_methods()


def prepare_all(folder: Path, files: Sequence[Raw], wire: Wire, known: frozenset[str]) -> Iterator[Prepared]:
    """Each file prepared, in order."""
    if not _FORKS or not files:
        yield from (prepare(folder, raw, wire, known) for raw in files)
        return
    chunks = [files[at : at + CHUNK] for at in range(0, len(files), CHUNK)]
    done = 0
    try:
        for batch in _in_order(folder, chunks, wire, known):
            done += 1
            yield from batch
    except BrokenProcessPool:
        for raw in files[done * CHUNK :]:
            yield _alone(folder, raw, wire, known)


def _in_order(
    folder: Path, chunks: Sequence[Sequence[Raw]], wire: Wire, known: frozenset[str]
) -> Iterator[list[Prepared]]:
    workers = min(wire.workers or _cores(), len(chunks))
    with ProcessPoolExecutor(
        workers, multiprocessing.get_context("fork"), initializer=_settle, initargs=(folder, wire, known)
    ) as pool:
        waiting: deque[Future[list[Prepared]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(_prepare_chunk, chunk))
            if len(waiting) > 4 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _alone(folder: Path, raw: Raw, wire: Wire, known: frozenset[str]) -> Prepared:
    """`raw` prepared by a worker of its own, or held where that worker died."""
    try:
        return next(_in_order(folder, [[raw]], wire, known))[0]
    except BrokenProcessPool:
        return Prepared(raw, problem="the cleaner broke down on it. Please report this file.")


_bench: tuple[Path, Wire, frozenset[str]]


def _settle(folder: Path, wire: Wire, known: frozenset[str]) -> None:
    global _bench
    _bench = (folder, wire, known)


def _prepare_chunk(chunk: Sequence[Raw]) -> list[Prepared]:
    folder, wire, known = _bench
    return [prepare(folder, raw, wire, known) for raw in chunk]


def _cores() -> int:
    count = getattr(os, "process_cpu_count", None)
    return count() or 1 if count else len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
