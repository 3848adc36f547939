"""A paper of sixty-odd invented stories, already filed, for tests that look at pages."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

from conftest import copy_site

SITE = "https://courier.example"
DAYS = "archive/{date:%Y}/{date:%m}/{date:%d}/index.html"
SECTIONS = ("World", "Politics", "Business", "Science", "Culture", "Sport", "Opinion", "Harbour & Coast")
SUBJECTS = ("breakwater", "tram line", "oyster beds", "old cannery", "night ferry", "school kitchen", "salt marsh")
VERBS = ("Council debates the", "Doubts grow over the", "New money for the", "Neighbours defend the", "Truth about the")
TEXT = """The board voted by seven to two on Tuesday evening, ending an argument that has divided the town since the
storm of last February, when the sea took forty metres of the old wall in a night.

“We have waited through one winter too many,” said the chairwoman as the public gallery applauded.

## What happens next

Work is to begin in three weeks. The contract goes to two local firms and a dredging company from Vessby.

> The sea does not read our minutes.

- Dredging in December
- First stones in January

Residents of the lower streets had collected 3,100 signatures. See the [plans](https://plans.example/).
"""
ODD = {
    "arabic": (
        "Title: مجلس الميناء يقر إعادة بناء كاسر الأمواج الشمالي\nDate: 2026-11-20 17:00+00:00\nCategory: World\n"
        "Tags: ميناء\nAuthors: ليلى حداد\nLang: ar\nPlace: بورت ألمري\nImage: images/quay.png\n"
        "Summary: صوّت مجلس الميناء مساء الثلاثاء لصالح إعادة بناء كاسر الأمواج قبل عواصف الشتاء.",
        "صوّت مجلس الميناء مساء الثلاثاء بأغلبية سبعة أصوات مقابل صوتين لصالح إعادة بناء كاسر الأمواج الشمالي.\n\n"
        "## ما الذي سيحدث بعد ذلك\n\nيبدأ العمل خلال ثلاثة أسابيع، وقالت رئيسة المجلس إن المدينة انتظرت طويلاً.",
    ),
    "german": (
        "Title: Reederei stellt neue Fähre in Dienst\nDate: 2026-11-20 16:00+02:00\nCategory: Business\nTags: Fähre\n"
        "Authors: Jürgen Groß\nLang: de\nTranslation_Of: corrected\n"
        "Summary: Die Fähre „Möwe“ verkehrt ab Montag zweimal täglich nach Vessby.",
        "Die Fähre „Möwe“ verkehrt ab Montag zweimal täglich zwischen Port Almery und Vessby. Die Reederei rechnet mit "
        "neunhundert Fahrgästen am Tag. Der Fahrpreis bleibt bei fünf Kronen.",
    ),
    "chinese": (
        "Title: 港务局通过重建北防波堤的决定\nDate: 2026-11-17 12:00+00:00\nCategory: World\n"
        "Tags: 防波堤; Port Almery\nAuthors: 李娜\nLang: zh\n"
        "Summary: 港务局周二晚以七票对两票通过重建北防波堤的决定。\n"
        "Update: 2026-11-18 港务局长已作出回应。\nCorrection: 2026-11-19 09:30 先前版本误写票数。",
        "港务局周二晚以七票对两票通过重建北防波堤的决定，赶在冬季风暴之前。\n\n## 接下来\n\n工程将在三周后开始。",
    ),
    "hostile": (
        'Title: <script>alert(1)</script> & "quotes" <img src=x onerror=alert(2)> {{ 7*7 }} </title>\n'
        'Date: 2026-11-20 15:00+00:00\nCategory: Culture\nTags: <b>bold</b>; a"b\nAuthors: <i>Mallory</i>\nLang: en\n'
        'Summary: </title><script>alert(4)</script> "><svg onload=alert(5)> is what the summary says.\n'
        "Place: <u>Nowhere</u>\nSource: <i>x</i>\nOriginal: javascript:alert(1)\n"
        "Correction: <script>alert(6)</script> was a mistake.",
        "Plain text, long enough to be read by somebody who cares about words.",
    ),
    "corrected": (
        "Title: Ferry company adds two morning crossings\nDate: 2026-11-19 08:00+00:00\nCategory: Business\nLang: en\n"
        "Modified: 2026-11-20 09:10+00:00\nTags: Ferry\nAuthors: Mara Devlin; Piet Aalto\nPlace: Port Almery\n"
        "Summary: Commuters had asked for an earlier boat for years.\nAgency: Coast Wire\nSource: Coast Wire\n"
        "Original: https://wire.example/ferry\nBreaking: yes\n"
        "Correction: An earlier version gave the price of a crossing as four crowns. It is five crowns.",
        "Two more boats cross in the morning.\n\nThe price stays at five crowns, the company says.",
    ),
    "longword": (
        f"Title: {'Pneumonoultramicroscopicsilicovolcanoconiosis' * 2}\nDate: 2026-11-18\nCategory: Science\nLang: en\n"
        "Summary: A headline of one very long word.",
        "A very long word stands above this text.",
    ),
}


def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes((x // 8 + y // 8) % 256 for x in range(width)) for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def record(number: int) -> str:
    """A filed story; every third has no picture."""
    subject, verb = SUBJECTS[number % 7], VERBS[number % 5]
    hour = f" {6 + number % 12:02}:15+00:00" if number % 4 else ""
    head = [
        f"Title: {verb} {subject} ({number})",
        f"Date: 2026-{11 - number // 24:02}-{20 - number % 19:02}{hour}",
        f"Slug: story-{number}",
        f"Category: {SECTIONS[number % 8]}",
        f"Tags: {subject.title()}; Port Almery" + ("; Fishing, coastal" if number % 5 == 0 else ""),
        f"Authors: {('Ines Okafor', 'Tomás Lindqvist')[number % 2]}",
        f"Summary: What the {subject} means to the town, told in report number {number} of a long year.",
        f"Place: {('Port Almery', 'Vessby')[number % 2]}",
        "Lang: en",
    ]
    if number % 3:
        head += ["Image: images/quay.png", "Image_Alt: The quay at low tide", "Image_Caption: The quay on Tuesday."]
    if number % 9 == 0:
        head += ["Thread: The breakwater"]
    picture = '![The quay](/images/quay.png "The quay at low tide.")\n\n' if number % 10 == 2 else ""
    return "\n".join(head) + "\n\n" + picture + TEXT


def fill(site: Path, stories: int = 60) -> Path:
    """`site`, a copy of this repository's site, with these stories in the place of its own."""
    copy_site(site)
    shutil.rmtree(site / "content" / "wire", ignore_errors=True)
    news = site / "content" / "news" / "2026" / "11"
    news.mkdir(parents=True)
    (site / "content" / "images").mkdir(exist_ok=True)
    (site / "content" / "images" / "quay.png").write_bytes(png(1500, 1000))
    for number in range(stories):
        (news / f"story-{number}.md").write_text(record(number), encoding="utf-8")
    for slug, (head, body) in ODD.items():
        (news / f"{slug}.md").write_text(f"{head}\nSlug: {slug}\n\n{body}\n", encoding="utf-8")
    return site


def print_paper(site: Path, plugins: list[str]) -> Path:
    """The output folder of `site`, built by Pelican with these plugins only."""
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelican.conf.py"]
    command += ["-e", f"PLUGINS={json.dumps(plugins)}", f"DAY_ARCHIVE_SAVE_AS={json.dumps(DAYS)}"]
    run = subprocess.run(
        command, cwd=site, env={**os.environ, "SITEURL": ""}, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return site / "output"
