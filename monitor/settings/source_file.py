"""A proposed source as the TOML that the operator corrects, with what a first reading gave beside each endpoint."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from monitor.domain.model import Endpoint, Source
from monitor.domain.site import Route, Site, left_out
from monitor.errors import ConfigError

_HEAD = """Proposed from {url}. Look it over: names, aliases (how reviews cite it), reliability.
Cite it in a review's `sources` and it is read. article_pages = true only where the publisher lets its pages be read."""


def source_toml(source: Source, site: Site, now: datetime) -> str:
    """The text of `sources/<key>.toml`."""
    document = tomlkit.document()
    led = f" (its site: {site.home})" if site.home != site.url else ""
    for line in _HEAD.format(url=f"{site.url}{led}").splitlines():
        document.add(tomlkit.comment(line))
    plain: dict[str, Any] = {
        "key": source.key,
        "name": source.name,
        "domains": list(source.domains),
        "family": source.family,
        "language": source.language,
        "aliases": list(source.aliases),
        "reliability": source.reliability,
        "article_pages": source.article_pages,
    }
    for key, value in plain.items():
        document.add(key, value)
    for url, reason in left_out(site, now).items():
        document.add(tomlkit.comment(_one_line(f"left out: {url}: {reason}")))
    routes = {route.url: route for route in site.routes}
    tables = tomlkit.aot()
    for endpoint in source.endpoints:
        tables.append(_table(endpoint, routes[endpoint.url]))
    document.add("endpoint", tables)
    return tomlkit.dumps(document)


def write_source(folder: Path, key: str, text: str) -> Path:
    """The file that was written; ConfigError where it is there already."""
    path = folder / f"{key}.toml"
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise ConfigError("is there already; it stays as it is", file=str(path)) from error
    except OSError as error:
        raise ConfigError(error.strerror or "cannot be written", file=str(path)) from error
    return path


def _table(endpoint: Endpoint, route: Route) -> Table:
    table = tomlkit.table()
    table.add(tomlkit.comment(_reading(route)))
    table.add("name", endpoint.key.partition("/")[2])
    table.add("url", endpoint.url)
    table.add("kind", endpoint.kind.value)
    table.add("least_entries", endpoint.least_entries)
    if endpoint.oldest_hours:
        table.add("oldest_hours", endpoint.oldest_hours)
    if endpoint.options:
        options = tomlkit.inline_table()
        options.update(endpoint.options)
        table.add("options", options)
    return table


def _reading(route: Route) -> str:
    newest = f", the newest of {route.newest:%Y-%m-%d %H:%M} UTC" if route.newest else ", none with a time"
    return _one_line(f"gave {route.entries} entries{newest}: {route.first_title}")


def _one_line(text: str) -> str:
    """Foreign text in a comment: no line breaks, no control characters, and not without end."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200]
