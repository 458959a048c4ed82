"""Writes the static site of one release: plain pages, one style sheet, no scripts, nothing from outside."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corroborate.errors import StoreError
from corroborate.settings import PublishSettings
from corroborate.site import ledger, reference, words
from corroborate.site.linked import news_article
from corroborate.site.model import Card, StoryPage
from corroborate.site.snapshot import Row, Snapshot
from corroborate.site.story import build_page
from corroborate.types import StageReport

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PAGES = (
    ("index.html", "Front page"),
    ("held.html", "Held"),
    ("corrections.html", "Corrections"),
    ("trends.html", "Trends"),
    ("methodology.html", "Methodology"),
    ("glossary.html", "Glossary"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How the lists are made; all are choices of presentation, not measured."""

    front: int = 120  # more cards than this help nobody; the rest is on archive.html
    points_a_day: float = 1.0  # impact points a story loses for each day without news
    batch: int = 200  # stories held in memory at a time, with their articles about 20 MB
    ledger: int = 500  # newest entries of each list on the corrections page
    trend_rows: int = 1000  # newest rows of the trends table


class SiteWriter:
    """Writes ``release/site/`` from a finished snapshot.

    The same snapshot and settings give byte-identical pages: every time comes from the data.
    """

    def __init__(self, settings: PublishSettings, beat_name: str, config: Config | None = None) -> None:
        self._settings = settings
        self._beat = beat_name
        self._config = config or Config()
        self._environment = _environment()

    def write(self, snapshot: Path, release: Path) -> StageReport:
        """Write every page.

        Args:
            snapshot: the finished DuckDB file; opened read-only.
            release: the folder of the release; ``site`` below it is replaced.

        Returns:
            ``total`` stories, ``kept`` those with a page, the others by reason; ``counts`` has ``pages`` and
            ``untraced_lines`` (lines left out because no span of a named article carries them).

        Raises:
            StoreError: where the snapshot cannot be read or the folder cannot be written.
        """
        site = release / "site"
        try:
            if site.exists():
                shutil.rmtree(site)
            (site / "stories").mkdir(parents=True)
            for name in ("style.css", "icon.svg"):
                shutil.copyfile(_TEMPLATES / name, site / name)
            with Snapshot(snapshot) as data:
                return self._write(data, site)
        except OSError as error:
            raise StoreError(f"{site}: cannot write the site: {error}") from error

    def _write(self, data: Snapshot, site: Path) -> StageReport:
        as_of = data.as_of()
        rows = data.stories()
        dropped: Counter[str] = Counter()
        shown: list[Row] = []
        held: list[Row] = []
        for row in rows:
            if not words.safe_id(row["story_id"]):
                dropped["unsafe id"] += 1
            elif row["gate"] == "held":
                dropped["held by the gate"] += 1
                held.append(row)
            else:
                shown.append(row)
        cards: list[Card] = []
        counts: Counter[str] = Counter()
        page = _Pages(self, site, as_of)
        decisions = data.decisions()
        for start in range(0, len(shown), self._config.batch):
            some = shown[start : start + self._config.batch]
            batch = data.batch(some)
            for row in some:
                story = build_page(row, batch, decisions, self._settings.publish_text)
                counts["untraced_lines"] += story.untraced
                cards.append(_card_of_page(story))
                page.story(story)
        for row in held:
            if row["verdict"] == "retracted":
                # An address that readers may have kept says that the story was withdrawn, rather than nothing.
                page.write(f"stories/{row['story_id']}.html", "withdrawn.html", root="../", card=_card_of_row(row))
        page.lists(cards, held)
        page.ledgers(data, frozenset(card.story_id for card in cards))
        page.reference_pages()
        counts["pages"] = page.written
        return StageReport(
            stage="site", total=len(rows), kept=len(cards), dropped_by_reason=dict(dropped), counts=dict(counts)
        )


class _Pages:
    """Renders templates into files."""

    def __init__(self, writer: SiteWriter, site: Path, as_of: datetime | None) -> None:
        self._settings = writer._settings
        self._config = writer._config
        self._environment = writer._environment
        self._site = site
        self._as_of = as_of
        self._beat = words.clean(writer._beat)
        self.written = 0

    def write(self, path: str, template: str, *, root: str = "", **values: Any) -> None:
        text = self._environment.get_template(template).render(
            root=root,
            here=path,
            title=words.clean(self._settings.title),
            beat=self._beat,
            pages=_PAGES,
            as_of=self._as_of,
            not_truth=words.NOT_TRUTH,
            **values,
        )
        (self._site / path).write_text(text, encoding="utf-8", newline="\n")
        self.written += 1

    def story(self, story: StoryPage) -> None:
        listed = {member.article.article_id for source in story.sources for member in source.members}
        self.write(
            f"stories/{story.story_id}.html",
            "story.html",
            root="../",
            s=story,
            loose=[article for article in story.articles if article.article_id not in listed],
            withheld=self._settings.publish_text == "none",
            jsonld=news_article(story, self._settings.base_url.rstrip("/"), self._settings.title),
        )

    def lists(self, cards: Sequence[Card], held: Sequence[Row]) -> None:
        newest = max((card.updated_at for card in cards if card.updated_at), default=_EPOCH)

        def rank(card: Card) -> tuple[float, float, str]:
            at = card.updated_at or _EPOCH
            days = (newest - at).total_seconds() / 86400
            return (self._config.points_a_day * days - card.impact, -at.timestamp(), card.story_id)

        ranked = sorted(cards, key=rank)
        more = len(ranked) > self._config.front
        self.write(
            "index.html",
            "index.html",
            cards=ranked[: self._config.front],
            published=len(ranked),
            corroborated=sum(card.verified_sources >= 2 for card in ranked),
            held=len(held),
            more=more,
        )
        if more:
            by_day = sorted(cards, key=lambda card: (card.updated_at or _EPOCH, card.story_id), reverse=True)
            days = groupby(by_day, key=lambda card: words.day(card.updated_at) if card.updated_at else "Day not known")
            self.write("archive.html", "archive.html", days=[(day, list(group)) for day, group in days])
        newest_first = sorted(held, key=lambda row: (row["updated_at"] or _EPOCH, row["story_id"]), reverse=True)
        self.write("held.html", "held.html", cards=[_card_of_row(row) for row in newest_first])

    def ledgers(self, data: Snapshot, shown: frozenset[str]) -> None:
        changed, most = data.changes(), self._config.ledger
        self.write(
            "corrections.html",
            "corrections.html",
            falls=ledger.falls(data.history(), shown)[:most],
            corrected=ledger.changes(changed, frozenset(("correction",)), shown)[:most],
            killed=ledger.changes(changed, frozenset(("kill",)), shown)[:most],
            silent=ledger.changes(changed, frozenset(("silent edit", "silent_edit")), shown)[:most],
            rulings=ledger.rulings(data.decisions(), shown)[:most],
        )
        trends = data.trends()
        rows = [
            {
                "day": words.day(datetime(row["day"].year, row["day"].month, row["day"].day, tzinfo=UTC))
                if isinstance(row["day"], date)
                else "not known",
                "category": words.clean(row["category"] or "Uncategorised"),
                "stories": row["stories"],
                "corroborated": row["corroborated"],
                "impact": f"{row['mean_impact'] or 0:.1f}",
                "sentiment": f"{row['mean_sentiment'] or 0:+.2f}",
            }
            for row in trends[: self._config.trend_rows]
        ]
        self.write("trends.html", "trends.html", rows=rows, bars=ledger.bars(trends))

    def reference_pages(self) -> None:
        rates, note = reference.error_rates()
        self.write(
            "methodology.html",
            "methodology.html",
            rates=rates,
            rates_note=note,
            rubric=reference.rubric(),
            bands=reference.likelihood_bands(),
            publish_text=self._settings.publish_text,
        )
        self.write(
            "glossary.html", "glossary.html", terms=reference.glossary(), trade=reference.beat_glossary(self._beat)
        )


@cache
def _environment() -> Environment:
    """Compile the templates once a process: a replay publishes eight times."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        verified=words.verified,
        plural=lambda count, one, many=None: words.plural(count, one, many),
        bounds=words.bounds,
        verdict=lambda name: words.VERDICTS.get(name, str(name).replace("_", " ").capitalize()),
        tone_word=lambda name: words.TONES.get(name, words.TONES["neutral"])[0],
        tone_sign=lambda name: words.TONES.get(name, words.TONES["neutral"])[1],
        moment=words.moment,
        iso=words.iso,
        likelihood=words.likelihood,
    )
    return environment


def _card_of_page(story: StoryPage) -> Card:
    summary = next((line.text for line in story.takeaways), "")
    return Card(
        story_id=story.story_id,
        headline=story.headline,
        category=story.category,
        tone=story.tone,
        impact=story.impact,
        verified_sources=story.verified_sources,
        unverified_sources=story.unverified_sources,
        verdict=story.verdict,
        gate=story.gate,
        gate_reason=story.gate_reason,
        updated_at=story.updated_at,
        summary="" if summary == story.headline else summary,
    )


def _card_of_row(row: Row) -> Card:
    return Card(
        story_id=str(row["story_id"]),
        headline=words.clean(row["headline"]),
        category=words.clean(row["category"] or "Uncategorised"),
        tone=str(row["sentiment"]),
        impact=int(row["impact"]),
        verified_sources=int(row["verified_sources"]),
        unverified_sources=0,
        verdict=str(row["verdict"]),
        gate=str(row["gate"]),
        gate_reason=words.clean(row["gate_reason"] or ""),
        updated_at=row["updated_at"],
    )
