"""Where the labelled data lies that belongs to others, and the loud skip where it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("FOLLOWUP_SHARED", ROOT.parent / "shared"))

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"LABELLED DATA ABSENT: {SHARED} (set FOLLOWUP_SHARED); nothing was measured"
)
