"""Hostile text costs no more than its size: processor time at 16 and 64 KB compared, from bytes to tagged record.

Measured again where it seems dear, for other programs share the machine; a square would be dear every time. All sizes
and families, and 1 MB: bench/hostile/growth.py.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "bench" / "hostile"))

from growth import FAMILIES, MOST_GROWTH, MOST_SECONDS, seconds

SMALL, LARGE, TRIES, NOTHING = 1 << 14, 1 << 16, 6, 0.15


@pytest.fixture(autouse=True)
def _clean_table() -> Iterator[None]:
    """The collector leaves alone what the suite has made before, as it does in the workers that file copy."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("number", range(0, len(FAMILIES), 4))
def test_time_grows_no_faster_than_the_text(number: int) -> None:
    for at, family in enumerate(FAMILIES[number : number + 4]):
        assert is_cheap(family, html=at % 2 == 0), family


def is_cheap(family: str, *, html: bool) -> bool:
    """Whether four times the text took no more than two doublings may, or next to nothing, at its best."""
    small, large = [], []
    for _ in range(TRIES):
        large.append(seconds(family, LARGE, html))
        if min(large) < NOTHING:
            return True
        small.append(seconds(family, SMALL, html))
        if min(large) < min(MOST_SECONDS, MOST_GROWTH**2 * min(small)):
            return True
    return False
