"""Tells a WebSub hub which feeds changed since it was told last, so that subscribers need not ask for them.

What the hub was told stands in the cache: a digest a feed. A hub that does not answer is told again next time.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from .feed_list import SETTINGS
from .made import digest
from .settings import press_settings

BATCH = 50  # feeds told in one request
SECONDS = 20.0


def ping(settings: Mapping[str, Any]) -> list[str]:
    """What there is to say of it, a line each; never raises for the network's sake."""
    hub = press_settings(settings.get("PRESS") or {}).hub
    site = str(settings["SITEURL"] or "")
    if not hub or not site:
        return []
    memory = Path(settings["CACHE_PATH"]) / "websub.json"
    told = _told(memory, hub)
    now = {path: digest(content).hex() for path, content in _feeds(settings)}
    fresh = sorted(path for path, mark in now.items() if told.get(path) != mark)
    for at in range(0, len(fresh), BATCH):
        batch = fresh[at : at + BATCH]
        if trouble := tell(hub, [f"{site}/{path}" for path in batch]):
            return [f"the hub {hub} was not told of {len(fresh) - at} feeds: {trouble}"]
        told |= {path: now[path] for path in batch}
        _remember(memory, hub, {path: mark for path, mark in told.items() if path in now})
    return [f"the hub {hub} was told of {len(fresh)} feeds"] if fresh else []


def tell(hub: str, topics: Sequence[str]) -> str:
    """Tell `hub` that `topics` changed; why that failed, or nothing."""
    form = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]).encode()
    request = urllib.request.Request(hub, data=form, method="POST")  # noqa: S310 (checked when the setting is read)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return "" if 200 <= answer.status < 300 else f"it answered {answer.status}"
    except urllib.error.HTTPError as error:
        return f"it answered {error.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))


def _feeds(settings: Mapping[str, Any]) -> Iterable[tuple[str, bytes]]:
    """The feeds in the output that people subscribe to, with their bytes."""
    output = Path(settings["OUTPUT_PATH"])
    patterns = [str(settings.get(f"{name}_{form}") or "") for name in SETTINGS.values() for form in ("ATOM", "RSS")]
    for pattern in filter(None, patterns):
        found = sorted(output.glob(pattern.replace("{slug}", "*").replace("{lang}", "*")))
        yield from ((path.relative_to(output).as_posix(), path.read_bytes()) for path in found)


def _told(memory: Path, hub: str) -> dict[str, str]:
    try:
        kept = json.loads(memory.read_text("utf-8"))
        return dict(kept["feeds"]) if kept["hub"] == hub else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _remember(memory: Path, hub: str, feeds: Mapping[str, str]) -> None:
    part = memory.with_suffix(".part")
    memory.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(json.dumps({"hub": hub, "feeds": feeds}), encoding="utf-8")
    part.replace(memory)
