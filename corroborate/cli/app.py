"""The commands, their common options, and how errors end them: 0 done, 1 one clear line, 2 wrong usage."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

import corroborate
from corroborate.cli import analyst, demo, editor, feeds, files, operator, watch
from corroborate.cli.terminal import complain
from corroborate.errors import CorroborateError

app = typer.Typer(
    name="corroborate",
    help="Count how many independent origins stand behind each claim in the news, and show the evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@dataclass(frozen=True, slots=True)
class Common:
    """The options of every command."""

    home: Path
    config: Path | None


def _version(show: bool) -> None:
    if show:
        typer.echo(corroborate.__version__)
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    home: Annotated[
        Path, typer.Option(envvar="CORROBORATE_HOME", help="Folder for everything the program writes.")
    ] = Path("var"),
    config: Annotated[
        Path | None, typer.Option(envvar="CORROBORATE_CONFIG", help="Settings file; by default HOME/corroborate.toml.")
    ] = None,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keep the options that every command shares."""
    context.obj = Common(home=home, config=config)


operator.add_to(app)
files.add_to(app)
analyst.add_to(app)
editor.add_to(app)
demo.add_to(app)
app.add_typer(feeds.app, name="feeds")
app.add_typer(watch.app, name="watch")


def main() -> None:
    """Run the command line."""
    try:
        app()
    except CorroborateError as error:
        complain(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        complain("stopped; what was finished is kept")
        sys.exit(130)
    except BrokenPipeError:
        # Somebody closed our output (a pager, head): nothing is wrong, but Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        complain(f"{error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(1)
