"""The whole road on the demo copy: raw files in, a newspaper out, read back with real parsers."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from conftest import build, copy_site

JUNK = (
    "icon-facebook",
    "icon-whatsapp",
    "Share this article",
    "1.2K Shares",
    "Sign up for our newsletter",
    "Read more: Harbour board in numbers",
    "Share on Facebook",
    "Copy link",
    "Pension fund explained",
    "All rights reserved",
    "Download our app",
    "Comments (17)",
    "Salt mine to stay dry",
    "Become a member today",
    "Lesen Sie auch",
    "Newsletter abonnieren",
    "Compartir en Facebook",
    "Suscríbete",
    "شارك على فيسبوك",
    "اشترك في النشرة",
    "Recommended for you",
    "Cookie policy",
    "Sign in to comment",
    "Abonnez-vous",
    "Поділитися",
    "Click to share on Twitter",
    "Get the morning briefing",
    "Flour at its dearest",
)
"""Lines of the demo copy that no reader may ever see."""


@dataclass(frozen=True)
class Expected:
    title: str
    date: str
    lang: str
    has: tuple[str, ...]
    heading: str = ""


STORIES = (
    Expected(
        "Night ferry returns to Port Almery after eleven years",
        "2026-11-17",
        "en",
        ("“A town that closes at seven is not a town.”", "Seats: 180, of which 12 for wheelchair users"),
        "What it costs",
    ),
    Expected(
        "Facebook shares slip as Port Almery pension fund sells its stake",
        "2026-11-18",
        "en",
        ("Facebook shares fell 4% on the day.", "Subscribe to letters and share certificates have been kept"),
    ),
    Expected(
        "The sign that said “Follow us” and led forty walkers into the marsh",
        "2026-11-15",
        "en",
        ("“Follow us,” the sign said, with a painted arrow.", "“Do not share this location,” a second sign"),
    ),
    Expected(
        "Status: published. Four words on a hospital door",
        "2026-11-19",
        "en",
        (
            "Status: published, read the note on the door",
            "1986. What a year, people say",
            "<the registers go online> in March",
            "+ 12% more visitors came",
            "# 4 on the reading list",
        ),
    ),
    Expected("Das Hafentheater spielt zum ersten Mal auf Platt", "2026-11-16", "de", ("„Teilen“, sagt die alte",)),
    Expected(
        "El equipo de remo de Port Almery gana la regata de las islas por primera vez",
        "2026-11-14",
        "es",
        ("«Compartir el esfuerzo fue la clave»",),
        "La fiesta",
    ),
    Expected("مكتبة الميناء تفتح قاعة للكتب العربية", "2026-11-12", "ar", ("أكثر من أربعة آلاف كتاب",), "دروس مجانية"),
    Expected("Le chantier naval construira des vélos-cargos cet hiver", "2026-11-10", "fr", ("quatre cents avant",)),
    Expected("Місто готує теплі кімнати на зиму", "2026-11-08", "uk", ("чашок бракує більше, ніж чаю",)),
    Expected(
        "Baker wins right to sell bread at midnight",
        "2026-11-07",
        "en",
        ("“the crying of loaves after dark”", "no more than twenty people in the queue,"),
        "A queue at the hatch",
    ),
)


def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Article pages by headline as a reader's parser sees them."""
    found = {}
    for path in sorted(site.glob("output/news/*/index.html")):
        soup = BeautifulSoup(path.read_text("utf-8"), "lxml")
        found.setdefault(soup.h1.get_text(strip=True), soup)
    return found


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title[:30])
def test_a_story_arrives_whole(demo: Path, story: Expected) -> None:
    page = pages(demo)[story.title]
    text = " ".join(page.main.get_text(" ").split())
    for sentence in story.has:
        assert sentence in text
    assert any(time["datetime"].startswith(story.date) for time in page.find_all("time"))
    assert page.find(attrs={"lang": story.lang}) is not None
    if story.heading:
        assert story.heading in {heading.get_text(strip=True) for heading in page.main.find_all(["h2", "h3"])}


def test_every_raw_file_is_online(demo: Path) -> None:
    raw = [path for path in demo.joinpath("content", "wire").iterdir() if path.suffix in {".txt", ".html"}]
    assert len(list(demo.glob("output/news/*/index.html"))) == len(raw)


def test_two_stories_with_one_headline_both_live(demo: Path) -> None:
    found = list(demo.glob("output/news/night-ferry-returns-to-port-almery*/index.html"))
    assert len(found) == 2


def test_no_junk_reaches_any_file(demo: Path) -> None:
    for path in demo.joinpath("output").rglob("*"):
        if path.suffix in {".html", ".xml", ".json", ".txt"}:
            body = path.read_text("utf-8")
            for line in JUNK:
                assert line not in body, f"{path} shows “{line}”"


@pytest.mark.parametrize("name", ["feeds/all.atom.xml", "feeds/all.rss.xml"])
def test_the_feed_carries_every_story_whole(demo: Path, name: str) -> None:
    feed = feedparser.parse(demo.joinpath("output", name).read_bytes())
    assert not feed.bozo
    assert {story.title for story in STORIES} <= {entry.title for entry in feed.entries}
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    ferry = next(entry for entry in feed.entries if "Seats: 180" in str(entry.get("content")))
    assert ferry.link.startswith("https://courier.example/news/night-ferry")


def test_sections_and_tags_have_pages_and_feeds(demo: Path) -> None:
    out = demo / "output"
    for kind in ("section", "tag"):
        for page in out.glob(f"{kind}/*/index.html"):
            slug = page.parent.name
            if 'http-equiv="refresh"' in page.read_text():  # a tag's other name
                continue
            assert out.joinpath("feeds", kind, f"{slug}.atom.xml").exists()
            assert out.joinpath("feeds", kind, f"{slug}.rss.xml").exists()
    assert list(out.glob("section/*/index.html"))
    assert out.joinpath("404.html").exists()
    assert out.joinpath("about", "index.html").exists()


def test_the_raw_copy_is_untouched(demo: Path) -> None:
    here = Path(__file__).resolve().parents[2] / "content" / "wire"
    for path in here.iterdir():
        assert demo.joinpath("content", "wire", path.name).read_bytes() == path.read_bytes()


def stamps(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    site = copy_site(tmp_path / "site")
    first = build(site)
    assert first.returncode == 0, first.stdout + first.stderr
    before, records = stamps(site / "output"), stamps(site / "content")
    assert build(site).returncode == 0
    assert stamps(site / "output") == before
    assert stamps(site / "content") == records


def test_bad_copy_is_held_by_name_and_the_rest_is_published(tmp_path: Path) -> None:
    site = copy_site(tmp_path / "site")
    wire = site / "content" / "wire"
    (wire / "empty.txt").write_bytes(b"")
    (wire / "word.txt").write_bytes(b"Hello\n")
    (wire / "noise.txt").write_bytes(bytes(range(256)) * 64)
    (wire / "letter.docx").write_bytes(b"PK\x03\x04 no article here")
    (wire / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(wire / "pipe.txt")
    run = build(site)
    said = run.stdout + run.stderr
    assert run.returncode == 3, said
    for name in ("empty.txt", "word.txt", "noise.txt", "letter.docx", "gone.txt", "pipe.txt"):
        assert name in said
    assert len(list(site.glob("output/news/*/index.html"))) == 15


def test_dates_are_the_copys_own(demo: Path) -> None:
    feed = feedparser.parse(demo.joinpath("output", "feeds", "all.rss.xml").read_bytes())
    dates = {entry.title: parsedate_to_datetime(entry.published).date().isoformat() for entry in feed.entries}
    for story in STORIES:
        if "ferry" not in story.title:
            assert dates[story.title] == story.date


def printed(site: Path) -> dict[str, bytes]:
    """The bytes of every file the press makes, the search index with them."""
    files = {name: body for name, (_, body) in stamps(site / "output").items()}
    assert any(name.startswith("search/index/") for name in files)
    return files


def test_same_copy_same_bytes_anywhere(tmp_path: Path) -> None:
    one = copy_site(tmp_path / "one")
    two = copy_site(tmp_path / "a longer path" / "two")
    for site, zone, locale in ((one, "Pacific/Auckland", "C.UTF-8"), (two, "America/New_York", "de_DE.UTF-8")):
        run = build(site, TZ=zone, LC_ALL=locale, SITEURL="https://courier.example")
        assert run.returncode == 0, run.stdout + run.stderr
    assert printed(one) == printed(two)


def test_removing_the_cache_changes_nothing(tmp_path: Path) -> None:
    site = copy_site(tmp_path / "site")
    assert build(site).returncode == 0
    before = printed(site)
    shutil.rmtree(site / ".cache")
    assert build(site).returncode == 0
    assert printed(site) == before


def test_structured_data_is_json(demo: Path) -> None:
    for path in demo.joinpath("output").rglob("*.html"):
        for script in BeautifulSoup(path.read_text("utf-8"), "lxml").find_all("script", type="application/ld+json"):
            json.loads(script.string)
