"""The search index: Pagefind over the texts of the live stories, and nothing else.

Pagefind reads plain skeletons of the stories that the store knows, never the pages: what is not live cannot get in.
It comes with the extra `search` (packages `pagefind` and `pagefind_bin`); without it there is no index.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from html import escape, unescape
from pathlib import Path

from .record import Row

FOLDER = "search/index/"
LANGUAGES = "languages.json"  # which bundles there are
RECIPE = "2"  # changes whenever the index of the same stories would
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
    title = grams(row.title) if dense else row.title
    body = f"<p>{escape(grams(unescape(_TAG.sub(' ', html))))}</p>" if dense else html
    filters = [("section", row.category), ("year", row.date[:4]), ("language", row.lang)]
    filters += [*(("tag", tag) for tag in row.tags), *(("author", author) for author in row.authors)]
    shown = [("title", row.title), ("date", row.date[:10]), ("lang", row.lang)]
    if dense:
        shown.append(("text", row.summary))
    return (
        f'<!doctype html>\n<html lang="{escape(row.lang)}"><body data-pagefind-body><div data-pagefind-ignore>'
        + "".join(f'<i data-pagefind-filter="{name}">{escape(value)}</i>' for name, value in filters)
        + "".join(f'<i data-pagefind-meta="{name}">{escape(value)}</i>' for name, value in shown)
        + f"</div><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def grams(text: str) -> str:
    """`text` with every run of signs that stand for words cut so that whatever begins anywhere in it is found."""
    return _DENSE.sub(lambda run: " " + " ".join(run[0][at : at + GRAM] for at in range(len(run[0]))) + " ", text)


def key_of(stories: Iterable[tuple[Row, bytes]], settings: Iterable[str]) -> str:
    """A short name for what the index is made of: stories with the digests of their records, and settings."""
    made = hashlib.blake2b(digest_size=16)
    for text in (RECIPE, program(), *settings):
        made.update(f"{text}\0".encode())
    for row, digest in stories:
        made.update(f"{row.path}\0{row.slug}\0".encode() + digest)
    return made.hexdigest()


def index(pages: Iterable[tuple[str, str, str]]) -> dict[str, bytes]:
    """The files of the index over `pages` (language, address, skeleton); none where Pagefind is not installed.

    Each language has a bundle of its own: the searching program takes a bundle's one language for the reader's, and
    readers of a paper in several languages want to find stories in all of them.
    """
    binary = program()
    if not binary:
        return {}
    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="press-search-") as box:
        languages = _write(Path(box), pages)
        for lang in languages:
            bundle = Path(box, "bundle", lang)
            command = [binary, "--site", str(Path(box, "site", lang)), "--output-path", str(bundle), "--silent"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            names = {path: f"{lang}/{path.relative_to(bundle).as_posix()}" for path in sorted(_files(bundle))}
            found |= {name: path.read_bytes() for path, name in names.items()}
    found |= {LANGUAGES: json.dumps(languages).encode()} if languages else {}
    return {f"{FOLDER}{name}": content for name, content in found.items()}


def _write(box: Path, pages: Iterable[tuple[str, str, str]]) -> list[str]:
    """Put the skeletons on disk, a folder a language; the languages."""
    languages = set()
    for lang, address, page in pages:
        tag = lang.lower() if re.fullmatch(r"[A-Za-z0-9-]+", lang) else "und"
        languages.add(tag)
        site = box / "site" / tag
        path = site / f"{address}index.html" if address.endswith("/") else site / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8", errors="replace")
    return sorted(languages)


def _files(bundle: Path) -> Iterable[Path]:
    return (path for path in bundle.rglob("*") if path.is_file() and not path.name.startswith(_UNWANTED))
