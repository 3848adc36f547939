"""What feeds, structured data and the search index cost: `.venv/bin/python bench/machines.py [STORIES]`.

Processor time of this process (for the index, of Pagefind), over the invented stories of `bench/build.py`.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "bench")]

from build import invent  # noqa: E402
from pelican.settings import read_settings  # noqa: E402
from press import entries, search  # noqa: E402
from press.record import Rules, read  # noqa: E402
from press.settings import Press  # noqa: E402
from press.story import Story  # noqa: E402
from press.structured import Structured  # noqa: E402
from press.terms import Terms  # noqa: E402


def stories(count: int, settings: Any) -> list[Any]:
    """Stories as feeds and pages get them."""
    from datetime import UTC, datetime

    terms, made = Terms(settings), []
    rules = Rules(UTC, "en", "News", "", 50, settings["MARKDOWN"], str)
    for each in invent(count):
        head = f"Title: {each.title}\nDate: {each.date.isoformat()}\nSlug: {each.slug}\nCategory: {each.section}\n"
        head += f"Tags: {'; '.join(each.tags)};\nAuthors: {each.author};\nSummary: {each.body[:150]}\nLang: en\n\n"
        row, html = read(f"news/{each.slug}.md", (head + each.body).encode(), rules)  # type: ignore[misc]
        names = {"category": terms.term("category", row.category), "tags": [terms.term("tag", t) for t in row.tags]}
        facts = {
            "title": row.title,
            "summary": row.summary,
            "lang": "en",
            "url": f"news/{row.slug}/",
            "words": row.words,
        }
        facts |= {"date": datetime.fromisoformat(row.date), "corrections": [], "updates": [], **names}
        facts |= {"authors": [terms.term("author", name) for name in row.authors]}
        made.append(Story(row, facts, lambda _path, html=html: html))
    return made


def rate(name: str, work: Callable[[Any], str], found: Sequence[Any]) -> None:
    """Print how many stories a second `work` does, and the bytes a story."""
    start = time.process_time()
    size = sum(len(work(story).encode()) for story in found)
    took = time.process_time() - start
    each = took / len(found)
    print(f"{name:24}{1 / each:10.0f} a second{1e6 * each:9.0f} µs{size / len(found):9.0f} bytes")


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if sys.argv[1:] else 1000
    settings = read_settings(str(ROOT / "pelican.conf.py"), override={"SITEURL": "https://bench.example"})
    found = stories(count, settings)
    maker = entries.Entries("https://bench.example")
    for form, make in entries.MAKERS.items():
        rate(f"feed entries, {form}", lambda story, make=make: make(maker, story), found)
    structured = Structured(settings, Press())
    rate("structured data", lambda story: str(structured.story(story)), found)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    files = search.bundle((story.url, search.skeleton(story.row, story.content)) for story in found)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size, memory = sum(map(len, files.values())), after.ru_maxrss / 1024
    print(
        f"{'search index':24}{count / took:10.0f} a second; {size / count:.0f} bytes a story, {memory:.0f} MB at most"
    )


if __name__ == "__main__":
    main()
