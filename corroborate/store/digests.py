"""The digest of a store: what the views say, whatever the order of rows, the run or the hour."""

from __future__ import annotations

import hashlib

import duckdb

from corroborate.store.catalogue import row_hashes
from corroborate.store.views import VIEWS


def view_digests(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Digest each view by itself.

    Views that are logs of what the program did (runs, dropped, the history of counts) are left out, and so are
    run ids, wall clocks and the numbers of story revisions, which count builds: the same articles give the same
    digest whether one build read them or ten.
    """
    digests = {}
    for view in VIEWS:
        if not view.log:
            hashes = con.sql(row_hashes(view)).to_arrow_table().column("hash").to_pylist()
            digests[view.name] = hashlib.blake2b("\n".join(hashes).encode(), digest_size=16).hexdigest()
    return digests


def whole(digests: dict[str, str]) -> str:
    """Digest the digests of the views."""
    return hashlib.blake2b(repr(sorted(digests.items())).encode(), digest_size=16).hexdigest()
