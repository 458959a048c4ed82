"""The user's ``feeds.toml``: one ``[[feed]]`` a subscription with ``url`` and, if wanted, ``outlet`` and ``format``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from corroborate import urls
from corroborate.errors import ConfigError
from corroborate.feeds.detect import FORMATS
from corroborate.ids import digest
from corroborate.types import Feed

_KEYS = ("url", "outlet", "format")


def subscription(url: str, *, outlet: str | None = None, form: str | None = None) -> Feed:
    """Make a subscription; its id is that of the canonical address, so two spellings of one address are one feed."""
    return Feed(feed_id=digest("feed", urls.canonical(url) or url), url=url, outlet_id=outlet, format=form)


def read_feeds(path: Path) -> list[Feed]:
    """Read a ``feeds.toml``.

    Returns:
        The subscriptions in the file's order; of two spellings of one address the first.

    Raises:
        ConfigError: naming the file and the key at fault.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such feeds file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    return parse_feeds(text, name=str(path))


def parse_feeds(text: str, *, name: str = "feeds.toml") -> list[Feed]:
    """Read the text of a ``feeds.toml``; see :func:`read_feeds`.  ``name`` is what errors call the file."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}") from error
    for key in table:
        if key != "feed":
            raise ConfigError(f"{name}: unknown key {key} (known here: feed)")
    rows = table.get("feed", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{name}: feed must be a list of tables: write [[feed]]")
    feeds: dict[str, Feed] = {}
    for number, row in enumerate(rows, 1):
        feed = _feed(row, f"{name}: feed {number}")
        feeds.setdefault(feed.feed_id, feed)
    return list(feeds.values())


def _feed(row: dict[str, Any], where: str) -> Feed:
    for key, value in row.items():
        if key not in _KEYS:
            raise ConfigError(f"{where}: unknown key {key} (known here: {', '.join(_KEYS)})")
        if not isinstance(value, str):
            raise ConfigError(f"{where}: {key} must be text, not {type(value).__name__}")
    url = row.get("url", "").strip()
    if not url:
        raise ConfigError(f"{where}: url is missing")
    if urls.canonical(url) is None:
        raise ConfigError(f"{where}: url is no http or https address: {url!r}")
    form = row.get("format") or None
    if form is not None and form not in FORMATS:
        raise ConfigError(f"{where}: format {form!r} is unknown (known: {', '.join(FORMATS)})")
    return Feed(
        feed_id=digest("feed", urls.canonical(url) or url), url=url, outlet_id=row.get("outlet") or None, format=form
    )
