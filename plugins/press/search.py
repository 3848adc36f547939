"""The search index: Pagefind over the texts of the live stories, and nothing else.

Pagefind reads plain skeletons of the stories that the store knows, never the pages: what is not live cannot get in.
It comes with the extra `search` (packages `pagefind` and `pagefind_bin`); without it there is no index.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from html import escape, unescape
from pathlib import Path

from .bundle import in_order
from .record import Row

FOLDER = "search/index/"
BUNDLES = "bundles.json"  # which there are
SIZES = (8000, 2000)  # stories in a full bundle
UNKNOWN = "und"  # the language of stories whose own is no language's name
RECIPE = "3"  # changes whenever the index of the same stories would
GRAM = 6  # signs of a word at most, in scripts that write none apart
_UNWANTED = ("pagefind-ui", "pagefind-modular", "pagefind-component", "pagefind-highlight", "pagefind-worker")
_TAG = re.compile(r"<[^>]*>")
_DENSE_LANGUAGES = ("zh", "ja", "th")
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]+")


def program() -> str:
    """The path of the program; nothing where it is not installed."""
    for package in ("pagefind_bin_extended", "pagefind_bin"):
        found = importlib.util.find_spec(package)
        if found and found.origin:
            for name in ("pagefind", "pagefind_extended", "pagefind.exe"):
                path = Path(found.origin).with_name(name)
                if path.is_file():
                    return str(path)
    return shutil.which("pagefind") or ""


def skeleton(row: Row, html: str) -> str:
    """The story as Pagefind shall read it: its words, and what results are filtered by and show."""
    dense = row.lang[:2].lower() in _DENSE_LANGUAGES
    title = grams(row.title).strip() if dense else row.title
    body = f"<p>{escape(grams(unescape(_TAG.sub(' ', html))))}</p>" if dense else html
    filters = [("section", row.category), ("year", row.date[:4]), ("language", row.lang)]
    filters += [*(("tag", tag) for tag in row.tags), *(("author", author) for author in row.authors)]
    shown = [("title", row.title), ("date", row.date[:10]), ("lang", row.lang)]
    return (
        f'<!doctype html>\n<html lang="{escape(row.lang)}"><body data-pagefind-body><div data-pagefind-ignore>'
        + "".join(f'<i data-pagefind-filter="{name}">{escape(value)}</i>' for name, value in filters)
        + "".join(f'<i data-pagefind-meta="{name}">{escape(value)}</i>' for name, value in shown)
        + f"</div><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def grams(text: str) -> str:
    """`text` with every run of signs that stand for words cut so that whatever begins anywhere in it is found."""
    return _DENSE.sub(lambda run: " " + " ".join(run[0][at : at + GRAM] for at in range(len(run[0]))) + " ", text)


def spans(total: int) -> list[tuple[int, int]]:
    """How many stories of one language are shared out to bundles, from the oldest: full ones, then the rest.

    Full bundles never change again, so one story more costs the reading of the last one alone; sizes rise, so that
    readers of a large archive load few.
    """
    found, at = [], 0
    for size in SIZES:
        while total - at >= size:
            found.append((at, at + size))
            at += size
    return [*found, (at, total)] if at < total else found


def name_of(lang: str, start: int, stop: int) -> str:
    """The name of a bundle: its language; of a full one also where its stories begin and end."""
    return f"{lang}-{start}-{stop}" if stop - start in SIZES else lang


def key_of(paths: Iterable[str], digest: Callable[[str], bytes | None], settings: Iterable[str]) -> str:
    """A short name for what a bundle is made of: records with their digests, and settings."""
    made = hashlib.blake2b(digest_size=16)
    for text in (RECIPE, program(), *settings):
        made.update(f"{text}\0".encode())
    for path in paths:
        made.update(f"{path}\0".encode() + (digest(path) or b""))
    return made.hexdigest()


def bundle(pages: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """The files of a bundle over `pages` (address, skeleton) of one language; none where Pagefind is not installed.

    Each language has bundles of its own: the searching program takes a bundle's one language for the reader's, and
    readers of a paper in several languages want to find stories in all of them.
    """
    binary = program()
    if not binary:
        return {}
    with tempfile.TemporaryDirectory(prefix="press-search-") as box:
        site, made = Path(box, "site"), Path(box, "bundle")
        for address, page in pages:
            path = site / f"{address}index.html" if address.endswith("/") else site / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8", errors="replace")
        command = [binary, "--site", str(site), "--output-path", str(made), "--silent"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return in_order({path.relative_to(made).as_posix(): path.read_bytes() for path in _files(made)})


def _files(bundle: Path) -> Iterable[Path]:
    return (path for path in bundle.rglob("*") if path.is_file() and not path.name.startswith(_UNWANTED))
