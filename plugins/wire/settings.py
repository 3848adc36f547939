"""What a site may set under `WIRE`, with the defaults. An unknown key or a wrong value stops the build by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches


class WrongSettingError(ValueError):
    """A key or value under `WIRE` that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Wire:
    """`copy` and `news` are folders inside the content folder. `slugs`: "transliterate" or "keep" each script's own
    letters. `twins`: "fold" near copies of one story into the newest, or "keep" each. `undated`: stories without a
    date take the raw file's own day ("file") or are held back ("hold"). `profiles`: of the lines that sources repeat,
    those a person "accepted" are struck, "proposed" ones too, or none ("off"). `largest_text` and
    `largest_html` are bytes, `most_lines` lines, `seconds` the processor time one file may take; more than that is
    held. `workers`: 0 means every core."""

    copy: str = "wire"
    news: str = "news"
    slugs: str = "transliterate"
    twins: str = "fold"
    undated: str = "file"
    profiles: str = "accepted"
    largest_text: int = 1_000_000
    largest_html: int = 3_000_000
    most_lines: int = 20_000
    seconds: int = 20
    workers: int = 0


CHOICES = {
    "slugs": ("transliterate", "keep"),
    "twins": ("fold", "keep"),
    "undated": ("file", "hold"),
    "profiles": ("accepted", "proposed", "off"),
}


def read(values: Mapping[str, object]) -> Wire:
    """The settings in `values`. Raises `WrongSettingError` with a sentence that names the key and what is meant."""
    known = {field.name: field for field in fields(Wire)}
    for name, value in values.items():
        if name not in known:
            raise WrongSettingError(f"WIRE has no setting {name!r}.{_nearest(name, list(known))}")
        _check(name, value, type(known[name].default))
    return Wire(**dict(values))  # type: ignore[arg-type]


def _check(name: str, value: object, kind: type) -> None:
    if type(value) is not kind:
        raise WrongSettingError(f"WIRE[{name!r}] must be {_KINDS[kind]}, not {value!r}.")
    choices = CHOICES.get(name, ())
    if choices and value not in choices:
        raise WrongSettingError(f"WIRE[{name!r}] must be one of {', '.join(choices)}, not {value!r}.")
    if isinstance(value, int) and value < 0:
        raise WrongSettingError(f"WIRE[{name!r}] must not be negative, as {value!r} is.")
    if isinstance(value, str) and (not value or value.startswith("/") or ".." in value.split("/")):
        raise WrongSettingError(f"WIRE[{name!r}] must be a folder inside the content folder, not {value!r}.")


_KINDS = {str: "text in quotes", int: "a whole number", bool: "True or False"}


def _nearest(name: str, known: list[str]) -> str:
    near = get_close_matches(str(name).lower(), known, n=1, cutoff=0.5)
    return f" Did you mean {near[0]!r}?" if near else f" It has {', '.join(known)}."
