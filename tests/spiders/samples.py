"""A recorded sample, played again: what `followup sources record` kept, answered as its hosts did."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.fakeweb import Answer


def manifest(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "sample.toml").read_text(encoding="utf-8"))


def player(folder: Path) -> Callable[[str, Mapping[str, str]], Answer]:
    """Answers what was recorded for an address, and that nothing is there for any other."""
    answers = {
        each["url"]: Answer(
            each["status"], {"Content-Type": each["content_type"]}, (folder / each["file"]).read_bytes()
        )
        for each in manifest(folder)["answer"]
    }
    return lambda url, headers: answers.get(url, Answer(404))
