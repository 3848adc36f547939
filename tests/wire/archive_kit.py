"""Archives of invented articles in every format that `wire import` reads, for tests and for `bench/archive.py`."""

from __future__ import annotations

import email.message
import gzip
import io
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
HOST = "lamp.example"
WHO = ("Marta Quill", "Jonas Abara", "Ida Venn", "Piet Aalto")
SECTIONS = ("Local", "Culture", "Sport")
SUBJECTS = ("night ferry", "salt marsh", "oyster beds", "tram line", "breakwater", "cannery", "school kitchen", "lamp")
PLACES = ("Port Almery", "Vessby", "Tarn Head", "the outer islands", "Almery Bay", "the lower town")
VERBS = ("reopens", "divides", "surprises", "waits for", "pays for", "remembers")
SENTENCES = (
    "The harbour board voted {n} to two on Tuesday evening, after an argument that had divided {place} for a year.",
    "Work on the {subject} is to begin in {n} weeks, and the first stones should be in place before the winter storms.",
    "“We have waited through {n} winters too many,” said the chairwoman while the public gallery applauded.",
    "Residents of {place} had collected {n} hundred signatures against the plan, most of them in the first weekend.",
    "The {subject} has belonged to the town since the great storm, when the sea took {n} metres of the old wall.",
    "Two local firms and a dredging company from {place} share the contract, which is worth {n} million crowns.",
    "Nobody at the {subject} would say on Wednesday who pays for the other {n} kilometres of the road.",
    "By noon {n} people stood in line at the {subject}, and the bakery of {place} had run out of rolls.",
)


@dataclass(frozen=True)
class Article:
    """One invented article."""

    number: int
    title: str
    author: str
    section: str
    date: datetime
    paragraphs: tuple[str, ...]

    @property
    def slug(self) -> str:
        return f"old-{self.number}"

    @property
    def url(self) -> str:
        return f"https://{HOST}/{self.date:%Y/%m}/{self.slug}/"


def article(number: int) -> Article:
    """The article of this number: always the same."""
    dice = random.Random(number)  # noqa: S311
    subject, place = dice.choice(SUBJECTS), dice.choice(PLACES)
    lines = [
        dice.choice(SENTENCES).format(n=dice.randint(3, 99), place=dice.choice(PLACES), subject=dice.choice(SUBJECTS))
        for _ in range(dice.randint(12, 24))
    ]
    parts = tuple(" ".join(lines[at : at + 3]) for at in range(0, len(lines), 3))
    title = f"{subject.capitalize()} {dice.choice(VERBS)} {place}, chapter {number}"
    date = datetime(2009, 1, 1, 6) + timedelta(hours=7 * (number % 12_000), minutes=number % 60)
    return Article(number, title, dice.choice(WHO), dice.choice(SECTIONS), date, parts)


def page(of: Article) -> str:
    """The article as its site showed it, with what stands around it."""
    menu = "".join(f'<li><a href="/{name.lower()}/">{name}</a></li>' for name in SECTIONS)
    more = "".join(f'<li><a href="/x/{n}/">{article(of.number + n).title}</a></li>' for n in range(1, 6))
    text = "".join(f"<p>{escape(line)}</p>\n" for line in of.paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(of.title)} | The Lamp</title>'
        f'<meta property="article:published_time" content="{of.date.isoformat()}+00:00"></head><body>'
        f"<header><a href='/'>The Lamp</a><nav><ul>{menu}</ul></nav></header><main><article><h1>{escape(of.title)}</h1>"
        f'<p class="byline">By {of.author}</p>\n{text}<p>The Lamp is written in the back room of a chandlery</p>'
        f"</article></main><aside><h2>More</h2><ul>{more}</ul></aside><footer>© The Lamp</footer></body></html>"
    )


def warc(target: Path, count: int, *, start: int = 0, packed: bool = True, pictures: bool = True) -> None:
    """A crawl of `count` articles, with the requests and pictures that crawls hold."""
    with target.open("ab") as out:
        writer = WARCWriter(out, gzip=packed)
        for number in range(start, start + count):
            of = article(number)
            heads = [("Content-Type", "text/html; charset=utf-8")]
            _response(writer, of.url, page(of).encode(), heads)
            if pictures and number % 5 == 0:
                _response(writer, f"https://{HOST}/{number}.png", b"\x89PNG" * 50, [("Content-Type", "image/png")])


def _response(writer: WARCWriter, url: str, payload: bytes, heads: list[tuple[str, str]]) -> None:
    http = StatusAndHeaders("200 OK", heads, protocol="HTTP/1.1")
    date = {"WARC-Date": "2020-01-02T03:04:05Z"}
    writer.write_record(
        writer.create_warc_record(url, "response", io.BytesIO(payload), http_headers=http, warc_headers_dict=date)
    )


WXR_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Lamp</title><link>https://{HOST}</link><language>en-GB</language>
<wp:author><wp:author_login><![CDATA[mq]]></wp:author_login>
<wp:author_display_name><![CDATA[Marta Quill]]></wp:author_display_name></wp:author>
"""


def wxr_item(of: Article, *, kind: str = "post", status: str = "publish", creator: str = "mq", body: str = "") -> str:
    """One `<item>` of a WordPress export."""
    text = body or "\n\n".join(of.paragraphs)
    return f"""<item><title>{escape(of.title)}</title><link>{of.url}</link>
<pubDate>{of.date:%a, %d %b %Y %H:%M:%S} +0000</pubDate><dc:creator><![CDATA[{creator}]]></dc:creator>
<guid isPermaLink="false">https://{HOST}/?p={of.number}</guid>
<content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_date_gmt>{of.date:%Y-%m-%d %H:%M:%S}</wp:post_date_gmt><wp:post_name>{of.slug}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type><wp:post_password></wp:post_password>
<category domain="category" nicename="x"><![CDATA[{of.section}]]></category>
<category domain="post_tag" nicename="h"><![CDATA[harbour & sea]]></category>
</item>
"""


def wxr(target: Path, count: int) -> None:
    """An export of `count` posts, with pages and attachments between them."""
    with target.open("w", encoding="utf-8") as out:
        out.write(WXR_HEAD)
        for number in range(count):
            out.write(wxr_item(article(number)))
            if number % 10 == 0:
                out.write(wxr_item(article(number), kind="attachment", status="inherit", body="picture"))
        out.write("</channel></rss>\n")


def rss(target: Path, count: int) -> None:
    """An RSS feed with whole texts."""
    with target.open("w", encoding="utf-8") as out:
        out.write(
            '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            f"<title>The Lamp</title><link>https://{HOST}/</link>\n"
        )
        for of in map(article, range(count)):
            text = escape("".join(f"<p>{line}</p>" for line in of.paragraphs))
            out.write(
                f"<item><title>{escape(of.title)}</title><link>{of.url}</link><dc:creator>{of.author}</dc:creator>"
                f"<pubDate>{of.date:%a, %d %b %Y %H:%M:%S} GMT</pubDate><category>{of.section}</category>"
                f"<description>{text}</description></item>\n"
            )
        out.write("</channel></rss>")


def atom(target: Path, count: int) -> None:
    """An Atom feed with XHTML texts."""
    entries = "".join(
        f"<entry><id>tag:{HOST},2020:{of.number}</id><title>{escape(of.title)}</title>"
        f'<link rel="alternate" href="{of.url}"/><published>{of.date.isoformat()}Z</published>'
        f"<updated>{of.date.isoformat()}Z</updated><author><name>{of.author}</name></author>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        f"{''.join(f'<p>{escape(line)}</p>' for line in of.paragraphs)}</div></content></entry>\n"
        for of in map(article, range(count))
    )
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Lamp</title>'
    target.write_text(f"{head}{entries}</feed>")


def jsonfeed(target: Path, count: int) -> None:
    """A JSON Feed."""
    items = [
        {
            "id": of.url, "url": of.url, "title": of.title, "date_published": f"{of.date.isoformat()}Z",
            "authors": [{"name": of.author}], "tags": [of.section, "harbour"],
            "content_html": "".join(f"<p>{escape(line)}</p>" for line in of.paragraphs),
        }
        for of in map(article, range(count))
    ]  # fmt: skip
    about = {"version": "https://jsonfeed.org/version/1.1", "title": "The Lamp", "items": items}
    target.write_text(json.dumps(about))


def jsonl(target: Path, count: int) -> None:
    """JSON lines as `wire clean --jsonl` reads them, and as crawlers write them, by turns."""
    with target.open("w", encoding="utf-8") as out:
        for of in map(article, range(count)):
            if of.number % 2:
                row = {"id": str(of.number), "kind": "html", "url": of.url, "raw": page(of)}
            else:
                row = {
                    "url": of.url, "title": of.title, "author": of.author, "published": of.date.isoformat(),
                    "text": "\n\n".join(of.paragraphs),
                }  # fmt: skip
            out.write(json.dumps(row) + "\n")


def mails(folder: Path, count: int) -> None:
    """Mails: plain text, every third with HTML beside it, every fourth with an attachment, some in old charsets."""
    folder.mkdir(parents=True, exist_ok=True)
    for of in map(article, range(count)):
        mail = email.message.EmailMessage()
        mail["Subject"] = f"Fwd: {of.title} – heute"
        mail["From"] = "The Lamp’s desk <desk@lamp.example>"
        mail["Date"] = of.date
        mail["Message-ID"] = f"<{of.number}@lamp.example>"
        charset = "iso-8859-15" if of.number % 2 else "utf-8"
        mail.set_content("\n\n".join(of.paragraphs).replace("“", '"').replace("”", '"') + "\n\nCafé\n", charset=charset)
        if of.number % 3 == 0:
            mail.add_alternative(page(of), subtype="html")
        if of.number % 4 == 0:
            mail.add_attachment(b"MZ" * 100, maintype="application", subtype="octet-stream", filename="../../etc/x.exe")
        (folder / f"{of.number:05}.eml").write_bytes(mail.as_bytes())


def pages(folder: Path, count: int) -> None:
    """Saved pages, each with the folder that a browser puts beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for of in map(article, range(count)):
        saved = page(of).replace("<html", f"<!-- saved from url=(0040){of.url} -->\n<html", 1)
        (folder / f"{of.number:05}.html").write_text(saved, "utf-8")
        beside = folder / f"{of.number:05}_files"
        beside.mkdir()
        (beside / "advert.html").write_text("<html><p>Buy two lamps and pay for three, only this week.</p></html>")
        (folder / f"{of.number:05}.css").write_text("p {}")


MAKERS = {
    "crawl.warc.gz": warc,
    "crawl.warc": lambda target, count: warc(target, count, packed=False),
    "export.xml": wxr,
    "feed.rss": rss,
    "feed.atom": atom,
    "feed.json": jsonfeed,
    "copy.jsonl": jsonl,
    "mail": mails,
    "saved": pages,
}


def gzipped(target: Path) -> Path:
    """The same archive in one gzip member."""
    packed = target.with_name(target.name + ".gz")
    packed.write_bytes(gzip.compress(target.read_bytes()))
    return packed


@contextmanager
def cluster(place: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address and its worker processes."""
    place.mkdir(parents=True, exist_ok=True)
    about = place / "scheduler.json"
    env = {**os.environ, "PYTHONPATH": str(PLUGINS)}

    def dask(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(about)]
        return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    running = [
        dask("worker", "--no-nanny", "--no-dashboard", "--nthreads", "1", "--host", "127.0.0.1") for _ in range(workers)
    ]
    try:
        for _ in range(200):
            if about.exists() and about.read_text().strip():
                break
            time.sleep(0.1)
        yield json.loads(about.read_text())["address"], running
    finally:
        for each in (*running, scheduler):
            each.kill()
            each.wait()
