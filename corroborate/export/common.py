"""What every export shares: safe text, safe addresses, times from the data, bytes that never vary."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from corroborate import urls
from corroborate.errors import StoreError

NOT_TRUTH = "counts independent origins, not truth"
# Terminal escape sequences (ECMA-48, 5.4); then controls but tab and line feed, marks that reverse direction
# (Unicode Technical Report 36, section 3) and code points that XML 1.0 forbids.
_ESCAPE = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def clean(value: Any) -> Any:
    """Drop what could harm a terminal, a parser or a reader from every text in a value."""
    if isinstance(value, str):
        return _UNSAFE.sub("", _ESCAPE.sub("", value))
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def safe_id(value: object) -> bool:
    """Tell whether an id may name a file."""
    return _SAFE_ID.fullmatch(str(value)) is not None


def safe_url(url: object) -> str | None:
    """Return an http(s) address, else None."""
    text = str(clean(str(url))).strip() if url else ""
    if urls.canonical(text) is None or any(character.isspace() for character in text):
        return None
    return text


def iso(at: datetime | None) -> str | None:
    """Write a moment for machines, in UTC."""
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


def uri(story_id: object) -> str:
    """Name a story for good, wherever it is served from."""
    return f"urn:corroborate:story:{story_id}"


def page_url(base_url: str, story_id: object) -> str:
    """Address the page of a story; ``base_url`` is where the release is served."""
    return f"{base_url.rstrip('/')}/site/stories/{story_id}.html"


def verified(count: int) -> str:
    """Say a count the way readers know it."""
    if count >= 2:
        return f"Verified by {count} sources"
    return "Single source" if count == 1 else "No independent source"


def encode(document: Any) -> bytes:
    """Write JSON that is the same for the same content: keys sorted, two spaces, a final line feed."""
    return orjson.dumps(clean(document), option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def save(path: Path, content: bytes) -> None:
    """Write one file, making its folder.

    Raises:
        StoreError: where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise StoreError(f"{path}: cannot write: {error}") from error
