"""Commands that read one file: parse and extract."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from corroborate import feeds, wiring
from corroborate.cli.terminal import print_json
from corroborate.errors import FetchError, ParseError
from corroborate.extract import TrafilaturaExtractor
from corroborate.fetch import HttpFetcher
from corroborate.types import Dropped


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise ParseError(f"{name}: {error.strerror or error}") from error


def add_to(app: typer.Typer) -> None:
    """Register the commands."""

    @app.command(epilog="Example: corroborate parse feed.xml")
    def parse(file: Annotated[str, typer.Argument(help="A feed or wire file; - for standard input.")]) -> None:
        """Read any feed or wire file to JSON Lines, one entry a line."""
        print_json(feeds.parse(_read(file), source=file))

    @app.command(epilog="Example: corroborate extract page.html --url https://paper.example/a")
    def extract(
        context: typer.Context,
        source: Annotated[str, typer.Argument(help="An HTML file, - for standard input, or an address.")],
        url: Annotated[str | None, typer.Option(help="The address of a page given as a file.")] = None,
    ) -> None:
        """Read one page to JSON: title, text, byline, published_at, canonical_url, site_name, language or why not."""
        content_type = ""
        if source.startswith(("http://", "https://")):
            options = wiring.open_house(context.obj.home, context.obj.config).settings.fetch
            found = HttpFetcher(options).fetch([source])[0]
            if isinstance(found, Dropped):
                raise FetchError(f"{source}: {found.reason}" + (f": {found.detail}" if found.detail else ""))
            html, url, content_type = found.body, url or found.url, found.content_type
        else:
            html = _read(source)
        page = TrafilaturaExtractor(wiring.SystemClock()).extract(html, url or "", content_type)
        if isinstance(page, Dropped):
            print_json([{"url": url, "dropped": page.reason, "detail": page.detail}])
            raise ParseError(f"{source}: no article: {page.reason}" + (f" ({page.detail})" if page.detail else ""))
        print_json([page])
