"""`[channel.<name>]`: what the class of a channel is made with, each argument checked by what the class says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from inspect import Parameter, signature
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from monitor.errors import ConfigError
from monitor.settings.toml import ONE_LINE, nearest


def checked_arguments(
    made: Callable[..., Any], table: Iterable[str], arguments: Mapping[str, Any], name: str
) -> dict[str, Any]:
    """The arguments as the class takes them; ConfigError names a key that it lacks, knows not, or reads otherwise.

    `table` are the keys as they stand in the file, where a password is named by its file or variable.
    """
    takes, hints = _taken(made, name)
    if not any(each.kind is Parameter.VAR_KEYWORD for each in takes.values()):
        _refuse_unknown(takes, table, name)
    for key, each in takes.items():
        if each.default is each.empty and each.kind is not Parameter.VAR_KEYWORD and key not in arguments:
            raise ConfigError("missing", key=f"channel.{name}.{key}")
    return {key: _typed(value, hints.get(key, Any), f"channel.{name}.{key}") for key, value in arguments.items()}


def _taken(made: Callable[..., Any], name: str) -> tuple[Mapping[str, Parameter], Mapping[str, Any]]:
    takes: Mapping[str, Parameter] = {}
    hints: Mapping[str, Any] = {}
    with suppress(TypeError, ValueError, NameError):  # what has no signature is no channel either
        takes, hints = signature(made).parameters, get_type_hints(made.__init__)
    if not callable(getattr(made, "send", None)):
        raise ConfigError("it is no class of a channel, for it sends nothing", key=f"channel.{name}.type")
    return takes, hints


def _refuse_unknown(takes: Mapping[str, Parameter], table: Iterable[str], name: str) -> None:
    """ConfigError, with a suggestion, for a key that the class of a channel does not take."""
    known = {"type", *takes} | ({"password_file", "password_env"} if "password" in takes else set())
    for key in table:
        if key not in known:
            raise ConfigError(f"unknown key{nearest(key, known)}", key=f"channel.{name}.{key}")


def _typed(value: Any, hint: Any, key: str) -> Any:
    if isinstance(value, str) and not re.fullmatch(ONE_LINE, value):
        raise ConfigError("it is one line, without line breaks or control characters", key=key)
    try:
        return TypeAdapter(hint).validate_python(value)
    except ValidationError as error:
        raise ConfigError(error.errors(include_url=False)[0]["msg"], key=key) from error
