from __future__ import annotations

from datetime import UTC, datetime

import pytest
from edition.gate import open_to_all

NOW = datetime(2026, 5, 16, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ({}, True),
        ({"status": "published"}, True),
        ({"status": "Withdrawn"}, False),
        ({"embargo": "2026-05-16 12:00"}, True),
        ({"embargo": "2026-05-16 12:01"}, False),
        ({"embargo": "2026-05-16 13:30+02:00"}, True),
        ({"embargo": "2026-05-17"}, False),
        ({"embargo": "next Tuesday"}, False),
        ({"expires": "2026-05-16 12:00"}, False),
        ({"expires": "2026-05-16 12:01"}, True),
        ({"expires": "soon"}, False),
        ({"embargo": "", "expires": ""}, True),
    ],
)
def test_who_may_see_a_story_now(header: dict[str, str], shown: bool) -> None:
    assert open_to_all(header, NOW) is shown
