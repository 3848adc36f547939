"""Raw copy in, Markdown stories out: the cleaning plugin.

At `initialized` every new file in the folder of raw copy is filed as a record, before Pelican reads anything. The
report is left in `pelican.settings["WIRE_REPORT"]` for whoever prints the last line; where nobody does, it is printed
at `finalized`, and the exit code is 3 when copy was held. What the vocabulary says of tags and sections to readers is
left in `pelican.settings["TOPICS"]`. Settings: the dict `WIRE`, see `settings.py`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from pelican import signals

from .characters import shown
from .report import Report, stopped
from .settings import read

# The model's matrices are small: threads that wait for each other cost it more than its arithmetic, and work is
# shared out by file anyway. Read once, when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def file_new_copy(pelican: Any) -> None:
    """Files what is new, and leaves the report in the settings. A wrong setting or a full disk stops the build."""
    from .filing import House, file_copy

    settings = pelican.settings
    house = House(Path(settings["PATH"]), Path(settings["CACHE_PATH"]), read(settings.get("WIRE") or {}), time.time())
    try:
        report = file_copy(house)
    except OSError as error:
        raise SystemExit(f"wire: {stopped(error)}") from error
    settings["WIRE_REPORT"] = report
    settings["TOPICS"] = house.topics()
    for line in report.lines():  # not through the log, which breaks long lines, names of files among them
        print(line, file=sys.stderr)


def file_again(pelican: Any) -> None:
    """In autoreload Pelican runs again with the same settings: copy that came in since is filed."""
    if pelican.settings.pop("WIRE_RAN", False):
        file_new_copy(pelican)
    pelican.settings["WIRE_RAN"] = True


def say_and_leave(pelican: Any) -> None:
    """The summary and the exit code, where no other plugin has taken the report."""
    report = pelican.settings.get("WIRE_REPORT")
    if not isinstance(report, Report) or {"press", "pelican.plugins.press"} & set(pelican.settings["PLUGINS"]):
        return
    print(shown(report.summary()))
    if report.held and not pelican.settings.get("AUTORELOAD"):
        raise SystemExit(3)


# A press that renders only what changed sends both of these itself.
file_again.lazy = say_and_leave.lazy = True  # type: ignore[attr-defined]


def register() -> None:
    """Attaches the plugin to Pelican's signals."""
    signals.initialized.connect(file_new_copy)
    signals.get_generators.connect(file_again)
    signals.finalized.connect(say_and_leave)
