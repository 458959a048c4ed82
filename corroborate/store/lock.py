"""The writer's lock: one writing process a store, and a file that says which."""

from __future__ import annotations

import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corroborate.errors import StoreError, StoreLocked


class WriterLock:
    """Holds the lock beside a store; the system frees it when the process ends, however it ends."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(store.name + ".lock")
        # Not bound to the thread: a worker thread may close what the main thread opened.
        self._lock = FileLock(self._path, timeout=0, thread_local=False)

    def acquire(self) -> None:
        """Take the lock and write down who holds it.

        Raises:
            StoreLocked: if another process holds it; says which.
            StoreError: if the lock file cannot be written.
        """
        try:
            self._lock.acquire()
        except Timeout as error:
            raise StoreLocked(f"another process is writing to the store ({self._holder()}): {self._path}") from error
        except OSError as error:
            raise StoreError(f"{self._path}: cannot lock the store: {error.strerror or error}") from error
        try:
            self._sign()
        except OSError as error:
            self._lock.release()
            raise StoreError(f"{self._path}: cannot lock the store: {error.strerror or error}") from error

    def release(self) -> None:
        """Give the lock back; harmless where it is not held."""
        self._lock.release()

    def _sign(self) -> None:
        # The time of holding is the file's own time, so that no clock is asked but the file system's.
        os.utime(self._path)
        since = datetime.fromtimestamp(self._path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        who = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        self._path.write_text(json.dumps(who) + "\n", encoding="utf-8")

    def _holder(self) -> str:
        try:
            who = json.loads(self._path.read_text(encoding="utf-8"))
            return f"pid {int(who['pid'])} on {ascii(who['host'])[1:-1]} since {ascii(who['since'])[1:-1]}"
        except (OSError, ValueError, KeyError, TypeError):
            return "which one is not known"
