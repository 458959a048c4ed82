"""Releases: a whole folder made aside, then put in force by swapping one symlink.

``HOME/published`` points to ``releases/RUN``; a reader sees the old release or the new one, never a mixture,
and a crash at any point leaves the old one in force.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from corroborate.errors import StoreError, UsageError
from corroborate.store.snapshot import sync

_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MAKING = ".making-"


def publish_release(home: Path, run_id: str, make: Callable[[Path], None], keep: int) -> Path:
    """Make a release and put it in force.

    One process publishes at a time; the writer's lock sees to that.

    Args:
        home: the folder that holds ``published`` and ``releases``.
        run_id: names the release's folder; a release of that name that exists gets a sibling, ``RUN.2``.
        make: fills the folder it is given; what it raises is passed on, and nothing is published.
        keep: how many of the newest releases stay, at least 1.

    Returns:
        The folder of the release in force.

    Raises:
        UsageError: if the run id cannot name a folder, or ``keep`` is below 1.
        StoreError: if the disk refuses.
    """
    if not _RUN.fullmatch(run_id):
        raise UsageError(f"{run_id!a} cannot name a release: use letters, digits, dots, dashes")
    if keep < 1:
        raise UsageError(f"at least one release must be kept, not {keep}")
    releases, published = home / "releases", home / "published"
    if published.exists() and not published.is_symlink():
        raise StoreError(f"{published}: is no symlink; move it away, then publish again")
    temporary = releases / f"{_MAKING}{run_id}"
    try:
        releases.mkdir(parents=True, exist_ok=True)
        _clear(home, releases)
        temporary.mkdir()
    except OSError as error:
        raise _refused(releases, error) from error
    try:
        make(temporary)
        _sync_tree(temporary)
        release = _free(releases, run_id)
        temporary.rename(release)
        sync(releases)
        _swap(home, release)
        _prune(releases, release, keep)
    except OSError as error:
        raise _refused(releases, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return release


def _refused(folder: Path, error: OSError) -> StoreError:
    return StoreError(f"{error.filename or folder}: cannot publish: {error.strerror or error}")


def _clear(home: Path, releases: Path) -> None:
    """Remove what a crash left half made."""
    for leftover in releases.glob(f"{_MAKING}*"):
        shutil.rmtree(leftover)
    with suppress(FileNotFoundError):
        (home / ".published.new").unlink()


def _free(releases: Path, run_id: str) -> Path:
    release, number = releases / run_id, 1
    while os.path.lexists(release):
        number += 1
        release = releases / f"{run_id}.{number}"
    return release


def _sync_tree(folder: Path) -> None:
    for place, _, files in os.walk(folder):
        for name in files:
            sync(Path(place, name))
        sync(Path(place))


def _swap(home: Path, release: Path) -> None:
    link = home / ".published.new"
    link.symlink_to(Path("releases", release.name))
    os.replace(link, home / "published")
    sync(home)


def _prune(releases: Path, release: Path, keep: int) -> None:
    """Remove all but the newest; what cannot be removed today is tried again next time."""
    others = [each for each in releases.iterdir() if each.is_dir() and each != release]
    newest = sorted(others, key=lambda each: (each.stat().st_mtime_ns, each.name), reverse=True)
    for old in newest[keep - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
