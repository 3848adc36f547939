"""Nothing of what must stay in is anywhere in a release: each way of keeping a story in against each place where a word
of it could come out, on a site with everything switched on that a site can have."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from PIL import Image
from press_site import Site
from test_corrections import commit

DAYS = "archive/{date:%Y}/{date:%m}/{date:%d}/index.html"
EVERYTHING: dict[str, Any] = {
    "SITEURL": "https://paper.example",
    "PRESS": {
        "text_edition": True, "tag_page": 1, "history": True, "search": "with",
        "feed_archives": ("index", "category", "tag", "author", "lang"),
    },
    "EDITION": {"share_images": "all", "epub": True},
    "DAY_ARCHIVE_SAVE_AS": DAYS,
    "FEED_MAX_ITEMS": 5,
    "DEFAULT_PAGINATION": 3,
}  # fmt: skip
STORY = """\
Title: {s}title of the story
Date: {date}
Slug: {s}slug
Category: {s}section
Tags: {s}tag; Harbour
Authors: {s}author; Mara Devlin
Summary: {s}summary
Lang: en
Place: {s}place
Agency: {s}agency
Source: {s}source
Original: https://wire.example/{s}original
Image: images/{s}shown.png
Image_Alt: {s}alt
Image_Caption: {s}caption
Image_Credit: {s}credit
Thread: {s}thread
Aliases: {s}alias; /2019/05/{s}old.html
Correction: 2024-05-04 {s}corrected
Breaking: yes
Pinned: yes
{more}

The {s}word of the ferry, [{s}link](/news/{s}far/), `{s}code`.

![{s}inner](/images/{s}inner.png "{s}caption")

## The {s}heading
"""
OUT = """\
Title: Number {number} of the ferries
Date: 2024-05-{day:02d} 10:00+00:00
Slug: out-{number}
Category: World
Tags: Harbour
Authors: Mara Devlin
Lang: en
{more}

Ferry number {number} sails; see [the other one]({{filename}}/news/a-{number}.md) and {{% include "a-{number}.md" %}}.

[[a-{number}]] !include a-{number}.md <!--#include file="a-{number}.md" --> .. include:: a-{number}.md
"""
KEPT_IN = {
    "draft": "Status: draft",
    "embargo": "Embargo: 2024-06-01 14:00+00:00",
    "later": "Date: 2024-06-02",
    "expired": "Expires: 2024-06-01 11:59+00:00",
    "withdrawn": "Status: withdrawn",
    "unknown": "Status: wibble",
    "two": "Embargo: 2099-01-01\nExpires: 2001-01-01",
    "mistaken": "Embargo: soon",
}
NO_RECORD = ("deleted", "linked", "moved")
WAYS = (*KEPT_IN, "broken", *NO_RECORD)


def picture(colour: int) -> bytes:
    """A grey picture of its own."""
    target = io.BytesIO()
    Image.new("L", (40, 30), colour).save(target, "PNG")
    return target.getvalue()


def secret(number: int) -> str:
    """What begins every word of a story that stays in."""
    return f"zq{number}x"


def story(number: int, more: str = "") -> str:
    date = "2024-05-03 10:00+00:00"
    if more.startswith("Date: "):
        date, more = more.removeprefix("Date: "), ""
    return STORY.format(s=secret(number), date=date, more=more or "Priority: 5")


class Everything(Site):
    """A site with everything switched on."""

    illustrated = True

    def all_settings(self, place: str = "") -> dict[str, Any]:
        from edition import hang_pictures
        from edition.desk import Desk
        from edition.settings import edition_settings

        settings = super().all_settings(place)
        settings["DESK"] = Desk(edition_settings(settings["EDITION"]), hang_pictures(settings))
        return settings


@pytest.fixture
def site(tmp_path: Path) -> Everything:
    """Ten stories that are out, and pictures of some that are not."""
    site = Everything(tmp_path / "site", **EVERYTHING)
    site.write("pages/corrections.md", "Title: Corrections\nSlug: corrections\nTemplate: corrections\n\nWe correct.\n")
    for number in range(len(WAYS)):
        more = f"Translation_Of: {secret(number)}slug\nThread: {secret(number)}thread"
        site.write(f"news/out-{number}.md", OUT.format(number=number, day=number + 4, more=""))
        site.write(f"news/also-{number}.md", OUT.format(number=100 + number, day=number + 4, more=more.split("\n")[0]))
        for at, name in enumerate(("shown", "inner", "slug")):
            site.write(f"images/{secret(number)}{name}.png", picture(10 * number + at))
            words = f"Alt: {secret(number)}sidecar\nCaption: {secret(number)}side\nCredit: {secret(number)}by\n"
            site.write(f"images/{secret(number)}{name}.txt", words)
    return site


def keep_in(site: Site, number: int, way: str) -> None:
    """Keep story `number` in, this way."""
    record = site.root / "content" / "news" / f"a-{number}.md"
    if way in KEPT_IN:
        site.write(f"news/a-{number}.md", story(number, KEPT_IN[way]))
    elif way == "moved":
        record.unlink(missing_ok=True)
        site.write(f"drafts/a-{number}.md", story(number))
    elif way == "broken":
        site.write(f"news/a-{number}.md", story(number).replace("Date: ", "Date: the third of "))
    else:
        record.unlink(missing_ok=True)
        if way == "linked":
            record.symlink_to(site.write(f"elsewhere-{number}.md", story(number)))


def said(site: Site, number: int) -> list[str]:
    """Where in the release something of story `number` is, in names of files or inside them, packed or not."""
    word = secret(number).encode()
    return sorted({name for name, text in unpacked(site) if word in name.encode().lower() or word in text.lower()})


def unpacked(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every file of what is served, and what is inside those that are packed."""
    for name, content in site.files().items():
        yield name, content
        if name.endswith((".gz", ".pf_meta", ".pf_index", ".pf_fragment", ".pf_filter")):
            yield name, gzip.decompress(content)
        elif name.endswith(".br"):
            yield name, brotli.decompress(content)
        elif name.endswith(".epub"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                yield from ((f"{name}!{inner}", book.read(inner)) for inner in book.namelist())


def printed(site: Site, place: str = "") -> dict[str, bytes]:
    """Every file but for those of the search index, whose program orders its filters by chance."""
    return {name: content for name, content in site.files(place).items() if not name.startswith("search/index/")}


def leaks(site: Site) -> dict[str, list[str]]:
    """Where something of which story is that may not be there. A withdrawn story's own address says that it is
    withdrawn; pictures that no record speaks of any more are the site's own."""
    found = {}
    for number, way in enumerate(WAYS):
        slug = f"{secret(number)}slug"
        own = {f"news/{slug}/index.html", "_server/nginx.conf", "_server/Caddyfile"} if way == "withdrawn" else set()
        rest = [name for name in said(site, number) if name not in own]
        found[way] = [name for name in rest if way not in NO_RECORD or not name.startswith("images/")]
    return {way: names for way, names in found.items() if names}


def test_what_was_never_out_is_nowhere(site: Everything) -> None:
    for number, way in enumerate(WAYS):
        keep_in(site, number, way)
    site.build()
    assert leaks(site) == {}


def test_what_is_taken_in_again_is_nowhere(site: Everything) -> None:
    for number in range(len(WAYS)):
        site.write(f"news/a-{number}.md", story(number))
    commit(site, "2024-05-03T11:00:00+00:00")
    site.build()
    assert all(said(site, number) for number in range(len(WAYS)))
    for number in range(len(WAYS)):
        site.write(f"news/a-{number}.md", story(number).replace("heading", "new heading"))
    commit(site, "2024-05-05T11:00:00+00:00")
    site.build()
    for number, way in enumerate(WAYS):
        keep_in(site, number, way)
    site.build()
    assert leaks(site) == {}
    site.build("clean")
    assert printed(site) == printed(site, "clean")
