"""What a page or a mail puts around the text: navigation, share lines, comment forms."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files


def _load() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8"))


_DATA = _load()
_END = re.compile("|".join(_DATA["end"]), re.IGNORECASE)
_LINE = re.compile("|".join(_DATA["line"]), re.IGNORECASE)
_MENU = re.compile(r"\s*(?:[\w’'& ]{1,24}\s*[|·»›/•]\s*){2,}[\w’'& ]{1,24}\s*")
_BODY_WORDS = 40
"""So many words must stand above an end mark before all below it is dropped."""


def furniture_lines(text: str) -> frozenset[int]:
    """The numbers of the lines that are furniture."""
    hidden: set[int] = set()
    words = 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        bare = line.strip(" \t\r*_#>•-")
        if words >= _BODY_WORDS and bare and _END.fullmatch(bare):
            return frozenset(hidden | set(range(number, len(lines))))
        if bare and (_END.fullmatch(bare) or _LINE.fullmatch(bare) or _is_menu(bare)):
            hidden.add(number)
        else:
            words += len(bare.split())
    return frozenset(hidden)


def _is_menu(bare: str) -> bool:
    """Home | World | Business: short words only, no digits."""
    return bool(_MENU.fullmatch(bare)) and len(bare) < 160 and not any(c.isdigit() for c in bare) and "." not in bare
