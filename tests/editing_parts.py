"""A small invented town whose news the tests of editors' decisions build once and copy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corroborate.types import Decision, DecisionKind
from corroborate.wiring import House, open_house

OUTLETS = """
[[outlet]]
id = "gazette"
name = "Gulltown Gazette"
domains = ["gazette.example"]
owner = "Gulltown Press"
status = "vetted"

[[outlet]]
id = "herald"
name = "Sandbay Herald"
domains = ["herald.example"]
owner = "Sandbay Media"
status = "vetted"

[[outlet]]
id = "post"
name = "Ness Post"
domains = ["post.example"]
owner = "Ness Company"
status = "vetted"

[[outlet]]
id = "echo"
name = "Voss Echo"
domains = ["echo.example"]
owner = "Voss Company"
"""
FIRE, BREAD = "Gulltown ferry terminal", "rye bread"
PIER = "https://gazette.example/pier"
LOAF = "https://gazette.example/loaf"
FERRY = "https://herald.example/ferry"
BLAZE = "https://post.example/blaze"
CLOSED = "A fire closed the Gulltown ferry terminal."
MOVED = "Ferries were moved to the north quay."
KITCHEN = "The blaze at the terminal began in a kitchen."
LIE = "Both ships now lie at the northern pier."
SMOKE = "Smoke was seen from Voss."


def line(url: str, at: str, title: str, text: str) -> str:
    outlet = url.removeprefix("https://").split(".", 1)[0]
    return json.dumps({"url": url, "outlet": outlet, "title": title, "published_at": at, "text": text})


ARTICLES = (
    line(
        PIER,
        "2026-10-01T08:00:00Z",
        "Pier fire closes Gulltown ferry terminal",
        "A fire closed the Gulltown ferry terminal on Thursday morning. Harbour master Oda Lind told the Gazette that"
        " 14 people were treated for smoke. Two ferries were moved to the north quay.",
    ),
    line(
        FERRY,
        "2026-10-01T10:30:00Z",
        "Fourteen treated after fire at Gulltown ferry terminal",
        "Fourteen people were treated for smoke after a fire shut the ferry terminal in Gulltown, fire chief Per Holt"
        " said in an interview on Thursday. Both ships now lie at the northern pier, mate Dag Lie said.",
    ),
    line(
        BLAZE,
        "2026-10-01T12:00:00Z",
        "Blaze at Gulltown ferry terminal",
        "A fire closed the Gulltown ferry terminal on Thursday, passengers told the Post. The blaze at the terminal"
        " began in a kitchen, engineer Siv Moe told this newspaper.",
    ),
    line(
        "https://echo.example/smoke",
        "2026-10-01T13:00:00Z",
        "Smoke over Gulltown ferry terminal",
        "A fire closed the Gulltown ferry terminal on Thursday, Anna Vik told the Echo. Smoke was seen from Voss.",
    ),
    line(
        LOAF,
        "2026-10-02T08:00:00Z",
        "Ostrand bakery wins prize for rye bread",
        "The bakery in Ostrand won the national prize for rye bread on Friday. Baker Liv Dahl was delighted.",
    ),
)


class Town:
    """A home with the town's news, and what the tests ask of it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.runs = 0

    @property
    def house(self) -> House:
        return open_house(self.home, environ={})

    @classmethod
    def found(cls, home: Path, articles: Sequence[str] = ARTICLES) -> Town:
        """Make a home and build it."""
        home.mkdir()
        (home / "outlets.toml").write_text(OUTLETS, encoding="utf-8")
        town = cls(home)
        town.add(*articles)
        town.build()
        return town

    def copy(self, home: Path) -> Town:
        shutil.copytree(self.home, home)
        return Town(home)

    def add(self, *articles: str) -> None:
        file = self.home / f"{len(list(self.home.glob('*.jsonl')))}.jsonl"
        file.write_text("\n".join(articles), encoding="utf-8")
        self.house.import_files([file], "import")

    def build(self, **options: Any) -> dict[str, int]:
        self.runs += 1
        return dict(self.house.build(f"build-{self.runs}", **options).counts)

    def decide(self, kind: str, *names: str, by: str = "Ann Editor", why: str = "because") -> Decision:
        return self.house.decide(DecisionKind(kind), names, by=by, reason=why)

    def undo(self, decision_id: str) -> None:
        self.house.undo(decision_id, by="Bo Editor", reason="after all")

    def rows(self, query: str) -> list[dict[str, Any]]:
        with self.house.store() as store:
            return store.rows(query)

    def digest(self) -> str:
        """Return the digest of the analyst views of a store without faults."""
        with self.house.store() as store:
            assert store.check() == []
            return store.digest()

    def cluster(self, text: str) -> dict[str, Any]:
        """Return the one claim cluster with that text."""
        (found,) = [row for row in self.rows("FROM claim_clusters") if row["text"] == text]
        return found

    def story(self, part: str) -> dict[str, Any]:
        """Return the one story that some article with these words in its title tells."""
        (found,) = self.rows(
            "SELECT DISTINCT s.* FROM stories AS s JOIN story_articles USING (story_id) "
            f"JOIN articles AS a USING (article_id) WHERE contains(a.title, '{part}')"
        )
        return found

    def claim(self, text: str, outlet: str) -> str:
        """Return the id of the claim with these words that an outlet makes."""
        (found,) = [
            row["claim_id"]
            for row in self.rows("SELECT c.*, a.outlet_id FROM claims AS c JOIN articles AS a USING (article_id)")
            if row["text"].startswith(text) and row["outlet_id"] == outlet
        ]
        return str(found)

    def effect(self, decision_id: str) -> str:
        (found,) = [row["effect"] for row in self.rows("FROM decisions") if row["decision_id"] == decision_id]
        return str(found)

    def urls(self, cluster_id: str) -> set[str]:
        """Return the addresses of the articles that support a claim cluster."""
        query = (
            "SELECT e.claim_cluster_id AS k, a.url FROM evidence AS e JOIN articles AS a USING (article_id) "
            "WHERE stance = 'supports'"
        )
        return {row["url"] for row in self.rows(query) if row["k"] == cluster_id}
