"""Which stories the public may see, on stock Pelican; a press in the same site decides before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def open_to_all(metadata: Mapping[str, Any], now: datetime) -> bool:
    """Whether a story may be shown at this moment. A date that cannot be read keeps it back."""
    if str(metadata.get("status", "published")).casefold() == "withdrawn":
        return False
    embargo, expires = (str(metadata.get(name, "") or "").strip() for name in ("embargo", "expires"))
    try:
        return (not embargo or moment(embargo) <= now) and (not expires or moment(expires) > now)
    except ValueError:
        return False


def moment(text: str) -> datetime:
    """The moment an ISO date names; one without a zone is in UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
