from __future__ import annotations

import re
from pathlib import Path

import pytest
from press_site import Site, record

EMBARGO = "2024-07-01 06:00+00:00"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An original in English and its translation into German."""
    site = Site(tmp_path / "site", SITEURL="https://paper.example")
    site.write("news/a.md", record("Ferry returns", "2024-05-01 10:00", slug="ferry", lang="en"))
    translation(site, "de", "Fähre kehrt zurück")
    return site


def translation(site: Site, lang: str, title: str, **header: str) -> None:
    site.write(
        f"news/{lang}.md",
        record(title, "2024-05-02 10:00", slug=f"ferry-{lang}", lang=lang, translation_of="Ferry", **header),
    )


def others(site: Site, slug: str) -> list[str]:
    """The languages the page of a story leads to."""
    page = site.page(f"news/{slug}/index.html")
    machines = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="https://paper.example/news/([\w-]+)/"', page)
    readers = re.findall(r'<a href="https://paper.example/news/([\w-]+)/" lang="(\w+)"', page)
    own = [lang for lang, found in machines if found == slug]
    assert [(lang, found) for found, lang in readers] == [each for each in machines if each[1] != slug]
    assert len(own) == bool(readers)
    return [lang for _, lang in readers]


def test_each_names_the_others_to_readers_and_to_machines(site: Site) -> None:
    translation(site, "fr", "Le bac revient")
    site.build()
    assert (others(site, "ferry"), others(site, "ferry-de"), others(site, "ferry-fr")) == (
        ["de", "fr"],
        ["en", "fr"],
        ["de", "en"],
    )


def test_one_that_comes_or_goes_later_changes_all_the_others(site: Site) -> None:
    site.build()
    translation(site, "fr", "Le bac revient")
    site.build()
    assert others(site, "ferry-de") == ["en", "fr"]
    (site.root / "content/news/a.md").unlink()
    site.build()
    assert (others(site, "ferry-de"), others(site, "ferry-fr")) == (["fr"], ["de"])


def test_nothing_is_said_of_one_that_is_not_public(site: Site) -> None:
    translation(site, "fr", "Le bac revient", embargo=EMBARGO)
    site.build()
    assert (others(site, "ferry"), others(site, "ferry-de")) == (["de"], ["en"])
    assert not any(b"ferry-fr" in content or b"Le bac" in content for content in site.files().values())
    site.now = EMBARGO
    site.build()
    assert others(site, "ferry") == ["de", "fr"]


def test_a_story_without_translations_says_nothing_of_them(site: Site) -> None:
    site.write("news/b.md", record("Alone", "2024-05-03 10:00", slug="alone", translation_of="nowhere"))
    site.build()
    assert others(site, "alone") == []


def test_a_day_has_a_page_where_the_settings_say_so(site: Site) -> None:
    site.build()
    assert not [path for path in site.files() if path.startswith("archive/2024/05/0")]
    site.settings["DAY_ARCHIVE_SAVE_AS"] = "archive/{date:%Y}/{date:%m}/{date:%d}/index.html"
    site.build()
    assert "Ferry returns" in site.page("archive/2024/05/01/index.html")
    assert 'href="https://paper.example/archive/2024/05/02/"' in site.page("archive/2024/05/index.html")
