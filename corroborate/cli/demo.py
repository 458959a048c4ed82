"""``demo``: the sample's two weeks, for real, in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corroborate.cli.analyst import story_table
from corroborate.cli.terminal import out, print_json, say, table


def add_to(app: typer.Typer) -> None:
    """Register the command."""

    @app.command(epilog="Example: corroborate demo")
    def demo(
        home: Annotated[Path, typer.Option(help="The demo's own folder; it is made anew.")] = Path("var/demo"),
        json: Annotated[bool, typer.Option("--json", help="The stories as JSON Lines, nothing else.")] = False,
    ) -> None:
        """Replay two weeks of invented news through the real flow: fetch, extract, corroborate, publish."""
        from corroborate.demo import replay

        def tell(moment: str, number: int, total: int) -> None:
            if not json:
                say(f"poll {number} of {total}: {moment}")

        if json:
            shown = replay(home, tell)
            print_json(shown.stories)
            return
        say("Serving the invented sample on loopback and replaying its two weeks through the flow 'refresh'.")
        if out.is_terminal:
            with out.status("fetching, extracting, corroborating, publishing"):
                shown = replay(home, tell)
        else:
            shown = replay(home, tell)
        say()
        story_table(shown.stories, "Stories: N counts independent origins, not articles and not truth")
        say()
        held = [o for o in shown.outcomes if o.holds]
        table(
            "The sample's planted facts against what was counted",
            (("planted facts", "left"), ("number", "right")),
            [
                ("counted as they are", len(held)),
                (
                    "known gaps, each with its cause in data/sample/known_gaps.toml",
                    sum(not o.holds and o.known_gap is not None for o in shown.outcomes),
                ),
                ("unexpected differences", sum(not o.holds and o.known_gap is None for o in shown.outcomes)),
            ],
        )
        for outcome in shown.outcomes:
            if not outcome.holds and outcome.known_gap is None:
                say(f"  {outcome.plant.id}: {outcome.said}, true is N = {outcome.plant.n} {outcome.plant.verdict}")
        say()
        say(f"open   {home / 'published' / 'site' / 'index.html'}  in a browser")
        query = '"SELECT verified_sources, headline FROM stories"'
        say(f"query  .venv/bin/corroborate --home {home} sql {query}")
        say("read   docs/tutorial.md for the first five minutes of analyst, operator and publisher")
