"""The `EDITION` settings: one frozen value; an unknown key stops the build and names itself."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields

SHARING = ("off", "missing", "all")


class SettingsError(ValueError):
    """A setting that cannot be meant: the message names it and the nearest good one."""


@dataclass(frozen=True)
class Edition:
    """What the edition may be told."""

    sections: tuple[str, ...] = ()  # names or slugs in the masthead's order; others follow by name
    weights: tuple[tuple[str, int], ...] = ()  # (section, hours): how much fresher its stories count
    secondary: int = 5  # headlines beside the lead
    block: int = 4  # cards in the block of a section
    blocks: int = 12  # sections that get a block
    breaking_hours: int = 12  # a story marked Breaking keeps the banner this long, by the newest story's clock
    related: int = 3  # related stories under an article
    thread: int = 5  # earlier stories in "The story so far"
    thread_days: int = 120  # how far back it finds them by itself; 0: only what one `Thread` joins
    pictures: bool = True  # sized copies of the pictures in STATIC_PATHS
    share_images: str = "off"  # headlines set as pictures for links elsewhere: "missing", where a story has none; "all"
    share_fonts: tuple[str, ...] = ()  # font files for them, or names of installed ones, asked before the usual ones
    words_a_minute: int = 230  # a reader's speed
    epub: bool = False  # each day as an e-book beside its page; needs the extra `daily` and DAY_ARCHIVE_SAVE_AS
    pdf: bool = False  # each day as sheets to print, likewise

    def __post_init__(self) -> None:
        for name in ("block", "words_a_minute"):
            if getattr(self, name) < 1:
                raise SettingsError(f"EDITION[{name!r}] must be 1 or more")
        if self.share_images not in SHARING:
            raise SettingsError(f"EDITION['share_images'] must be one of {', '.join(SHARING)}")


def edition_settings(given: Mapping[str, object]) -> Edition:
    """The settings in `given`, checked by name and type; lists and dicts are frozen."""
    known = {field.name: type(field.default) for field in fields(Edition)}
    checked: dict[str, object] = {}
    for key, value in given.items():
        if key not in known:
            near = difflib.get_close_matches(str(key).lower(), known, n=1, cutoff=0.0)
            raise SettingsError(f"EDITION[{key!r}] is not a setting of the edition; the nearest is {near[0]!r}")
        checked[key] = _freeze(value)
        if type(checked[key]) is not known[key]:
            raise SettingsError(f"EDITION[{key!r}] must be of type {known[key].__name__}, not {value!r}")
    return Edition(**checked)  # type: ignore[arg-type]


def _freeze(value: object) -> object:
    if isinstance(value, Mapping):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value
