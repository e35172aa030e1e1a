"""TOML files to checked values: every complaint names the file, the line and the key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from monitor.errors import ConfigError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_BYTES = 2_000_000
"""A configuration file larger than this is a mistake."""

ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
_AT = re.compile(r" \(at line (\d+), column \d+\)")
_MEANT: Mapping[str | int, str] = {
    "address": "a mail address such as analyst@desk.example",
    "url": "an address that begins with http:// or https://",
    "key": "a short name of small letters, digits and hyphens",
    "domains": "a domain such as example.org",
    "slug": "a short name of small letters, digits and hyphens",
    "name": "a short name of small letters, digits, hyphens and underscores",
    "key_env": "the name of an environment variable in capitals, such as NYT_KEY",
    "dashboard": "an address that begins with http:// or https://",
    "heartbeat_run": "an address that begins with http:// or https://",
    "heartbeat_digest": "an address that begins with http:// or https://",
    "heartbeat_backup": "an address that begins with http:// or https://",
}
"""What a value has to be, by its key, where a pattern would be said otherwise."""

Checked = TypeVar("Checked", bound=BaseModel)


class Strict(BaseModel):
    """A table of a TOML file: unknown keys are refused, since a misspelt key would silently do nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def read_toml(path: Path, model: type[Checked]) -> Checked:
    """The file as a checked value; ConfigError names file, line and key."""
    text = _text(path)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also numbers too long and nesting too deep
        place = _AT.search(str(error))
        cause = f"not TOML: {_AT.sub('', str(error))}"
        raise ConfigError(cause, file=f"{path}:{place[1]}" if place else str(path)) from error
    return check(data, model, file=str(path), text=text)


def toml_files(folder: Path) -> list[Path]:
    """The TOML files of a folder in order; hidden ones are an editor's. ConfigError where it cannot be looked into."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml" and not path.name.startswith("."))
    except OSError as error:
        cause = f"{error.strerror}; where it is missing, followup init {folder.parent} makes it"
        raise ConfigError(cause, file=str(folder)) from error


def check(data: dict[str, Any], model: type[Checked], *, file: str, text: str = "") -> Checked:
    """Parsed TOML as a checked value; the first complaint becomes a ConfigError."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        # A misspelt key is the cause of the one that is missing.
        first = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
        where = [part for part in first["loc"] if not str(part).startswith("function-")]
        raised = first.get("ctx", {}).get("error")
        where += raised.where if isinstance(raised, Misplaced) else ()
        raise placed(_sentence(first, where, model), where, file=file, text=text) from error


class Misplaced(ValueError):
    """A complaint of a model's validator about something below it; `where` leads there."""

    def __init__(self, cause: str, *where: str | int) -> None:
        super().__init__(cause)
        self.where = where


def placed(cause: str, where: Sequence[str | int], *, file: str, text: str) -> ConfigError:
    """The complaint with the line of its key."""
    line = line_of(text, where)
    return ConfigError(cause, file=f"{file}:{line}" if line else file, key=key_name(where))


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or nothing where none of the known names is close."""
    import difflib

    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def key_name(where: Sequence[str | int]) -> str:
    """`item[2].due.latest` for a path of keys and positions, counted from 1."""
    name = ""
    for part in where:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name


def line_of(text: str, where: Sequence[str | int]) -> int:
    """The line (from 1) where a key stands, or its table where the key is missing; 0 where neither is found."""
    found, start, lines = 0, 0, text.splitlines()
    # A key of the file itself stands before all tables: one of the same name further down is another one's.
    end = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    for name, position in _steps(where):
        at = _find(lines, start, end, name, position)
        end = len(lines)
        if at >= 0:  # else perhaps the first half of a table's name: [channel.mail]
            found, start = at + 1, at + (1 if position else 0)
    return found


def _steps(where: Sequence[str | int]) -> list[tuple[str, int]]:
    """Each key with the number of the array's table that is meant (1, 2, ...), 0 for a plain key."""
    steps: list[tuple[str, int]] = []
    for part in where:
        if isinstance(part, int) and steps:
            steps[-1] = (steps[-1][0], part + 1)
        else:
            steps.append((str(part), 0))
    return steps


def _find(lines: list[str], start: int, end: int, name: str, position: int) -> int:
    """The line of a table, or of a key before line `end`; -1 where there is neither."""
    table = re.compile(rf"\s*\[{{1,2}}(?:[\w.-]+\.)?{re.escape(name)}\]")
    key = re.compile(rf"\s*{re.escape(name)}\s*=|.*[{{,]\s*{re.escape(name)}\s*=")
    tables = [n for n in range(start, len(lines)) if table.match(lines[n])]
    if position and len(tables) >= position:
        return tables[position - 1]
    plain = [n for n in range(start, end) if key.match(lines[n])]
    return min((tables[:1] + plain[:1]), default=-1)


def _sentence(error: ErrorDetails, where: Sequence[str | int], model: type[BaseModel]) -> str:
    kind, given = error["type"], error["input"]
    if kind == "extra_forbidden":
        return f"unknown key{_where_else(where, model)}"
    if kind == "missing":
        return "missing"
    if kind == "string_pattern_mismatch" and error["ctx"]["pattern"] == ONE_LINE:
        return "it is one line, without line breaks or control characters"
    name = next((part for part in reversed(where) if isinstance(part, str)), "")
    if kind == "string_pattern_mismatch" and name in _MEANT:
        return f"{given!r} is not {_MEANT[name]}"
    message = error["msg"].removeprefix("Value error, ")
    if kind in ("enum", "literal_error") and isinstance(given, str):
        return message + nearest(given, re.findall(r"'([^']*)'", message))
    return message


def _where_else(where: Sequence[str | int], model: type[BaseModel]) -> str:
    """What was meant by a key that is unknown there: one of that table, or the same one of another table."""
    name, every = str(where[-1]), dict(_tables(model))
    there = ".".join(str(part) for part in where[:-1] if isinstance(part, str))
    if close := nearest(name, every.get(there, ())):
        return close
    homes = [table for table, keys in every.items() if table and name in keys]
    return (
        f"; it belongs under [{homes[0]}]" if homes else nearest(name, {key for keys in every.values() for key in keys})
    )


def _tables(model: type[BaseModel], place: str = "") -> Iterator[tuple[str, set[str]]]:
    """Each table that may stand in the file, by its name with dots, and its keys."""
    yield place, {field.alias or name for name, field in model.model_fields.items()}
    for name, field in model.model_fields.items():
        for part in [field.annotation, *getattr(field.annotation, "__args__", ())]:
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _tables(part, f"{place}.{name}".lstrip("."))


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise ConfigError("no ordinary file", file=str(path))
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"larger than {MAX_BYTES // 1_000_000} MB", file=str(path))
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("not UTF-8 text", file=str(path)) from error
    except OSError as error:
        raise ConfigError(error.strerror or "cannot be read", file=str(path)) from error
