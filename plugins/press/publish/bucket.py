"""S3-compatible storage: only changed objects travel, pages after what they show, deletions last.

A bucket has no link to swap. So the order does the work: pictures and other parts first, then stories and lists, then
feeds, the front page, and only then are objects removed that no page names any more. What lies there is written down
in a list beside the site, which is sent last; where the list is missing or an object differs from it, that object is
sent again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from . import headers
from .cargo import Cargo, Item
from .place import Sent
from .target import Bucket
from .trouble import STANDS, PublishError, explain

LIST = ".copydesk.json"
HANDS = 8  # objects on the way at once
BATCH = 1000  # keys in one request to delete
MIXED = "some pages may be new already, and each is whole; publish again, and the rest follows"


@dataclass(frozen=True)
class Parcel:
    """One object to send: its key, its file, its headers, and a digest of all of it."""

    key: str
    item: Item
    packed: bool
    redirect: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The object's headers by the names boto3 has for them."""
        found = {
            "ContentType": headers.content_type(self.item.path),
            "CacheControl": headers.cache_control(self.item.path),
        }
        if self.packed:
            found["ContentEncoding"] = "gzip"
        if self.redirect:
            found["WebsiteRedirectLocation"] = self.redirect
        return found

    @property
    def mark(self) -> str:
        """Changes with the bytes and with the headers."""
        said = json.dumps([self.item.digest, sorted(self.headers.items())])
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Load:
    """What is to be done: parcels to send, in their order, and keys to delete."""

    parcels: tuple[Parcel, ...]
    gone: tuple[str, ...]


def rank(path: str) -> int:
    """When a file may be sent: nothing goes before what it names."""
    if path == "index.html":
        return 3
    if path.endswith(".html"):
        return 1
    return 2 if path.endswith((".xml", ".json")) else 0


def parcels(cargo: Cargo, bucket: Bucket, moved: Mapping[str, str]) -> list[Parcel]:
    """Every object of the site; `moved` leads from old addresses to new ones."""
    return [
        Parcel(
            bucket.prefix + item.path,
            item,
            cargo.form(item, "gz") is not None,
            moved.get("/" + item.path.removesuffix("index.html"), ""),
        )
        for item in cargo.items
        if not headers.is_for_servers(item.path)
    ]


def decide(every: Sequence[Parcel], there: Mapping[str, str], listed: Mapping[str, Sequence[str]], prefix: str) -> Load:
    """What differs: `there` are the keys with their tags, `listed` what the last publish wrote of them."""
    same = {
        parcel.key for parcel in every if list(listed.get(parcel.key, ())) == [parcel.mark, there.get(parcel.key, "-")]
    }
    wanted = {parcel.key for parcel in every} | {prefix + LIST}
    order = sorted(
        (parcel for parcel in every if parcel.key not in same),
        key=lambda p: (rank(p.item.path), -p.key.count("/"), p.key),
    )
    # What lies in the bucket beside the site is not ours: only what a publish wrote down is removed.
    return Load(tuple(order), tuple(sorted(key for key in listed if key in there and key not in wanted)))


class Storage:
    """An open bucket."""

    def __init__(self, bucket: Bucket, endpoint: str) -> None:
        try:
            from boto3.session import Session
            from botocore.config import Config
        except ImportError:
            raise PublishError(
                "buckets need boto3: python -m pip install boto3 (in the site's .venv: .venv/bin/pip install boto3)"
            ) from None
        self.bucket = bucket
        make_config: Any = Config
        make_session: Any = Session
        config = make_config(connect_timeout=20, read_timeout=60, retries={"max_attempts": 4, "mode": "standard"})
        self.client: Any = make_session().client("s3", endpoint_url=endpoint or None, config=config)
        self.tags: dict[str, str] = {}

    def there(self) -> dict[str, str]:
        """The keys below the prefix with their tags."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket.name, Prefix=self.bucket.prefix
        )
        return {each["Key"]: each["ETag"] for page in pages for each in page.get("Contents", ())}

    def listed(self, there: Mapping[str, str]) -> dict[str, list[str]]:
        """What the last publish wrote of each object; nothing where it left no list."""
        key = self.bucket.prefix + LIST
        if key not in there:
            return {}
        try:
            found = json.loads(self.client.get_object(Bucket=self.bucket.name, Key=key)["Body"].read())
        except ValueError:
            return {}
        return dict(found) if isinstance(found, dict) else {}

    def put(self, parcel: Parcel, cargo: Cargo) -> int:
        """Send one object; the bytes it took."""
        source = cargo.form(parcel.item, "gz") if parcel.packed else parcel.item.source
        content = (source or parcel.item.source).read_bytes()
        said = self.client.put_object(Bucket=self.bucket.name, Key=parcel.key, Body=content, **parcel.headers)
        self.tags[parcel.key] = said["ETag"]
        return len(content)

    def delete(self, keys: Sequence[str]) -> None:
        """Remove objects; an error for the first that stayed."""
        for at in range(0, len(keys), BATCH):
            names = [{"Key": key} for key in keys[at : at + BATCH]]
            said = self.client.delete_objects(Bucket=self.bucket.name, Delete={"Objects": names, "Quiet": True})
            if wrong := said.get("Errors"):
                raise explain(self.bucket, f"{wrong[0].get('Code')} {wrong[0].get('Message')}", MIXED)

    def write_list(self, every: Iterable[Parcel], there: Mapping[str, str]) -> None:
        """Write down what lies there now."""
        tags = {**there, **self.tags}
        said = {parcel.key: [parcel.mark, tags.get(parcel.key, "")] for parcel in every}
        self.client.put_object(
            Bucket=self.bucket.name,
            Key=self.bucket.prefix + LIST,
            Body=json.dumps(said, sort_keys=True).encode(),
            ContentType="application/json",
            CacheControl=headers.ASK_FIRST,
        )


def send(bucket: Bucket, endpoint: str, cargo: Cargo, moved: Mapping[str, str], dry: bool = False) -> Sent:
    """What was sent (`dry`: would be)."""
    sent: Sent = _explained(bucket, lambda: _send(Storage(bucket, endpoint), cargo, moved, dry))
    return sent


def reach(bucket: Bucket, endpoint: str) -> None:
    """Raise what would keep a publish from the bucket."""
    _explained(bucket, lambda: Storage(bucket, endpoint).client.head_bucket(Bucket=bucket.name))


def _explained(bucket: Bucket, act: Callable[[], Any]) -> Any:
    try:
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        return act()
    try:
        return act()
    except (BotoCoreError, ClientError) as error:
        said = f"{type(error).__name__} {error}"
        stands = MIXED if getattr(error, "sent", False) else STANDS
        raise explain(bucket, said, stands) from error


def _send(storage: Storage, cargo: Cargo, moved: Mapping[str, str], dry: bool) -> Sent:
    there = storage.there()
    listed = storage.listed(there)
    every = parcels(cargo, storage.bucket, moved)
    load = decide(every, there, listed, storage.bucket.prefix)
    sent = 0
    if not dry and (load.parcels or load.gone or not listed):
        try:
            sent = _carry(storage, cargo, load)
            storage.write_list(every, there)
        except Exception as error:
            error.sent = True  # type: ignore[attr-defined]
            raise
    return Sent(tuple(p.item.path for p in load.parcels), load.gone, sent)


def _carry(storage: Storage, cargo: Cargo, load: Load) -> int:
    """Send rank after rank, then delete; the bytes it took."""
    sent = 0
    with ThreadPoolExecutor(HANDS) as hands:
        for now in sorted({rank(parcel.item.path) for parcel in load.parcels}):
            each = [parcel for parcel in load.parcels if rank(parcel.item.path) == now]
            sent += sum(hands.map(lambda parcel: storage.put(parcel, cargo), each))
    storage.delete(load.gone)
    return sent
