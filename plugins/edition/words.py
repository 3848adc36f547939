"""The words of the interface in the reader's language, from the catalogues in `languages/`, one file each.

Adding a language is adding `languages/<tag>.po`. What a catalogue lacks is said in English.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

Say = Callable[[str], str]


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Each English phrase with its translation; empty where there is no such file."""
    source = files(__package__).joinpath("languages", f"{lang}.po")
    if not source.is_file():
        return {}
    messages = read_po(io.BytesIO(source.read_bytes()), locale=None, abort_invalid=True)
    return {str(message.id): str(message.string) for message in messages if message.id and message.string}


def edition_of_words() -> str:
    """A digest of all catalogues."""
    folder = files(__package__).joinpath("languages")
    texts = [each.read_bytes() for each in sorted(folder.iterdir(), key=lambda each: each.name)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:16]


@cache
def words_in(lang: str, otherwise: str = "en") -> Say:
    """A function from an English phrase to the phrase in `lang`, or in the language `otherwise`."""
    tags = [tag.replace("_", "-").casefold() for tag in (lang, otherwise)]
    for tag in tags:
        for name in (tag, tag.split("-")[0]):
            if name == "en":
                return str
            if name.isalnum() and (phrases := catalogue(name)):
                return lambda phrase, phrases=phrases: phrases.get(phrase, phrase)  # type: ignore[misc]
    return str
