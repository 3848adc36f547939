"""The records' tags, reviewed: read every record, say what could be better, and where asked to, write it."""

from __future__ import annotations

from ..record import joined, retagged
from ..tags.topics import Filed, Review, review
from . import House, _turn, shelf


def look(house: House) -> Review:
    """What could be better about the tags of the records."""
    stories = []
    for at in shelf.scan(house.news):
        record = shelf.read(house.news / at.path)
        if record is not None:
            tags = tuple(tag for part in record.get("Tags").split(";") if (tag := part.strip()))
            stories.append(Filed(at.path, record.get("Title"), record.body, record.get("Lang") or "en", tags))
    return review(stories, house.vocabulary())


def apply(house: House, found: Review) -> tuple[int, int]:
    """How many records have their new tags now, and how many keep what a person wrote."""
    done = 0
    with _turn(house.content):
        desk = shelf.Shelf(house.news)
        for retag in found.retags:
            record = shelf.read(house.news / retag.path)
            fresh = retagged(record, joined(retag.tags)) if record is not None else None
            if fresh is not None:
                desk.put(retag.path, fresh)
                done += 1
        desk.close()
    return done, len(found.retags) - done
