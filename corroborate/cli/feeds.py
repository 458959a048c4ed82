"""The subscriptions: ``feeds add|list|check|import-opml|export-opml``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from corroborate import feeds, urls, wiring
from corroborate.cli.terminal import print_json, say, table
from corroborate.errors import ConfigError, CorroborateError, ParseError
from corroborate.feeds.opml import read_opml, write_opml
from corroborate.feeds.toml import read_feeds
from corroborate.fetch import HttpFetcher
from corroborate.types import Dropped, Feed

app = typer.Typer(help="Subscriptions and their health.", no_args_is_help=True)


def _house(context: typer.Context) -> wiring.House:
    return wiring.open_house(context.obj.home, context.obj.config)


def _path(house: wiring.House) -> Path:
    return house.home / house.settings.feeds


def _known(path: Path) -> list[Feed]:
    return read_feeds(path) if path.exists() else []


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _append(path: Path, added: list[Feed]) -> int:
    """Add subscriptions at the end of the user's file, whose comments stay; one write, so never half of it."""
    have = {urls.canonical(feed.url) or feed.url for feed in _known(path)}
    fresh = [feed for feed in added if (urls.canonical(feed.url) or feed.url) not in have]
    if not fresh:
        return 0
    lines = []
    for feed in fresh:
        lines += ["", "[[feed]]", f"url = {_quoted(feed.url)}"]
        lines += [f"outlet = {_quoted(feed.outlet_id)}"] if feed.outlet_id else []
        lines += [f"format = {_quoted(feed.format)}"] if feed.format else []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else "# Subscriptions of Corroborate."
        aside = path.with_name(path.name + ".new")
        aside.write_text(before.rstrip("\n") + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
        os.replace(aside, path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error
    return len(fresh)


@app.command(epilog="Example: corroborate feeds add https://paper.example/rss.xml --outlet paper")
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    outlet: Annotated[str | None, typer.Option(help="Outlet id, where the address does not tell.")] = None,
    format: Annotated[str | None, typer.Option(help="Format, where the bytes do not tell.")] = None,  # noqa: A002
) -> None:
    """Subscribe to a feed."""
    if urls.canonical(url) is None:
        raise ConfigError(f"{url}: is no http or https address")
    path = _path(_house(context))
    added = _append(path, [feeds.toml.subscription(url, outlet=outlet, form=format)])
    say(f"added to {path}" if added else f"{path} has it already")


@app.command("list", epilog="Example: corroborate feeds list --json")
def list_(context: typer.Context, json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False) -> None:
    """List subscriptions and their health as last published."""
    house = _house(context)
    rows = _known(_path(house))
    try:
        health = {row["feed_id"]: row for row in house.published().rows("SELECT * FROM feeds")}
    except CorroborateError:
        health = {}
    laid = [
        {
            "url": feed.url,
            "outlet_id": feed.outlet_id,
            "state": health.get(feed.feed_id, {}).get("state", "not fetched yet"),
            "last_success_at": health.get(feed.feed_id, {}).get("last_success_at"),
            "consecutive_failures": health.get(feed.feed_id, {}).get("consecutive_failures", 0),
            "last_error": health.get(feed.feed_id, {}).get("last_error"),
        }
        for feed in rows
    ]
    if json:
        print_json(laid)
    else:
        table("", (("url", "left"), ("outlet", "left"), ("state", "left"), ("last success", "left"), ("error", "left")), [
            (r["url"], r["outlet_id"], r["state"], r["last_success_at"], r["last_error"]) for r in laid
        ])  # fmt: skip


@app.command(epilog="Example: corroborate feeds check")
def check(context: typer.Context, json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False) -> None:
    """Fetch and parse every feed once, without storing anything; exit 1 where one fails."""
    house = _house(context)
    known = _known(_path(house))
    if not known:
        raise ConfigError(f"{_path(house)}: no feeds are configured (run: corroborate feeds add URL)")
    found = HttpFetcher(house.settings.fetch, resolver=house.resolver).fetch([feed.url for feed in known])
    rows = []
    for feed, response in zip(known, found, strict=True):
        row: dict[str, object] = {"url": feed.url, "ok": False, "format": None, "entries": 0, "error": None}
        if isinstance(response, Dropped):
            row["error"] = f"{response.reason} {response.detail}".strip()
        else:
            try:
                entries = feeds.parse(response.body, source=feed.url, hint=feed.format)
                row |= {"ok": True, "entries": len(entries), "format": entries[0].format if entries else None}
            except CorroborateError as error:
                row["error"] = str(error)
        rows.append(row)
    if json:
        print_json(rows)
    else:
        table("", (("url", "left"), ("ok", "left"), ("format", "left"), ("entries", "right"), ("error", "left")), [
            (r["url"], "yes" if r["ok"] else "no", r["format"], r["entries"], r["error"]) for r in rows
        ])  # fmt: skip
    bad = sum(not row["ok"] for row in rows)
    if bad:
        raise ConfigError(f"{bad} of {len(rows)} feeds cannot be read")


@app.command("import-opml", epilog="Example: corroborate feeds import-opml subscriptions.opml")
def import_opml(context: typer.Context, file: Annotated[Path, typer.Argument(help="An OPML file.")]) -> None:
    """Subscribe to every feed of an OPML file."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ParseError(f"{file}: {error.strerror or error}") from error
    found = read_opml(data)
    path = _path(_house(context))
    added = _append(path, found)
    say(f"{added} added to {path}, {len(found) - added} were there already")


@app.command("export-opml", epilog="Example: corroborate feeds export-opml > subscriptions.opml")
def export_opml(context: typer.Context) -> None:
    """Write the subscriptions as OPML to standard output."""
    sys.stdout.buffer.write(write_opml(_known(_path(_house(context)))))
