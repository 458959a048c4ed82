"""What the terminal shows: safe text, tables, progress, and errors as one clear line."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from corroborate.types import Dropped, StageReport

# Piped output has no width of its own; 80 columns would fold every headline.
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)
err = Console(stderr=True, highlight=False, soft_wrap=True)

# Control characters, the escapes of terminals among them, and marks that turn the direction of writing.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe(text: object) -> str:
    """Write outside text so that it cannot command the terminal."""
    return _UNSAFE.sub("\ufffd", str(text))


def complain(message: str) -> None:
    """Say on stderr, in one line, what the user must see."""
    err.print(Text(f"corroborate: {' '.join(safe(message).split())}"))


def say(message: str = "", style: str = "") -> None:
    """Print one line; markup in it is not obeyed."""
    out.print(Text(safe(message), style=style))


def as_json(value: object) -> str:
    """Write one value as one line of JSON."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path):
        return str(value)
    return str(value)


def print_json(rows: Sequence[object]) -> None:
    """Print JSON Lines to stdout."""
    for row in rows:
        sys.stdout.write(as_json(row) + "\n")


def table(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; ``columns`` are (name, justify)."""
    drawn = Table(title=title or None, title_justify="left", show_edge=False, pad_edge=False)
    for name, justify in columns:
        drawn.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(safe("" if cell is None else cell)) for cell in row))
    out.print(drawn)


def report(done: StageReport) -> None:
    """Print what a stage did in one line, and what was set aside."""
    counts = ", ".join(f"{name} {number}" for name, number in done.counts.items() if not name.startswith("sentences"))
    say(f"{done.stage}: {done.kept} of {done.total} kept" + (f"; {counts}" if counts else ""))
    for reason, number in done.dropped_by_reason.items():
        say(f"  set aside: {number} {reason}")


def show_dropped(item: Dropped) -> None:
    """Print one thing set aside with where and why."""
    where = f"{item.where}: " if item.where else ""
    err.print(Text(safe(f"{where}{item.reason}: {item.subject}" + (f" ({item.detail})" if item.detail else ""))))


class Steps:
    """Progress as a live display on a terminal, as plain lines otherwise."""

    def __init__(self, display: Progress | None) -> None:
        self._display = display
        self._tasks: dict[str, Any] = {}
        self._last: dict[str, int] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` are done."""
        if self._display is not None:
            if stage not in self._tasks:
                self._tasks[stage] = self._display.add_task(stage, total=total)
            self._display.update(self._tasks[stage], completed=done, total=total)
            return
        tenth = done * 10 // max(total, 1)
        if done == total or tenth > self._last.get(stage, -1):
            self._last[stage] = tenth
            say(f"{stage}: {done} of {total}")


@contextmanager
def progress() -> Iterator[Steps]:
    """Show progress while the block runs."""
    if not out.is_terminal:
        yield Steps(None)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True) as display:
        yield Steps(display)
