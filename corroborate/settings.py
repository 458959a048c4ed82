"""Settings: one frozen object, read once from TOML and the environment; an unknown key is an error."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_type_hints

from corroborate import urls
from corroborate.errors import ConfigError

PUBLISH_TEXT = ("full", "spans", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How the network is used.  Times in seconds, sizes in bytes."""

    user_agent: str = "corroborate/0.1 (news corroboration; set fetch.user_agent to your contact address)"
    timeout: float = 20.0
    max_bytes: int = 5_000_000
    concurrency: int = 16
    per_host_delay: float = 1.0
    attempts: int = 3
    robots: bool = True
    allow_private: bool = False
    max_pages_per_feed: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Which embedding model: ``bundled``, a local folder, or a hub name where a hub is reachable."""

    embedder: str = "bundled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    """What leaves the house, and who is told.  Times in seconds."""

    publish_text: str = "spans"
    base_url: str = "http://localhost:8000"
    title: str = "Corroborate"
    keep_releases: int = 3
    webhooks: tuple[str, ...] = ()
    webhook_secret_env: str = ""
    webhook_timeout: float = 10.0
    webhook_allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of it.  ``home`` is not part of the hash: moving a store changes nothing."""

    home: Path
    feeds: str = "feeds.toml"
    outlets: str = "outlets.toml"
    beat: str = "supply-chain"
    fetch: FetchSettings = field(default_factory=FetchSettings)
    models: ModelSettings = field(default_factory=ModelSettings)
    publish: PublishSettings = field(default_factory=PublishSettings)

    @property
    def hash(self) -> str:
        """16 hexadecimal digits that change when any setting but ``home`` does."""
        parts = dataclasses.asdict(self)
        parts.pop("home")
        return hashlib.blake2b(repr(sorted(parts.items())).encode(), digest_size=8).hexdigest()


def load(home: Path, config: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings.

    Args:
        home: the folder that holds everything the program writes.
        config: a TOML file; None means ``home/corroborate.toml`` where it exists, else the defaults.
        environ: ``CORROBORATE_FETCH_TIMEOUT=5`` overrides ``[fetch] timeout``; names that are no setting are ignored.

    Raises:
        ConfigError: naming file, key and reason.
    """
    path = config if config is not None else home / "corroborate.toml"
    table: dict[str, Any] = {}
    if config is not None or path.exists():
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ConfigError(f"{path}: no such configuration file (make one with: corroborate init)") from error
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{path}: {error}") from error
    for name, value in environ.items():
        _override(table, name, value)
    settings: Settings = _build(Settings, table, str(path), "", {"home": home})
    if settings.publish.publish_text not in PUBLISH_TEXT:
        raise ConfigError(f"{path}: publish.publish_text must be one of {', '.join(PUBLISH_TEXT)}")
    for number, url in enumerate(settings.publish.webhooks, start=1):
        if urls.canonical(url) is None:  # the address is not repeated: it may hold a secret
            raise ConfigError(f"{path}: publish.webhooks: entry {number} is no http or https address")
    return settings


def _override(table: dict[str, Any], name: str, value: str) -> None:
    prefix = "CORROBORATE_"
    if not name.startswith(prefix):
        return
    key = name.removeprefix(prefix).lower()
    for section, kind in (("fetch", FetchSettings), ("models", ModelSettings), ("publish", PublishSettings)):
        inner = key.removeprefix(section + "_")
        if inner != key and inner in kind.__dataclass_fields__:
            table.setdefault(section, {})[inner] = _parse(value)


def _parse(value: str) -> Any:
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value


def _build(kind: type[Any], table: Mapping[str, Any], path: str, prefix: str, given: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    values = dict(given)
    for key, value in table.items():
        if key not in hints or key in given:
            known = ", ".join(sorted(set(hints) - set(given)))
            raise ConfigError(f"{path}: unknown key {prefix}{key} (known here: {known})")
        want = hints[key]
        if isinstance(want, type) and dataclasses.is_dataclass(want):
            if not isinstance(value, dict):
                raise ConfigError(f"{path}: {prefix}{key} must be a table")
            values[key] = _build(want, value, path, f"{prefix}{key}.", {})
        elif want is float and isinstance(value, int) and not isinstance(value, bool):
            values[key] = float(value)
        elif want == tuple[str, ...]:
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                raise ConfigError(f"{path}: {prefix}{key} must be a list of texts")
            values[key] = tuple(dict.fromkeys(value))
        elif not isinstance(value, want) or (want is int and isinstance(value, bool)):
            raise ConfigError(f"{path}: {prefix}{key} must be {want.__name__}, not {type(value).__name__}")
        else:
            values[key] = value
    return kind(**values)
