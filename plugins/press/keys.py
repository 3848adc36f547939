"""What the store was made under: two short digests that change whenever kept rows or printed pages may be stale."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .house import House

# Settings that change nothing on any page, or only where things are put.
_ELSEWHERE = frozenset(
    "OUTPUT_PATH CACHE_PATH PATH THEME DEBUG PORT BIND DELETE_OUTPUT_DIRECTORY OUTPUT_RETENTION LOAD_CONTENT_CACHE"
    " CACHE_CONTENT CHECK_MODIFIED_METHOD CONTENT_CACHING_LAYER GZIP_CACHE LOG_FILTER VERBOSE PLUGIN_PATHS AUTORELOAD"
    " WIRE WIRE_REPORT DESK IGNORE_FILES WITH_FUTURE_DATES FORMATTED_FIELDS".split()
)
_NOT_PRINTING = frozenset(("__pycache__", "publish", "check"))  # folders of code that makes no page
_NOT_PRINTED = frozenset("now keep workers target ssh endpoint packed page_weight".split())
_READING = (
    "TIMEZONE DEFAULT_LANG DEFAULT_CATEGORY AUTHOR SUMMARY_MAX_LENGTH MARKDOWN SLUG_REGEX_SUBSTITUTIONS"
    " SLUGIFY_USE_UNICODE SLUGIFY_PRESERVE_CASE CATEGORY_REGEX_SUBSTITUTIONS TAG_REGEX_SUBSTITUTIONS"
    " AUTHOR_REGEX_SUBSTITUTIONS ARTICLE_PATHS PAGE_PATHS STATIC_PATHS"
    " DAY_ARCHIVE_SAVE_AS".split()
)


def reading(settings: Mapping[str, Any]) -> str:
    """The key of everything a row depends on beside its record."""
    chosen = [(name, _plain(settings.get(name))) for name in _READING]
    chosen.append(("remote_pictures", (settings.get("PRESS") or {}).get("remote_pictures")))
    return _digest([repr(chosen), *_libraries(), *_code(Path(__file__).parent), *_desk_code(settings.get("DESK"))])


def printing(settings: Mapping[str, Any], house: House) -> str:
    """The key of everything a page depends on beside the stories on it."""
    chosen = [(name, _plain(value)) for name, value in sorted(settings.items()) if name not in _ELSEWHERE]
    press = [item for item in sorted((settings.get("PRESS") or {}).items()) if item[0] not in _NOT_PRINTED]
    sections = [(term.name, term.slug) for term in house.sections]
    pages = [(page.title, page.url, page.status) for page in house.pages]
    desk = settings.get("DESK")
    return _digest(
        [
            repr([item for item in chosen if item[0] != "PRESS"]),
            repr((press, sections, pages, _plain(getattr(desk, "key", "")))),
            *_code(Path(__file__).parent),
            *_desk_code(desk),
            *_libraries(),
            *_theme(settings),
        ]
    )


def _desk_code(desk: object) -> Iterable[str | bytes]:
    """What the desk thinks by: it says what stories are known by, and what stands around them."""
    return _code(Path(sys.modules[type(desk).__module__].__file__ or "").parent) if desk else ()


def _theme(settings: Mapping[str, Any]) -> Iterable[str | bytes]:
    folders = [Path(settings["THEME"]).expanduser() / "templates", *map(Path, settings["THEME_TEMPLATES_OVERRIDES"])]
    return [part for folder in folders for part in _files(folder, "*")]


def _code(folder: Path) -> Iterable[str | bytes]:
    return _files(folder, "*.py")


def _files(folder: Path, pattern: str) -> Iterable[str | bytes]:
    for path in sorted(folder.rglob(pattern)):
        if path.is_file() and not _NOT_PRINTING.intersection(path.parts):
            yield str(path.relative_to(folder))
            yield path.read_bytes()


def _libraries() -> list[str]:
    """The installed distributions, with their versions, as their folders are named."""
    import pelican

    site = os.path.dirname(os.path.dirname(pelican.__file__))  # noqa: PTH120
    installed = sorted(name for name in os.listdir(site) if name.endswith(".dist-info"))  # noqa: PTH208
    return [sys.version, *installed]


def _plain(value: Any) -> Any:
    """`value` as something whose text is the same in every run."""
    if isinstance(value, Mapping):
        return sorted((str(key), _plain(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(repr(_plain(item)) for item in value)
    code = getattr(value, "__code__", None)
    if code is not None:
        return (value.__module__, value.__qualname__, code.co_code, repr([_plain(const) for const in code.co_consts]))
    if isinstance(value, str | int | float | bool | bytes) or value is None:
        return value
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _digest(parts: Iterable[str | bytes]) -> str:
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(part if isinstance(part, bytes) else part.encode(errors="replace"))
        made.update(b"\0")
    return made.hexdigest()
