"""Small articles read by the real parser, for the tests of counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from corroborate.claims import extract_claims, kept_tokens
from corroborate.ports import Parser
from corroborate.reading import Reading, parsed, question, unpack
from corroborate.support.passages import Passage, Statement, statement
from corroborate.types import Article, Claim, FirstSeenBasis, Outlet

DAY = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


def article(
    article_id: str, text: str, *, title: str = "", outlet_id: str = "", hours: float = 0, dated: bool = True
) -> Article:
    at = DAY + timedelta(hours=hours)
    return Article(
        article_id=article_id,
        url=f"https://{outlet_id or article_id + '.example'}/{article_id}",
        outlet_id=outlet_id or f"{article_id}.example",
        title=title,
        text=text,
        published_at=at if dated else None,
        first_seen_at=at,
        first_seen_basis=FirstSeenBasis.GIVEN,
    )


def read(parser: Parser, made: Article, outlets: Mapping[str, Outlet] | None = None) -> Reading:
    return unpack(made, parsed(made, parser), outlets or {})


def asked(parser: Parser, text: str) -> Statement:
    return statement(question(text, parser), text)


def said(parser: Parser, text: str, *, title: str = "", at: int = 0, dated: bool = False) -> Passage:
    """Return one sentence of a text, in its window."""
    return read(parser, article("x", text, title=title, dated=dated)).passages()[at]


def claims_of(readings: Sequence[Reading]) -> tuple[list[Claim], dict[str, Statement]]:
    """Cut every article into claims, with the statement of each."""
    claims: list[Claim] = []
    statements: dict[str, Statement] = {}
    for reading in readings:
        made = extract_claims(reading.article, reading.sentences)
        claims.extend(made)
        for sentence in reading.sentences:
            mine = [claim for claim in made if claim.sentence == sentence.index]
            for claim, (_, kept, _) in zip(mine, kept_tokens(sentence) if mine else (), strict=True):
                statements[claim.claim_id] = statement([sentence], claim.text, frozenset(kept))
    return claims, statements
