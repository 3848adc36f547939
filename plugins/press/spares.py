"""Spare trees: copies by hard link of a release, for later builds to work in, so that none has to copy a whole site."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from .job import Job
from .release import link_paths
from .store import Store
from .workers import fan_out

GROWTH = 1000  # files linked at a time


def copy(job: Job, paths: Sequence[str]) -> None:
    """A whole tree at once: this is the build with time for it."""
    yard, name = job.yard, job.outcome.release
    if not yard.needs_tree():
        return
    folder = yard.grow(name)
    work = partial(link_paths, yard.path(name), folder)
    chunks = [paths[at : at + GROWTH] for at in range(0, len(paths), GROWTH)]
    for _ in fan_out(chunks, work, job.workers) if len(paths) > GROWTH else map(work, chunks):
        pass
    yard.finish_spare(folder, name)
    job.step("spare")


def grow(job: Job, store: Store) -> None:
    """Go on with the tree that lets one more release be kept: a little in each build, however large the site."""
    yard, name = job.yard, job.outcome.release
    growing = yard.growing()
    if growing is None:
        if not yard.needs_tree():
            return
        growing = yard.grow(name), int(name)
        store.set("grown", "")
    folder, since = growing
    paths = store.outputs_after(store.get("grown"), GROWTH)
    link_paths(yard.path(name), folder, paths)
    if len(paths) < GROWTH:
        yard.finish_spare(folder, since)
    else:
        store.set("grown", paths[-1])
    job.step("spare")
