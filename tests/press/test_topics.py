"""Tags' pages: when there is one, what stands on it, where its other names lead; the same however it was built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from press_site import Site, record

TOPICS = {"tag": {"Gannet Island": {"description": "Two hours by <boat>.", "aliases": ["Gannet Isle", "The Gannet"]}}}
FERRY = "tag/ferries/index.html"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", TOPICS=TOPICS)


def story(site: Site, number: int, tags: str, **header: Any) -> None:
    site.write(f"news/s{number}.md", record(f"Story {number}", f"2024-05-{number + 1:02}", tags=tags, **header))


def test_a_tag_has_a_page_when_a_second_story_bears_it(site: Site) -> None:
    story(site, 1, "Ferries")
    site.build()
    assert FERRY not in site.files() and "feeds/tag/ferries.atom.xml" not in site.files()
    page = site.page("news/story-1/index.html")
    assert "Ferries" in page and 'rel="tag"' not in page and ">Ferries<" not in site.page("tag/index.html")
    story(site, 2, "Ferries; Tides")
    site.build()
    assert "Story 1" in site.page(FERRY)
    assert 'href="/tag/ferries/"' in site.page("news/story-1/index.html").replace('="https://', '="')
    assert ">Ferries<" in site.page("tag/index.html") and ">Tides<" not in site.page("tag/index.html")
    (site.root / "content/news/s2.md").unlink()
    site.build()
    assert FERRY not in site.files() and 'rel="tag"' not in site.page("news/story-1/index.html")


def test_an_embargoed_story_does_not_make_a_page(site: Site) -> None:
    story(site, 1, "Ferries")
    story(site, 2, "Ferries", embargo="2024-07-01 06:00+00:00")
    site.build()
    assert FERRY not in site.files()
    site.now = "2024-07-02 06:00+00:00"
    site.build()
    assert FERRY in site.files() and 'rel="tag"' in site.page("news/story-1/index.html")


def test_a_tag_of_the_vocabulary_needs_one_story_and_says_what_it_is(site: Site) -> None:
    story(site, 1, "Gannet Island")
    site.build()
    assert "Two hours by &lt;boat&gt;." in site.page("tag/gannet-island/index.html")


def test_other_names_lead_to_the_tag(site: Site) -> None:
    site.build()
    assert "tag/gannet-isle/index.html" not in site.files()
    story(site, 1, "Gannet Island")
    site.build()
    assert 'url=/tag/gannet-island/"' in site.page("tag/gannet-isle/index.html")
    assert "/tag/the-gannet/ /tag/gannet-island/ 301\n" in site.page("_redirects")
    assert "/tag/gannet-isle/" in site.page("_server/nginx.conf")


def test_another_name_that_stories_still_bear_keeps_its_page(site: Site) -> None:
    for number, tags in enumerate(("Gannet Island", "Gannet Isle", "Gannet Isle"), 1):
        story(site, number, tags)
    site.build()
    assert "Story 3" in site.page("tag/gannet-isle/index.html")
    assert "/tag/gannet-isle/" not in site.page("_redirects")


def test_a_topic_names_its_neighbours_and_its_beginning(site: Site) -> None:
    site.settings["DEFAULT_PAGINATION"] = 2
    for number in range(1, 6):
        story(site, number, "Ferries; Tides" if number > 2 else "Ferries; Swans")
    site.build()
    page = site.page(FERRY)
    assert 'href="/tag/tides/"' in page.replace('="https://', '="') and "/tag/swans/" not in page
    assert "The first of 5 stories:" in page and "Story 1" in page
    assert "The first of" not in site.page("tag/ferries/page/1/index.html")


def test_a_topic_s_course_is_told_by_months_or_by_years(site: Site) -> None:
    site.settings["DEFAULT_PAGINATION"] = 2

    def told() -> list[list[str]]:
        site.build()
        site.build("clean")
        assert site.files("clean") == site.files()
        lines = BeautifulSoup(site.page(FERRY), "lxml").select("section .tl li")
        return [[line.select("time")[0]["datetime"], *line.get_text("|", strip=True).split("|")] for line in lines]

    dates = ("2024-03-31 23:30", "2024-04-01 00:10", "2024-05-02 10:00", "2024-05-03 10:00", "2024-05-30 10:00")
    for number, date in enumerate(dates):
        site.write(f"news/s{number}.md", record(f"Story {number}", date, tags="Ferries;"))
    assert told() == [
        ["2024-05", "Story 2", "May 2024", "· Stories: 3"],
        ["2024-04", "Story 1", "April 2024", "· Stories: 1"],
        ["2024-03", "Story 0", "March 2024", "· Stories: 1"],
    ]
    site.write("news/s0.md", record("Story zero", dates[0], tags="Ferries;", slug="story-0"))
    assert told()[-1][:2] == ["2024-03", "Story zero"]
    site.write("news/old.md", record("Old", "2021-12-31 10:00", tags="Ferries;"))
    assert told() == [["2024", "Story zero", "2024", "· Stories: 5"], ["2021", "Old", "2021", "· Stories: 1"]]


def test_a_tag_says_where_the_story_speaks_of_it(site: Site) -> None:
    body = "The harbour at [Almery](/tag/harbour/). Harbours, HARBOUR. A harbour-side bar."
    tags = {"tags": "Harbour; Almery; Fish", "slug": "a", "lang": "de"}
    site.write("news/a.md", record("Harbour opens", "2024-05-01", body, **tags))
    site.build()
    shown = BeautifulSoup(site.page("news/a/index.html"), "lxml").select(".tags li")
    assert [tag.get("title") for tag in shown] == ["In der Überschrift. Im Text: 3", "Im Text: 1", None]


def test_a_tags_other_names_speak_for_it(site: Site) -> None:
    body = "To Gannet Isle. The Gannet, gannet island and Gannet Isle again."
    site.write("news/a.md", record("On The Gannet", "2024-05-01", body, tags="Gannet Island;", slug="a"))
    site.build()
    shown = BeautifulSoup(site.page("news/a/index.html"), "lxml").select(".tags li")
    assert [tag.get("title") for tag in shown] == ["In the headline. In the text: 4"]


def test_one_story_more_or_less_gives_what_a_clean_build_gives(site: Site) -> None:
    tags = ["Ferries", "Ferries; Tides", "Tides; Swans", "Gannet Isle", "Gannet Island; Swans", "Ferries; Swans"]
    for number, each in enumerate(tags, 1):
        story(site, number, each)
        site.build()
        site.build("clean")
        assert site.files() == site.files("clean")
    for number in (2, 5, 1):
        (site.root / f"content/news/s{number}.md").unlink()
        site.build()
        site.build("clean")
        assert site.files() == site.files("clean")


def test_a_new_word_in_the_vocabulary_is_heard(site: Site) -> None:
    story(site, 1, "Ferries")
    site.build()
    site.settings["TOPICS"] = {"tag": {"Ferries": {"description": "Boats.", "aliases": []}}}
    site.build()
    assert "Boats." in site.page(FERRY) and 'rel="tag"' in site.page("news/story-1/index.html")
