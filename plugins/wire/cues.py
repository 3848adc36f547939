"""Words that speak of junk: read once from `data/cues.txt`, counted in all lines of a page at once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from . import words

NAMES = (
    "share",
    "network",
    "follow",
    "newsletter",
    "cookies",
    "advert",
    "related",
    "comments",
    "credit",
    "copyright",
    "button",
)


@cache
def _book() -> tuple[words.Index, NDArray[np.int64]]:
    """An index of all cue words, and the section of each row."""
    section, lines, sections = 0, [], []
    for line in files(__package__).joinpath("data/cues.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = NAMES.index(line.strip("[]"))
        elif line and not line.startswith("#"):
            lines.append(line)
            sections.append(section)
    page = words.read(lines)
    keys, first = np.unique(page.hashes, return_index=True)
    return words.Index(keys), np.array(sections)[page.word_line[first]]


def count(page: words.Page) -> NDArray[np.float32]:
    """[line, section]: how many cue words of each section a line holds."""
    index, sections = _book()
    rows = index.find(page.hashes)
    found = np.flatnonzero(rows >= 0)
    cells = page.word_line[found] * len(NAMES) + sections[rows[found]]
    return np.bincount(cells, minlength=page.n * len(NAMES)).reshape(page.n, len(NAMES)).astype(np.float32)
