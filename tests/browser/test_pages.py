"""The pages in a real browser: they are laid out at both widths, and nothing on them runs.

Skipped where no Chromium is installed; ``CORROBORATE_REQUIRE_BROWSER=1`` makes that a failure.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from types import ModuleType

import pytest
from lxml import html

from corroborate.settings import PublishSettings
from corroborate.site import SiteWriter

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REQUIRED = os.environ.get("CORROBORATE_REQUIRE_BROWSER") == "1"
pytestmark = pytest.mark.skipif(BROWSER is None and not REQUIRED, reason="no Chromium is installed")
PAGES = ("index.html", "stories/s1halden00000001.html", "trends.html")


def _fixture() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "unit" / "snapshot_fixture.py"
    spec = importlib.util.spec_from_file_location("browser_snapshot_fixture", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert BROWSER is not None, "CORROBORATE_REQUIRE_BROWSER is set and no Chromium is installed"
    folder = tmp_path_factory.mktemp("browser")
    snapshot = _fixture().write(folder / "current.duckdb")
    SiteWriter(PublishSettings(), "Supply chain").write(snapshot, folder)
    return folder / "site"


def browse(tmp_path: Path, page: Path, *options: str) -> str:
    assert BROWSER is not None
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars",
        "--force-device-scale-factor=1", f"--user-data-dir={tmp_path / 'profile'}", *options, page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True, timeout=180, text=True, encoding="utf-8")
    return done.stdout


def pixels(path: Path) -> tuple[int, int, list[bytes]]:
    """Decode an 8-bit PNG without interlace: width, height and the rows, four or three bytes a pixel."""
    data, at, packed, head = path.read_bytes(), 8, b"", b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        head = body if kind == b"IHDR" else head
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", head[:10])
    assert depth == 8
    size = {2: 3, 6: 4}[colour]
    raw, rows, above = zlib.decompress(packed), [], bytes(width * size)
    for line in range(height):
        start = line * (width * size + 1)
        rows.append(above := _unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + width * size]), above, size))
    return width, height, [row if size == 3 else bytes(b for i, b in enumerate(row) if i % 4 < 3) for row in rows]


def _unfilter(kind: int, row: bytearray, above: bytes, size: int) -> bytes:
    for i in range(len(row)):
        left = row[i - size] if i >= size else 0
        corner = above[i - size] if i >= size else 0
        up = above[i]
        if kind == 1:
            row[i] = (row[i] + left) & 255
        elif kind == 2:
            row[i] = (row[i] + up) & 255
        elif kind == 3:
            row[i] = (row[i] + (left + up) // 2) & 255
        elif kind == 4:
            guess = left + up - corner
            near = min((left, up, corner), key=lambda value: abs(guess - value))
            row[i] = (row[i] + near) & 255
    return bytes(row)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("size", [(1280, 700), (390, 700)], ids=["desktop", "phone"])
def test_pages_are_laid_out_at_both_widths(site: Path, tmp_path: Path, page: str, size: tuple[int, int]) -> None:
    shot = tmp_path / "shot.png"
    browse(tmp_path, site / page, f"--screenshot={shot}", f"--window-size={size[0]},{size[1]}")
    width, height, rows = pixels(shot)
    assert (width, height) == size
    paper = bytes.fromhex("fbfaf6")
    # The style sheet was applied under the page's own policy: its ground, and ink in the middle of the page.
    assert rows[20][:3] == paper
    assert sum(row.count(b"\x1c\x1b\x19") for row in rows) > 300
    # Nothing runs into the right edge: the last six pixels of every line are ground or a full-width rule.
    edge = [row[-18:] for row in rows]
    assert all(len({stripe[i : i + 3] for i in range(0, 18, 3)}) == 1 for stripe in edge)


def test_nothing_runs_and_the_details_open_without_script(site: Path, tmp_path: Path) -> None:
    dom = html.fromstring(browse(tmp_path, site / PAGES[1], "--dump-dom"))
    assert dom.xpath("//h1")[0].text_content() == 'Dockers at Halden walk out & "stop" <the port>'
    assert [script.get("type") for script in dom.xpath("//script")] == ["application/ld+json"]
    assert not dom.xpath("//@*[starts-with(name(), 'on')]")
    assert len(dom.xpath("//details/summary")) == 3
    assert not dom.xpath("//details[@open]")


def test_the_policy_stops_a_script_even_if_one_came_through(site: Path, tmp_path: Path) -> None:
    page = site / PAGES[1]
    probe = "<script>document.title = 'ran'</script>"
    hostile = page.with_name("hostile.html")
    hostile.write_text(page.read_text(encoding="utf-8").replace("</main>", probe + "</main>"), encoding="utf-8")
    assert "<title>ran</title>" not in browse(tmp_path, hostile, "--dump-dom")
    free = hostile.with_name("free.html")
    free.write_text(hostile.read_text(encoding="utf-8").replace("Content-Security-Policy", "X"), encoding="utf-8")
    assert "<title>ran</title>" in browse(tmp_path, free, "--dump-dom")
