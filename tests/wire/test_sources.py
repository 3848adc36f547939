"""What a source repeats, through the command: learnt, shown, accepted, struck at filing, explained, undone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from test_profile import APPEAL, copy
from wire import slip
from wire.filing import House, file_copy, refile, sources
from wire.settings import Wire

WIRE = str(Path(sys.executable).with_name("wire"))
NAME = "lamp.example"


def house(place: Path, **wire: object) -> House:
    return House(place / "content", place / "cache", Wire(**{"workers": 1, **wire}), 1764000000.0)  # type: ignore[arg-type]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with twelve raw files of one source, and one of no source."""
    folder = tmp_path / "content" / "wire" / "lamp"
    folder.mkdir(parents=True)
    for number in range(12):
        known = slip.Known(url=f"https://{NAME}/{number}/", date="2024-05-03")
        (folder / f"{number:02}.txt").write_bytes(slip.stamped(known, copy(number).encode()))
    (tmp_path / "content" / "wire" / "loose.txt").write_text(copy(99))
    tmp_path.joinpath("pelican.conf.py").write_text("PATH = 'content'\nCACHE_PATH = 'cache'\n")
    return tmp_path


def wire(place: Path, *words: str) -> str:
    run = subprocess.run([WIRE, *words], cwd=place, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def bodies(at: House) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in at.news.rglob("*.md")}


def test_from_learning_to_undoing(site: Path) -> None:
    at = house(site)
    assert not file_copy(at).held
    assert wire(site, "sources", "learn") == f"{NAME}: 1 new\n"
    assert wire(site, "sources", "learn") == "nothing new\n"
    assert wire(site, "sources") == f"{NAME}: 1 proposed\n"
    assert f"1 proposed 12 of 12, below: {APPEAL}" in wire(site, "sources", "show", NAME)
    refile(at, None)
    assert sum(APPEAL in text for text in bodies(at).values()) == 13  # a proposal strikes nothing

    wire(site, "sources", "accept", NAME, "1")
    refile(at, None)
    assert [APPEAL in text for text in bodies(at).values()].count(True) == 1  # the file of no source
    profile = f"content/sources/{NAME}.toml"
    said = wire(site, "clean", "--explain", "--source", profile, "content/wire/lamp/00.txt")
    (line,) = (line for line in said.splitlines() if APPEAL in line)
    assert "drop" in line
    assert f"source: on 12 of 12 of {NAME}" in line

    wire(site, "sources", "undo", NAME)
    refile(at, None)
    assert sum(APPEAL in text for text in bodies(at).values()) == 13
    assert wire(site, "sources", "learn") == "nothing new\n"  # refused, not proposed again


def test_the_settings_can_trust_proposals_or_switch_all_off(site: Path) -> None:
    sources.learn(house(site))
    trusting, off = house(site, profiles="proposed"), house(site, profiles="off")
    assert list(sources.profiles(trusting)[NAME].lines) == [APPEAL.casefold()]
    assert sources.profiles(house(site))[NAME].lines == {}
    assert sources.profiles(off) == {}


def test_a_file_that_makes_no_sense_is_named_and_strikes_nothing(site: Path) -> None:
    folder = site / "content" / "sources"
    folder.mkdir()
    folder.joinpath(f"{NAME}.toml").write_text("[[line]]\ntext = 3\nstate = 'perhaps'\n")
    assert sources.profiles(house(site)) == {}
    run = subprocess.run([WIRE, "sources"], cwd=site, capture_output=True, text=True, check=False)
    assert (run.returncode, f"{NAME}.toml" in run.stderr) == (2, True)


def test_lines_of_strangers_stay_text_in_the_file(tmp_path: Path) -> None:
    at = house(tmp_path)
    odd = 'quote " \\ and ]] [x] é 😀 \t end'
    sources._write(at, "../../etc/x", [sources.Known(sources.Line(odd, 9, 9, ("below",)))])
    (path,) = at.content.rglob("*.toml")
    assert path.parent == at.content / "sources"
    assert sources.read(path)[0].line.text == odd
