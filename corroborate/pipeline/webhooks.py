"""Webhooks: the events of the release in force, posted to whoever asked for them, at least once.

Nothing is queued: ``events.jsonl`` is never changed but at its end, so it is enough to remember for each address how
far it is served.  What did not arrive is what lies beyond that place, and is sent with the next publish.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import orjson

from corroborate import ids, urls
from corroborate.errors import StoreError
from corroborate.fetch import Letter, Parcel, Receipt
from corroborate.types import StageReport

Place = tuple[int, str]
Post = Callable[[Sequence[Parcel]], list[Receipt]]

SIGNATURE = "X-Corroborate-Signature"
_BATCH = 200  # events a body: about 200 KB, which common receivers take


def hook_key(url: str) -> str:
    """Name a webhook without its address, which may hold a secret."""
    return ids.content_hash(url)


def unknown_places(hooks: Sequence[str], known: Mapping[str, Place], events: Path) -> dict[str, Place]:
    """Say where webhooks that were never served begin: behind what is told already.

    Args:
        hooks: the addresses.
        known: places by ``hook_key``.
        events: ``events.jsonl`` in force before this publish; it need not be there.
    """
    fresh = [hook_key(hook) for hook in hooks if hook_key(hook) not in known]
    if not fresh:
        return {}
    lines = _lines(events)
    return dict.fromkeys(fresh, _place(lines, len(lines)))


def deliver(
    events: Path, hooks: Sequence[str], known: Mapping[str, Place], post: Post, secret: bytes | str
) -> tuple[dict[str, Place], StageReport]:
    """Post to each webhook the events that it does not have.

    Args:
        events: ``events.jsonl`` in force.
        hooks: the addresses.
        known: places by ``hook_key``; an address that is not among them gets every event.
        post: posts parcels; see :class:`corroborate.fetch.HttpPoster`.
        secret: what bodies are signed with, empty for none; a text says why nothing can be signed, so nothing is sent.

    Returns:
        The places where they are now, and what was delivered and what was kept, by host and reason.
    """
    lines = _lines(events)
    # (hook, where each of its letters ends, what to post)
    parcels: list[tuple[str, list[int], Parcel]] = []
    for hook in hooks:
        ends, letters = _letters(lines, _resume(lines, known.get(hook_key(hook), (0, ""))), secret)
        if letters:
            parcels.append((hook, ends, Parcel(url=hook, letters=letters)))
    if isinstance(secret, str):
        receipts = [Receipt(delivered=0, failure=secret)] * len(parcels)
    else:
        receipts = post([parcel for _, _, parcel in parcels])
    places: dict[str, Place] = {}
    total, kept, failed = 0, 0, Counter[str]()
    for (hook, ends, parcel), receipt in zip(parcels, receipts, strict=True):
        sizes = [letter.body.count(b"\n") for letter in parcel.letters]
        total += sum(sizes)
        kept += sum(sizes[: receipt.delivered])
        if receipt.delivered:
            places[hook_key(hook)] = _place(lines, ends[receipt.delivered - 1])
        if receipt.failure:
            name = urls.host(hook) or "an address without host"
            failed[f"events kept for webhook {name}: {receipt.failure}"] += sum(sizes[receipt.delivered :])
    return places, StageReport(stage="webhooks", total=total, kept=kept, dropped_by_reason=dict(sorted(failed.items())))


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError(f"{path}: cannot read the events: {error.strerror or error}") from error


def _place(lines: Sequence[bytes], count: int) -> Place:
    return count, _hash(lines[count - 1]) if count else ""


def _hash(line: bytes) -> str:
    return ids.content_hash(line.decode("utf-8", "replace"))


def _resume(lines: Sequence[bytes], place: Place) -> int:
    """Return how many lines a webhook has; where the file was made anew, up to the line it knows, if it is there."""
    count, last = place
    if not last or (count <= len(lines) and _hash(lines[count - 1]) == last):
        return min(count, len(lines))
    return next((n for n in range(len(lines), 0, -1) if _hash(lines[n - 1]) == last), 0)


def _letters(lines: Sequence[bytes], begin: int, secret: bytes | str) -> tuple[list[int], list[Letter]]:
    ends, letters = [], []
    for start in range(begin, len(lines), _BATCH):
        batch = [line for line in lines[start : start + _BATCH] if _is_event(line)]
        if not batch:
            continue
        body = b"\n".join(batch) + b"\n"
        headers = {"Content-Type": "application/x-ndjson"}
        if secret and isinstance(secret, bytes):
            headers[SIGNATURE] = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
        ends.append(min(start + _BATCH, len(lines)))
        letters.append(Letter(body=body, headers=headers))
    return ends, letters


def _is_event(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
