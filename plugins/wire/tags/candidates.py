"""What a story could be tagged with: names and subjects, each with where and how the story speaks of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from . import names
from .candidate import Candidate
from .known import Found, Gazetteer
from .lexicon import CAPITALS, LOWER
from .phrases import phrases
from .stems import INFLECTED, fold, key
from .words import Copy, cut

KINDS_OF_NAMES = frozenset({"place", "person", "org", "event"})
DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central upper lower greater new old inner outer".split()
)
NEAR = 12
DATELINE_MARKS = frozenset(":,(—–-/")
PERSON_PARTS = frozenset("bin ibn al van von der de la del da di dos el ben".split())


@dataclass(frozen=True, slots=True)
class Draft:
    """A story's candidates, and the words they were found in."""

    copy: Copy
    names: list[Candidate]
    subjects: list[Candidate]


def draft(title: str, text: str, lang: str, gazetteer: Gazetteer) -> Draft:
    """All that the story could be tagged with."""
    return draft_of(cut(title, text, lang), gazetteer)


def draft_of(copy: Copy, gazetteer: Gazetteer) -> Draft:
    """As `draft`, of a story whose words are cut already."""
    found = gazetteer.find(copy)
    runs = names.find(copy)
    table = _Table(copy)
    covered = table.add_names(runs, found)
    table.add_known(found, covered)
    named = join(table.rows(), copy)
    return Draft(copy, named, phrases(copy, covered, {c.key for c in named}))


class _Table:
    def __init__(self, copy: Copy) -> None:
        self.copy = copy
        self._rows: dict[str, Candidate] = {}

    def rows(self) -> list[Candidate]:
        return list(self._rows.values())

    def _row(self, name: str, kind: str, known: bool, size: int) -> Candidate:
        k = key(name, self.copy.lang)
        row = self._rows.get(k)
        if row is None:
            row = self._rows[k] = Candidate(k, name, kind, known, size)
        return row

    def add_names(self, runs: Iterable[names.Run], found: Iterable[Found]) -> list[int]:
        """Enter the runs; the words that belong to them come back marked."""
        covered = [0] * len(self.copy.words)
        at = {f.start: f for f in found if f.known.kind != "subject" or self.copy.shape[f.start] == CAPITALS}
        for number, run in enumerate(runs, 1):
            covered[run.start : run.end] = [number] * (run.end - run.start)
            self._enter(run, at)
        return covered

    def _enter(self, run: names.Run, at: dict[int, Found]) -> None:
        copy = self.copy
        whole = at.get(run.start)
        if whole is not None and whole.end >= run.end:
            self._mention(whole)
            return
        if whole is not None:
            rest, role = names.skip_roles(copy, whole.end, run.end)
            of = whole.known.kind == "place" and (run.role or copy.lang in INFLECTED)
            person = whole.known.kind == "person" or role or of
            if person or rest >= run.end:
                self._mention(whole)
                if rest < run.end and copy.shape[rest] != LOWER:
                    self._enter(names.Run(rest, run.end, role), at)
                return
        for i in range(run.start, run.end):
            inner = at.get(i)
            if inner is None or inner.end > run.end:
                continue
            if inner.end == run.end and inner.known.kind == "person":
                self._mention(inner)
                return
            row = self._row(inner.known.name, inner.known.kind, True, len(inner.known.form))
            row.adjectives.append(i)
        words = copy.words[run.start : run.end]
        text = " ".join(_lowered(words) if _dateline(copy, run) else words)
        if text.endswith("-based") or not fold(text):
            return
        row = self._row(text, "name", False, run.end - run.start)
        row.spots.append(run.start)
        row.roles += run.role
        row.forms[text] = row.forms.get(text, 0) + 1

    def _mention(self, f: Found) -> None:
        row = self._row(f.known.name, f.known.kind, True, len(f.known.form))
        row.known = True
        row.kind = f.known.kind
        (row.adjectives if f.known.adjective else row.spots).append(f.start)
        text = " ".join(self.copy.words[f.start : f.end])
        row.forms[text] = row.forms.get(text, 0) + 1

    def add_known(self, found: Iterable[Found], covered: list[int]) -> None:
        """Enter known things outside the runs, and mark their words."""
        for f in found:
            if not any(covered[f.start : f.end]):
                self._mention(f)
                if f.known.kind != "subject":
                    covered[f.start : f.end] = [-f.start - 1] * (f.end - f.start)


def _dateline(copy: Copy, run: names.Run) -> bool:
    """Whether the run is capitals only because the story is from there: "GLENMORE: …", not "NATO: …" where the story
    also speaks of NATO."""
    start, end = run.start, run.end
    if start < copy.body or (start > copy.body and copy.words[start - 1] != "\n") or end >= len(copy.words):
        return False
    if copy.words[end] not in DATELINE_MARKS or any(copy.shape[i] != CAPITALS for i in range(start, end)):
        return False
    inside = (copy.words[i] for i in range(copy.body, len(copy.words)) if not copy.opens[i])
    return end - start > 1 or copy.words[start] not in inside


def _lowered(words: Iterable[str]) -> list[str]:
    return ["-".join(part[:1] + part[1:].lower() for part in word.split("-")) for word in words]


# --- one thing under several names, inside a story ---------------------------------------------------------


def join(rows: list[Candidate], copy: Copy) -> list[Candidate]:
    """`rows` with short names, acronyms and inflected forms entered under the full name."""
    by_key = {row.key: row for row in rows}
    target: dict[str, str] = {}
    longer = _longer(rows)
    acronyms = _acronyms(rows)
    twins = _twins(rows, copy.lang)
    for row in sorted(rows, key=lambda r: (r.size, r.key)):
        if row.kind == "subject":
            continue
        full = twins.get(row.key) or acronyms.get(row.key) or _full_name(row, longer, copy)
        if full and full != row.key:
            target[row.key] = full
    out: dict[str, Candidate] = {}
    for row in rows:
        end = _last(row.key, target)
        host = by_key[end]
        if host is not row:
            _move(row, host)
        out[end] = host
    return [row for row in rows if row.key in out]


def _last(k: str, target: dict[str, str]) -> str:
    seen = {k}
    while k in target and target[k] not in seen:
        k = target[k]
        seen.add(k)
    return k


def _move(row: Candidate, host: Candidate) -> None:
    host.short.extend(row.spots + row.short)
    host.adjectives.extend(row.adjectives)
    host.roles += row.roles


def _longer(rows: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """Names of several words, by each of the words at which they start or end."""
    out: dict[str, list[Candidate]] = defaultdict(list)
    for row in rows:
        parts = row.key.split()
        if len(parts) > 1 and row.kind != "subject":
            for part in {parts[0], parts[-1]}:
                out[part].append(row)
    return out


def _full_name(row: Candidate, longer: dict[str, list[Candidate]], copy: Copy) -> str:
    """The key of the fuller name that `row` is short for; empty when it stands for itself."""
    if row.known and row.kind in KINDS_OF_NAMES:
        return ""
    parts = row.key.split()
    if len(parts) > 1:
        return _plainer(row, parts, longer)
    first = min((s for s in row.spots if s >= copy.body), default=0)
    ends = [h for h in longer.get(row.key, []) if h.key.endswith(" " + row.key) and _person(h, first, copy)]
    if ends:
        return max(ends, key=lambda h: (len(h.spots), h.roles, h.key)).key
    starts = [h for h in longer.get(row.key, []) if h.key.startswith(row.key + " ")]
    if len(starts) == 1 and (starts[0].size == 2 or len(starts[0].spots) > 1) and _person(starts[0], first, copy):
        return starts[0].key
    return ""


def _person(host: Candidate, first: int, copy: Copy) -> bool:
    """Whether `host` could be the full name of what word `first` names: it came before, and looks like a person."""
    words = host.key.split()
    if len(words) != len(set(words)) or host.spots[:1] == [] or (host.known and host.kind == "place"):
        return False
    inner = [w for w in words if w not in PERSON_PARTS]
    if len(inner) > 4 or any(w in names.BODIES or w in DIRECTIONS or w in ("of", "for", "and") for w in words):
        return False
    return min((s for s in host.spots if s >= copy.body), default=0) <= first + NEAR


def _plainer(row: Candidate, parts: list[str], longer: dict[str, list[Candidate]]) -> str:
    """The key of the name that `row` ends with, when that is the usual one: "Skipper Jan Moor" is Jan Moor."""
    if any(p in ("of", "for", "and") for p in parts):
        return ""
    for cut_at in range(1, len(parts) - 1):
        tail = " ".join(parts[cut_at:])
        for other in longer.get(parts[-1], []):
            if other.key == tail and len(other.spots) >= len(row.spots):
                return tail
    return ""


def _acronyms(rows: Iterable[Candidate]) -> dict[str, str]:
    """From the key of an acronym to the key of the name whose first letters it is."""
    by_letters: dict[str, list[Candidate]] = defaultdict(list)
    rows = list(rows)
    for row in rows:
        if row.kind != "subject" and row.size > 1:
            for letters in _initials(row.name):
                by_letters[letters].append(row)
    out = {}
    for row in rows:
        if row.size == 1 and row.name.replace(".", "").isupper() and 2 <= len(row.key) <= 7 and not row.known:
            hosts = by_letters.get(row.key, [])
            if hosts:
                out[row.key] = max(hosts, key=lambda h: (len(h.spots), h.key)).key
    return out


def _initials(name: str) -> set[str]:
    words = name.replace("-", " ").split()
    big = "".join(w[0] for w in words if w[0].isupper()).casefold()
    every = "".join(w[0] for w in words if w[0].isalnum()).casefold()
    return {letters for letters in (big, every) if len(letters) > 1}


def _twins(rows: Iterable[Candidate], lang: str) -> dict[str, str]:
    """In inflected languages nothing to do: their keys are stems. Elsewhere: one letter more or less, or accents."""
    if lang in INFLECTED:
        return {}
    by_form: dict[str, list[Candidate]] = defaultdict(list)
    for row in rows:
        if row.kind != "subject":
            by_form[row.key.replace(" ", "").replace("-", "")].append(row)
    out = {}
    for same in by_form.values():
        best = max(same, key=lambda r: (r.known, len(r.spots), r.key))
        out.update({row.key: best.key for row in same if row is not best and not row.known})
    return out


def shown(row: Candidate) -> str:
    """The form of a name to show: as known, or as most often written."""
    if row.known or not row.forms:
        return row.name
    if len(row.forms) == 1:
        return next(iter(row.forms))
    return min(row.forms, key=lambda f: (-row.forms[f], f.isupper(), len(f), f))
