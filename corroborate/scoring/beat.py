"""A beat: what a newsroom covers, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corroborate import resources
from corroborate.errors import ConfigError
from corroborate.scoring.phrases import PhraseBook, words_of

MEDIA_TOPICS = (
    "arts, culture, entertainment and media",
    "conflict, war and peace",
    "crime, law and justice",
    "disaster, accident and emergency incident",
    "economy, business and finance",
    "education",
    "environment",
    "health",
    "human interest",
    "labour",
    "lifestyle and leisure",
    "politics and government",
    "religion",
    "science and technology",
    "society",
    "sport",
    "weather",
)
"""The top level of IPTC Media Topics.  Source: IPTC, NewsCodes, Media Topics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A name a page shows, finer than its media topics."""

    name: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One beat: names of categories, the words that lead to them, kinds of parties, what to watch."""

    name: str
    title: str
    display: Mapping[str, str]
    categories: tuple[Category, ...]
    topics: PhraseBook
    leaning: PhraseBook
    finer: PhraseBook
    kinds: tuple[tuple[str, PhraseBook], ...]
    aliases: Mapping[str, str]
    watch: PhraseBook
    glossary: Mapping[str, str]

    def kind_of(self, entity: str) -> str | None:
        """Say what kind of party a name is (carrier, port, court ...), or None where the gazetteer knows none."""
        words = words_of(entity)
        return next((kind for kind, book in self.kinds if book.find(words)), None)


def load_beat(name: str) -> Beat:
    """Read a beat from ``data/beats``.

    Args:
        name: the file's name without ``.toml``.

    Raises:
        ConfigError: naming what is unknown or missing.
    """
    # The folder also holds files that are no beats (the glossary).
    stems = sorted(path.stem for path in resources.data_path("beats").glob("*.toml"))
    known = [stem for stem in stems if "title" in resources.read_toml("beats", f"{stem}.toml")]
    if name not in known:
        raise ConfigError(f"no beat is called {name!r} (known: {', '.join(known)})")
    own: Mapping[str, Any] = resources.read_toml("beats", f"{name}.toml")
    chain = [own]
    if "extends" in own:
        chain.append(resources.read_toml("beats", f"{own['extends']}.toml"))
    topics = [topic for table in chain for topic in table.get("topic", ())]
    for topic in [*(t["name"] for t in topics), *(t for c in own.get("category", ()) for t in c["topics"])]:
        if topic not in MEDIA_TOPICS:
            raise ConfigError(f"beat {name}: {topic!r} is no top-level media topic")
    display = {topic["name"]: topic["display"] for topic in topics}
    display.update(own.get("display", {}))
    lean: Mapping[str, list[str]] = own.get("lean", {})
    return Beat(
        name=own["name"],
        title=own["title"],
        display=display,
        categories=tuple(Category(name=c["name"], topics=tuple(c["topics"])) for c in own.get("category", ())),
        topics=PhraseBook.of({topic["name"]: [*topic["strong"], *lean.get(topic["name"], ())] for topic in topics}),
        leaning=PhraseBook.of({topic["name"]: topic["weak"] for topic in topics}),
        finer=PhraseBook.of({c["name"]: c["words"] for c in own.get("category", ())}),
        kinds=tuple(
            (kind, PhraseBook.of({kind: words}))
            for table in chain
            for kind, words in table.get("gazetteer", {}).items()
        ),
        aliases={
            alias.casefold(): group["names"][0]
            for table in reversed(chain)
            for group in table.get("alias", ())
            for alias in group["names"]
        },
        watch=PhraseBook.of({"watch": [term for table in chain for term in table.get("watch", {}).get("terms", ())]}),
        glossary={term: text for table in reversed(chain) for term, text in table.get("glossary", {}).items()},
    )
