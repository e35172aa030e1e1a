"""Source files: `sources/<name>.toml` to `Source`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, field_validator

from monitor.domain.model import Endpoint, EndpointKind, Source
from monitor.domain.windows import Archive, ArchiveKind, Step, addresses
from monitor.errors import ConfigError
from monitor.settings.address import WebAddress
from monitor.settings.toml import ONE_LINE, Misplaced, Strict, nearest, read_toml, toml_files


class EndpointFile(Strict):
    """One `[[endpoint]]` table."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    url: WebAddress = Field(pattern=r"^https?://\S+$")
    kind: EndpointKind
    least_entries: int = Field(default=1, ge=0)
    oldest_hours: int = Field(default=0, ge=0)
    options: dict[str, str] = Field(default_factory=dict)
    key_env: str = Field(default="", pattern=r"^[A-Z0-9_]*$")

    @field_validator("options")
    @classmethod
    def _known(cls, options: dict[str, str]) -> dict[str, str]:
        return _only(options, ("keywords", "children", "max_children", "pages", "delay_s"))

    @field_validator("url")
    @classmethod
    def _no_key(cls, url: str) -> str:
        if "api-key=" in url.lower():
            raise ValueError("the key does not belong here; name the variable that holds it in key_env")
        return url


def _only(options: dict[str, str], known: Iterable[str]) -> dict[str, str]:
    """The options, all of which an engine reads: a misspelt one would silently do nothing."""
    for name in options:
        if name not in known:
            raise Misplaced(f"unknown option{nearest(name, known)}", name)
    return options


class ArchiveFile(Strict):
    """One `[[archive]]` table: a route back in time."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    url: WebAddress = Field(pattern=r"^https?://\S+$")
    kind: ArchiveKind
    step: Step = Step.DAY
    cost: int = Field(default=1, ge=1)
    since: date | None = None
    until: date | None = None
    per_minute: float = Field(default=30, gt=0, le=6000)
    per_day: int = Field(default=0, ge=0)
    key_env: str = Field(default="", pattern=r"^[A-Z0-9_]*$")
    targets: tuple[str, ...] = ()
    every_minutes: int = Field(default=0, ge=0, le=1440)
    options: dict[str, str] = Field(default_factory=dict)

    def archive(self, source: str) -> Archive:
        """The table as the house's value."""
        values = {name: getattr(self, name) for name in type(self).model_fields if name != "name"}
        return Archive(key=f"{source}/{self.name}", source=source, **values)

    @field_validator("options")
    @classmethod
    def _known(cls, options: dict[str, str]) -> dict[str, str]:
        return _only(options, ("keywords", "children", "by", "every_hours"))

    @field_validator("url")
    @classmethod
    def _fills(cls, url: str) -> str:
        day = date(2013, 8, 7)
        try:
            addresses(Archive("", "", url, ArchiveKind.SITEMAP), day, day)
        except (KeyError, ValueError, AttributeError, IndexError) as error:
            raise ValueError(f"the template cannot be filled ({error})") from error
        return url


Named = TypeVar("Named", EndpointFile, ArchiveFile)


def _distinct(tables: tuple[Named, ...], what: str) -> tuple[Named, ...]:
    names: set[str] = set()
    for place, table in enumerate(tables):
        if table.name in names:
            raise Misplaced(f"two {what} bear the name {table.name!r}", place, "name")
        names.add(table.name)
    return tables


Domain = Annotated[str, Field(pattern=r"^[^\s/:@\x00-\x1f\x7f]+$", max_length=253)]
"""As in example.org, without anything around it: what an address has to end in to be the source's."""


class SourceFile(Strict):
    """A source file."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str = Field(pattern=ONE_LINE, min_length=1, max_length=200)
    domains: tuple[Domain, ...] = Field(min_length=1)
    family: str = Field(default="", pattern=ONE_LINE, max_length=200)
    language: str = Field(default="en", pattern=ONE_LINE, max_length=35)
    aliases: tuple[str, ...] = ()
    reliability: float = Field(default=0.9, gt=0, lt=1)
    article_pages: bool = False
    endpoint: tuple[EndpointFile, ...] = ()
    archive: tuple[ArchiveFile, ...] = ()

    @field_validator("endpoint")
    @classmethod
    def _distinct(cls, endpoints: tuple[EndpointFile, ...]) -> tuple[EndpointFile, ...]:
        return _distinct(endpoints, "endpoints")

    @field_validator("archive")
    @classmethod
    def _distinct_routes(cls, archives: tuple[ArchiveFile, ...]) -> tuple[ArchiveFile, ...]:
        return _distinct(archives, "archives")

    def source(self) -> Source:
        """The file as the house's value."""
        return Source(
            key=self.key,
            name=self.name,
            domains=self.domains,
            family=self.family or self.key,
            language=self.language,
            aliases=self.aliases,
            reliability=self.reliability,
            article_pages=self.article_pages,
            endpoints=tuple(self._endpoint(endpoint) for endpoint in self.endpoint),
            archives=tuple(archive.archive(self.key) for archive in self.archive),
        )

    def _endpoint(self, file: EndpointFile) -> Endpoint:
        return Endpoint(
            key=f"{self.key}/{file.name}",
            source=self.key,
            url=file.url,
            kind=file.kind,
            least_entries=file.least_entries,
            oldest_hours=file.oldest_hours,
            options=file.options,
            key_env=file.key_env,
        )


def read_sources(folder: Path) -> tuple[dict[str, Source], list[ConfigError]]:
    """All sources of a folder by key, and a complaint for each file that is wrong: the others still count."""
    sources: dict[str, Source] = {}
    wrong: list[ConfigError] = []
    try:
        paths = toml_files(folder)
    except ConfigError as error:
        return {}, [error]
    for path in paths:
        try:
            source = read_toml(path, SourceFile).source()
            if source.key in sources:
                raise ConfigError(f"another file describes source {source.key!r} too", file=str(path), key="key")
            sources[source.key] = source
        except ConfigError as error:
            wrong.append(error)
    return sources, wrong
