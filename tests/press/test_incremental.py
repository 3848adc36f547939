"""After any change, a build on what the last one left equals a build from nothing, byte for byte."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import press.release
import press.shelves
import press.stock
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule
from press import kinds
from press_site import NOW, Site, record

Header = dict[str, str]
PLACES = st.sampled_from(["fish", "Fish", "sea", "harbour"])
SECTIONS = st.sampled_from(["World", "Sport", "Culture"])
DAYS = st.integers(1, 28)

# Small, so that a dozen stories fill pages and reach beyond what may be related.
press.shelves.THREAD_REACH = 2
SETTINGS = {
    "DAY_ARCHIVE_SAVE_AS": "archive/{date:%Y}/{date:%m}/{date:%d}/index.html",
    "DEFAULT_PAGINATION": 2,
    "FEED_MAX_ITEMS": 3,
    "SITEURL": "https://paper.example/sub",
}


class Newsroom(RuleBasedStateMachine):
    """People at work on a site, in any order; after each batch of changes both builds are compared."""

    stories = Bundle("stories")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="press-")
        self.site = Site(Path(self.folder) / "site", **SETTINGS)
        self.headers: dict[str, Header] = {}
        self.count = 0
        for day in (3, 9, 12):
            self._add(day, ["fish"], "World")
        self.site.build()

    def _add(self, day: int, tags: list[str], section: str, **more: str) -> str:
        self.count += 1
        path = f"news/2024/05/s{self.count}.md"
        self.headers[path] = {
            "title": f"Story {self.count}",
            "date": f"2024-05-{day:02d} 10:00",
            "slug": f"story-{self.count}",
            "category": section,
            "tags": "; ".join(tags) + ";" if tags else "",
            "body": f"Words of story {self.count}.",
            **more,
        }
        self._write(path)
        return path

    def _write(self, path: str) -> None:
        header = dict(self.headers[path])
        body = header.pop("body")
        self.site.write(path, record(header.pop("title"), header.pop("date"), body, **header))

    def _edit(self, path: str, **changes: str) -> None:
        if path in self.headers:
            self.headers[path] |= changes
            self._write(path)

    @rule(target=stories, day=DAYS, tags=st.lists(PLACES, max_size=2), section=SECTIONS)
    def add(self, day: int, tags: list[str], section: str) -> str:
        return self._add(day, tags, section)

    @rule(target=stories, day=DAYS, hours=st.integers(-72, 72))
    def add_for_later(self, day: int, hours: int) -> str:
        moment = datetime.fromisoformat(NOW) + timedelta(hours=hours)
        return self._add(day, ["sea"], "Sport", embargo=moment.isoformat(sep=" "))

    @rule(target=stories, hours=st.integers(-72, 72))
    def add_for_a_while(self, hours: int) -> str:
        moment = datetime.fromisoformat(NOW) + timedelta(hours=hours)
        return self._add(30, ["sea"], "Sport", expires=moment.isoformat(sep=" "))

    @rule(target=stories, day=DAYS, lang=st.sampled_from(["de", "fr"]), of=st.integers(1, 5))
    def translate(self, day: int, lang: str, of: int) -> str:
        return self._add(day, ["sea"], "World", lang=lang, translation_of=f"story-{of}")

    @rule(path=stories, of=st.sampled_from(["story-1", "Story-2", "story-9", ""]))
    def say_what_it_translates(self, path: str, of: str) -> None:
        self._edit(path, translation_of=of)

    @rule(path=stories, words=st.sampled_from(["Other words.", "## Head\n\nAnd [more](/news/story-1/)."]))
    def edit(self, path: str, words: str) -> None:
        self._edit(path, body=words)

    @rule(path=stories, title=st.sampled_from(["New title", "Story 1", "A & <b>"]))
    def retitle(self, path: str, title: str) -> None:
        self._edit(path, title=title)

    @rule(path=stories, day=DAYS)
    def redate(self, path: str, day: int) -> None:
        self._edit(path, date=f"2024-05-{day:02d} 10:00")

    @rule(path=stories, year=st.sampled_from(["2023", "2025"]))
    def move_to_another_year(self, path: str, year: str) -> None:
        self._edit(path, date=f"{year}-05-02 10:00")

    @rule(path=stories, tags=st.lists(PLACES, max_size=2))
    def retag(self, path: str, tags: list[str]) -> None:
        self._edit(path, tags="; ".join(tags) + ";" if tags else "")

    @rule(path=stories, section=st.sampled_from(["World", "Sport", "Culture", "WORLD", "New section"]))
    def resection(self, path: str, section: str) -> None:
        self._edit(path, category=section)

    @rule(path=stories, status=st.sampled_from(["draft", "published", "withdrawn", "hidden", "odd"]))
    def set_status(self, path: str, status: str) -> None:
        self._edit(path, status=status)

    @rule(path=stories, slug=st.sampled_from(["story-1", "Story-1", "other", "story-2"]))
    def change_slug(self, path: str, slug: str) -> None:
        self._edit(path, slug=slug)

    @rule(path=stories, aliases=st.sampled_from(["old-one", "story-1; older", "other"]))
    def add_alias(self, path: str, aliases: str) -> None:
        self._edit(path, aliases=aliases)

    @rule(path=stories, thread=st.sampled_from(["ferry", ""]), place=st.sampled_from(["Kyiv", ""]))
    def weave(self, path: str, thread: str, place: str) -> None:
        self._edit(path, thread=thread, place=place, pinned="yes" if thread else "")

    @rule(path=stories, other=stories)
    def link_record(self, path: str, other: str) -> None:
        self._edit(path, body=f"See [that]({{filename}}/{other}) and ![it](/images/{len(path)}.png).")

    @rule(path=consumes(stories))
    def delete(self, path: str) -> None:
        if self.headers.pop(path, None):
            (self.site.root / "content" / path).unlink()

    @rule(target=stories, path=consumes(stories))
    def rename(self, path: str) -> str:
        if path not in self.headers:
            return path
        self.count += 1
        new = f"news/2024/06/r{self.count}.md"
        self.headers[new] = self.headers.pop(path)
        (self.site.root / "content" / path).unlink()
        self._write(new)
        return new

    @rule(path=stories)
    def touch(self, path: str) -> None:
        if path in self.headers:
            self._write(path)

    @rule(path=stories, junk=st.sampled_from([b"", b"\xff\xfe", b"No header at all", b"Title: x\nDate: soon\n\nHm"]))
    def spoil(self, path: str, junk: bytes) -> None:
        if path in self.headers:
            self.site.write(path, junk)

    @rule(name=st.sampled_from(["20.png", "21.png", "x.png"]), content=st.binary(max_size=3))
    def set_picture(self, name: str, content: bytes) -> None:
        self.site.write(f"images/{name}", content)

    @rule(hours=st.sampled_from([-60, 1, 30, 80]))
    def move_clock(self, hours: int) -> None:
        self.site.now = (datetime.fromisoformat(self.site.now) + timedelta(hours=hours)).isoformat()

    @rule(name=st.sampled_from(["article.html", "_card.html", "base.html", "_footer.html"]))
    def change_template(self, name: str) -> None:
        path = self.site.root / "theme" / "templates" / name
        path.write_text(path.read_text() + "<!-- changed -->\n")

    @rule()
    def change_style(self) -> None:
        with (self.site.root / "theme" / "static" / "more.css").open("a") as style:
            style.write("p{}\n")

    @rule(name=st.sampled_from(["One paper", "Another paper"]))
    def change_setting(self, name: str) -> None:
        self.site.settings["SITENAME"] = name

    @rule(language=st.sampled_from(["en", "de"]))
    def change_what_reading_depends_on(self, language: str) -> None:
        self.site.settings["DEFAULT_LANG"] = language

    @rule(on=st.booleans())
    def switch_desk(self, on: bool) -> None:
        self.site.desk = on

    @rule(title=st.sampled_from(["About", "About us"]), words=st.sampled_from(["We.", "They."]))
    def edit_page(self, title: str, words: str) -> None:
        self.site.write("pages/about.md", f"Title: {title}\nSlug: about\n\n{words}\n")

    @rule()
    def add_page(self) -> None:
        self.site.write("pages/more.md", "Title: More\nSlug: more\n\nMore.\n")

    @rule()
    def drop_page(self) -> None:
        (self.site.root / "content" / "pages" / "more.md").unlink(missing_ok=True)

    @rule()
    def publish(self) -> None:
        self._compare()

    def _compare(self) -> None:
        first = self.site.build()
        stamps = _stamps(self.site)
        second = self.site.build()
        assert (second.changed, second.removed) == (0, 0)
        clean = self.site.build("clean")
        ours, theirs = self.site.files(), self.site.files("clean")
        assert sorted(ours) == sorted(theirs)
        assert not [path for path in ours if ours[path] != theirs[path]]
        assert (first.live, first.held, first.waiting) == (clean.live, clean.held, clean.waiting)
        assert _stamps(self.site) == stamps

    def teardown(self) -> None:
        try:
            if hasattr(self, "site"):
                self._compare()
        finally:
            shutil.rmtree(self.folder)


def _stamps(site: Site) -> dict[str, int]:
    output = site.root / "output"
    return {path: (output / path).stat().st_mtime_ns for path in site.files()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with one story."""
    made = Site(tmp_path / "site", **SETTINGS)
    made.write("news/a.md", record("One", "2024-05-03 10:00", slug="story-1", category="World"))
    made.build()
    return made


def equals_clean(site: Site) -> bool:
    """Whether the site as it stands is what a clean build gives."""
    site.build("clean")
    return site.files() == site.files("clean")


def test_a_first_translation_changes_its_original(site: Site) -> None:
    site.write("news/b.md", record("Eins", "2024-05-01 10:00", slug="eins", lang="de", translation_of="story-1"))
    site.build()
    assert "hreflang" in site.page("news/story-1/index.html")
    assert equals_clean(site)


def test_a_clock_set_back_takes_stories_back(site: Site) -> None:
    site.write("news/b.md", record("Later", "2024-05-01 10:00", slug="later", embargo=NOW))
    assert site.build().live == 2
    site.now = "2024-05-30 12:00+00:00"
    assert site.build().live == 1
    assert equals_clean(site)


def test_cost_follows_the_change(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: one more story among many makes a few tasks and writes a few files."""
    for number in range(2, 120):
        site.write(
            f"news/s{number}.md",
            record(f"Story {number}", f"2024-04-{number % 28 + 1:02d} {number % 24:02d}:00", slug=f"story-{number}"),
        )
    site.build()
    site.build()  # files of the last moment are read once more
    counts: Counter[str] = Counter()
    make, put, read = kinds.make, press.release.Tree.put, press.stock.read_record

    def counted(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def counting(*args: object, **more: object) -> object:
            counts[name] += 1
            return call(*args, **more)

        return counting

    monkeypatch.setattr(kinds, "make", counted("made", make))
    monkeypatch.setattr(press.release.Tree, "put", counted("written", put))
    monkeypatch.setattr(press.stock, "read_record", counted("read", read))
    site.build()
    assert counts["read"] == counts["written"] == 0
    counts.clear()
    site.write("news/new.md", record("New", "2024-05-20 10:00", slug="new", tags="fish;"))
    site.build()
    assert counts["read"] == 1
    assert counts["written"] <= 45
    assert counts["made"] <= 60


TestNewsroom: Callable[[], None] = Newsroom.TestCase
TestNewsroom.settings = settings(  # type: ignore[attr-defined]
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
