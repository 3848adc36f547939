"""A small site on disk for the press's tests, built in this process with the real theme and the real Desk."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from edition.settings import edition_settings
from pelican.settings import read_settings
from press.engine import Build, Outcome

ROOT = Path(__file__).resolve().parents[2]
NOW = "2024-06-01 12:00+00:00"


def record(title: str, date: str, body: str = "Some words.", **header: str) -> str:
    """A record's text; `header` keys as they stand in it, in lower case."""
    lines = [f"Title: {title}", f"Date: {date}"]
    lines += [f"{key.capitalize()}: {value}" for key, value in header.items() if value]
    return "\n".join(lines) + f"\n\n{body}\n"


class Site:
    """A site: write records, build, look at what is published."""

    def __init__(self, root: Path, **settings: Any) -> None:
        self.root = root
        self.now = NOW
        self.desk = True
        self.illustrated = False  # with the album of its pictures
        self.settings = settings
        if root.exists():
            return
        shutil.copytree(ROOT / "theme", root / "theme")
        for folder in ("content/news", "content/pages", "content/images"):
            (root / folder).mkdir(parents=True)
        self.write("pages/about.md", "Title: About\nSlug: about\n\nWho we are.\n")

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file of the content folder."""
        target = self.root / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def build(self, place: str = "") -> Outcome:
        """Build: at `place` a site of its own from nothing, else on what the last build left."""
        base = self.root / place if place else self.root
        if place:
            shutil.rmtree(base, ignore_errors=True)
            shutil.copytree(self.root / ".cache" / "templates", base / ".cache" / "templates")
        return Build(self.all_settings(place)).run()

    @classmethod
    def at(cls, root: Path, **settings: Any) -> Site:
        """The site that stands at `root` already."""
        return cls(root, **settings)

    def all_settings(self, place: str = "") -> dict[str, Any]:
        """Pelican's settings of the site."""
        base = self.root / place if place else self.root
        press = {"now": self.now, "workers": 1, **self.settings.get("PRESS", {})}
        own = {**self.settings, "PRESS": press}
        paths = {
            "PATH": str(self.root / "content"),
            "THEME": str(self.root / "theme"),
            "OUTPUT_PATH": str(base / "output"),
            "CACHE_PATH": str(base / ".cache"),
        }
        settings: dict[str, Any] = read_settings(str(ROOT / "pelican.conf.py"), override={**own, **paths})
        if self.desk:
            from edition import hang_pictures, helpers
            from edition.desk import Desk

            album = hang_pictures(settings) if self.illustrated else None
            settings["DESK"] = Desk(edition_settings(settings["EDITION"]), album)
            settings["JINJA_GLOBALS"] = helpers(settings["DEFAULT_LANG"])
        return settings

    def files(self, place: str = "") -> dict[str, bytes]:
        """Every published file."""
        output = (self.root / place if place else self.root) / "output"
        return {path.relative_to(output).as_posix(): path.read_bytes() for path in walk(output)}

    def page(self, path: str) -> str:
        """A published file as text."""
        return (self.root / "output" / path).read_text()


def walk(folder: Path) -> list[Path]:
    """Every file below `folder`."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
