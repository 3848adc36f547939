"""What went wrong on the way, in words that say what to do. The live site stands as it was in every one of them."""

from __future__ import annotations

import re

STANDS = "the live site stands as it was; the next `make publish` goes on from what has arrived"
# The first pattern found in what a tool said gives the sentence.
SAYINGS: tuple[tuple[str, str], ...] = (
    (
        r"No space left|Disk quota exceeded|StorageFull|QuotaExceeded|InsufficientStorage",
        "there is no space left at the target: make room there or lower PRESS['keep']",
    ),
    (
        r"Permission denied \((?:publickey|password|keyboard)|Too many authentication failures|no mutual signature",
        "the server did not accept the key: add your public key to its authorized_keys, or name another key in "
        "PRESS['ssh'], as in \"ssh -i deploy_key\"",
    ),
    (
        r"Host key verification failed|REMOTE HOST IDENTIFICATION",
        "the server's host key is unknown or has changed: connect once by hand, compare the key, then publish again",
    ),
    (
        r"Could not resolve|Name or service not known|nodename nor servname|NXDOMAIN",
        "the target cannot be found: look at its name in PRESS['target'] and at the network",
    ),
    (
        r"Connection refused|Operation timed out|timed out|No route to host|Network is unreachable|ConnectTimeout|"
        r"EndpointConnectionError",
        "the target does not answer: look whether the server runs, and at host and port in the settings",
    ),
    (
        r"command not found|rsync: not found|No such file or directory.*rsync",
        "rsync is not installed on the server: install it there (Debian: apt-get install rsync)",
    ),
    (
        r"Permission denied|Operation not permitted|Read-only file system",
        "the login may not write to the target folder: give the folder to it (chown) or name another one",
    ),
    (
        r"Connection reset|Broken pipe|connection unexpectedly closed|Connection closed|ConnectionClosedError|"
        r"client_loop|Connection to .* closed|IncompleteRead|ReadTimeout|ConnectionError",
        "the connection broke off: publish again",
    ),
    (r"NoSuchBucket", "there is no such bucket: make it, or look at the name in PRESS['target']"),
    (
        r"NoCredentials|Unable to locate credentials|PartialCredentials",
        "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    ),
    (
        r"InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure|ExpiredToken|InvalidToken|InvalidClientTokenId",
        "the storage did not accept the credentials: look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ),
    (
        r"AccessDenied|Forbidden|\(403\)",
        "the credentials may not write there: allow s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject",
    ),
)  # fmt: skip


class PublishError(Exception):
    """The release did not arrive."""

    exitcode = 1


def explain(where: object, said: str, stands: str = STANDS) -> PublishError:
    """The error for what a tool said about `where`."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = lines[-1] if lines else "it said nothing"
    words = next((words for pattern, words in SAYINGS if re.search(pattern, said)), f"it could not be sent ({last})")
    return PublishError(f"{where}: {words}; {stands}")
