"""Nothing that a user can name goes undocumented: commands, options, settings, rules, sources, tasks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from monitor.cli.program import COMMANDS, LazyGroup, program
from monitor.domain.model import Drop
from monitor.domain.status import RULES
from monitor.settings.main import MonitorFile
from monitor.settings.shelf import ShelfFile
from monitor.settings.sources import SourceFile
from tests.shared import ROOT, SHARED, needs_shared

DOCS = ROOT / "docs"


@cache
def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, click.Command]]:
    assert isinstance(program, LazyGroup)
    for name in COMMANDS:
        command = program.get_command(click.Context(program), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", child) for sub, child in command.commands.items())
        else:
            yield name, command


@pytest.mark.parametrize("name,command", list(commands()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_documented(name: str, command: click.Command) -> None:
    section = re.search(rf"^### `followup {re.escape(name)}\b.*?(?=^##|\Z)", page("commands.md"), re.M | re.S)
    assert section, f"docs/commands.md has no section for followup {name}"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name not in ("home", "as_of", "form"):
            assert any(f"`{option}" in section[0] for option in parameter.opts), (name, parameter.opts)
    assert command.help, f"followup {name} says nothing in --help"


def keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for part in [field.annotation, *getattr(field.annotation, "__args__", ())]:
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from keys(part)


@pytest.mark.parametrize("model", [MonitorFile, SourceFile, ShelfFile])
def test_every_setting_is_documented(model: type[BaseModel]) -> None:
    text = page("configuration.md")
    missing = [key for key in keys(model) if f"`{key}`" not in text and f"[{key}" not in text]
    assert not missing


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_is_documented(rule: str) -> None:
    assert f"`{rule}`" in page("status.md")


@pytest.mark.parametrize("path", sorted((ROOT / "config" / "sources").glob("*.toml")), ids=lambda path: path.stem)
def test_every_source_is_documented(path: Path) -> None:
    source = tomllib.loads(path.read_text(encoding="utf-8"))
    assert source["name"] in page("sources.md")
    for endpoint in source["endpoint"]:
        assert endpoint["url"] in page("sources.md") or endpoint["name"] in page("sources.md")


def test_every_exit_code_is_documented() -> None:
    from monitor.cli import program as codes

    names = ["OK", "BUG", "USAGE", "DEGRADED", "UNDELIVERED", "UNREACHABLE", "MEMORY", "TEMPORARY", "CONFIGURATION"]
    for name in names:
        assert f"| {getattr(codes, name)} |" in page("operations.md"), name


def test_every_reason_for_a_drop_is_documented() -> None:
    assert [reason for reason in Drop if f"| `{reason}` |" not in page("operations.md")] == []


def test_links_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_decision_has_a_number_of_its_own() -> None:
    heads = {path: path.read_text(encoding="utf-8").split(".")[0] for path in (DOCS / "adr").glob("*.md")}
    assert {path.name: head for path, head in heads.items() if head != f"# {int(path.name[:4])}"} == {}
    assert len(set(heads.values())) == len(heads)


def test_every_task_of_run_is_in_the_readme() -> None:
    tasks = re.findall(r"\./run (\w+) ", (ROOT / "run").read_text(encoding="utf-8").split("set -euo")[0])
    text = (ROOT / "README.md").read_text(encoding="utf-8") + page("contributing.md")
    assert [task for task in tasks if f"./run {task}" not in text] == []


def quirks(text: str) -> list[str]:
    section = re.split(r"^## Quirks.*$", text, maxsplit=1, flags=re.M)[1].partition("\n## ")[0]
    return re.findall(r"^(\d+)\. ", section, re.M)


@needs_shared
def test_every_quirk_that_is_known_of_the_sources_is_documented() -> None:
    known = (SHARED / "design" / "sources.md").read_text(encoding="utf-8")
    assert quirks(known) == quirks(page("sources.md"))


def test_every_quirk_has_tests_that_bear_its_number() -> None:
    numbers = quirks(page("sources.md"))
    assert len(numbers) >= 10
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [number for number in numbers if not re.search(rf"def test_quirk_{number}(?:_|\()", tests)] == []
