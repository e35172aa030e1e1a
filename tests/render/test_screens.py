"""Digest, report and pages as a browser draws them: no overflow, a silent console, nothing that axe-core objects to.

Needs Chromium on the path, and axe-core as `./run` fetches it by npm; what is not there skips, loudly. Pictures are
kept where FOLLOWUP_SCREENS names a folder.
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

from monitor.domain.digest import DigestInput, ReportInput, build, build_report
from monitor.domain.model import State
from monitor.render import report, site
from monitor.render.digest import LIMIT, render
from tests.render.samples import empty, hostile, many, morning
from tests.shared import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None, reason="SKIPPED LOUDLY: no Chromium on the path, so nobody looked at the digest"
    ),
    pytest.mark.timeout(300),
]

SCHEMES = {"light": "--blink-settings=preferredColorScheme=1", "dark": "--blink-settings=preferredColorScheme=0"}


def digest_page(given: DigestInput) -> str:
    return render(build(given)).html


def report_page(given: DigestInput) -> str:
    told = ReportInput(given.reviews[0], given.items, given.coverage, given.as_of, given.version)
    return report.render_html(build_report(told))


def site_page(given: DigestInput) -> str:
    told = ReportInput(given.reviews[0], given.items, given.coverage, given.as_of, given.version)
    return dict(site.render_site((build_report(told),), "desk.example"))["index.html"].decode()


PAGES = {
    "morning": digest_page(morning()),
    "empty": digest_page(empty()),
    "hostile": digest_page(hostile()),
    "quiet": digest_page(many(500)),
    "closed": digest_page(many(25, State.DONE)),
    "report": report_page(morning()),
    "hostile-report": report_page(hostile()),
    "site": site_page(morning()),
}
FRAMES = [*((name, 320) for name in PAGES), ("morning", 360), ("report", 360), ("hostile", 800), ("report", 800)]

MEASURE = """
document.body.dataset.found = JSON.stringify([...document.querySelectorAll('iframe')].map((frame) => {
  const inner = frame.contentDocument, page = inner.documentElement;
  const style = (e) => frame.contentWindow.getComputedStyle(e);
  const scrolls = (e) => e && (style(e).overflowX === 'auto' || scrolls(e.parentElement));
  const wide = [...inner.querySelectorAll('body *')].filter(
    (e) => e.getBoundingClientRect().right > page.clientWidth + 1 && style(e).display !== 'none' && !scrolls(e));
  return {scroll: page.scrollWidth, client: page.clientWidth,
    wide: wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 99)),
    background: style(inner.body).backgroundColor, pictures: inner.querySelectorAll('svg').length,
    blocks: [...inner.querySelectorAll('.blocks')].filter((e) => style(e).display !== 'none').length};
}));
"""
AUDIT = """
Promise.all([...document.querySelectorAll('iframe')].map((frame) => frame.contentWindow.axe.run().then((result) => ({
  passes: result.passes.length, violations: result.violations.map((v) => [v.id, v.nodes[0].html, v.nodes.length])}))))
  .then((found) => { document.body.dataset.found = JSON.stringify(found); });
"""


def browse(page: Path, scheme: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Chromium without a screen, without a network."""
    assert CHROMIUM is not None
    common = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr", "--v=0",
              "--proxy-server=127.0.0.1:9", f"--user-data-dir={page.parent / 'profile'}")  # fmt: skip
    command = [CHROMIUM, *common, SCHEMES[scheme], *arguments, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=280, check=True)


def framed(folder: Path, frames: list[tuple[str, int]], script: str = "", height: int = 900, within: str = "") -> Path:
    """Pages in frames of these widths (a window cannot be so narrow), and a script beside them."""
    drawn = (
        (width, html.escape(PAGES[name].replace("</body>", f"{within}</body>"), quote=True)) for name, width in frames
    )
    inner = "".join(
        f'<iframe title="page" style="border:0;width:{width}px;height:{height}px" srcdoc="{page}"></iframe>'
        for width, page in drawn
    )
    written = folder / "frames.html"
    head = '<!DOCTYPE html><meta charset="utf-8"><body style="margin:0;white-space:nowrap">'
    script = f'<script>addEventListener("load", () => {{ {script} }})</script>'
    written.write_text(f"{head}{inner}{script}", encoding="utf-8")
    return written


def found(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """What the script left behind, a value a frame."""
    told = re.search(r'data-found="([^"]*)"', done.stdout)
    assert told, "the script did not finish"
    return list(json.loads(html.unescape(told[1])))


def test_nothing_overflows_and_the_console_is_silent(tmp_path: Path) -> None:
    done = browse(framed(tmp_path, FRAMES, MEASURE), "dark", "--dump-dom")
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    for (name, width), seen in zip(FRAMES, found(done), strict=True):
        where = f"{name} at {width}"
        assert seen["wide"] == [], where
        assert (seen["scroll"], seen["client"]) == (width, width), where
        assert seen["background"] == "rgb(14, 16, 19)", f"{where}: the dark mode is not in force"
        assert seen["blocks"] == 0, f"{where}: where the picture shows, its stand-in must not"
        drawn = name in ("morning", "hostile", "closed", "report", "hostile-report")
        assert (int(str(seen["pictures"])) > 0) is drawn, where


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pictures_can_be_taken(tmp_path: Path, scheme: str) -> None:
    kept = Path(os.environ.get("FOLLOWUP_SCREENS", tmp_path))
    kept.mkdir(parents=True, exist_ok=True)
    for name in ("morning", "report") if kept != tmp_path else ("morning",):
        page, picture = framed(tmp_path, [(name, 360), (name, 800)], height=2400), kept / f"{name}-{scheme}.png"
        browse(page, scheme, f"--screenshot={picture}", "--window-size=1170,2400")
        assert struct.unpack(">II", picture.read_bytes()[16:24]) == (1170, 2400)
        assert picture.stat().st_size > 50_000, "an empty page"
        print(f"{name}: {len(PAGES[name].encode()):,} bytes of HTML, limit {LIMIT:,}; {picture}")


@pytest.mark.skipif(
    not AXE.exists(), reason="SKIPPED LOUDLY: npm brought no axe-core (./run lint), so accessibility was not audited"
)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_no_violation(tmp_path: Path, scheme: str) -> None:
    frames = [(name, 800 if name == "report" else 360) for name in PAGES]
    page = framed(tmp_path, frames, AUDIT, within=f'<script src="{AXE.as_uri()}"></script>')
    done = browse(page, scheme, "--dump-dom", "--virtual-time-budget=100000")
    for (name, width), result in zip(frames, found(done), strict=True):
        assert result["violations"] == [], f"{name} at {width}"
        assert int(str(result["passes"])) > 10
