"""Spare trees: copies by hard link of a release, for later builds to work in, so that none has to copy a whole site.

A build that makes every file makes one on the way; each later one goes on with the next, a little at a time.
"""

from __future__ import annotations

from .job import Job
from .release import link_paths
from .store import Store

GROWTH = 300  # files linked at a time


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
