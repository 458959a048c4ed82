"""What the pages say, executed on the demo's release."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from doc_pages import PAGES, ROOT, Block, blocks, name, steps

import corroborate
from corroborate.store.dictionary import data_dictionary

pytestmark = pytest.mark.slow

COOKBOOK = ROOT / "docs" / "cookbook.md"
CONSOLE = [page for page in PAGES if blocks(page, "console run")]
PYTHON = [page for page in PAGES if blocks(page, "python run")]


@pytest.fixture
def beside(demo_home: Path, tmp_path: Path) -> Path:
    """A folder that looks to a reader like a checkout after ``make demo``; the home in it is a copy."""
    shutil.copytree(demo_home, tmp_path / "var" / "demo", symlinks=True)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.mark.parametrize("block", blocks(COOKBOOK, "sql", "sql rows"), ids=str)
def test_cookbook_queries_run(demo_home: Path, block: Block) -> None:
    table = corroborate.open(demo_home).sql(block.text)
    if block.info == "sql rows":
        assert table.num_rows > 0


def test_cookbook_says_after_each_query_how_to_read_it() -> None:
    text = COOKBOOK.read_text(encoding="utf-8")
    assert len(re.findall(r"^```sql", text, re.MULTILINE)) == len(
        re.findall(r"^```\n\nRead it so: ", text, re.MULTILINE)
    )


def test_dictionary_page_is_that_of_the_demo(demo_home: Path) -> None:
    page = ROOT / "docs" / "reference" / "data-dictionary.md"
    assert page.read_text(encoding="utf-8") == data_dictionary(demo_home / "published" / "current.duckdb")


@pytest.mark.parametrize("page", CONSOLE, ids=name)
def test_consoles_run_as_written(beside: Path, page: Path) -> None:
    """Run a page's commands in order in one shell; each must end well and print what the page promises."""
    wanted = [(block, *step) for block in blocks(page, "console run") for step in steps(block)]
    mark = "@@ step"
    script = "".join(f"{{ {command}\n}} 2>&1; ended=$?; echo; echo '{mark}' $ended\n" for _, command, _ in wanted)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CORROBORATE_")}
    environment |= {"COLUMNS": "250", "NO_COLOR": "1", "TERM": "dumb"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=beside, env=environment, capture_output=True, text=True, timeout=1800
    )
    told = re.split(rf"^{mark} (\d+)\n", done.stdout, flags=re.MULTILINE)
    assert len(told) == 2 * len(wanted) + 1, done.stdout[-2000:] + done.stderr[-2000:]
    for (block, command, promised), output, status in zip(wanted, told[::2], told[1::2], strict=False):
        assert status == "0", f"{block}: {command}\n{output[-2000:]}"
        for line in promised:
            pattern = ".*?".join(r"\s+".join(map(re.escape, part.split())) for part in line.split("..."))
            assert re.search(pattern, output, re.DOTALL), f"{block}: {command}: no {line!r} in\n{output[:2000]}"


@pytest.mark.parametrize("page", PYTHON, ids=name)
def test_python_runs_as_written(
    beside: Path, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(beside)
    names: dict[str, object] = {}
    for block in blocks(page, "python run"):
        exec(compile(block.text, str(block), "exec"), names)
    assert "N = " in capsys.readouterr().out


def documented(title: str) -> set[str]:
    text = (ROOT / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found is not None
    return set(re.findall(r"`([^`\n]+)`", found[1]))


def test_formats_page_names_every_field_of_the_events(demo_home: Path) -> None:
    events = [json.loads(line) for line in (demo_home / "published" / "events.jsonl").read_bytes().splitlines()]
    assert events
    assert {key for event in events for key in event} <= documented("events.jsonl")


def test_readme_names_everything_in_a_release(demo_home: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    published = demo_home / "published"
    assert [path.name for path in published.iterdir() if f"`{path.name}" not in text] == []


def test_manifest_is_as_documented(demo_home: Path) -> None:
    manifest = json.loads((demo_home / "published" / "manifest.json").read_bytes())
    assert set(manifest) == documented("manifest.json")
