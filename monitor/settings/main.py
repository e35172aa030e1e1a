"""`monitor.toml`: manners of fetching, recipients, channels."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field, model_validator

from monitor.errors import ConfigError
from monitor.settings.address import WebAddress
from monitor.settings.cronline import read_cron_line
from monitor.settings.secrets import secret_text
from monitor.settings.toml import ONE_LINE, Misplaced, Strict, nearest, read_toml

_LONGEST_LINE = 200
"""Characters of a cron line; crontab takes no more than 998 with the command."""


class Fetching(Strict):
    """`[fetch]`: who we are to publishers, and our limits."""

    contact: str = Field(default="", pattern=ONE_LINE, max_length=200)
    """Part of the user agent, so a header: no line may end in it."""
    timeout_s: float = Field(default=30, gt=0, le=300)
    max_megabytes: int = Field(default=10, ge=1, le=200)
    max_archive_megabytes: int = Field(default=64, ge=1, le=200)
    max_entries: int = Field(default=5000, ge=1)
    concurrency: int = Field(default=16, ge=1, le=128)
    run_limit_s: float = Field(default=600, gt=0)
    compute_s: float = Field(default=10, gt=0, le=60)
    max_pages: int = Field(default=40, ge=0, le=1000)
    allow_private_hosts: bool = False


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder's name, a path, an odd letter
        close = nearest(name, available_timezones()) or "; names look like Europe/Berlin"
        raise ValueError(f"no time zone {name!r}{close}") from error
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
"""A name of the IANA data base."""


class Recipient(Strict):
    """One `[[recipient]]`: who gets the digest, of what, by which way."""

    address: str = Field(pattern=r"^[^@\s<>\"',;:]+@[^@\s<>\"',;:]+$", max_length=254)
    reviews: tuple[str, ...] = ()
    policy: Literal["always", "changes", "weekly"] = "changes"
    channel: str = "file"
    items: tuple[str, ...] = ()
    timezone: Zone | None = None
    alerts: bool = False


class Mail(Strict):
    """`[digest]`: what stands in the header of each digest."""

    sender: str = Field(default="followup@localhost", pattern=ONE_LINE)
    list_id: str = Field(default="followup.localhost", pattern=ONE_LINE)
    unsubscribe: str = Field(default="", pattern=ONE_LINE)
    dashboard: WebAddress = Field(default="", pattern=r"^(https?://[^\s<>\"']+)?$")
    timezone: Zone = "UTC"


class Adjudication(Strict):
    """`[adjudicator]`: an endpoint for second opinions; without an address there is none."""

    url: WebAddress = Field(default="", pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$")
    model: str = Field(default="", pattern=ONE_LINE)
    key_env: str = ""
    key_file: str = ""
    timeout_s: float = Field(default=30, gt=0, le=300)
    max_questions: int = Field(default=20, ge=1, le=1000)

    @model_validator(mode="after")
    def _whole(self) -> Adjudication:
        if self.url and not self.model:
            raise ValueError("name the model that answers at this address")
        return self


def _cron_line(line: str) -> str:
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"{len(line)} characters are no line that cron takes")
    if line:
        read_cron_line(line)
    return line


CronText = Annotated[str, AfterValidator(_cron_line)]
"""A cron line; empty means never."""


class Schedule(Strict):
    """`[schedule]`: when the commands start by themselves."""

    run: CronText = "15 */3 * * *"
    digest: CronText = "30 6 * * *"
    backup: CronText = "50 5 * * 0"
    prune: CronText = ""
    keep_backups: int = Field(default=14, ge=1)
    timezone: Zone | None = None


_ADDRESS = r"^(https?://\S+)?$"


class Operations(Strict):
    """`[operations]`: what tells others how we fare. Paths are relative to the home; empty means none."""

    log: str = Field(default="", pattern=ONE_LINE)
    metrics: str = Field(default="", pattern=ONE_LINE)
    heartbeat_run: WebAddress = Field(default="", pattern=_ADDRESS)
    heartbeat_digest: WebAddress = Field(default="", pattern=_ADDRESS)
    heartbeat_backup: WebAddress = Field(default="", pattern=_ADDRESS)


class MonitorFile(Strict):
    """The whole file."""

    fetch: Fetching = Fetching()
    digest: Mail = Mail()
    adjudicator: Adjudication = Adjudication()
    schedule: Schedule = Schedule()
    operations: Operations = Operations()
    recipient: tuple[Recipient, ...] = ()
    channel: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _channels_exist(self) -> MonitorFile:
        for place, reader in enumerate(self.recipient):
            if reader.channel not in self.channel:
                cause = f"no [channel.{reader.channel}] is described{nearest(reader.channel, self.channel)}"
                raise Misplaced(cause, "recipient", place, "channel")
        return self

    @model_validator(mode="after")
    def _readers_differ(self) -> MonitorFile:
        """A reader who stood here twice would get two digests: mail does not tell letters of either case apart."""
        seen: dict[str, int] = {}
        for place, reader in enumerate(self.recipient):
            first = seen.setdefault(reader.address.lower(), place)
            if first != place:
                cause = f"{reader.address} is recipient[{first + 1}] already: name its reviews and items there"
                raise Misplaced(cause, "recipient", place, "address")
        return self


def read_settings(path: Path) -> MonitorFile:
    """The checked file."""
    return read_toml(path, MonitorFile)


def channel_arguments(name: str, table: dict[str, Any], file: str) -> tuple[str, dict[str, Any]]:
    """The import path of a channel and its arguments; secrets come from a file or the environment, never inline."""
    arguments = dict(table)
    path = arguments.pop("type", None)
    if not isinstance(path, str) or ":" not in path:
        raise ConfigError("name the channel as 'module:Class'", file=file, key=f"channel.{name}.type")
    if "password" in arguments:
        raise ConfigError("write password_file or password_env instead", file=file, key=f"channel.{name}.password")
    secret = _secret(name, arguments, file)
    if secret is not None:
        arguments["password"] = secret
    return path, arguments


def _secret(name: str, arguments: dict[str, Any], file: str) -> str | None:
    variable, secret_file = arguments.pop("password_env", None), arguments.pop("password_file", None)
    return secret(variable, secret_file, file, f"channel.{name}", "password")


def secret(variable: str | None, secret_file: Any, file: str, key: str, what: str) -> str | None:
    """A secret out of the environment, or else out of a file; None where neither is named."""
    if variable is not None:
        if variable not in os.environ:
            raise ConfigError(f"environment variable {variable} is not set", file=file, key=key)
        return os.environ[variable]
    if secret_file is None:
        return None
    try:
        return secret_text(Path(secret_file).expanduser())
    except (OSError, TypeError, ValueError) as error:
        cause = getattr(error, "strerror", None) or f"no ordinary file with a {what} in UTF-8"
        raise ConfigError(f"{secret_file!r}: {cause}", file=file, key=f"{key}.{what}_file") from error
