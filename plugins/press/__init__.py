"""The press: a Pelican plugin that renders only what changed and releases whole sites at once.

At `initialized` it takes Pelican's `run` over. Pelican's settings, theme conventions and plugins go on working.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from pelican import signals

log = logging.getLogger("pelican.plugins.press")


def take_over(pelican: Any) -> None:
    """Let the press do what `Pelican.run` would."""
    from .settings import press_settings

    press_settings(pelican.settings.get("PRESS") or {})
    pelican.run = partial(run, pelican)


def run(pelican: Any) -> None:
    """Build and release the site; leaves the process with code 3 if some copy was held and Pelican runs only once."""
    from zoneinfo import ZoneInfo

    from . import held
    from .engine import Build
    from .foreign import listeners
    from .progress import table
    from .release import ReleaseError
    from .summary import summarise

    started = time.perf_counter()
    try:
        full = listeners(pelican.settings)
        if not full:
            signals.get_generators.send(pelican)
        build = Build(pelican.settings, pelican if full else None)
        outcome = build.run()
    except (OSError, sqlite3.OperationalError) as error:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or "is full" in str(error):
            raise ReleaseError(
                "no space left on the disk: the old site stands as it was; make room, then build again"
            ) from error
        raise
    copy = (pelican.settings.get("WIRE") or {}).get("copy", "wire")
    raw = f"{os.path.relpath(pelican.settings['PATH'])}/{copy}"
    held.remember(Path(pelican.settings["CACHE_PATH"]), pelican.settings.get("WIRE_REPORT"), raw)
    if folder := os.environ.get("PRESS_PREVIEW"):
        from .preview import lay_out

        lay_out(pelican.settings, Path(folder))
    summary = summarise(
        outcome,
        pelican.settings.get("WIRE_REPORT"),
        time.perf_counter() - started,
        ZoneInfo(pelican.settings["TIMEZONE"]),
    )
    if not full:
        signals.finalized.send(pelican)
    print(summary.line, flush=True)
    build.follow()
    if log.isEnabledFor(logging.INFO):
        print(table(outcome.steps), file=sys.stderr)
    if summary.code and _runs_once():
        sys.exit(summary.code)


def _runs_once() -> bool:
    return not {"-r", "--autoreload", "-l", "--listen"} & set(sys.argv[1:])


def register() -> None:
    """Called by Pelican when the plugin is switched on."""
    signals.initialized.connect(take_over)
