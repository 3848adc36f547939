"""The record of publication: a header of `Key: value` lines, a blank line, the Markdown body.

`write` and `parse` are each other's inverse. `merge` brings a new cleaning of the raw copy into a record without
touching what a person edited: the header's last line, `Filed:`, holds a digest of every part as it was filed, so
that an edited part shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from .characters import one_line
from .markdown import write as write_body
from .quoting import quoted, unquoted
from .story import Story

KEYS = tuple(
    "Title Date Modified Id Slug Category Tags Authors Summary Lang Place Agency Source Original Image Image_Alt"
    " Image_Caption Image_Credit Status Embargo Expires Correction Priority Pinned Breaking Thread Translation_Of"
    " Aliases Doubts Folded Filed".split()
)
"""The header's keys in the order they are written; a person's own keys follow those before `Folded`."""

DOUBTFUL = 0.65
PARTS = tuple("title category tags authors summary lang place source original image image_alt doubts body".split())
"""What a new cleaning may replace where nobody edited it. Id, slug and date are minted once."""

_ORDER = {key.lower(): number for number, key in enumerate(KEYS)}
_FIELD = re.compile(r"[ ]{0,3}([A-Za-z0-9_-]+):[ \t]*(.*)")
_MORE = re.compile(r"[ ]{4,}(.+)")
_FENCE = re.compile(r"(-{3}|\.{3})[ \t]*")


@dataclass(frozen=True, slots=True)
class Record:
    """A story as it stands in its file. `fields` keeps the header's order, spelling and repeated keys."""

    fields: tuple[tuple[str, str], ...]
    body: str

    def all(self, key: str) -> tuple[str, ...]:
        """Every value of `key`, in order; () where the header has none."""
        return tuple(value for name, value in self.fields if name.lower() == key.lower())

    def get(self, key: str) -> str:
        """The first value of `key`, or ""."""
        return next(iter(self.all(key)), "")

    def part(self, name: str) -> str:
        """The value of one of `PARTS`."""
        return self.body.strip() if name == "body" else self.get(name)

    def with_part(self, name: str, *values: str) -> Record:
        """The record with `name` set to `values`, at its place in the header; without values it goes."""
        if name == "body":
            return replace(self, body=values[0] if values else "")
        key = next((key for key in KEYS if key.lower() == name.lower()), name)
        fresh = [(key, value) for value in values if value]
        return replace(self, fields=_placed(self.fields, key, fresh))


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a record came from: the raw file's name, the digests of its bytes and of its words, the cleaner that read
    it, and the digests of the parts as they were filed."""

    name: str
    raw: str
    cleaner: str = ""
    text: str = ""
    parts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A record after a merge, the parts that changed in it, and the parts both a person and the copy changed."""

    record: Record
    changed: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


def from_story(story: Story) -> Record:
    """The record of `story`, but for what is minted at filing. Publication keys (Status, Embargo …) are never in it:
    those are an editor's to set, whatever the copy says."""
    values = (
        ("Title", story.title),
        ("Date", header_date(story.date)),
        ("Modified", header_date(story.updated)),
        ("Category", story.section),
        ("Tags", joined(story.tags)),
        ("Authors", joined(story.byline)),
        ("Summary", story.summary),
        ("Lang", story.lang),
        ("Place", story.place),
        ("Source", story.source),
        ("Original", story.original),
        ("Doubts", str(doubts(story) or "")),
    )
    fields = tuple((key, line) for key, value in values if (line := one_line(value)))
    return Record(fields, write_body(story.body))


def doubts(story: Story) -> int:
    """How many lines were a close call, kept or dropped: whoever checks the story looks at those first."""
    return sum(block.confidence < DOUBTFUL for block in (*story.body, *story.dropped))


def identified(record: Record, *, id: str, slug: str, date: str, filed: Filed) -> Record:
    """The record with what is minted at filing, and signed."""
    modified = record.get("modified")
    minted = {"Date": date, "Modified": modified if modified > date else "", "Id": id, "Slug": slug}
    kept = [field for field in record.fields if field[0].capitalize() not in minted]
    fields = sorted([*kept, *(field for field in minted.items() if field[1])], key=_rank)
    return sign(replace(record, fields=tuple(fields)), filed)


def sign(record: Record, filed: Filed) -> Record:
    """The record with a `Filed:` line that holds the digests of its parts as they are now."""
    values = {name.lower(): value for name, value in reversed(record.fields)} | {"body": record.body.strip()}
    parts = {name: digest(value) for name in PARTS if (value := values.get(name, ""))}
    return record.with_part("Filed", _filed_line(replace(filed, parts=parts)))


def renamed(record: Record, name: str) -> Record:
    """The record with its `Filed:` line naming the raw file as it is called now."""
    origin = filed(record)
    return record.with_part("Filed", _filed_line(replace(origin, name=name))) if origin else record


def filed(record: Record) -> Filed | None:
    """What the record's `Filed:` line says, or None where a person wrote the record by hand."""
    values = dict(item.partition("=")[::2] for item in record.get("Filed").split("; "))
    if not values.get("name") or not values.get("raw"):
        return None
    parts = {name: values[name] for name in PARTS if name in values}
    return Filed(unquoted(values["name"]), values["raw"], values.get("cleaner", ""), values.get("text", ""), parts)


def folded(record: Record) -> tuple[Filed, ...]:
    """The raw files that were recognised as copies of this story."""
    pairs = (value.partition("; raw=")[::2] for value in record.all("Folded"))
    return tuple(Filed(unquoted(name.removeprefix("name=")), raw) for name, raw in pairs if raw)


def aliases(record: Record) -> tuple[str, ...]:
    """The story's earlier addresses, divided as Pelican divides lists."""
    line = ";".join(record.all("Aliases"))
    return tuple(alias for part in line.split(";" if ";" in line else ",") if (alias := part.strip()))


def with_folded(record: Record, copies: Iterable[Filed]) -> Record:
    """The record with one `Folded:` line for each of `copies`."""
    return record.with_part("Folded", *(f"name={quoted(copy.name)}; raw={copy.raw}" for copy in copies))


def merge(mine: Record, fresh: Record, *, take: str = "") -> Merged:
    """`mine`, with each part taken from `fresh` that nobody edited since filing. The new `Filed:` line remembers the
    fresh digests, so that the next merge compares with this one; while parts are in conflict it names the old copy.
    `take` settles conflicts: "mine" leaves what the person wrote, "raw" takes the copy's."""
    before = filed(mine)
    theirs = filed(fresh)
    if before is None or theirs is None:
        return Merged(mine)
    base = before.parts or {}
    merged, changed, conflicts = mine, [], []
    for name in PARTS:
        old, ours, new = base.get(name, ""), _digest(mine.part(name)), _digest(fresh.part(name))
        if new in (ours, old):
            continue
        if ours == old or take == "raw":
            merged = merged.with_part(name, fresh.part(name) if name != "body" else fresh.body)
            changed.append(name)
        elif take != "mine":
            conflicts.append(name)
    parts = {name: value for name in PARTS if (value := _kept_digest(name, base, theirs.parts or {}, conflicts))}
    source = before if conflicts else theirs
    line = _filed_line(replace(source, parts=parts))
    return Merged(merged.with_part("Filed", line), tuple(changed), tuple(conflicts))


def retagged(record: Record, tags: str) -> Record | None:
    """The record with other tags, or None where a person wrote or edited its tags."""
    origin = filed(record)
    parts = dict(origin.parts or {}) if origin else {}
    if origin is None or _digest(record.part("Tags")) != parts.get("tags", ""):
        return None
    line = _filed_line(replace(origin, parts=parts | {"tags": digest(tags)}))
    return record.with_part("Tags", tags).with_part("Filed", line)


def write(record: Record) -> str:
    """The file's text. Its header is never empty, so that no line of the body can pose as one."""
    header = "".join(f"{key}: {value}\n" for key, value in record.fields)
    return f"{header}\n{record.body}" if header else f"Title: -\n\n{record.body}"


def parse(text: str) -> Record:
    """The record in a file's text, also where a person wrote it: repeated keys, continued lines, `---` fences."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 1 if _FENCE.fullmatch(lines[0]) and lines[0].startswith("-") else 0
    fields: list[tuple[str, str]] = []
    while at < len(lines) and lines[at].strip() and not (fields and _FENCE.fullmatch(lines[at])):
        field, more = _FIELD.match(lines[at]), _MORE.match(lines[at])
        if field:
            fields.append((field[1], field[2].strip()))
        elif more and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {more[1].strip()}".strip())
        else:
            break
        at += 1
    if at < len(lines) and fields and (not lines[at].strip() or _FENCE.fullmatch(lines[at])):
        at += 1
    return Record(tuple(fields), "\n".join(lines[at:]))


def header_date(date: str) -> str:
    """An ISO date as the header writes it, "2023-05-16" or "2023-05-16 18:30+02:00"; "" where it is none."""
    try:
        found = datetime.fromisoformat(date)
    except ValueError:
        return ""
    return found.date().isoformat() if len(date) <= 10 else found.isoformat(" ", "minutes")


def joined(values: Iterable[str]) -> str:
    """Several values on one line, parted by semicolons as Pelican parts them; a lone value may hold a comma."""
    parts = [part for value in values if (part := one_line(value.replace(";", ",")).strip(", "))]
    return f"{parts[0]};" if len(parts) == 1 and "," in parts[0] else "; ".join(parts)


def digest(value: str) -> str:
    """A short digest of a part's value."""
    return sha256(value.strip().encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _digest(value: str) -> str:
    return digest(value) if value.strip() else ""


def _kept_digest(name: str, base: Mapping[str, str], theirs: Mapping[str, str], conflicts: list[str]) -> str:
    """Parts in conflict keep the digest they were filed with: the conflict stays until a person settles it."""
    return base.get(name, "") if name in conflicts else theirs.get(name, "")


def _filed_line(filed: Filed) -> str:
    parts = [f"{name}={value}" for name, value in (filed.parts or {}).items()]
    origin = [f"name={quoted(filed.name)}", f"raw={filed.raw}", f"text={filed.text}", f"cleaner={filed.cleaner}"]
    return "; ".join(origin + parts)


def _rank(field: tuple[str, str]) -> int:
    return _ORDER.get(field[0].lower(), _ORDER["doubts"])


def _placed(fields: Iterable[tuple[str, str]], key: str, fresh: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """`fields` with `fresh` in place of the old values of `key`, or before the first key that comes after it."""
    kept = list(fields)
    places = [at for at, (name, _) in enumerate(kept) if name.lower() == key.lower()]
    rank = _ORDER.get(key.lower(), _ORDER["folded"])
    later = (at for at, field in enumerate(kept) if _rank(field) > rank)
    at = places[0] if places else next(later, len(kept))
    head = [field for field in kept[:at] if field[0].lower() != key.lower()]
    tail = [field for field in kept[at:] if field[0].lower() != key.lower()]
    return (*head, *fresh, *tail)
