"""Pelican as the commands call it: a whole build, or its settings alone. Imported late, for it takes a while."""

from __future__ import annotations

from typing import Any


def pelican_build(settings: str) -> int:
    """The exit code of a build."""
    import pelican

    try:
        pelican.main(["-s", settings])  # type: ignore[no-untyped-call]
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 0


def site_settings(path: str) -> dict[str, Any]:
    """Pelican's settings of the site, without its plugins."""
    from pelican.settings import read_settings

    return dict(read_settings(path))
