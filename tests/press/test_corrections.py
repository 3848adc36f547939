"""Corrections are seen wherever the story is, and the page of changes tells what changed after publication alone."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest
from bs4 import BeautifulSoup
from press.corrections import Correction, last_change, read
from press_site import Site, record

PAGE = "Title: Corrections\nSlug: corrections\nTemplate: corrections\n\nWe correct.\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with two corrected stories among four."""
    made = Site(tmp_path / "site", SITEURL="https://courier.example", TIMEZONE="Europe/Berlin")
    made.write("pages/corrections.md", PAGE)
    for number in range(3):
        made.write(f"news/s{number}.md", record(f"Story {number}", f"2024-05-0{number + 1}", slug=f"s{number}"))
    made.write("news/a.md", record("Ferry", "2024-05-04 08:00+00:00", slug="ferry",
                                   correction="2024-05-20 An earlier version gave <four> crowns."))  # fmt: skip
    made.write("news/b.md", record("Tram", "2024-05-03 08:00+00:00", slug="tram").replace(
        "\n\n", "\nCorrection: 2024-05-04 The line is 3.\nCorrection: The driver is a woman.\n\n", 1))  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2024-05-20 It was five.", Correction(datetime(2024, 5, 20, tzinfo=UTC), "It was five.", True)),
        ("2024-05-20 18:30+02:00: It was five.",
         Correction(datetime.fromisoformat("2024-05-20T18:30+02:00"), "It was five.")),
        ("It was five.", Correction(None, "It was five.")),
        ("2024-13-45 It was five.", Correction(None, "2024-13-45 It was five.")),
    ],
)  # fmt: skip
def test_lines(line: str, expected: Correction) -> None:
    assert read({"correction": line}, ZoneInfo("UTC")) == [expected]


def test_a_correction_of_the_same_day_moves_the_story() -> None:
    published = datetime(2024, 5, 20, 18, 0, tzinfo=UTC)
    assert (
        last_change(published, None, read({"correction": "2024-05-20 Five."}, ZoneInfo("UTC"))) or published
    ) > published
    assert last_change(published, None, read({"correction": "Five."}, ZoneInfo("UTC"))) is None


def test_an_update_stands_above_the_text_and_is_news_for_feeds(site: Site) -> None:
    lines = "\nUpdate: 2024-05-21 18:30 The company <b>answered</b>.\nUpdate: More is known.\n\n"
    site.settings["PRESS"] = {"text_edition": True}
    site.write("news/c.md", record("Lock", "2024-05-05 08:00", slug="lock", lang="de").replace("\n\n", lines, 1))
    site.build()
    page = BeautifulSoup(site.page("news/lock/index.html"), "lxml")
    note, text = page.select(".note, .text")
    assert [line.get_text() for line in note.select("h2, p")] == [
        "Aktualisierung",
        "21. Mai 2024, 18:30 The company <b>answered</b>.",
        "More is known.",
    ]
    assert "Some words." in text.get_text()
    entry = next(each for each in feedparser.parse(site.page("feeds/all.atom.xml")).entries if each.title == "Lock")
    assert entry.content[0].value.startswith("<p><strong>Aktualisierung:</strong> 2024-05-21 18:30 The company &lt;")
    assert entry.updated.startswith("2024-05-21T18:30:01")
    assert "answered" in site.page("text/lock/index.html")
    assert "/news/lock/" not in site.page("corrections/index.html")


def test_story_feeds_data_and_page_tell_of_it(site: Site) -> None:
    site.build()
    story = site.page("news/ferry/index.html")
    assert "An earlier version gave &lt;four&gt; crowns." in story
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', story, re.DOTALL)[1])  # type: ignore[index]
    assert data["@graph"][0]["correction"] and data["@graph"][0]["dateModified"].startswith("2024-05-20")
    for feed in ("feeds/all.atom.xml", "feeds/section/news.atom.xml"):
        (entry,) = [each for each in feedparser.parse(site.page(feed)).entries if each.title == "Ferry"]
        assert entry.updated.startswith("2024-05-20") and entry.published.startswith("2024-05-04")
    page = site.page("corrections/index.html")
    assert "We correct." in page
    words = ["gave &lt;four&gt; crowns", "The line is 3", "The driver is a woman"]
    places = [page.index(each) for each in words]
    assert places == sorted(places)
    assert "Story 1" not in page.partition("<main")[2]


def test_the_page_follows_each_change_as_a_clean_build_has_it(site: Site) -> None:
    site.build()
    site.write("news/s1.md", record("Story 1", "2024-05-02", slug="s1", correction="2024-05-30 The newest."))
    site.build()
    assert site.page("corrections/index.html").index("The newest.") < site.page("corrections/index.html").index(
        "&lt;four"
    )
    site.write("news/a.md", record("Ferry", "2024-05-04 08:00+00:00", slug="ferry", status="withdrawn",
                                   correction="2024-05-20 An earlier version gave <four> crowns."))  # fmt: skip
    site.build()
    assert "crowns" not in "".join(text.decode(errors="replace") for text in site.files().values())
    site.build("clean")
    assert site.files() == site.files("clean")


def commit(site: Site, when: str) -> None:
    """Commit the content folder at a moment."""
    environment = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "HOME": str(site.root), "PATH": "/usr/bin:/bin"}
    who = ["-c", "user.name=Desk", "-c", "user.email=desk@courier.example"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "as it is"]):
        subprocess.run(["git", *command], cwd=site.root / "content", env=environment, check=True)


def test_the_history_shows_what_readers_could_have_seen(site: Site) -> None:
    def write(body: str, title: str = "Ferry", date: str = "2024-05-04 08:00+00:00", **header: str) -> None:
        site.write("news/a.md", record(title, date, body, slug="ferry", **header))

    site.settings["PRESS"] = {"history": True}
    write("A sentence\\* that no reader saw.")
    commit(site, "2024-05-01T10:00:00+00:00")
    write("The price is four crowns &amp; a smile.")
    commit(site, "2024-05-02T10:00:00+00:00")
    site.build()
    assert "four crowns" not in site.page("history/index.html")
    write("The price is five crowns \\<b\\>.", title="The ferry", filed="name=x; body=1")
    site.write("news/s1.md", record("Story 1", "2024-05-02", "Draft words.", slug="s1", status="draft"))
    commit(site, "2024-05-06T10:00:00+00:00")
    site.build()
    page = site.page("history/index.html")
    assert '<del lang="en"><bdi>The price is four crowns &amp; a smile.</bdi></del>' in page
    assert '<ins lang="en"><bdi>The price is five crowns &lt;b&gt;.</bdi></ins>' in page
    assert "2024-05-06 12:00 CEST" in page and "The ferry" in page
    for word in ("no reader saw", "Draft words", "name=x"):
        assert word not in page
    site.build("clean")
    assert site.files() == site.files("clean")


@pytest.mark.parametrize(
    "kept_in", ["Status: draft", "status:  withdrawn", "Embargo: 2024-05-20 06:00Z", "Date: 2024-05-30 08:00+00:00"]
)
def test_the_history_shows_nothing_of_the_time_before_a_story_came_out(site: Site, kept_in: str) -> None:
    site.settings["PRESS"] = {"history": True}
    out = record("Ferry", "2024-05-04 08:00+00:00", "The price is {} crowns.", slug="ferry")
    date = next(line for line in out.split("\n") if line.startswith("Date"))
    held = out.replace(date, kept_in) if kept_in.startswith("Date") else out.replace(date, f"{date}\n{kept_in}")
    texts = held.replace("{}", "four"), held.replace("{}", "five"), out.replace("{}", "six"), out.replace("{}", "nine")
    for day, text in enumerate(texts, 6):
        site.write("news/a.md", text)
        commit(site, f"2024-05-{day:02d}T10:00:00+00:00")
    site.build()
    page = site.page("history/index.html")
    assert "is six" in page and "is nine" in page
    assert "four" not in page and "five" not in page


def test_no_history_without_git_or_unless_it_is_wanted(site: Site) -> None:
    site.build()
    assert "history/index.html" not in site.files()
    site.settings["PRESS"] = {"history": True}
    site.build()
    assert "<del" not in site.page("history/index.html")
