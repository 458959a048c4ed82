"""The writer's file: migrations, versions, locks, crashes, disks that refuse."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from corroborate.errors import SchemaVersionError, StoreError, StoreLocked
from corroborate.store import DuckStore
from corroborate.store.connection import open_writer
from corroborate.store.migrate import Migration, load, migrate
from corroborate.testing.examples import DAY, example_articles, example_build


def hashed(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def filled(path: Path) -> str:
    with DuckStore(path) as store:
        store.add_articles(example_articles())
        store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
        return store.digest()


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_store_opens_again_with_what_it_held(tmp_path: Path) -> None:
    digest = filled(tmp_path / "deep" / "work.duckdb")
    with DuckStore(tmp_path / "deep" / "work.duckdb") as store:
        assert (store.digest(), store.check()) == (digest, [])


@pytest.mark.parametrize("name", ["work.duckdb", "base.duckdb", "main.duckdb", 'it\'s "odd"; DROP.duckdb', "naïve"])
def test_any_name_of_the_file_will_do(tmp_path: Path, name: str) -> None:
    filled(tmp_path / name)
    with DuckStore(tmp_path / name) as store:
        store.snapshot(tmp_path / f"copy of {name}")
        assert store.check() == []
    assert (tmp_path / f"copy of {name}").is_file()


def test_files_are_readable_by_older_databases(tmp_path: Path) -> None:
    filled(tmp_path / "work.duckdb")
    with duckdb.connect(str(tmp_path / "work.duckdb"), read_only=True) as con:
        tags = con.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert tags == [({"storage_version": "v1.2.0+"},)]


# Migrations.


def test_migrations_are_numbered_without_a_gap_and_each_is_recorded(tmp_path: Path) -> None:
    known = load()
    filled(tmp_path / "work.duckdb")
    with duckdb.connect(str(tmp_path / "work.duckdb"), read_only=True) as con:
        recorded = con.execute("SELECT version, name FROM base.migrations ORDER BY version").fetchall()
    assert recorded == [(each.version, each.name) for each in known]


def test_a_gap_in_the_numbers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0002_second.sql").write_text("SELECT 1", encoding="utf-8")
    with pytest.raises(StoreError, match="incomplete"):
        load(tmp_path)


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    digest = filled(path)
    newest = len(load())
    bad = Migration(
        version=newest + 1, name="9999_bad.sql", sql="CREATE TABLE base.half (a INTEGER); SELECT nothing FROM nowhere"
    )
    con = open_writer(path)
    with pytest.raises(StoreError, match=r"cannot apply migration 9999_bad\.sql") as caught:
        migrate(con, path, (*load(), bad))
    assert "\n" not in str(caught.value)
    assert con.execute("SELECT max(version) FROM base.migrations").fetchall() == [(newest,)]
    assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'").fetchall() == [(0,)]
    con.close()
    with DuckStore(path) as store:
        assert store.digest() == digest


def test_an_old_store_is_brought_up_to_date_with_its_data(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    digest = filled(path)
    newest = len(load())
    more = Migration(version=newest + 1, name="9999_more.sql", sql="CREATE TABLE base.more (a INTEGER)")
    con = open_writer(path)
    migrate(con, path, (*load(), more))
    migrate(con, path, (*load(), more))
    recorded = con.execute("SELECT version FROM base.migrations ORDER BY version").fetchall()
    assert recorded == [(number,) for number in range(1, newest + 2)]
    con.close()
    with pytest.raises(SchemaVersionError, match=rf"schema {newest + 1}, this one knows {newest}.*upgrade"):
        DuckStore(path)
    con = open_writer(path)
    con.execute("DELETE FROM base.migrations WHERE version = ?", [newest + 1])
    con.close()
    with DuckStore(path) as store:
        assert store.digest() == digest


def test_a_store_from_before_decisions_keeps_what_it_held(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    con = open_writer(path)
    con.execute(load()[0].sql)
    con.execute("INSERT INTO base.migrations VALUES (1, '0001_first.sql', 'x')")
    con.execute("CREATE VIEW main.decisions AS SELECT * FROM base.decisions")
    con.execute("INSERT INTO base.decisions VALUES ('d1', 'vet', 'x.example', 'Ann', '2026-01-01', 'known', false)")
    con.close()
    with DuckStore(path) as store:
        (kept,) = store.decisions()
        assert (kept.decision_id, kept.active, kept.anchors, kept.undone_by) == ("d1", False, (), None)
        assert store.check() == []


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    filled(path)
    with duckdb.connect(str(path)) as con:
        con.execute("INSERT INTO base.migrations VALUES (99, '0099_future.sql', '')")
    before = hashed(path)
    with pytest.raises(SchemaVersionError) as caught:
        DuckStore(path)
    assert "\n" not in str(caught.value)
    assert hashed(path) == before


def test_views_of_an_older_program_are_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    digest = filled(path)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE base.meta SET value = 'old' WHERE key = 'views'")
        con.execute("CREATE OR REPLACE VIEW main.stories AS SELECT 1 AS old")
        con.execute("CREATE VIEW main.gone AS SELECT 1 AS old")
    with DuckStore(path) as store:
        assert store.digest() == digest
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM duckdb_views() WHERE view_name = 'gone'").fetchall() == [(0,)]


# Files that are no store.


@pytest.mark.parametrize("content", [b"not a database at all\n" * 400, b"SQLite format 3\x00" + bytes(4080)])
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "work.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="cannot open the store") as caught:
        DuckStore(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize(("version", "why"), [("v1.2.0", "a database of something else"), ("v2.0.0", "cannot open")])
def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path, version: str, why: str) -> None:
    path = tmp_path / "work.duckdb"
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{path}' AS theirs (STORAGE_VERSION '{version}')")
        con.execute("CREATE TABLE theirs.things AS SELECT 42 AS answer")
    before = hashed(path)
    with pytest.raises(StoreError, match=why) as caught:
        DuckStore(path)
    assert "\n" not in str(caught.value)
    assert hashed(path) == before


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "work.duckdb").mkdir()
    with pytest.raises(StoreError, match="cannot open the store"):
        DuckStore(tmp_path / "work.duckdb")


def test_a_file_in_the_folder_s_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot make the folder"):
        DuckStore(tmp_path / "home" / "work.duckdb")


# The lock.


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with DuckStore(path):
        with pytest.raises(StoreLocked) as caught:
            DuckStore(path)
        assert f"pid {os.getpid()} on {socket.gethostname()} since 20" in str(caught.value)
        with pytest.raises(StoreLocked, match=f"pid {os.getpid()} "):
            DuckStore(path)
    with DuckStore(path) as store:
        assert store.check() == []


def test_another_process_is_shut_out_until_the_first_ends(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    code = (
        "import sys; from pathlib import Path; from corroborate.store import DuckStore\n"
        "with DuckStore(Path(sys.argv[1])): print('open', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreLocked, match=f"pid {other.pid} "):
            DuckStore(path)
        other.stdin.write("\n")
        other.stdin.close()
        assert other.wait(60) == 0
    with DuckStore(path) as store:
        assert store.check() == []


def test_a_lock_file_with_nonsense_in_it_is_survived(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with DuckStore(path):
        (tmp_path / "work.duckdb.lock").write_text("\x1b[31m{", encoding="utf-8")
        with pytest.raises(StoreLocked, match="which one is not known"):
            DuckStore(path)


def test_a_store_that_failed_to_open_holds_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    path.write_bytes(b"junk" * 4000)
    for _ in range(2):
        with pytest.raises(StoreError, match="cannot open"):
            DuckStore(path)
    path.unlink()
    with DuckStore(path) as store:
        assert store.check() == []


# Crashes and disks.

_HALF_WAY = """
import sys, time
from dataclasses import replace
from pathlib import Path
import corroborate.store.duck as duck
from corroborate.testing.examples import DAY, example_articles, example_build
write = duck.insert
def insert(con, table, rows):
    write(con, table, rows)
    if table == sys.argv[2]:
        print('half way', flush=True)
        time.sleep(600)
store = duck.DuckStore(Path(sys.argv[1]))
duck.insert = insert
if sys.argv[2] == 'base.article_revisions':
    store.add_articles([replace(each, text='x' * 1000000) for each in example_articles()])
else:
    store.save_build(replace(example_build(), conflicts=()), run_id='r2', at=DAY, input_digest='y')
"""


@pytest.mark.parametrize("table", ["base.article_revisions", "base.stories", "base.builds"])
def test_killed_in_the_middle_of_a_write_nothing_is_torn(tmp_path: Path, table: str) -> None:
    path = tmp_path / "work.duckdb"
    digest = filled(path)
    with child(_HALF_WAY, str(path), table) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "half way\n"
        writer.send_signal(signal.SIGKILL)
        assert writer.wait(60) == -signal.SIGKILL
    with DuckStore(path) as store:
        assert (store.digest(), store.input_digest(), store.check()) == (digest, "x", [])


_FULL = """
import resource, sys
from dataclasses import replace
from pathlib import Path
from corroborate.errors import StoreError
from corroborate.store import DuckStore
from corroborate.testing.examples import example_articles
store = DuckStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
import random
words = random.Random(1)
texts = [''.join(chr(words.randrange(33, 900)) for _ in range(300000)) for _ in range(3)]
for doing in (
    lambda: store.add_articles([replace(each, text=text) for each, text in zip(example_articles(), texts)]),
    lambda: store.snapshot(Path(sys.argv[2])),
):
    try:
        doing()
        print('written')
    except StoreError as error:
        print(str(error))
"""


def test_a_full_disk_is_one_line_and_nothing_is_half_written(tmp_path: Path) -> None:
    path, copy = tmp_path / "work.duckdb", tmp_path / "copy.duckdb"
    digest = filled(path)
    with child(_FULL, str(path), str(copy)) as writer:
        out, error = writer.communicate(timeout=120)
    lines = out.splitlines()
    assert len(lines) == 2, error
    assert lines[0].startswith(f"{path}: cannot add articles: ")
    assert lines[1].startswith(f"{copy}: cannot write the snapshot: ")
    assert not copy.exists()
    assert not list(tmp_path.glob(".copy*"))
    with DuckStore(path) as store:
        assert (store.digest(), store.check()) == (digest, [])


@contextmanager
def read_only_folder() -> Iterator[Path]:
    """Give a folder that may be read and not written; as root, by becoming nobody for the while."""
    with tempfile.TemporaryDirectory() as name:
        root = os.geteuid() == 0
        folder = Path(name)
        filled(folder / "work.duckdb")
        (folder / "work.duckdb.lock").unlink(missing_ok=True)
        (folder / "work.duckdb").chmod(0o444)
        folder.chmod(0o555)
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


@pytest.mark.parametrize("name", ["work.duckdb", "new.duckdb", "new/work.duckdb"])
def test_a_read_only_folder_is_one_line(name: str) -> None:
    with read_only_folder() as folder:
        with pytest.raises(StoreError, match=r"(lock the store|make the folder): Permission denied") as caught:
            DuckStore(folder / name)
        assert "\n" not in str(caught.value)
        assert sorted(each.name for each in folder.iterdir()) == ["work.duckdb"]


def test_a_snapshot_into_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with DuckStore(tmp_path / "work.duckdb") as store:
        with pytest.raises(StoreError, match="cannot write the snapshot") as caught:
            store.snapshot(tmp_path / "absent" / "current.duckdb")
        assert "\n" not in str(caught.value)
        store.add_articles(example_articles())
        assert len(store.articles()) == 3


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "work.duckdb")
    store.close()
    store.close()
    with pytest.raises(StoreError, match="cannot read articles"):
        store.articles()
