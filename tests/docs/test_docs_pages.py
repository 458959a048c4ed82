"""What the pages say against what the program is, without running the demo."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import re
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
import yaml
from doc_pages import PAGES, ROOT, anchors, blocks, calls, inline, links, name, shell_lines

from corroborate import feeds
from corroborate.answers import Answer, Cited, Nearest
from corroborate.cli.app import app
from corroborate.errors import FeedError
from corroborate.export.stories import SCHEMA
from corroborate.feeds import parse_feeds
from corroborate.feeds.detect import FORMATS
from corroborate.outlets import load_outlets
from corroborate.pipeline import imports
from corroborate.settings import FetchSettings, ModelSettings, PublishSettings, load
from corroborate.types import Entry

# Whom a page may send a reader to; all other hosts are invented.
HOSTS = frozenset(("keepachangelog.com", "127.0.0.1", "localhost"))
# What typer raises where there is no such command, option or argument.
USAGE = typer.BadParameter.__mro__[1]
FORMATS_PAGE = ROOT / "docs" / "reference" / "formats.md"
page = pytest.mark.parametrize("page", PAGES, ids=name)


@cache
def writer() -> ModuleType:
    """``docs/dictionary.py``, which writes the generated pages."""
    spec = importlib.util.spec_from_file_location("docs_dictionary", ROOT / "docs" / "dictionary.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_picture(target: str) -> bool:
    return target.endswith((".png", ".svg"))


# --- links, paths, hosts ------------------------------------------------------------------------


@page
def test_links_resolve(page: Path) -> None:
    lost = []
    for target in links(page):
        if target.startswith("https://") or is_picture(target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.is_file() or (anchor and anchor not in anchors(there)):
            lost.append(target)
    assert lost == []


def test_pictures_are_there() -> None:
    pictures = [(p, target) for p in PAGES for target in links(p) if is_picture(target)]
    assert pictures
    assert all((p.parent / target).is_file() for p, target in pictures)


@page
def test_every_address_is_invented_local_or_known(page: Path) -> None:
    found = re.findall(r"https?://([^/\s:`\"')]+)", page.read_text(encoding="utf-8"))
    assert {host for host in found if host not in HOSTS and not host.endswith(".example")} == set()


@page
def test_no_path_of_a_machine_and_no_package_index(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w.])/(?:work|tmp|root|home|mnt|opt)\b[^\s`]*", text) == []
    assert re.findall(r"(?i)pypi\.org|pythonhosted|download\.pytorch|/simple/|artifactory|nexus", text) == []


@page
def test_files_named_in_prose_exist(page: Path) -> None:
    named = [
        word for word in inline(page) if re.fullmatch(r"(?:corroborate|data|docs|flows|training|tests)/[\w/.*-]*", word)
    ]
    assert [word for word in named if not list(ROOT.glob(word.rstrip("/")))] == []


# --- pages that are written by the program ------------------------------------------------------


@pytest.mark.parametrize("path", sorted(writer().PAGES), ids=name)
def test_generated_pages_are_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == writer().PAGES[path](), "stale: run `make docs`"


def test_every_command_stands_on_the_commands_page() -> None:
    text = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert [words for words, _ in writer().commands() if f"\n## {words}\n" not in text] == []


# --- commands -----------------------------------------------------------------------------------


def parse(arguments: list[str]) -> None:
    """Parse a call as the program would, down to the last command, and run nothing.

    Raises:
        USAGE: where there is no such command, option or argument.
    """
    command: Any = typer.main.get_command(app)
    context = None
    words = "corroborate"
    while True:
        context = command.make_context(words, list(arguments), parent=context)
        if not hasattr(command, "commands"):
            return
        rest = [*getattr(context, "_protected_args", []), *context.args]
        assert rest, f"{words} needs a command"
        words, command, arguments = command.resolve_command(context, rest)


@page
def test_commands_in_blocks_exist(page: Path) -> None:
    for where, line in shell_lines(page):
        for arguments in calls(line, "corroborate"):
            try:
                parse(arguments)
            except USAGE as error:
                pytest.fail(f"{where}: corroborate {' '.join(arguments)}: {type(error).__name__}: {error}")


@page
def test_commands_in_prose_exist(page: Path) -> None:
    known = dict(writer().commands())
    for text in inline(page):
        if not text.startswith("corroborate "):
            continue
        plain = re.sub(r" --(?:home|config) \S+", "", text)
        words = [word for word in plain.split() if not word.startswith("-")]
        stands = [" ".join(words[:count]) for count in (2, 3) if " ".join(words[:count]) in known]
        assert stands, text
        options = {option for parameter in known[stands[-1]].params for option in parameter.opts}
        assert {word for word in plain.split() if word.startswith("--")} <= options, text


def test_a_wrong_option_would_be_noticed() -> None:
    with pytest.raises(USAGE, match="No such option"):
        parse(["stories", "--no-such"])
    with pytest.raises(USAGE, match="No such command"):
        parse(["no-such"])
    with pytest.raises(USAGE, match="Missing parameter: url"):
        parse(["feeds", "add"])


def test_calls_are_found_inside_other_commands() -> None:
    line = """X=$(corroborate sql --json "SELECT max(a) FROM b" | cut -d'"' -f4) && corroborate explain "$X" > f"""
    assert calls(line, "corroborate") == [["sql", "--json", "SELECT max(a) FROM b"], ["explain", "$X"]]


@page
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {word for _, line in shell_lines(page) for call in calls(line, "make") for word in call if "=" not in word}
    named |= {text.split()[1] for text in inline(page) if text.startswith("make ")}
    assert named <= targets


@page
def test_deployments_exist(page: Path) -> None:
    table = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    known = {f"{item['entrypoint'].rpartition(':')[2]}/{item['name']}" for item in table["deployments"]}
    named = {c[2] for _, line in shell_lines(page) for c in calls(line, "prefect") if c[:2] == ["deployment", "run"]}
    named |= {text for text in inline(page) if re.fullmatch(r"(?:refresh|backfill|maintain)/[\w-]+", text)}
    assert named <= known
    if page.name == "schedule.md":
        assert named == known


def test_schedule_page_names_the_waits_between_retries() -> None:
    from flows.stages import RETRY_DELAYS

    waits = [f"{seconds:g}" for seconds in RETRY_DELAYS]
    said = f"{', '.join(waits[:-1])} and {waits[-1]} seconds"
    assert said in (ROOT / "docs" / "how-to" / "schedule.md").read_text(encoding="utf-8")


# --- settings -----------------------------------------------------------------------------------


def test_settings_page_has_every_key_with_its_default_and_variable(tmp_path: Path) -> None:
    settings = load(tmp_path, None, {})
    want: dict[str, tuple[Any, str]] = {key: (getattr(settings, key), "") for key in ("feeds", "outlets", "beat")}
    sections = {"fetch": FetchSettings, "models": ModelSettings, "publish": PublishSettings}
    assert {f.name for f in dataclasses.fields(settings)} == {"home", *want, *sections}
    for section, kind in sections.items():
        for item in dataclasses.fields(kind):
            variable = f"CORROBORATE_{section}_{item.name}".upper()
            value = getattr(getattr(settings, section), item.name)
            want[f"{section}.{item.name}"] = (list(value) if isinstance(value, tuple) else value, variable)
    text = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.]+)` \| `([^|]*)` \| (?:`(\w+)`)? ?\| (.+) \|$", text, re.MULTILINE)
    assert {key: (tomllib.loads(f"v = {value}")["v"], variable) for key, value, variable, _ in rows} == want


def test_a_variable_of_the_settings_page_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "corroborate.toml").write_text("[fetch]\ntimeout = 7\n", encoding="utf-8")
    assert load(tmp_path, None, {"CORROBORATE_FETCH_TIMEOUT": "5"}).fetch.timeout == 5.0


# --- formats ------------------------------------------------------------------------------------


def section(title: str) -> str:
    """The part of the formats page under a heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", FORMATS_PAGE.read_text("utf-8"), re.M | re.S)
    assert found is not None, title
    return found[1]


def named_in(title: str) -> set[str]:
    """Every word in backticks under a heading of the formats page."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", section(title), flags=re.S)))


def test_formats_page_names_every_field() -> None:
    assert {item.name for item in dataclasses.fields(Entry)} <= named_in("Parse")
    for kind in (Answer, Cited, Nearest):
        assert {item.name for item in dataclasses.fields(kind)} <= named_in("Ask"), kind
    assert named_in("Import") >= imports._KEYS
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    assert set(schema["usable"]["properties"]) <= named_in("stories/ID.json")
    withheld = re.search(r"these fields only:\n(.+)", section("stories/ID.json"))
    assert withheld is not None
    assert set(re.findall(r"`([^`]+)`", withheld[1])) == set(schema["withheld"]["properties"])


def test_formats_page_says_which_formats_are_read() -> None:
    rows = re.findall(r"^\| ((?:`\w+`,? ?)+) \| (yes|no) \|", section("Parse"), re.MULTILINE)
    said = {form: answer == "yes" for forms, answer in rows for form in re.findall(r"\w+", forms)}
    assert set(said) == set(FORMATS)
    samples = ROOT / "tests" / "golden" / "feeds"
    for form, read in said.items():
        path = next(
            p
            for p in sorted(samples.iterdir())
            if p.stem.rstrip("13") in (form, form.rstrip("13")) and p.suffix != ".md"
        )
        if read:
            assert feeds.parse(path.read_bytes())[0].format == form
        else:
            with pytest.raises(FeedError, match="not read yet"):
                feeds.parse(path.read_bytes())


def test_examples_of_files_can_be_read() -> None:
    tables = [block.text for block in blocks(ROOT / "docs" / "how-to" / "add-feeds.md", "toml")]
    assert [len(parse_feeds(text)) for text in tables if "[[feed]]" in text] == [1]
    [outlet] = [load_outlets(text, origin="add-feeds.md") for text in tables if "[[outlet]]" in text]
    assert [len(o.owners) for o in outlet] == [2]
    for p in PAGES:
        for block in blocks(p, "json"):
            assert [json.loads(line) for line in block.text.splitlines()], str(block)


def test_licence_is_the_one_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert project["license"] == "Apache-2.0"
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
