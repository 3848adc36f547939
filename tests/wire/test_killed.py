"""Filing that is killed at any moment: every record stands whole or not at all, and the next run goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from conftest import ROOT
from wire.filing import House, file_copy
from wire.settings import Wire

FILES, KILLS = 120, 12
FILE = """
import sys, pathlib
from wire.filing import House, file_copy
from wire.settings import Wire
place = pathlib.Path(sys.argv[1])
print(file_copy(House(place / "content", place / "cache", Wire(workers=2), 1764000000.0)).summary())
"""


def fill(place: Path) -> House:
    house = House(place / "content", place / "cache", Wire(workers=2), 1764000000.0)
    house.copy.mkdir(parents=True)
    for number in range(FILES):
        text = (
            f"Headline {number % 40} of the day\n\n3 May 2024\n\n"
            f"The harbour board said on Tuesday that boat {number} will sail again in winter.\n\n"
            f"It was a good day for island {number * 7} and for everybody who lives there.\n"
        )
        (house.copy / f"{number:04}.txt").write_text(text)
    return house


def records(house: House) -> dict[str, bytes]:
    found = [path for path in house.news.rglob("*.md") if ".wire" not in path.parts]
    return {path.relative_to(house.news).as_posix(): path.read_bytes() for path in found}


def start(place: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", FILE, str(place)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def test_killed_at_any_moment_the_next_run_goes_on(tmp_path: Path) -> None:
    whole = fill(tmp_path / "whole")
    started = time.monotonic()
    assert start(tmp_path / "whole").wait() == 0
    took = time.monotonic() - started
    expected = records(whole)
    assert len(expected) == FILES
    house = fill(tmp_path / "torn")
    dice = random.Random(7)  # noqa: S311
    for _ in range(KILLS):
        run = start(tmp_path / "torn")
        time.sleep(dice.uniform(0.2, 1.0) * took)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        assert records(house).items() <= expected.items()
    report = file_copy(house)
    assert (len(report.filed), len(report.held)) == (FILES, 0)
    assert records(house) == expected
    assert not (house.news / ".wire").exists()


def test_two_filings_at_once_take_turns(tmp_path: Path) -> None:
    house = fill(tmp_path)
    runs = [start(tmp_path) for _ in range(3)]
    said = [run.communicate()[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert len(records(house)) == FILES
    assert all(f"{FILES} filed" in line for line in said)
