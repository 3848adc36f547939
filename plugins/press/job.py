"""What one build has at hand from beginning to end: the settings as values, the yard, the clock, what came of it."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .outcome import Outcome
from .record import Rules
from .release import Yard, yard_of
from .settings import Press, press_settings
from .shelves import feed_size, page_size
from .terms import Terms
from .workers import cores

Settings = Mapping[str, Any]


def claim(slug: str) -> str:
    """What two slugs have in common when a file system may take them for one."""
    return unicodedata.normalize("NFC", slug).casefold()


class Job:
    """One build of one site."""

    def __init__(self, settings: Settings, pelican: Any = None) -> None:
        self.settings = settings
        self.pelican = pelican  # given when other people's plugins listen
        self.press: Press = press_settings(settings.get("PRESS") or {})
        self.zone = ZoneInfo(settings["TIMEZONE"])
        self.now = datetime.fromisoformat(self.press.now).timestamp() if self.press.now else time.time()
        self.yard: Yard = yard_of(settings)
        self.cache = Path(settings["CACHE_PATH"])
        self.store_path = self.cache / "press.sqlite"
        self.terms = Terms(settings)
        self.workers = self.press.workers or cores()
        self.page_size = page_size(settings)
        self.feed_size = feed_size(settings)
        self.begin()

    def rules(self, is_page: bool = False) -> Rules:
        """What reading a record (or a standing page) depends on."""
        settings = self.settings
        return Rules(
            zone=self.zone,
            lang=str(settings["DEFAULT_LANG"]),
            category=str(settings["DEFAULT_CATEGORY"]),
            author=str(settings.get("AUTHOR") or ""),
            summary_words=int(settings["SUMMARY_MAX_LENGTH"] or 50),
            markdown=settings["MARKDOWN"],
            slugify=partial(self.terms.slug, "article"),
            is_page=is_page,
            remote_pictures=self.press.remote_pictures,
            marks=None if is_page else getattr(settings.get("DESK"), "marks", None),
        )

    def begin(self) -> None:
        """Nothing has been done yet."""
        self.outcome = Outcome()
        self._clock = time.perf_counter()

    def step(self, name: str) -> None:
        """Note how long the step that has just ended took."""
        now = time.perf_counter()
        self.outcome.steps.append((name, now - self._clock))
        self._clock = now
