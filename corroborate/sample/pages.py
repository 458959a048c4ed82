"""Renders the sample's pages as their outlets would: the story amid everything else a news page carries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from corroborate import resources
from corroborate.sample.world import LINK, Shown, World

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_TEASERS = 4
# Houses write times in their own zone; a reader must not trust the letters of the offset.
_ZONES = (UTC, timezone(timedelta(hours=2)))
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[A-Z“\"‘'])")
_LIVE_TIME = re.compile(r"^(?:\w+day, )?\d{1,2}[.:]\d{2} ?(?:[ap]\.?m\.?)?(?=[.:\s])")
_LATIN1 = "iso-8859-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the server sends for one address."""

    status: int
    content_type: str
    body: bytes


class Pages:
    """Renders pages of one world."""

    def __init__(self, world: World, templates: Path | None = None) -> None:
        """Load the templates; by default the packaged ones."""
        folder = templates if templates is not None else resources.data_path("sample", "templates")
        self._world = world
        self._urls = {piece.id: piece.url for piece in world.pieces}
        self._environment = Environment(
            loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._environment.filters |= {"day": _day, "clock": _clock, "iso": _iso}

    def article(self, shown: Shown, neighbours: Sequence[Shown]) -> Document:
        """Render one article's page as it stands; ``neighbours`` are what else its outlet shows."""
        piece = shown.piece
        paragraphs = shown.paragraphs
        paywalled = piece.page == "paywall" and not shown.killed
        if paywalled:
            paragraphs = (_SENTENCE.split(paragraphs[0], maxsplit=1)[0],)
        style = self._style(piece.outlet)
        others = [item for item in neighbours if item.piece.id != piece.id and not item.killed]
        html = self._environment.get_template(style["template"]).render(
            title=shown.title,
            byline=piece.byline,
            published=piece.published if not shown.killed else None,
            modified=shown.modified if piece.published else None,
            paragraphs=[self._links(text) for text in paragraphs],
            entries=self._entries(paragraphs) if piece.page == "live" and not shown.killed else [],
            live=piece.page == "live",
            paywalled=paywalled,
            killed=shown.killed,
            credit=piece.credit,
            canonical=piece.canonical or piece.url,
            json_ld=self._json_ld(shown, paywalled) if style["date"] == "jsonld" or paywalled else "",
            charset=_LATIN1 if piece.page == "latin1" else "utf-8",
            teasers=[{"title": item.title, "url": item.piece.path} for item in others[:_TEASERS]],
            **self._house(piece.outlet, piece.host, style),
        )
        status = 410 if shown.killed else 200
        if piece.page == "latin1":
            # Curly quotes are not in Latin-1: such houses write them as character references.
            data = html.encode(_LATIN1, "xmlcharrefreplace")
            return Document(status=status, content_type="text/html; charset=ISO-8859-1", body=data)
        return Document(status=status, content_type="text/html; charset=utf-8", body=html.encode())

    def front(self, outlet: str, host: str, shown: Sequence[Shown]) -> Document:
        """Render an outlet's front page: a list of links, no article."""
        style = self._style(outlet)
        html = self._environment.get_template("front.html").render(
            teasers=[{"title": item.title, "url": item.piece.path} for item in shown if not item.killed],
            **self._house(outlet, host, style),
        )
        return Document(status=200, content_type="text/html; charset=utf-8", body=html.encode())

    def missing(self, host: str) -> Document:
        """Render the page of an address that is not there."""
        html = self._environment.get_template("missing.html").render(host=host)
        return Document(status=404, content_type="text/html; charset=utf-8", body=html.encode())

    def _style(self, outlet: str) -> Mapping[str, str]:
        return self._world.styles.get(outlet, self._world.styles["default"])

    def _house(self, outlet: str, host: str, style: Mapping[str, str]) -> dict[str, Any]:
        known = self._world.outlet(outlet)
        return {
            "name": known.name if known else host.removesuffix(".example").title(),
            "host": host,
            "strapline": style["strapline"],
            "date": style["date"],
        }

    def _links(self, text: str) -> Markup:
        """Escape a paragraph and turn its marks into links."""
        parts: list[Markup] = []
        end = 0
        for match in LINK.finditer(text):
            parts.append(escape(text[end : match.start()]))
            parts.append(Markup('<a href="{}">{}</a>').format(self._urls[match.group(1)], match.group(2)))
            end = match.end()
        return Markup("").join([*parts, escape(text[end:])])

    def _entries(self, paragraphs: Sequence[str]) -> list[list[Markup]]:
        """Group a live page's paragraphs into entries: each begins with a clock time."""
        entries: list[list[Markup]] = []
        for text in paragraphs:
            if _LIVE_TIME.match(text) or not entries:
                entries.append([])
            entries[-1].append(self._links(text))
        return entries

    def _json_ld(self, shown: Shown, paywalled: bool) -> Markup:
        piece = shown.piece
        known = self._world.outlet(piece.outlet)
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "LiveBlogPosting" if piece.page == "live" else "NewsArticle",
            "headline": shown.title,
            "mainEntityOfPage": piece.canonical or piece.url,
            "isAccessibleForFree": not paywalled,
            "publisher": {"@type": "NewsMediaOrganization", "name": known.name if known else piece.host},
        }
        if piece.published and not shown.killed:
            data["datePublished"] = _iso(piece.published, piece.host)
            if shown.modified:
                data["dateModified"] = _iso(shown.modified, piece.host)
        if piece.byline:
            data["author"] = [{"@type": "Person", "name": piece.byline.removeprefix("By ")}]
        if paywalled:
            data["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".locked"}
        if shown.kind == "correction":
            data["correction"] = "This report has been corrected."
        text = json.dumps(data, ensure_ascii=False, indent=1)
        return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704 - escaped for a script element


def _day(moment: datetime) -> str:
    return f"{_DAYS[moment.weekday()]}, {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02d}"


def _iso(moment: datetime, host: str = "") -> str:
    return moment.astimezone(_ZONES[len(host) % 2]).isoformat()
