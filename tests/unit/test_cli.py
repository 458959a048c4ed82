"""The command line where something is wrong: one clear line on stderr, exit code 1, nothing half-written."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from corroborate.cli import main
from corroborate.store import DuckStore


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["corroborate", *words])
    try:
        main()
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    seen = capsys.readouterr()
    return code, seen.out, seen.err


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    for name in ("CORROBORATE_HOME", "CORROBORATE_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: run(capsys, monkeypatch, *words)


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and text.startswith("corroborate: ") and "Traceback" not in text


def test_init_writes_a_configuration_that_loads_and_is_never_overwritten(cli, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert cli("--home", str(home), "init")[0] == 0
    written = (home / "corroborate.toml").read_text()
    code, _, err = cli("--home", str(home), "init")
    assert code == 1
    assert one_line(err)
    assert (home / "corroborate.toml").read_text() == written
    code, _, err = cli("--home", str(home), "run")
    assert (code, one_line(err)) == (1, True)
    assert "feeds add" in err  # the configuration was read; what is missing is a feed


def test_missing_configuration(cli, tmp_path: Path) -> None:
    code, _, err = cli("--home", str(tmp_path), "--config", str(tmp_path / "nowhere.toml"), "ingest")
    assert (code, one_line(err)) == (1, True)
    assert "nowhere.toml" in err


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('beet = "supply-chain"', "beet"),
        ("[fetch]\ntimeuot = 3", "fetch.timeuot"),
        ('[fetch]\ntimeout = "long"', "fetch.timeout"),
        ('[publish]\npublish_text = "some"', "publish_text"),
        ("fetch = 3", "fetch"),
        ("beat = [", "corroborate.toml"),
    ],
)
def test_a_wrong_configuration_names_file_key_and_reason(cli, tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "corroborate.toml").write_text(text)
    code, _, err = cli("--home", str(tmp_path), "ingest")
    assert (code, one_line(err)) == (1, True)
    assert "corroborate.toml" in err
    assert named in err


def test_a_malformed_line_is_reported_and_the_rest_goes_on(cli, tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"url": "http://paper.example/a", "text": "The port of Ostrand closed on Monday.", "title": "Closed"}
        ),
        '{"url": "http://paper.example/b", "text": ',
        json.dumps({"text": "no url"}),
        json.dumps({"url": "http://paper.example/c", "text": "The port of Ostrand opened again.", "title": "Open"}),
    ]
    file = tmp_path / "archive.jsonl"
    file.write_text("\n".join(lines))
    code, out, err = cli("--home", str(tmp_path / "home"), "import", str(file))
    assert code == 0
    assert "2 of 4 kept" in out
    assert "archive.jsonl:2" in err
    assert "archive.jsonl:3" in err
    with DuckStore(tmp_path / "home" / "work.duckdb") as store:
        assert [article.url for article in store.articles()] == ["http://paper.example/a", "http://paper.example/c"]


def test_an_unreadable_store(cli, tmp_path: Path) -> None:
    (tmp_path / "work.duckdb").write_bytes(b"this is no database" * 1000)
    code, _, err = cli("--home", str(tmp_path), "check")
    assert (code, one_line(err)) == (1, True)
    assert "work.duckdb" in err


def test_a_store_of_a_newer_schema(cli, tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with DuckStore(path):
        pass
    with duckdb.connect(str(path)) as con:
        table = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE table_name LIKE '%migration%'"
        ).fetchall()[0][0]
        columns = [row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()]
        con.execute(f"INSERT INTO {table} SELECT * REPLACE (9999 AS {columns[0]}) FROM {table} LIMIT 1")
    code, _, err = cli("--home", str(tmp_path), "check")
    assert (code, one_line(err)) == (1, True)
    assert "newer" in err


def test_a_home_that_cannot_be_written(cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for words in (("init",), ("import", str(tmp_path / "a.jsonl"))):
        (tmp_path / "a.jsonl").write_text("{}")
        code, _, err = cli("--home", str(tmp_path / "file" / "home"), *words)
        assert (code, one_line(err)) == (1, True)


def test_a_missing_model(cli, tmp_path: Path) -> None:
    (tmp_path / "corroborate.toml").write_text(f'[models]\nembedder = "{tmp_path}/no-model"')
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"url": "http://paper.example/a", "text": "The port of Ostrand closed on Monday."}))
    assert cli("--home", str(tmp_path), "import", str(file))[0] == 0
    code, _, err = cli("--home", str(tmp_path), "build")
    assert (code, one_line(err)) == (1, True)
    assert "no-model" in err


def test_nothing_is_published_yet(cli, tmp_path: Path) -> None:
    for words in (("stories",), ("ask", "Anything."), ("sql", "FROM stories"), ("explain", "k1"), ("publish",)):
        code, _, err = cli("--home", str(tmp_path), *words)
        assert (code, one_line(err)) == (1, True), words


def test_wrong_usage_is_code_2(cli, tmp_path: Path) -> None:
    assert cli("--home", str(tmp_path), "ask")[0] == 2
    assert cli("--home", str(tmp_path), "nonsense")[0] == 2
    assert cli("--home", str(tmp_path), "stories", "--limit", "0")[0] == 2


def test_subscriptions_are_added_once_and_survive_opml(cli, tmp_path: Path) -> None:
    home = ("--home", str(tmp_path / "home"))
    assert cli(*home, "feeds", "add", "https://paper.example/rss.xml?utm_source=x", "--outlet", "paper")[0] == 0
    code, out, _ = cli(*home, "feeds", "add", "https://PAPER.example/rss.xml")
    assert code == 0
    assert "already" in out
    code, out, _ = cli(*home, "feeds", "list", "--json")
    assert code == 0
    assert [json.loads(line)["outlet_id"] for line in out.splitlines()] == ["paper"]
    assert cli(*home, "feeds", "add", "javascript:alert(1)")[0] == 1


def test_what_a_terminal_shows_cannot_command_it(cli, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"url": "http://paper.example/\\u001b[2Jx"}\n')
    _, out, err = cli("--home", str(tmp_path / "home"), "import", str(file))
    assert "\x1b" not in out + err


@pytest.mark.parametrize("command", ["init", "demo", "run", "ingest", "import", "build", "publish", "parse", "extract",
    "stories", "claims", "sources", "ask", "explain", "sql", "check", "doctor",
    "merge", "split", "vet", "retract", "hold", "release", "decisions", "undo"])  # fmt: skip
def test_every_command_has_help_with_an_example(cli, command: str) -> None:
    code, out, _ = cli(command, "--help")
    assert code == 0
    assert "Example: corroborate" in out


def test_parse_and_extract_read_files(cli, tmp_path: Path) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [
        {"id": "1", "url": "http://paper.example/a", "title": "A", "content_text": "Text."}]}))  # fmt: skip
    code, out, _ = cli("parse", str(feed))
    assert code == 0
    assert json.loads(out)["headline"] == "A"
    code, _, err = cli("parse", str(tmp_path / "absent.xml"))
    assert (code, one_line(err)) == (1, True)
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>Short.</p></body></html>")
    code, out, err = cli("extract", str(page), "--url", "http://paper.example/a")
    assert (code, one_line(err)) == (1, True)
    assert json.loads(out)["dropped"]
