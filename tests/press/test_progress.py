"""What a person sees of a build's time: a bar on a terminal only, long steps in one line, all of them in a table."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from press.progress import in_short, table, watched
from press_site import ROOT

STEPS = [("look", 0.02), ("read", 1.25), ("print", 3.75)]
LONG = """
import sys
from press.progress import watched
print(sum(watched([700] * 3, int, 2100, "printing")))
"""


def test_the_line_names_the_long_steps_the_table_all() -> None:
    assert in_short(STEPS) == " (read 1.2, print 3.8)"
    assert in_short([("look", 0.02)]) == ""
    assert [line.split()[0] for line in table(STEPS).splitlines()] == ["step", "look", "read", "print", "all"]
    assert "75 %" in table(STEPS)


def test_parts_pass_unchanged_and_unseen_where_nobody_looks() -> None:
    assert list(watched([[1], [2, 3]], len, 5000, "printing")) == [[1], [2, 3]]


def test_a_terminal_shows_a_bar() -> None:
    ours, theirs = pty.openpty()
    environ = os.environ | {"PYTHONPATH": str(ROOT / "plugins"), "TERM": "xterm", "COLUMNS": "80"}
    environ.pop("NO_COLOR", None)
    command = [sys.executable, "-c", LONG]
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environ)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:  # the other side has closed
        pass
    assert process.wait() == 0
    assert b"printing" in said
    assert b"/2100" in said
    assert b"2100\r\n" in said
    os.close(ours)
