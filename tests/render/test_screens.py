"""The digest as a browser draws it: no overflow, nothing on the console, no violation that axe-core finds.

Needs Chromium on the path; skips, loudly, without one. Pictures are kept where FOLLOWUP_SCREENS names a folder.
axe-core runs where FOLLOWUP_AXE names its `axe.min.js` (`npm pack axe-core`).
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from monitor.domain.digest import build
from monitor.domain.model import State
from monitor.render.digest import render
from tests.render.samples import empty, hostile, many, morning

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = os.environ.get("FOLLOWUP_AXE", "")

pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None, reason="SKIPPED LOUDLY: no Chromium on the path, so nobody looked at the digest"
    ),
    pytest.mark.timeout(300),
]

SCHEMES = {"light": "--blink-settings=preferredColorScheme=1", "dark": "--blink-settings=preferredColorScheme=0"}
SAMPLES = {
    "morning": morning(),
    "empty": empty(),
    "hostile": hostile(),
    "quiet": many(500),
    "closed": many(25, State.DONE),
}

MEASURE = """
const frame = document.querySelector('iframe');
const page = frame.contentDocument.documentElement;
const wide = [...frame.contentDocument.querySelectorAll('body *')].filter(
  (e) => e.getBoundingClientRect().right > page.clientWidth + 1 && getComputedStyle(e).display !== 'none');
const seen = (e) => frame.contentWindow.getComputedStyle(e).display !== 'none';
document.title = JSON.stringify({
  scroll: page.scrollWidth, client: page.clientWidth, wide: wide.map((e) => e.outerHTML.slice(0, 99)).slice(0, 3),
  background: frame.contentWindow.getComputedStyle(frame.contentDocument.body).backgroundColor,
  pictures: frame.contentDocument.querySelectorAll('svg').length,
  blocks: [...frame.contentDocument.querySelectorAll('.blocks')].filter(seen).length,
});
"""


def browse(page: Path, scheme: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Chromium without a screen, without a network."""
    assert CHROMIUM is not None
    common = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr", "--v=0",
              "--proxy-server=127.0.0.1:9", f"--user-data-dir={page.parent / 'profile'}")  # fmt: skip
    command = [CHROMIUM, *common, SCHEMES[scheme], *arguments, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def framed(folder: Path, sample: str, width: int, script: str) -> Path:
    """The digest in a frame of this width (a window cannot be so narrow), with a script beside it."""
    drawn = html.escape(render(build(SAMPLES[sample])).html, quote=True)
    page = folder / f"{sample}-{width}.html"
    page.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><iframe title="digest" style="border:0;width:{width}px;height:900px" '
        f'srcdoc="{drawn}"></iframe><script>addEventListener("load", () => {{ {script} }})</script>',
        encoding="utf-8",
    )
    return page


def console(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line]


@pytest.mark.parametrize(
    ("sample", "width"), [*((sample, 320) for sample in SAMPLES), ("morning", 360), ("hostile", 800)]
)
def test_nothing_overflows_and_the_console_is_silent(tmp_path: Path, sample: str, width: int) -> None:
    done = browse(framed(tmp_path, sample, width, MEASURE), "dark", "--dump-dom")
    found = re.search(r"<title>(.*?)</title>", done.stdout)
    assert found and console(done) == []
    seen = json.loads(html.unescape(found.group(1)))
    assert seen["scroll"] <= seen["client"] == width, seen["wide"]
    assert seen["wide"] == []
    assert seen["background"] == "rgb(14, 16, 19)", "the dark mode is not in force"
    assert seen["blocks"] == 0, "where the picture shows, its stand-in must not"
    assert (seen["pictures"] > 0) is (sample in ("morning", "hostile", "closed"))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 800])
def test_pictures_can_be_taken(tmp_path: Path, scheme: str, width: int) -> None:
    page = framed(tmp_path, "morning", width, "document.querySelector('iframe').style.height = '2400px'")
    kept = Path(os.environ.get("FOLLOWUP_SCREENS", tmp_path))
    kept.mkdir(parents=True, exist_ok=True)
    picture = kept / f"digest-{scheme}-{width}.png"
    browse(page, scheme, f"--screenshot={picture}", "--window-size=820,2440")
    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (820, 2440)
    assert picture.stat().st_size > 20_000, "an empty page"


@pytest.mark.skipif(
    not AXE, reason="SKIPPED LOUDLY: FOLLOWUP_AXE names no axe.min.js, so accessibility was not audited"
)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_axe_finds_no_violation(tmp_path: Path, sample: str, scheme: str) -> None:
    page = tmp_path / "page.html"
    engine = Path(AXE).read_text(encoding="utf-8")
    audit = (
        "addEventListener('load', () => axe.run().then((r) => { document.body.setAttribute('data-axe', JSON.stringify("
        "{passes: r.passes.length, violations: r.violations.map((v) => [v.id, v.nodes[0].html])})); }))"
    )
    drawn = render(build(SAMPLES[sample])).html
    page.write_text(
        drawn.replace("</body>", f"<script>{engine}</script><script>{audit}</script></body>"), encoding="utf-8"
    )
    done = browse(page, scheme, "--dump-dom", "--virtual-time-budget=60000")
    found = re.search(r'data-axe="([^"]*)"', done.stdout)
    assert found, "axe did not finish"
    result = json.loads(html.unescape(found.group(1)))
    assert result["violations"] == [] and result["passes"] > 10
