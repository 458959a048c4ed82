"""Snapshots and releases: a reader sees the old one or the new one, whole, whatever happens to the writer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from corroborate.errors import StoreError, UsageError
from corroborate.store import DuckStore
from corroborate.store.query import read_only_sql
from corroborate.store.release import publish_release
from corroborate.testing.examples import DAY, example_articles, example_build

# Opens the published database again and again until told to stop; each time two views must agree.
_READER = """
import sys, duckdb
path, opened, seen = sys.argv[1], 0, set()
import os
print('ready', flush=True)
while not os.path.exists(sys.argv[2]):
    with duckdb.connect(os.path.realpath(path), read_only=True) as con:
        one = con.execute('SELECT count(*) FROM articles').fetchone()
        two = con.execute('SELECT count(*) FROM article_revisions').fetchone()
    assert one == two, (one, two)
    seen.add(one[0])
    opened += 1
print(opened, len(seen))
"""


def reader(path: Path, stop: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _READER, str(path), str(stop)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_snapshot_is_swapped_under_a_reader(tmp_path: Path) -> None:
    path, stop = tmp_path / "current.duckdb", tmp_path / "stop"
    with DuckStore(tmp_path / "work.duckdb") as store:
        store.snapshot(path)
        with reader(path, stop) as other:
            for article in example_articles() * 2:
                store.add_articles([article])
                store.snapshot(path)
            stop.touch()
            out, error = other.communicate(timeout=60)
        assert other.returncode == 0, error
        assert int(out.split()[0]) >= 1


def test_one_who_reads_the_old_snapshot_goes_on_and_the_next_sees_the_new(tmp_path: Path) -> None:
    path = tmp_path / "current.duckdb"
    with DuckStore(tmp_path / "work.duckdb") as store:
        store.snapshot(path)
        with duckdb.connect(str(path), read_only=True) as old:
            store.add_articles(example_articles())
            store.snapshot(path)
            assert old.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]
            assert read_only_sql(path, "SELECT count(*) AS n FROM articles").to_pylist() == [{"n": 3}]
    assert sorted(each.name for each in tmp_path.iterdir() if not each.name.endswith(".lock")) == [
        "current.duckdb",
        "work.duckdb",
    ]


def test_a_snapshot_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "current.duckdb"
    with DuckStore(tmp_path / "work.duckdb") as store:
        store.add_articles(example_articles())
        store.snapshot(path)
        (tmp_path / ".current.duckdb.tmp").mkdir()
        with pytest.raises(StoreError, match="cannot write the snapshot"):
            store.snapshot(path)
        (tmp_path / ".current.duckdb.tmp").rmdir()
        assert read_only_sql(path, "SELECT count(*) AS n FROM articles").to_pylist() == [{"n": 3}]
        store.snapshot(path)


def test_two_snapshots_of_one_store_say_the_same(tmp_path: Path) -> None:
    with DuckStore(tmp_path / "work.duckdb") as store:
        store.add_articles(example_articles())
        store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
        rows = []
        for name in ("one", "two"):
            store.snapshot(tmp_path / name)
            rows.append(read_only_sql(tmp_path / name, "FROM evidence").to_pylist())
    assert rows[0] == rows[1]
    assert len(rows[0]) == 7


# Releases.


def make(text: str) -> object:
    def fill(folder: Path) -> None:
        (folder / "site").mkdir()
        (folder / "site" / "index.html").write_text(text, encoding="utf-8")
        (folder / "feed.json").write_text(text, encoding="utf-8")

    return fill


def publish(home: Path, run: str, text: str = "text", keep: int = 3) -> Path:
    fill = make(text)
    assert callable(fill)
    return publish_release(home, run, fill, keep)


def published(home: Path) -> str:
    return (home / "published" / "site" / "index.html").read_text(encoding="utf-8")


def test_a_release_is_put_in_force_by_one_relative_symlink(tmp_path: Path) -> None:
    assert publish(tmp_path, "r1", "one") == tmp_path / "releases" / "r1"
    assert os.readlink(tmp_path / "published") == "releases/r1"
    publish(tmp_path, "r2", "two")
    assert (os.readlink(tmp_path / "published"), published(tmp_path)) == ("releases/r2", "two")
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    tmp_path.rename(moved)
    assert published(moved) == "two"


def test_old_releases_go_but_the_newest(tmp_path: Path) -> None:
    for number in range(5):
        release = publish(tmp_path, f"r{number}", keep=3)
        os.utime(release, (1_700_000_000 + number, 1_700_000_000 + number))
    assert sorted(each.name for each in (tmp_path / "releases").iterdir()) == ["r2", "r3", "r4"]
    publish(tmp_path, "r5", keep=1)
    assert [each.name for each in (tmp_path / "releases").iterdir()] == ["r5"]


def test_a_run_published_again_gets_a_sibling(tmp_path: Path) -> None:
    publish(tmp_path, "r1", "one")
    assert publish(tmp_path, "r1", "again").name == "r1.2"
    assert published(tmp_path) == "again"
    assert (tmp_path / "releases" / "r1" / "feed.json").read_text(encoding="utf-8") == "one"


def test_what_cannot_be_made_is_not_published(tmp_path: Path) -> None:
    publish(tmp_path, "r1", "one")

    def fail(folder: Path) -> None:
        (folder / "half").write_text("x", encoding="utf-8")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        publish_release(tmp_path, "r2", fail, 3)
    assert published(tmp_path) == "one"
    assert [each.name for each in (tmp_path / "releases").iterdir()] == ["r1"]


@pytest.mark.parametrize("run", ["", "..", ".", "../x", "a/b", "/etc", ".hidden", "a\n", "a b", "x" * 200, "\x1b[31m"])
def test_a_run_id_cannot_lead_out_of_the_house(tmp_path: Path, run: str) -> None:
    with pytest.raises(UsageError) as caught:
        publish(tmp_path, run)
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


def test_none_kept_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least one"):
        publish(tmp_path, "r1", keep=0)


def test_a_folder_in_the_symlink_s_place_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    with pytest.raises(StoreError, match="no symlink"):
        publish(tmp_path, "r1")
    assert (tmp_path / "published").is_dir()


def test_a_disk_that_refuses_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot publish") as caught:
        publish(tmp_path, "r1")
    assert "\n" not in str(caught.value)


# Ends the process, as a power cut would, at the n-th step that changes the disk; n counts from 0.
_CRASH = """
import os, sys
from pathlib import Path
home, stop, steps = Path(sys.argv[1]), int(sys.argv[2]), 0
def crashing(name):
    real = getattr(os, name)
    def step(*given, **named):
        global steps
        if steps == stop:
            os._exit(9)
        steps += 1
        return real(*given, **named)
    setattr(os, name, step)
from corroborate.store.release import publish_release
for name in ('mkdir', 'rename', 'symlink', 'replace', 'fsync', 'rmdir'):
    crashing(name)
publish_release(home, 'r2', lambda folder: (folder / 'index.html').write_text('two', encoding='utf-8'), 1)
print('done', steps)
"""


def test_a_crash_at_any_step_leaves_a_whole_release_in_force(tmp_path: Path) -> None:
    ended, seen = 0, []
    for stop in range(40):
        home = tmp_path / str(stop)
        publish_release(home, "r1", lambda folder: (folder / "index.html").write_text("one", encoding="utf-8"), 1)
        result = subprocess.run(
            [sys.executable, "-c", _CRASH, str(home), str(stop)], capture_output=True, text=True, check=False
        )
        assert result.returncode in (0, 9), result.stderr
        seen.append((home / "published" / "index.html").read_text(encoding="utf-8"))
        # The next run finds its way whatever was left, and tidies up.
        publish_release(home, "r3", lambda folder: (folder / "index.html").write_text("three", encoding="utf-8"), 1)
        assert (home / "published" / "index.html").read_text(encoding="utf-8") == "three"
        assert sorted(each.name for each in home.iterdir()) == ["published", "releases"]
        assert [each.name for each in (home / "releases").iterdir()] == ["r3"]
        if result.returncode == 0:
            ended = stop
            break
    assert ended > 5
    assert seen == sorted(seen)
    assert seen[0] == "one"
    assert seen[-1] == "two"
