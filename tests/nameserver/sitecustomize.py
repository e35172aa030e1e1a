"""The name server of a program under test: with this folder in its PYTHONPATH, names resolve as `FAKE_NAMES` says.

`FAKE_NAMES` is `name=answer/answer ...`: each question gets the next answer, and the last one stays; an answer of two
addresses is `8.8.8.8+127.0.0.1`. Other names do not exist. It stands in the place of the machine's resolver, below
Python's own `socket`: the program, Scrapy and Twisted run unchanged.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Any


def resolve_as(names: Mapping[str, str]) -> None:
    """Answer so from now on, in this process."""
    real = socket.getaddrinfo
    left = {name: answers.split("/") for name, answers in names.items()}

    def resolve(host: Any, *arguments: Any, **more: Any) -> Any:
        if isinstance(host, str) and host[:1].isdigit():
            return real(host, *arguments, **more)
        if host not in left:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        answer = left[host].pop(0) if len(left[host]) > 1 else left[host][0]
        return [row for address in answer.split("+") for row in real(address, *arguments, **more)]

    socket.getaddrinfo = resolve


if given := os.environ.get("FAKE_NAMES"):
    resolve_as(dict(pair.split("=", 1) for pair in given.split()))
