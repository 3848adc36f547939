"""The `PRESS` settings: one frozen value; an unknown key stops the build and names itself."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from .publish.target import parse

FEEDS = frozenset(("index", "category", "tag", "author", "lang"))


class SettingsError(ValueError):
    """A setting that cannot be meant: the message names it and the nearest good one."""

    exitcode = 2


@dataclass(frozen=True)
class Press:
    """What the press may be told."""

    keep: int = 3  # releases that stand ready for `press rollback`, the published one among them
    releases: str = ""  # their folder; default: `.releases` beside the output (`.NAME.releases` for another name)
    workers: int = 0  # processes of a cold build; 0: one a core
    now: str = ""  # publish as of this moment (ISO date and time with zone) instead of the clock's
    json_feeds: bool = True  # a JSON Feed beside each Atom feed
    feed_archives: tuple[str, ...] = ("index", "category")  # lists whose feeds lead on to all older stories
    corrected: str = ""  # stands before the headlines of corrected stories in feeds
    hub: str = ""  # address of a WebSub hub
    syndicated: str = "index"  # copy from elsewhere: "noindex", or "canonical": its original stands for it
    well_known: tuple[tuple[str, str], ...] = ()  # policy files: ("security.txt", "Contact: …\nExpires: …")
    search: str = "off"  # "with": each release has its index; "after": shown first, the index follows
    tag_page: int = 2  # stories that must bear a tag before it has a page; one the vocabulary names needs but one
    sitemap: bool = True  # sitemap.xml with one part a month; only with SITEURL set
    text_edition: bool = False  # each story, and a list of the newest, without style or pictures under text/
    remote_pictures: str = "link"  # a picture on another server becomes a link; "drop": nothing
    broken_links: str = "warn"  # "stop": a release with a broken internal link is not published
    target: str = ""  # where `press publish` sends it: a folder, ssh://user@host/folder, s3://bucket/prefix
    ssh: str = "ssh"  # the command that reaches the server, with its options
    endpoint: str = ""  # address of the storage; empty: Amazon's
    packed: bool = True  # .gz and .br beside text files; in a bucket, texts packed with gzip
    history: bool = False  # a page of what changed after publication, from the records' git history
    page_weight: int = 1_000_000  # bytes a page with its pictures may weigh before `press check` says so

    def __post_init__(self) -> None:
        if self.keep < 1:
            raise SettingsError("PRESS['keep'] must be 1 or more: the published release is one of those kept")
        if self.tag_page < 1:
            raise SettingsError("PRESS['tag_page'] must be 1 or more")
        if self.broken_links not in ("warn", "stop"):
            raise SettingsError("PRESS['broken_links'] must be 'warn' or 'stop'")
        if self.endpoint and not self.endpoint.startswith(("https://", "http://")):
            raise SettingsError(f"PRESS['endpoint'] must begin with https://, not be {self.endpoint!r}")
        try:
            parse(self.target)
        except ValueError as error:
            raise SettingsError(f"PRESS['target']: {error}") from error
        if self.remote_pictures not in ("link", "drop"):
            raise SettingsError("PRESS['remote_pictures'] must be 'link' or 'drop'")
        if self.search not in ("off", "with", "after"):
            raise SettingsError("PRESS['search'] must be 'off', 'with' or 'after'")
        if self.syndicated not in ("index", "noindex", "canonical"):
            raise SettingsError("PRESS['syndicated'] must be 'index', 'noindex' or 'canonical'")
        for name, text in self.well_known:
            _check_policy(name, text)
        if odd := set(self.feed_archives) - FEEDS:
            raise SettingsError(f"PRESS['feed_archives'] names {min(odd)!r}; there is {', '.join(sorted(FEEDS))}")
        if self.hub and not self.hub.startswith(("https://", "http://")):
            raise SettingsError("PRESS['hub'] must be the full address of a WebSub hub")


def _check_policy(name: str, text: str) -> None:
    """Stop at a policy file that cannot be one: a name with a folder, security.txt without what it must say."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name):
        raise SettingsError(f"PRESS['well_known'] cannot have a file named {name!r}")
    wanted = ("Contact:", "Expires:") if name == "security.txt" else ()
    for field in wanted:
        if not re.search(rf"^{field} *\S", text, re.MULTILINE):
            raise SettingsError(f"PRESS['well_known']: security.txt must have a line that begins with {field}")


def press_settings(given: Mapping[str, object]) -> Press:
    """The settings in `given`, checked by name and type."""
    known = {field.name: type(field.default) for field in fields(Press)}
    for key, value in given.items():
        if key not in known:
            near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.0)
            raise SettingsError(f"PRESS[{key!r}] is not a setting of the press; the nearest is {near[0]!r}")
        if type(value) is not known[key]:
            raise SettingsError(f"PRESS[{key!r}] must be of type {known[key].__name__}, not {value!r}")
    return Press(**given)  # type: ignore[arg-type]
