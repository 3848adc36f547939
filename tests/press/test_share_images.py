"""Share images in whole sites: what pages say of them, and when they are there at all."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from press_site import Site, record
from test_machines import data, meta

SITE = "https://paper.example"
HEADLINE = 'Ferry <b>& "tram"</b> return'


def site(folder: Path, wanted: str) -> Site:
    made = Site(folder, SITEURL=SITE, EDITION={"share_images": wanted})
    made.write("news/plain.md", record(HEADLINE, "2024-05-01", slug="plain"))
    made.write("news/shown.md", record("Shown", "2024-05-02", slug="shown", image="https://elsewhere.example/a.jpg"))
    made.write("news/later.md", record("Later", "2024-05-03", slug="later", embargo="2024-07-01 06:00+00:00"))
    return made


def cards(of: Site) -> dict[str, bytes]:
    return {name: content for name, content in of.files().items() if name.startswith("share/")}


@pytest.mark.parametrize(("wanted", "count"), [("off", 0), ("missing", 1), ("all", 2)])
def test_as_many_as_the_setting_says_and_none_before_its_time(tmp_path: Path, wanted: str, count: int) -> None:
    made = site(tmp_path / "site", wanted)
    made.build()
    assert len(cards(made)) == count
    made.now = "2024-07-02 12:00+00:00"
    made.build()
    assert len(cards(made)) == count + (wanted != "off")
    made.build("clean")
    assert made.files() == made.files("clean")
    made.write("news/later.md", record("Later", "2024-05-03", slug="later", status="withdrawn"))
    made.build()
    assert len(cards(made)) == count


def test_the_page_names_its_picture_with_size_and_words(tmp_path: Path) -> None:
    made = site(tmp_path / "site", "all")
    made.build()
    page = made.page("news/plain/index.html")
    facts = meta(page)
    name = facts["og:image"].removeprefix(f"{SITE}/")
    assert Image.open(io.BytesIO(cards(made)[name])).size == (1200, 630)
    assert (facts["og:image:width"], facts["og:image:height"]) == ("1200", "630")
    assert (facts["og:image:alt"], facts["twitter:card"]) == (HEADLINE, "summary_large_image")
    [image] = data(page)["NewsArticle"]["image"]
    assert (image["url"], image["width"]["value"], image["caption"]) == (facts["og:image"], 1200, HEADLINE)
    shown = made.page("news/shown/index.html")
    assert data(shown)["NewsArticle"]["image"] == ["https://elsewhere.example/a.jpg"]
    assert meta(shown)["og:image"].startswith(f"{SITE}/share/")


def test_a_new_headline_takes_the_old_picture_away(tmp_path: Path) -> None:
    made = site(tmp_path / "site", "missing")
    made.build()
    old = set(cards(made))
    made.write("news/plain.md", record("Another headline", "2024-05-01", slug="plain"))
    made.build()
    assert len(cards(made)) == 1 and not old & set(cards(made))


def test_no_cut_of_an_embargoed_picture_is_out_before_its_time(tmp_path: Path) -> None:
    made = site(tmp_path / "site", "off")
    picture = made.root / "content" / "images" / "later.png"
    Image.linear_gradient("L").resize((900, 600)).save(picture)
    made.illustrated = True
    made.build()
    assert not [name for name in made.files() if name.startswith("theme/p/")]
    made.now = "2024-07-02 12:00+00:00"
    made.build()
    told = data(made.page("news/later/index.html"))["NewsArticle"]["image"]
    files = made.files()
    assert len(told) == 4 and all(address.removeprefix(f"{SITE}/") in files for address in told)
    made.build("clean")
    assert made.files("clean") == files
