"""Archives -> raw copy: a publisher's past, taken in from exports, feeds, crawls and mail.

    archive ─formats.sniff─▶ format ─parts─▶ Part … ─read─▶ Item … ─▶ raw copy under its slip, or straight to a record

The readers are pure: bytes in, items out, one module a format. `store.py` alone touches the disk, `journal.py`
remembers what is done, `road.py` goes the road on this machine, `cluster.py` on many.
"""
