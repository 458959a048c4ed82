"""The machine-readable half of a story page: schema.org NewsArticle as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from corroborate.site import words
from corroborate.site.model import StoryPage

# What could end a script element or be read as markup inside one.  Source: HTML Standard, 4.12.1.3.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def news_article(page: StoryPage, base_url: str, publisher: str) -> Markup:
    """Describe a story for machines.

    Args:
        page: the story.
        base_url: where the release is served, without a trailing slash.
        publisher: the name of the site.

    Returns:
        JSON that is safe inside ``<script type="application/ld+json">``.
    """
    origins = [member.article for source in page.sources for member in source.members if member.role == "the origin"]
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"urn:corroborate:story:{page.story_id}",
        "mainEntityOfPage": f"{base_url}/site/stories/{page.story_id}.html",
        "headline": page.headline,
        "articleSection": page.category,
        "version": page.revision,
        "inLanguage": "en",
        "publisher": {"@type": "Organization", "name": publisher},
        "about": [{"@type": "Thing", "name": mention.entity} for mention in page.mentions],
        "citation": [
            {
                "@type": "NewsArticle",
                "headline": article.title,
                "url": article.url,
                "publisher": {"@type": "Organization", "name": article.outlet},
            }
            for article in page.articles
            if article.url
        ],
        "isBasedOn": [article.url for article in origins if article.url],
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": f"{change.article.outlet}: the article was {change.text}.",
                **({"datePublished": words.iso(change.at)} if change.at else {}),
            }
            for change in page.changes
            if change.article is not None
        ],
    }
    if page.first_seen_at:
        record["datePublished"] = words.iso(page.first_seen_at)
    if page.updated_at:
        record["dateModified"] = words.iso(page.updated_at)
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return Markup("".join(_ESCAPES.get(character, character) for character in text))  # noqa: S704
