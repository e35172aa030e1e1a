"""Draw a written digest as docs/digest.png shows it, by headless Chromium.

./run demo && .venv/bin/python -m tests.render.picture demo-home/digests/2013-08-07.eml docs/digest.png
"""

from __future__ import annotations

import sys
import tempfile
from email import message_from_bytes, policy
from pathlib import Path

from tests.render.test_screens import browse


def main(mail: str, picture: str) -> int:
    """0; the HTML part is drawn 720 pixels wide and cut after its first changes."""
    part = message_from_bytes(Path(mail).read_bytes(), policy=policy.default).get_body(("html",))
    assert part is not None
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "digest.html"
        page.write_text(part.get_content(), encoding="utf-8")
        browse(page, "light", f"--screenshot={Path(picture).absolute()}", "--window-size=720,700")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
