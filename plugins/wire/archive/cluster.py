"""The road of an archive over a Dask cluster: the same parts, the same work, on other machines.

Workers need this package, and sight of the archive and of what they write to: a shared folder, or addresses that
fsspec knows. A part whose worker dies goes to another one; doing it twice does it once. Results come back in order,
and only a few parts are out for each worker, so that neither the scheduler nor we hold much.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from .formats import Part
from .road import Done, Executor, Order, broken, work

RETRIES = 3
WAIT = 30
"""Seconds for the scheduler to answer, and for the first worker to be there."""
OUT = 4
"""Parts that are out for each thread of the cluster."""


class NoClusterError(Exception):
    """There is no cluster to be had; the message says why."""


def dask(address: str) -> Executor:
    """An executor of all workers of the scheduler at `address`."""

    def run(parts: Iterable[Part], order: Order) -> Iterator[Done]:
        client = _client(address)
        try:
            client.wait_for_workers(1, timeout=WAIT)
            waiting: deque[tuple[Part, Any]] = deque()
            for part in parts:
                waiting.append((part, client.submit(work, part, order, pure=False, retries=RETRIES)))
                while len(waiting) >= OUT * max(1, sum(client.nthreads().values())):
                    yield _result(client, waiting)
            while waiting:
                yield _result(client, waiting)
        finally:
            client.close()

    return run


def _result(client: Any, waiting: deque[tuple[Part, Any]]) -> Done:
    """The first part's result, waited for as long as there are workers."""
    from distributed import KilledWorker

    part, future = waiting.popleft()
    while True:
        try:
            done: Done = future.result(timeout=WAIT)
            break
        except TimeoutError:
            if not client.nthreads():
                raise NoClusterError("all workers are gone. What is done stays done; start some, and go on") from None
        except KilledWorker:  # this part has cost several workers their life
            done = broken(part)
            break
    future.release()
    return done


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise NoClusterError("--dask needs Dask: pip install 'pelican-copydesk[cluster]'") from error
    connect: Any = Client
    try:
        return connect(address, timeout=WAIT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise NoClusterError(f"there is no Dask scheduler at {address}: {error}") from error
