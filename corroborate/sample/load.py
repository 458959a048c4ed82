"""Reads the sample's files and refuses, by file and name, whatever does not hold together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corroborate import resources
from corroborate.errors import ConfigError
from corroborate.feeds import read_feeds
from corroborate.outlets import load_outlets, merge
from corroborate.sample.world import LINK, Piece, Plant, Poll, Revision, Truth, World
from corroborate.types import Gate, Outlet, Verdict

PAGES = ("plain", "paywall", "live", "latin1")
CHANGES = ("update", "correction", "silent edit", "kill")
_DOMAIN = ".example"
_STYLE_KEYS = ("template", "date", "strapline")
_DATES = ("jsonld", "meta", "time", "text", "none")

_ARTICLE: dict[str, type] = {
    "id": str,
    "outlet": str,
    "path": str,
    "title": str,
    "byline": str,
    "published": str,
    "poll": int,
    "page": str,
    "in_feed": bool,
    "credit": str,
    "canonical": str,
    "links": list,
    "body": str,
}
_REVISION: dict[str, type] = {"poll": int, "kind": str, "modified": str, "body": str}
_PLANT: dict[str, type] = {
    "id": str,
    "kind": str,
    "claim": str,
    "article": str,
    "quote": str,
    "supports": list,
    "contradicts": list,
    "n": int,
    "verdict": str,
    "why": str,
}


def load_world(folder: Path | None = None) -> World:
    """Read and check the sample.

    Args:
        folder: where it lies; None for the packaged one.

    Raises:
        ConfigError: naming the file, the article or plant, and what is wrong.
    """
    base = folder if folder is not None else resources.data_path("sample")
    outlets = merge((), load_outlets(base / "outlets.toml", origin="sample/outlets.toml"))
    polls = _polls(base / "polls.toml")
    pieces: list[Piece] = []
    for path in sorted((base / "stories").glob("*.toml")):
        pieces += _story(path, outlets, polls)
    _check_pieces(pieces)
    known = {piece.id: piece for piece in pieces}
    truths = [_truth(path, known, polls) for path in sorted((base / "truth").glob("*.toml"))]
    _unique("truth", [plant.id for truth in truths for plant in truth.plants], "plant")
    return World(
        outlets=tuple(outlets),
        feeds=tuple(read_feeds(base / "feeds.toml")),
        polls=tuple(polls),
        pieces=tuple(pieces),
        truths=tuple(truths),
        styles=_styles(base / "templates" / "styles.toml", base / "templates"),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _rows(table: Mapping[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{where}: {key} must be an array of tables: [[{key}]]")
    return rows


def _only(table: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
    for key in table:
        if key not in keys:
            raise ConfigError(f"{where}: unknown key {key} (known here: {', '.join(keys)})")


def _typed(row: Mapping[str, Any], kinds: Mapping[str, type], optional: Sequence[str], where: str) -> None:
    _only(row, [*kinds, *optional], where)
    for key, kind in kinds.items():
        if key not in row:
            raise ConfigError(f"{where}: {key} is missing")
        value: Any = row[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ConfigError(f"{where}: {key} must be {kind.__name__}, not {type(value).__name__}")
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            raise ConfigError(f"{where}: {key} must be a list of strings")


def _moment(text: str, where: str, key: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{where}: {key} is no ISO time: {text!r}") from error
    if moment.tzinfo is None:
        raise ConfigError(f"{where}: {key} has no zone: {text!r}")
    return moment.astimezone(UTC)


def _unique(where: str, names: Sequence[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ConfigError(f"{where}: {what} {name} is used twice")
        seen.add(name)


def _polls(path: Path) -> list[Poll]:
    table = _read(path)
    _only(table, ("poll",), path.name)
    polls: list[Poll] = []
    for number, row in enumerate(_rows(table, "poll", path.name), 1):
        where = f"{path.name}: poll {number}"
        _typed(row, {"number": int, "at": str}, (), where)
        at = _moment(row["at"], where, "at")
        if at is None or row["number"] != number or (polls and at <= polls[-1].at):
            raise ConfigError(f"{where}: polls are numbered from 1 and each is later than the last")
        polls.append(Poll(number=number, at=at))
    if not polls:
        raise ConfigError(f"{path.name}: no poll")
    return polls


def _story(path: Path, outlets: Sequence[Outlet], polls: Sequence[Poll]) -> list[Piece]:
    table = _read(path)
    _only(table, ("story", "article"), path.name)
    story = table.get("story")
    if not isinstance(story, str) or not story:
        raise ConfigError(f"{path.name}: story is missing")
    hosts = {outlet.outlet_id: outlet.domains[0] for outlet in outlets}
    pieces = []
    for row in _rows(table, "article", path.name):
        where = f"{path.name}: article {row.get('id', '?')}"
        _typed(row, _ARTICLE, ("revision",), where)
        host = hosts.get(row["outlet"], row["outlet"])
        if not host.endswith(_DOMAIN):
            raise ConfigError(f"{where}: outlet {row['outlet']} is neither registered nor a host ending in {_DOMAIN}")
        published = _moment(row["published"], where, "published")
        if row["page"] not in PAGES:
            raise ConfigError(f"{where}: page must be one of {', '.join(PAGES)}, not {row['page']!r}")
        if not row["path"].startswith("/") or any(character.isspace() for character in row["path"]):
            raise ConfigError(f"{where}: path must start with / and hold no spaces")
        if not row["title"].strip() or not row["body"].strip():
            raise ConfigError(f"{where}: title and body must not be empty")
        if not 1 <= row["poll"] <= len(polls):
            raise ConfigError(f"{where}: there is no poll {row['poll']}")
        if published is not None and published >= polls[row["poll"] - 1].at:
            raise ConfigError(f"{where}: published {row['published']}, but its poll {row['poll']} is earlier")
        plain = {key: row[key] for key in ("id", "outlet", "path", "title", "byline", "page", "in_feed", "credit")}
        pieces.append(
            Piece(
                **plain,
                story=story,
                host=host,
                published=published,
                poll=row["poll"],
                canonical=row["canonical"],
                links=tuple(row["links"]),
                body=row["body"].strip(),
                revisions=_revisions(row, where, polls),
            )
        )
    return pieces


def _revisions(row: Mapping[str, Any], where: str, polls: Sequence[Poll]) -> tuple[Revision, ...]:
    revisions: list[Revision] = []
    for inner in _rows(row, "revision", where):
        _typed(inner, _REVISION, ("title",), f"{where}: revision")
        if inner["kind"] not in CHANGES:
            raise ConfigError(f"{where}: revision kind must be one of {', '.join(CHANGES)}")
        last = revisions[-1].poll if revisions else row["poll"]
        if not last < inner["poll"] <= len(polls):
            raise ConfigError(f"{where}: revision at poll {inner['poll']} must come after poll {last}")
        revisions.append(
            Revision(
                poll=inner["poll"],
                kind=inner["kind"],
                title=inner.get("title"),
                modified=_moment(inner["modified"], where, "modified"),
                body=inner["body"].strip(),
            )
        )
    return tuple(revisions)


def _check_pieces(pieces: Sequence[Piece]) -> None:
    _unique("stories", [piece.id for piece in pieces], "article")
    _unique("stories", [piece.url for piece in pieces], "address")
    known = {piece.id for piece in pieces}
    for piece in pieces:
        bodies = [piece.body, *(revision.body for revision in piece.revisions)]
        marked = [match.group(1) for body in bodies for match in LINK.finditer(body)]
        for target in [*piece.links, *marked]:
            if target not in known:
                raise ConfigError(f"stories: article {piece.id} links to {target}, which there is not")
        if any("[[" in LINK.sub("", body) for body in bodies):
            raise ConfigError(f"stories: article {piece.id} has a broken [[id|words]] link")


def _truth(path: Path, known: Mapping[str, Piece], polls: Sequence[Poll]) -> Truth:
    where = f"truth/{path.name}"
    table = _read(path)
    _only(table, ("story", "events", "origins", "plant"), where)
    origins = table.get("origins", {})
    story = table.get("story")
    mine = {name for name, piece in known.items() if piece.story == story}
    if not isinstance(story, str) or not mine:
        raise ConfigError(f"{where}: story {story!r} has no articles")
    if set(origins) != mine:
        odd = ", ".join(sorted(set(origins) ^ mine))
        raise ConfigError(f"{where}: origins must name every article of the story and no other: {odd}")
    plants = []
    for row in _rows(table, "plant", where):
        inside = f"{where}: plant {row.get('id', '?')}"
        _typed(row, _PLANT, ("gate",), inside)
        for name in [row["article"], *row["supports"], *row["contradicts"]]:
            if name not in known:
                raise ConfigError(f"{inside}: there is no article {name}")
        _member(Verdict, row["verdict"], f"{inside}: verdict")
        if "gate" in row:
            _member(Gate, row["gate"], f"{inside}: gate")
        shown = known[row["article"]].at(len(polls))
        if shown is None or row["quote"] not in shown.text:
            raise ConfigError(f"{inside}: the quote does not stand in {row['article']}: {row['quote']!r}")
        texts: dict[str, Any] = {key: tuple(row[key]) if isinstance(row[key], list) else row[key] for key in _PLANT}
        plants.append(Plant(**texts, gate=row.get("gate")))
    return Truth(story=story, events=tuple(table.get("events", ())), origins=dict(origins), plants=tuple(plants))


def _member(kind: type[StrEnum], value: str, where: str) -> None:
    try:
        kind(value)
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from error


def _styles(path: Path, templates: Path) -> dict[str, dict[str, str]]:
    """Read which house style each outlet has; ``default`` is for the unregistered."""
    styles: dict[str, dict[str, str]] = {}
    for name, row in _read(path).items():
        where = f"templates/{path.name}: {name}"
        if not isinstance(row, dict):
            raise ConfigError(f"{where}: must be a table")
        _typed(row, dict.fromkeys(_STYLE_KEYS, str), (), where)
        if row["date"] not in _DATES:
            raise ConfigError(f"{where}: date must be one of {', '.join(_DATES)}")
        if not (templates / row["template"]).is_file():
            raise ConfigError(f"{where}: there is no template {row['template']}")
        styles[name] = dict(row)
    if "default" not in styles:
        raise ConfigError(f"templates/{path.name}: default is missing")
    return styles
