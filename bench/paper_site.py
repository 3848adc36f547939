"""An invented paper of sixty stories with drawn pictures, and screenshots of each kind of its pages.

`python bench/paper_site.py FOLDER` builds the site in FOLDER/site and takes the pictures into FOLDER/shots: phone and
desktop, light and dark, left to right and right to left. `--stories 1` (5, 10000 …) tries a paper of another size;
`--weigh` prints what a phone loads for each kind of page instead.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
WRITERS = ("Marta Quill", "Jonas Abara", "Ines Tolland", "Piet Aalto", "Mara Devlin", "Tomás Lindqvist")
PLACES = ("Port Almery", "Vessby", "Gannet", "Ostrel")
NEWEST = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
SIZES = ((1600, 1067), (1600, 900), (1000, 1333), (1200, 1200), (2400, 1000))
SKIES = (("#10243f", "#d98a5b"), ("#c9d6d8", "#f0e3cf"), ("#2f5d7c", "#f3c98b"), ("#7a8c99", "#e8ddc8"))
DAYS = "archive/{date:%Y}/{date:%m}/{date:%d}/index.html"
SCREENS = {"phone": (390, 844), "desktop": (1280, 900)}
BODY = (
    "{place} — {summary} That is the short of it, as people here tell it on the quay, where the news arrives before "
    "the paper does and leaves again with the tide.",
    "“We have waited through one winter too many,” said the chairwoman of the board as the public gallery applauded. "
    "“Nobody who was there in February will ask why.”",
    "## What happens next",
    "Work is to begin in three weeks. The contract goes to two local firms and a company from Vessby; a report of "
    "forty pages, which can be read [in full](https://plans.example/report), explains the price.",
    "{figure}> The sea does not read our minutes.",
    "- The first hearing is on 3 December\n- Objections may be handed in until Friday noon\n- A map hangs in the hall",
    "| | last year | this year |\n|---|---|---|\n| Hands at work | 214 | 260 |\n| Crowns a day | 96 | 104 |",
    "Residents of the lower streets had collected 3,100 signatures. The mayor called that a clear sign and did not say "
    "of what.",
)
TRANSLATED = {
    "de": (
        "Nachtfähre kehrt nach elf Jahren nach Port Almery zurück",
        "Der Vertrag gilt für drei Winter; die Inseln haben elf Jahre gewartet.",
        "Die Nachtfähre zu den äußeren Inseln fährt vom 1. Dezember an wieder. Das beschloss der Hafenrat am Dienstag.",
    ),
    "ar": (
        "عودة العبّارة الليلية إلى بورت ألمري بعد أحد عشر عاماً",
        "العقد لثلاثة فصول شتاء، والجزر انتظرت أحد عشر عاماً.",
        "تعود العبّارة الليلية إلى الجزر البعيدة اعتباراً من الأول من ديسمبر، كما أعلن مجلس الميناء يوم الثلاثاء.\n\n"
        "## ما الذي سيحدث بعد ذلك\n\nتغادر القوارب كل ليلة، وقالت رئيسة المجلس إن المدينة انتظرت طويلاً.",
    ),
    "zh": (
        "夜班渡轮时隔十一年重返阿尔默里港",
        "合同为期三个冬季，岛民已等待十一年。",
        "港务局周二宣布，开往外岛的夜班渡轮将于十二月一日恢复航行。委员会以七票对二票通过了为期三年的合同。",
    ),
}

sys.path[:0] = [str(ROOT / "tests"), str(HERE)]


def draw(target: Path, seed: int) -> None:
    """A quiet view of the coast, another one for each seed."""
    from draw_pictures import Sheet

    chance = random.Random(seed)  # noqa: S311
    sheet = Sheet(*SKIES[seed % len(SKIES)])
    sheet.disc(chance.uniform(20, 140), chance.uniform(12, 34), chance.uniform(4, 8), "#f6e6c4")
    for step, colour in enumerate(("#8fa3a0", "#5f7a74", "#31504f")[: 1 + seed % 3]):
        sheet.land(46 + 8 * step, 3, seed * 3 + step, colour)
    sheet.box(0, 70, 160, 40, ("#16304a", "#7f9ca3", "#274a63")[seed % 3])
    sheet.waves(73, seed, "#e0d5be")
    for _ in range(1 + seed % 4):
        x, y, size = chance.uniform(10, 120), chance.uniform(72, 92), chance.uniform(0.5, 1.3)
        hull = [(0, 0), (26, 0), (22, 6), (4, 6)]
        sheet.shape([(x + a * size, y + b * size) for a, b in hull], "#7c2d22")
        sheet.shape([(x + a * size, y + b * size) for a, b in [(12, -1), (12, -20), (24, -1)]], "#f3ead6")
    width, height = SIZES[seed % len(SIZES)]
    share = min(sheet.image.width / width, sheet.image.height / height)
    crop = (round(width * share), round(height * share))
    left, top = (sheet.image.width - crop[0]) // 2, sheet.image.height - crop[1]
    picture = sheet.image.crop((left, top, left + crop[0], top + crop[1])).resize((width, height), Image.Resampling.BOX)
    picture.save(target, quality=82)


def lines() -> list[tuple[str, str, str]]:
    """Section, headline and summary of each story."""
    text = (HERE / "paper_stories.txt").read_text("utf-8").splitlines()
    return [tuple(line.split(" | ")) for line in text]  # type: ignore[misc]


def record(number: int, stories: list[tuple[str, str, str]]) -> str:
    """The record of story `number`; the first is the newest."""
    section, title, summary = stories[number % len(stories)]
    round_of = number // len(stories)
    place = PLACES[number % len(PLACES)]
    words = [word for word in title.replace("’", " ").split() if word.isalpha() and len(word) > 5][:3]
    date = NEWEST - timedelta(hours=number * 5.5, minutes=number * 7 % 60)
    head = [
        f"Title: {title}" + (f" ({round_of + 1})" if round_of else ""),
        f"Date: {date:%Y-%m-%d %H:%M}+00:00",
        f"Slug: story-{number}",
        f"Category: {section}",
        f"Tags: {'; '.join([place, *words])};",
        f"Authors: {WRITERS[number % len(WRITERS)]}" + (f"; {WRITERS[(number + 2) % 6]}" if number % 7 == 0 else ""),
        f"Summary: {summary}",
        f"Place: {place}",
        "Lang: en",
    ]
    if number % 3 != 1:
        head += [f"Image: images/view-{number % 20}.jpg", "Image_Alt: Boats before the coast at Port Almery"]
        head += ["Image_Caption: Boats off the north mole on Tuesday.", "Image_Credit: The Harbour Courier"]
    if "breakwater" in title or "tram" in title:
        head += [f"Thread: {'The breakwater' if 'breakwater' in title else 'The tram'}"]
    if number == 3:
        head += ["Breaking: yes"]
    if number % 11 == 5:
        head += [f"Modified: {date + timedelta(hours=9):%Y-%m-%d %H:%M}+00:00", "Agency: Coast Wire"]
        head += ["Source: Coast Wire", "Original: https://wire.example/story"]
        head += [f"Correction: {date:%Y-%m-%d} An earlier version gave the fare as four crowns. It is five crowns."]
    figure = '![The quay](/images/view-7.jpg "The quay at low tide")\n\n' if number % 5 == 0 else ""
    body = "\n\n".join(BODY).format(place=place.upper(), summary=summary, figure=figure)
    return "\n".join(head) + f"\n\n{body}\n"


def fill(site: Path, count: int) -> None:
    """`site`, a copy of this repository's, with these stories in the place of its own."""
    from conftest import copy_site

    copy_site(site)
    shutil.rmtree(site / "content" / "wire")
    shutil.rmtree(site / "content" / "images")
    (site / "content" / "images").mkdir()
    for seed in range(min(20, count)):
        draw(site / "content" / "images" / f"view-{seed}.jpg", seed)
    stories = lines()
    random.Random(7).shuffle(stories)  # noqa: S311
    for number in range(count):
        target = site / "content" / "news" / f"{number // 1000:02}" / f"story-{number}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(record(number, stories), encoding="utf-8")
    for place, (lang, (title, summary, body)) in enumerate(TRANSLATED.items()) if count > 5 else ():
        head = f"Title: {title}\nDate: {NEWEST - timedelta(hours=place + 1):%Y-%m-%d %H:%M}+00:00\nSlug: ferry-{lang}\n"
        head += f"Category: Harbour & Coast\nLang: {lang}\nSummary: {summary}\nAuthors: Marta Quill\nTags: Vessby;\n"
        head += "Translation_Of: story-8\nImage: images/view-8.jpg\n"
        (site / "content" / "news" / f"ferry-{lang}.md").write_text(f"{head}\n{body}\n", encoding="utf-8")


def build(site: Path, address: str = "") -> None:
    """The paper, built as `make html` does."""
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelican.conf.py", "-e"]
    run = subprocess.run(
        [*command, f"PLUGINS={json.dumps(['edition', 'press'])}", f"DAY_ARCHIVE_SAVE_AS={json.dumps(DAYS)}"],
        cwd=site,
        env={**os.environ, "SITEURL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def kinds(output: Path) -> dict[str, str]:
    """A page of each kind, by a name for its pictures."""
    pages = {
        "front": "/",
        "section": "/section/culture/",
        "tag": "/tag/vessby/",
        "author": "/author/marta-quill/",
        "place": "/place/ostrel/",
        "article": "/news/story-0/",
        "corrected": "/news/story-5/",
        "plain": "/news/story-1/",
        "arabic": "/news/ferry-ar/",
        "chinese": "/news/ferry-zh/",
        "archive": "/archive/",
        "year": "/archive/2026/",
        "month": "/archive/2026/11/",
        "day": "/archive/2026/11/20/",
        "older": "/page/1/",
        "tags": "/tag/",
        "authors": "/author/",
        "about": "/about/",
        "follow": "/follow/",
        "search": "/search/",
        "404": "/404.html",
        "410": "/410.html",
        "text": "/text/",
        "edition": "/edition/2026/11/20/",
    }
    return {
        name: path
        for name, path in pages.items()
        if (output / path[1:] / "index.html").exists() or (output / path[1:]).is_file()
    }


def shoot(output: Path, target: Path, only: set[str]) -> None:
    """Pictures of every kind of page."""
    from conftest import QUIET, browser_path
    from playwright.sync_api import sync_playwright
    from site_server import serve

    target.mkdir(parents=True, exist_ok=True)
    with serve(output) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(QUIET))
        for screen, (width, height) in SCREENS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            for name, path in kinds(output).items():
                if only and name not in only:
                    continue
                page.goto(address + path, wait_until="networkidle")
                page.evaluate("document.querySelectorAll('img').forEach(each => each.loading = 'eager')")
                page.wait_for_load_state("networkidle")
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    page.screenshot(path=target / f"{name}-{screen}-{scheme}.png", full_page=True)
        browser.close()


def weigh(output: Path) -> None:
    """Prints what a phone loads for a page: requests and bytes, everything down to the end of the page."""
    from conftest import QUIET, browser_path
    from playwright.sync_api import Request, sync_playwright
    from site_server import serve

    with serve(output) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(QUIET))
        for name, path in kinds(output).items():
            for how in ("first screen", "whole page"):
                page = browser.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=1.75).new_page()
                loaded: list[Request] = []
                page.on("requestfinished", lambda each, loaded=loaded: loaded.append(each))  # type: ignore[misc]
                page.goto(address + path, wait_until="networkidle")
                if how == "whole page":
                    page.evaluate("document.querySelectorAll('img').forEach(each => each.loading = 'eager')")
                    page.wait_for_load_state("networkidle")
                total = sum(each.sizes()["responseBodySize"] for each in loaded)
                print(f"{name}, {how}: {len(loaded)} requests, {total:,} bytes")
                page.context.close()
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stories", type=int, default=60)
    parser.add_argument("--only", nargs="*", default=[], help="names of pages, such as front")
    parser.add_argument("--weigh", action="store_true", help="print what a phone loads, in the place of pictures")
    parser.add_argument("--keep", action="store_true", help="the site that stands there already, built again")
    given = parser.parse_args()
    site = given.folder.absolute() / "site"
    if not given.keep or not site.exists():
        shutil.rmtree(given.folder, ignore_errors=True)
        fill(site, given.stories)
    else:
        for name in ("theme", "plugins"):
            shutil.rmtree(site / name)
            shutil.copytree(ROOT / name, site / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pelican.conf.py", site)
    build(site)
    if given.weigh:
        weigh(site / "output")
    else:
        shoot(site / "output", site.parent / "shots", set(given.only))


if __name__ == "__main__":
    main()
