"""The road from a built release to the live site: load, send, say what travelled, tell subscribers."""

from __future__ import annotations

import fcntl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import websub
from ..release import yard_of
from ..settings import Press, press_settings
from . import bucket, cargo, place
from .place import Sent
from .target import FORMS, Bucket, Place, Target, parse
from .trouble import PublishError

SHOWN = 20


def target_of(settings: Mapping[str, Any]) -> Target | None:
    """Where the site goes."""
    return parse(_press(settings).target)


def publish_site(settings: Mapping[str, Any], dry: bool) -> str:
    """What is to be said once the release shown here was sent to its target (`dry`: once it is clear what would be)."""
    target = target_of(settings)
    if target is None:
        return f"built and checked; to send it, set PRESS['target'] to {FORMS}"
    if not str(settings["SITEURL"] or "").startswith(("https://", "http://")):
        raise PublishError("the site has no address yet: SITEURL=https://example.org make publish")
    sent = publish_release(settings, dry)
    lines = [say(sent, target, dry)]
    if sent.changed and not dry:
        lines += websub.ping(settings)
    return "\n".join(lines)


def publish_release(settings: Mapping[str, Any], dry: bool) -> Sent:
    """Send the release that is shown here to the target; an error leaves the live site as it was."""
    press = _press(settings)
    target = parse(press.target)
    if target is None:
        return Sent()
    if not yard_of(settings).output.is_dir():
        raise PublishError("there is no site here yet: build it first")
    home = Path(settings["CACHE_PATH"]) / "publish"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        release = yard_of(settings).output.resolve()
        return _send(target, press, cargo.load(release, home, press.packed, press.workers), release, dry)


def _send(target: Target, press: Press, load: cargo.Cargo, release: Path, dry: bool) -> Sent:
    if isinstance(target, Bucket):
        return bucket.send(target, press.endpoint, load, moved(release), dry)
    carrier = place.Carrier(target, press.ssh)
    return place.rehearse(carrier, load) if dry else place.send(carrier, load, press.keep)


def roll_back_published(settings: Mapping[str, Any]) -> str:
    """The release the live site has gone back to; a bucket keeps none, so the one shown here is sent to it."""
    press = _press(settings)
    target = parse(press.target)
    if target is None:
        raise PublishError("PRESS['target'] is not set: nothing was published from here")
    if isinstance(target, Place):
        return place.roll_back(place.Carrier(target, press.ssh))
    yard = yard_of(settings)
    with yard.locked(lambda: None):
        name = yard.roll_back()
    publish_release(settings, dry=False)
    return name


def moved(release: Path) -> dict[str, str]:
    """Old addresses and where they lead, as the release's own list for hosts has them."""
    path = release / "_redirects"
    rows = [line.split() for line in path.read_text("utf-8").splitlines()] if path.is_file() else []
    return {row[0]: row[1] for row in rows if len(row) == 3 and not row[0].startswith("#")}


def say(sent: Sent, target: Target, dry: bool) -> str:
    """The line (a rehearsal: the lines) about a journey."""
    if not sent.changed and not sent.removed:
        return f"{target} has all of it already"
    count = f"{len(sent.changed)} changed files, {len(sent.removed)} removed"
    if not dry:
        return f"sent to {target}: {count}, {sent.bytes / 1e6:.2f} MB"
    names = [f"  {path}" for path in sent.changed[:SHOWN]]
    names += [f"  {path} (removed)" for path in sent.removed[:SHOWN]]
    rest = len(sent.changed) + len(sent.removed) - len(names)
    more = [f"  and {rest} more"] if rest > 0 else []
    return "\n".join([f"would be sent to {target}: {count}", *names, *more])


def _press(settings: Mapping[str, Any]) -> Press:
    return press_settings(settings.get("PRESS") or {})
