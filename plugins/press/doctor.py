"""`press doctor`: what is wrong with the settings or the machine, each with what to do about it.

Every examination is a function in `EXAMINATIONS`: it gets the settings and yields what it finds.
"""

from __future__ import annotations

import difflib
import importlib.util
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .publish import bucket, place
from .publish.target import Bucket, Place, parse
from .publish.trouble import STANDS, PublishError
from .release import Yard, yard_of
from .settings import SettingsError, press_settings

WRONG, ODD, WELL = "wrong", "look", "well"
SCARCE = 200_000_000  # bytes; with less, a build of a large site may not finish
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)[^;>]*(?:>=\s*([\d.]+))?")
OUR_PLUGINS = ("wire", "edition", "press")
# Settings of ours and of common plugins that Pelican does not list.
KNOWN = frozenset(
    "WIRE EDITION PRESS DESK WIRE_REPORT SITESUBTITLE MENUITEMS COPYRIGHT COMMENTS SITEMAP SEO_REPORT PORT BIND DEBUG"
    " TYPOGRIFY THEME_STATIC_PATHS IMAGE_PROCESS".split()
)


@dataclass(frozen=True)
class Diagnosis:
    """One thing: how bad it is, what it is, what helps."""

    state: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.state:5}  {self.what}" + (f"; {self.remedy}" if self.remedy else "")


Settings = Mapping[str, Any]
Examination = Callable[[Settings], Iterator[Diagnosis]]


def examine(settings: Settings, online: bool) -> list[Diagnosis]:
    """Everything that was found, in order of the examinations."""
    every = [*EXAMINATIONS, *([target_answers] if online else [])]
    return [found for examination in every for found in examination(settings)]


def versions(_: Settings) -> Iterator[Diagnosis]:
    """Python and the packages this stands on."""
    yield Diagnosis(WELL, f"Python {sys.version.split()[0]}")
    try:
        wanted = requires("pelican-copydesk") or []
    except PackageNotFoundError:
        yield Diagnosis(ODD, "pelican-copydesk is not installed here", "make html sets it up in .venv")
        return
    for name, least in (
        found.groups() for line in wanted if (found := _REQUIREMENT.match(line)) and "extra" not in line
    ):
        try:
            here = version(name)
        except PackageNotFoundError:
            yield Diagnosis(WRONG, f"the package {name} is missing", "make html installs it")
            continue
        if least and _numbers(here) < _numbers(least):
            yield Diagnosis(WRONG, f"{name} {here} is older than {least}", "make html installs a newer one")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def tools(settings: Settings) -> Iterator[Diagnosis]:
    """Programs that publishing and checking call."""
    target = _target(settings)
    if isinstance(target, Place):
        for name in ("rsync", *(["ssh"] if target.login else [])):
            if not shutil.which(name):
                yield Diagnosis(
                    WRONG, f"{name} is not here, and the target needs it", f"Debian: apt-get install {name}"
                )
    if isinstance(target, Bucket) and not importlib.util.find_spec("boto3"):
        yield Diagnosis(WRONG, "boto3 is not here, and the target needs it", ".venv/bin/pip install boto3")
    if not importlib.util.find_spec("brotli"):
        yield Diagnosis(ODD, "brotli is not here: texts are packed with gzip alone", ".venv/bin/pip install brotli")
    if not importlib.util.find_spec("watchfiles"):
        yield Diagnosis(ODD, "watchfiles is not here: make serve cannot see saves", ".venv/bin/pip install watchfiles")
    if not shutil.which("java"):
        yield Diagnosis(
            ODD, "Java is not here: HTML is checked by built-in rules alone", "install a Java for make check"
        )


def plugins(settings: Settings) -> Iterator[Diagnosis]:
    """The line of plugins, and settings nobody reads."""
    from pelican.settings import DEFAULT_CONFIG

    listed = [str(name).rpartition(".")[2] for name in settings.get("PLUGINS") or ()]
    missing = [name for name in OUR_PLUGINS if name not in listed]
    if missing:
        yield Diagnosis(ODD, f"PLUGINS lacks {', '.join(missing)}", 'PLUGINS = ["wire", "edition", "press"]')
    known = {*DEFAULT_CONFIG, *KNOWN}
    for name in sorted(settings):
        if name in known or not name.isupper() or name.endswith(("_SAVE_AS", "_URL", "_ATOM", "_RSS", "_URLPATH")):
            continue
        near = difflib.get_close_matches(name, known, 1, 0.8)
        if near:
            yield Diagnosis(ODD, f"nobody reads the setting {name}", f"is {near[0]} meant?")


def ours(settings: Settings) -> Iterator[Diagnosis]:
    """Our three dicts."""
    try:
        press_settings(settings.get("PRESS") or {})
    except SettingsError as error:
        yield Diagnosis(WRONG, str(error), "correct it in the settings file")
    for name in ("WIRE", "EDITION", "PRESS"):
        if not isinstance(settings.get(name) or {}, Mapping):
            yield Diagnosis(WRONG, f"{name} is no dict", f"write {name} = {{}}")


def address(settings: Settings) -> Iterator[Diagnosis]:
    """SITEURL."""
    site = str(settings.get("SITEURL") or "")
    parts = urlsplit(site)
    if not site:
        yield Diagnosis(
            WELL, "SITEURL is empty: links work here; for publishing, SITEURL=https://example.org make publish"
        )
    elif parts.scheme not in ("http", "https") or not parts.netloc:
        yield Diagnosis(WRONG, f"SITEURL {site!r} is no address", "write it as https://example.org")
    elif site.endswith("/") or parts.query or parts.fragment:
        yield Diagnosis(WRONG, f"SITEURL {site!r} ends in more than the address", f"write {site.rstrip('/')}")
    elif parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        yield Diagnosis(ODD, f"SITEURL {site!r} is not encrypted", "write https:// once the server has a certificate")
    if settings.get("RELATIVE_URLS"):
        yield Diagnosis(ODD, "RELATIVE_URLS is on: feeds and the 404 page need full addresses", "RELATIVE_URLS = False")


def time_zone(settings: Settings) -> Iterator[Diagnosis]:
    """TIMEZONE and the clock."""
    name = str(settings.get("TIMEZONE") or "")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Diagnosis(
            WRONG, f"TIMEZONE {name!r} is none", 'write it as "Europe/Berlin"; it may need the package tzdata'
        )


def folders(settings: Settings) -> Iterator[Diagnosis]:
    """Content that can be read, and places that can be written to."""
    content = Path(settings["PATH"])
    if not content.is_dir():
        yield Diagnosis(WRONG, f"there is no content folder {content}", "go to the site's folder, or correct PATH")
        return
    if not os.access(content, os.R_OK | os.X_OK):
        yield Diagnosis(WRONG, f"{content} cannot be read", f"chmod -R u+rX {content}")
    yard = _yard(settings)
    for folder in (content, Path(settings["CACHE_PATH"]), yard.home, yard.output.parent):
        place = next((each for each in (folder, *folder.parents) if each.exists()), folder)
        if not os.access(place, os.W_OK | os.X_OK):
            yield Diagnosis(
                WRONG, f"{place} cannot be written to", f"give it to the one who builds: chown -R $USER {place}"
            )
    theme = Path(str(settings["THEME"])).expanduser()
    if not (theme / "templates").is_dir():
        yield Diagnosis(WRONG, f"the theme {theme} has no templates", "correct THEME")


def disk(settings: Settings) -> Iterator[Diagnosis]:
    """Room, names that differ by case alone, hard links, one disk for releases and output."""
    yard = _yard(settings)
    base = next(each for each in (yard.home, *yard.home.absolute().parents) if each.exists())
    free = shutil.disk_usage(base).free
    if free < SCARCE:
        yield Diagnosis(ODD, f"{free / 1e6:.0f} MB are free at {base}", "make room, or lower PRESS['keep']")
    if not os.access(base, os.W_OK):
        return
    with tempfile.TemporaryDirectory(dir=base, prefix=".doctor-") as name:
        here = Path(name)
        (here / "a").write_text("")
        if (here / "A").exists():
            words = f"{base} takes Ä and ä for one name; two slugs that differ by that are held apart"
            yield Diagnosis(ODD, words, "nothing needs to be done")
        try:
            os.link(here / "a", here / "b")
        except OSError:
            yield Diagnosis(
                ODD, f"{base} knows no hard links: each release is a whole copy", "lower PRESS['keep'] to 1"
            )
        try:
            (here / "c").symlink_to("a")
        except OSError:
            yield Diagnosis(WRONG, f"{base} knows no symbolic links", "put the site on another file system")


def publishing(settings: Settings) -> Iterator[Diagnosis]:
    """The target."""
    target = _target(settings)
    words = (
        f"make publish sends to {target}" if target else "make publish builds and checks; PRESS['target'] is not set"
    )
    yield Diagnosis(WELL, words)


def target_answers(settings: Settings) -> Iterator[Diagnosis]:
    """Whether the target can be reached and written to; asked for with --online."""
    target = _target(settings)
    if target is None:
        return
    press = press_settings(settings.get("PRESS") or {})
    try:
        if isinstance(target, Place):
            place.look(place.Carrier(target, press.ssh))
        else:
            bucket.reach(target, press.endpoint)
    except PublishError as error:
        yield Diagnosis(WRONG, str(error).removesuffix(f"; {STANDS}"))
    else:
        yield Diagnosis(WELL, f"{target} answers")


def _target(settings: Settings) -> Place | Bucket | None:
    try:
        return parse(press_settings(settings.get("PRESS") or {}).target)
    except SettingsError:
        return None


def _yard(settings: Settings) -> Yard:
    """Where releases stand; with settings that cannot be meant, where they would."""
    try:
        return yard_of(settings)
    except SettingsError:
        return yard_of({**settings, "PRESS": {}})


EXAMINATIONS: tuple[Examination, ...] = (
    versions, plugins, ours, address, time_zone, folders, disk, tools, publishing,
)  # fmt: skip
