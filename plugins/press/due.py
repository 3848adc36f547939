"""When the clock alone will next change the site: an embargo lifts, a dated story appears, one expires."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .check.records import read_all
from .gate import next_change
from .job import Job

FORMS = ("iso", "systemd", "seconds")


def next_moment(settings: Mapping[str, Any]) -> datetime | None:
    """The moment, read from the records themselves: no build is needed."""
    job = Job(settings)
    moments = [next_change(copy.row, job.now) for copy in read_all(job) if copy.row]
    found = min((moment for moment in moments if moment is not None), default=None)
    return None if found is None else datetime.fromtimestamp(found, UTC)


def said(moment: datetime, form: str, now: datetime) -> str:
    """The moment as ISO, as systemd's OnCalendar wants it, or in seconds from now; never before it has come."""
    if form == "systemd":
        return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
    if form == "seconds":
        return str(max(0, int((moment - now).total_seconds()) + 1))
    return moment.isoformat(timespec="seconds")
