"""Helpers for long work: forked processes that share what is in memory and take the next piece as they finish one."""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

_NUMBER = struct.Struct("=i")
_HEAD = struct.Struct("=iq")
_FAILED = -1
_SELDOM = (50_000, 20, 50)  # when a helper's collector looks for garbage
MOST = 12_000  # pieces: their numbers wait in a pipe, which holds no more


class WorkerError(Exception):
    """A helper ended without its work being done: the machine stopped it."""

    exitcode = 1


def cores() -> int:
    """How many processes this machine runs at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def fan_out(pieces: Sequence[In], work: Callable[[In], Out], count: int) -> Iterator[Out]:
    """The result of `work` for each piece, in order; helpers are at work from the call on.

    `work` and the pieces need no pickling, for helpers inherit them; results do.
    """
    if count < 2 or len(pieces) > MOST or not hasattr(os, "fork"):
        return map(work, pieces)
    return _Crew(pieces, work, min(count, len(pieces) or 1)).results(len(pieces))


class _Crew:
    """Some helpers and the pipes to them."""

    def __init__(self, pieces: Sequence[In], work: Callable[[In], Out], count: int) -> None:
        todo, give = os.pipe()
        for number in range(len(pieces)):
            os.write(give, _NUMBER.pack(number))
        os.close(give)
        sys.stdout.flush()
        sys.stderr.flush()
        # What is there now will stay: neither side's collector need look at it, so its pages stay shared.
        gc.collect()
        gc.freeze()
        self._helpers: dict[int, int] = {}  # the pipe a helper answers through, and its process
        for _ in range(count):
            ours, theirs = os.pipe()
            child = os.fork()
            if not child:
                for pipe in (ours, *self._helpers):
                    os.close(pipe)
                _toil(todo, theirs, pieces, work)
            os.close(theirs)
            self._helpers[ours] = child
        os.close(todo)

    def results(self, count: int) -> Iterator[Any]:
        """What comes back, in the order of the pieces."""
        early: dict[int, Any] = {}
        due = 0
        try:
            while due < count:
                early.update(self._answers())
                while due in early:
                    yield early.pop(due)
                    due += 1
        finally:
            self._end(finished=due == count)

    def _answers(self) -> Iterator[tuple[int, Any]]:
        if not self._helpers:
            raise WorkerError("the helpers ended early; the old site stands as it was")
        for pipe in select.select(list(self._helpers), [], [])[0]:
            head = _exactly(pipe, _HEAD.size)
            if len(head) < _HEAD.size:
                self._dismiss(pipe)
                continue
            number, size = _HEAD.unpack(head)
            result = pickle.loads(_exactly(pipe, size))  # noqa: S301
            if number == _FAILED:
                raise result
            yield number, result

    def _dismiss(self, pipe: int) -> None:
        """A helper has nothing more to say: that is well only if it ended by itself."""
        os.close(pipe)
        status = os.waitpid(self._helpers.pop(pipe), 0)[1]
        if os.waitstatus_to_exitcode(status):
            raise WorkerError(
                "a helper process was stopped from outside (too little memory?); the old site stands as it was; "
                "PRESS['workers'] = 1 builds with one process"
            )

    def _end(self, finished: bool) -> None:
        for pipe, child in self._helpers.items():
            os.close(pipe)
            if not finished:
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        gc.unfreeze()


def _toil(todo: int, answer: int, pieces: Sequence[In], work: Callable[[In], Out]) -> NoReturn:
    """The life of a helper: it ends here, not where its parent's would go on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*_SELDOM)
    code = 1
    try:
        while number := os.read(todo, _NUMBER.size):
            place = _NUMBER.unpack(number)[0]
            _send(answer, place, work(pieces[place]))
        code = 0
    except BrokenPipeError:
        code = 1
    except BaseException as error:
        _send(answer, _FAILED, _portable(error))
    finally:
        os._exit(code)


def _send(pipe: int, number: int, result: Any) -> None:
    body = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    view = memoryview(_HEAD.pack(number, len(body)) + body)
    while view:
        view = view[os.write(pipe, view) :]


def _exactly(pipe: int, size: int) -> bytes:
    """The next `size` bytes; fewer if the other side has ended."""
    parts = []
    while size:
        part = os.read(pipe, min(size, 1 << 20))
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _portable(error: BaseException) -> BaseException:
    """The error, if it can travel between processes whole; else one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:
        return WorkerError(f"{type(error).__name__}: {error}")
    return error
