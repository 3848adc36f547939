"""The doctor names what is wrong with settings or machine; `press next` names the moment the scheduler waits for."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from far_side import free_port
from press import doctor, due
from press_site import Site, record


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of one story."""
    made = Site(tmp_path / "site", SITEURL="https://courier.example")
    made.write("news/a.md", record("Ferry", "2024-05-01", slug="ferry"))
    return made


def wrong(settings: dict[str, Any], online: bool = False) -> list[str]:
    return [str(each) for each in doctor.examine(settings, online) if each.state == doctor.WRONG]


def test_a_healthy_site(site: Site) -> None:
    assert wrong(site.all_settings()) == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SITEURL": "courier.example"}, "is no address; write it as https://example.org"),
        ({"SITEURL": "https://courier.example/"}, "write https://courier.example"),
        ({"TIMEZONE": "Berlin"}, "TIMEZONE 'Berlin' is none; write it as"),
        ({"PRESS": {"targett": "x"}}, "the nearest is 'target'"),
        ({"PRESS": {"target": "nowhere"}}, "is no target; write a folder"),
        ({"PRESS": {"keep": "3"}}, "must be of type int"),
        ({"PATH": "missing"}, "there is no content folder missing"),
        ({"THEME": "missing"}, "has no templates; correct THEME"),
    ],
)
def test_settings_that_cannot_be_meant(site: Site, settings: dict[str, Any], words: str) -> None:
    assert any(words in said for said in wrong({**site.all_settings(), **settings})), wrong(site.all_settings())


def test_odd_things_are_named_but_not_wrong(site: Site) -> None:
    settings = {**site.all_settings(), "SITEULR": "x", "SITEURL": "http://courier.example", "RELATIVE_URLS": True}
    said = [str(each) for each in doctor.examine(settings, False) if each.state == doctor.ODD]
    for words in ("SITEULR; is SITEURL meant?", "is not encrypted", "RELATIVE_URLS is on"):
        assert any(words in each for each in said), said
    assert not wrong(settings)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folders_nobody_may_write_to(site: Site) -> None:
    (site.root / "content").chmod(0o555)
    assert any("cannot be written to; give it to" in said for said in wrong(site.all_settings()))


def test_programs_that_are_missing(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = {**site.all_settings(), "PRESS": {"target": "ssh://web@courier.example/srv/courier"}}
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [said.partition(";")[0] for said in wrong(settings)] == [
        f"wrong  {name} is not here, and the target needs it" for name in ("rsync", "ssh")
    ]


def test_a_target_that_is_asked(site: Site, tmp_path: Path) -> None:
    settings = {**site.all_settings(), "PRESS": {"target": f"ssh://web@127.0.0.1:{free_port()}/srv/courier"}}
    assert wrong(settings) == []
    assert any("does not answer" in said for said in wrong(settings, online=True))
    assert wrong({**settings, "PRESS": {"target": str(tmp_path / "far")}}, online=True) == []


def test_the_next_moment_comes_from_the_records(site: Site) -> None:
    assert due.next_moment(site.all_settings()) is None
    site.write("news/b.md", record("Later", "2024-05-01", embargo="2024-06-03 06:00+02:00", slug="b"))
    site.write("news/c.md", record("Ends", "2024-05-01", expires="2024-06-02 06:00+00:00", slug="c"))
    site.write("news/d.md", record("Draft", "2024-05-01", status="draft", embargo="2024-06-01 13:00+00:00", slug="d"))
    moment = due.next_moment(site.all_settings())
    assert moment == datetime(2024, 6, 2, 6, 0, tzinfo=UTC)
    assert site.build().next_change == moment.timestamp()
    now = datetime(2024, 6, 2, 5, 59, 30, tzinfo=UTC)
    assert [due.said(moment, form, now) for form in due.FORMS] == [
        "2024-06-02T06:00:00+00:00", "2024-06-02 06:00:00 UTC", "31",
    ]  # fmt: skip
