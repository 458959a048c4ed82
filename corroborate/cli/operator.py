"""Commands that write: init, run, ingest, import, build, publish, check, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corroborate import wiring
from corroborate.cli.terminal import print_json, progress, report, say, show_dropped, table
from corroborate.errors import ConfigError, StoreError

_CONFIG = """# Settings of Corroborate.  Every key is optional; what is commented out shows the default.
# feeds = "feeds.toml"            # subscriptions, beside this file
# outlets = "outlets.toml"        # your own register, merged over the packaged one
# beat = "supply-chain"           # categories, rubric and watch words: a file of data/beats

[fetch]
# user_agent = "corroborate/0.1 (news corroboration; set fetch.user_agent to your contact address)"
# timeout = 20.0                  # seconds for one address, redirects and retries included
# max_bytes = 5000000             # of a page, packed or unpacked
# concurrency = 16                # addresses at a time, one at a time a host
# per_host_delay = 1.0            # seconds between two requests to one host
# attempts = 3
# robots = true
# allow_private = false           # true lets feeds point into your own network
# max_pages_per_feed = 50         # new pages of one feed in one run; the rest waits for the next

[models]
# embedder = "bundled"            # or a local folder, or a hub name where a hub is reachable

[publish]
# publish_text = "spans"          # full, spans or none: how much of others' text leaves the house
# base_url = "http://localhost:8000"
# title = "Corroborate"
# keep_releases = 3
# webhooks = []                   # addresses that are sent new events after each publish
# webhook_secret_env = ""         # name of the environment variable whose value signs what is sent
# webhook_timeout = 10.0          # seconds for one post
# webhook_allow_private = false   # true lets webhooks point into your own network
"""


def house(context: typer.Context) -> wiring.House:
    """Open the house the common options name."""
    return wiring.open_house(context.obj.home, context.obj.config)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""

    @app.command(epilog="Example: corroborate --home var init")
    def init(context: typer.Context) -> None:
        """Write a commented configuration."""
        path = context.obj.config or context.obj.home / "corroborate.toml"
        if path.exists():
            raise ConfigError(f"{path}: exists already; nothing was changed")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_CONFIG, encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error
        say(f"wrote {path}; next: corroborate feeds add URL, then corroborate run")

    @app.command(epilog="Example: corroborate --home var run")
    def run(context: typer.Context) -> None:
        """Do one full pass: ingest, build, publish."""
        opened = house(context)
        run_id = opened.new_run()
        report(opened.ingest(run_id))
        with progress() as steps:
            built = opened.build(run_id, steps, on_dropped=show_dropped)
        report(built)
        report(opened.publish(run_id))
        _where(opened)

    @app.command(epilog="Example: corroborate --home var ingest")
    def ingest(context: typer.Context) -> None:
        """Fetch the configured feeds and article pages."""
        opened = house(context)
        report(opened.ingest(opened.new_run()))

    @app.command("import", epilog="Example: corroborate import archive.jsonl --outlets outlets.toml")
    def import_(
        context: typer.Context,
        paths: Annotated[list[Path], typer.Argument(help="JSON Lines or Parquet files.")],
        outlets: Annotated[Path | None, typer.Option(help="Register added over the packaged one.")] = None,
    ) -> None:
        """Load archived articles."""
        opened = house(context)
        for path in paths:
            if not path.is_file():
                raise ConfigError(f"{path}: no such file")
        if outlets is not None:
            opened.keep_register(outlets)
        for done in opened.import_files(paths, opened.new_run(), show_dropped):
            report(done)

    @app.command(epilog="Example: corroborate build")
    def build(
        context: typer.Context,
        force: Annotated[bool, typer.Option("--force", help="Build even where nothing has changed.")] = False,
    ) -> None:
        """Work out everything new or changed: copies, claims, clusters, counts, stories, scores."""
        opened = house(context)
        with progress() as steps:
            done = opened.build(opened.new_run(), steps, force=force, on_dropped=show_dropped)
        report(done)

    @app.command(epilog="Example: corroborate publish")
    def publish(context: typer.Context) -> None:
        """Write snapshot, exports and pages, and put them in force together."""
        opened = house(context)
        report(opened.publish(opened.new_run()))
        _where(opened)

    @app.command(epilog="Example: corroborate check --digest")
    def check(
        context: typer.Context,
        digest: Annotated[bool, typer.Option("--digest", help="Print the digest of all analyst views.")] = False,
    ) -> None:
        """Check the integrity of the store; exit 1 with each fault on a line."""
        opened = house(context)
        if not (opened.home / "work.duckdb").exists():
            raise StoreError(f"{opened.home}: there is no store here yet (run: corroborate run)")
        with opened.store() as store:
            faults = store.check()
            told = store.digest() if digest else None
        for fault in faults:
            say(fault)
        if faults:
            raise StoreError(f"{len(faults)} fault{'s' if len(faults) > 1 else ''} found")
        say(told if told is not None else "no faults")

    @app.command(epilog="Example: corroborate doctor")
    def doctor(
        context: typer.Context, json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False
    ) -> None:
        """Show the machine, versions, model hashes, feeds and free disk."""
        rows = wiring.doctor(house(context))
        if json:
            print_json([{"what": name, "found": value} for name, value in rows])
        else:
            table("", (("what", "left"), ("found", "left")), rows)


def _where(opened: wiring.House) -> None:
    say(f"open   {opened.home / 'published' / 'site' / 'index.html'}")
    say(f'query  corroborate --home {opened.home} sql "FROM stories"')
