"""Filing that is killed at any moment, or runs out of room: every record stands whole or not at all, and the next run
goes on as if nothing had happened."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from wire.filing import House, file_copy, shelf
from wire.settings import Wire

FILES, KILLS, NOW = 40, 40, 1_764_000_000.0
FILE = """
import sys, pathlib
from wire.filing import House, file_copy
from wire.settings import Wire
place = pathlib.Path(sys.argv[1])
print(file_copy(House(place / "content", place / "cache", Wire(workers=2), 1764000000.0)).summary())
"""


def fill(place: Path) -> House:
    house = House(place / "content", place / "cache", Wire(workers=2), NOW)
    house.copy.mkdir(parents=True)
    for number in range(FILES):
        text = (
            f"Headline {number % 20} of the day\n\n3 May {2000 + number % 20}\n\n"
            f"The harbour board said on Tuesday that boat {number} will sail again in winter.\n\n"
            f"It was a good day for island {number * 7} and for everybody who lives there.\n"
        )
        (house.copy / f"{number:04}.txt").write_text(text + "One more line was said.\n" * (number % 7) * 9)
    return house


def records(house: House) -> dict[str, bytes]:
    found = [path for path in house.news.rglob("*.md") if ".wire" not in path.parts]
    return {path.relative_to(house.news).as_posix(): path.read_bytes() for path in found}


def forked(work: Callable[[], object]) -> int:
    """The process group in which `work` is done: a fork starts in a moment, and the modules are there."""
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        work()
    except OSError:
        os._exit(1)
    os._exit(0)


def file_in_small_batches(house: House) -> None:
    shelf.BATCH = 6
    file_copy(house)


def killed(house: House, seconds: float) -> dict[str, bytes]:
    """The records after a filing that was killed so many seconds after its start."""
    run = forked(lambda: file_in_small_batches(house))
    time.sleep(seconds)
    os.killpg(run, signal.SIGKILL)
    os.waitpid(run, 0)
    return records(house)


def test_killed_at_any_moment_the_next_run_goes_on(tmp_path: Path) -> None:
    whole = fill(tmp_path / "whole")
    started = time.monotonic()
    assert os.waitpid(forked(lambda: file_in_small_batches(whole)), 0)[1] == 0
    took = time.monotonic() - started
    expected = records(whole)
    assert len(expected) == FILES
    house = fill(tmp_path / "torn")
    dice = random.Random(7)  # noqa: S311
    halfway = 0
    for _ in range(KILLS):
        found = killed(house, dice.uniform(0.0, 1.1) * took)
        assert found.items() <= expected.items()
        halfway += 0 < len(found) < FILES
        if len(found) == FILES:
            shutil.rmtree(house.news)
            shutil.rmtree(house.cache)
        elif dice.random() < 0.2:
            (house.cache / "wire.db").unlink(missing_ok=True)
    assert halfway
    report = file_copy(house)
    assert (len(report.filed), len(report.held)) == (FILES, 0)
    assert records(house) == expected
    assert not (house.news / ".wire").exists()


def test_a_killed_run_is_ended_by_the_next_as_if_nothing_had_happened(tmp_path: Path) -> None:
    whole, house = fill(tmp_path / "whole"), fill(tmp_path / "torn")
    file_copy(whole)
    run = forked(lambda: file_in_small_batches(house))
    while not records(house):
        time.sleep(0.005)
    os.killpg(run, signal.SIGKILL)
    os.waitpid(run, 0)
    file_copy(house)
    assert records(house) == records(whole)


@pytest.mark.parametrize("most", [400, 900, 1300])
def test_a_full_disk_leaves_whole_records_and_the_next_run_ends_the_work(tmp_path: Path, most: int) -> None:
    whole, house = fill(tmp_path / "whole"), fill(tmp_path / "full")
    file_copy(whole)

    def without_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        file_in_small_batches(house)

    assert os.waitstatus_to_exitcode(os.waitpid(forked(without_room), 0)[1]) == 1
    assert records(house).items() <= records(whole).items()
    assert len(records(house)) < FILES
    file_copy(house)
    assert records(house) == records(whole)
    assert not (house.news / ".wire").exists()


def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "pelican.conf.py").write_text("PATH = 'content'\nCACHE_PATH = 'cache'\nPLUGINS = []\n")
    run = subprocess.run(
        [sys.executable, "-m", "wire.cli", "file"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "wire: no space left on the disk" in run.stderr
    assert "Traceback" not in run.stderr


def test_two_filings_at_once_take_turns(tmp_path: Path) -> None:
    house = fill(tmp_path)
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", FILE, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(3)
    ]
    said = [run.communicate()[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert len(records(house)) == FILES
    assert all(f"{FILES} filed" in line for line in said)
