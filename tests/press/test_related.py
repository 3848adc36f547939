"""What stands around a story, kept in the press's store: the same whichever way the site was built."""

from __future__ import annotations

from pathlib import Path

import pytest
from press_site import Site, record

COURSE = (
    ("Storm tears a hole in the west breakwater", "Harbour master Ilse Tarn closed the outer basin."),
    ("Granite for the west breakwater", "Harbour master Ilse Tarn counts the blocks for the hole."),
    ("West breakwater is whole again", "Harbour master Ilse Tarn opened the outer basin: granite fills the hole."),
)
OTHERS = (("Choir sings at dawn", "Nobody in Pier Street slept."), ("Moss grows on roofs", "Rain helps it along."))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def put(site: Site, name: str, day: int, story: tuple[str, str]) -> None:
    site.write(f"news/{name}.md", record(story[0], f"2024-05-{day:02}", story[1], slug=name))


def built(site: Site, name: str) -> str:
    """The story's page, once a clean build gave the same site."""
    site.build()
    site.build("clean")
    assert site.files() == site.files("clean")
    return site.page(f"news/{name}/index.html")


def test_a_course_of_events_is_found_and_follows_what_changes(site: Site) -> None:
    for day, (name, story) in enumerate(zip("abcde", (*COURSE[:2], *OTHERS, COURSE[2]), strict=True), 3):
        put(site, name, day, story)
    page = built(site, "e")
    assert "The story so far" in page and page.index(COURSE[0][0]) < page.index(COURSE[1][0])
    assert OTHERS[0][0] not in page.partition("The story so far")[2].partition("</section>")[0]
    put(site, "a", 3, OTHERS[1])
    assert COURSE[0][0] not in built(site, "e")
    (site.root / "content/news/b.md").unlink()
    assert "The story so far" not in built(site, "e")
    put(site, "a", 3, COURSE[0])
    assert COURSE[0][0] in built(site, "e")


def test_a_story_of_another_day_moves_what_came_after_it(site: Site) -> None:
    for day, (name, story) in enumerate(zip("cab", (COURSE[2], *COURSE[:2]), strict=True), 3):
        put(site, name, day, story)
    assert "The story so far" not in built(site, "c")
    put(site, "c", 20, COURSE[2])
    assert COURSE[0][0] in built(site, "c")
