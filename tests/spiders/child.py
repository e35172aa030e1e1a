"""The child of tests/spiders/drive.py: a job on stdin, what came out on stdout."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import sys
import time
from typing import Any

from monitor.domain.model import EndpointBatch
from monitor.errors import StoreBusy
from spiders.crawl import CrawlOptions, crawl, explore


def resolve_as(hosts: dict[str, str]) -> None:
    """Be the name server, before Twisted is imported: names of `hosts` resolve as they say, all others not at all.

    Of several addresses (`8.8.8.8 127.0.0.1`) each question gets the next; the last one stays.
    """
    real = socket.getaddrinfo
    left = {host: addresses.split() for host, addresses in hosts.items()}

    def resolve(host: str, *arguments: Any, **more: Any) -> Any:
        if host not in left:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        address = left[host].pop(0) if len(left[host]) > 1 else left[host][0]
        return real(address, *arguments, **more)

    socket.getaddrinfo = resolve  # type: ignore[assignment]


def main() -> int:
    job = pickle.load(sys.stdin.buffer)
    # A shell gives its background jobs an ignored SIGINT, and this process would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if job["hosts"]:
        resolve_as(job["hosts"])
    batches: list[EndpointBatch] = []

    def sink(batch: EndpointBatch) -> None:
        batches.append(batch)
        if job["sink"] == "fails":
            raise StoreBusy("the database is held by another process")
        if job["sink"].startswith("SIG") and len(batches) == 1:
            os.kill(os.getpid(), signal.Signals[job["sink"]])

    options = CrawlOptions(**({"user_agent": "followup-monitor/0.1", "contact": "ops@example.org"} | job["options"]))
    if "explore" in job:
        site = explore(job["explore"], options)
        sys.stdout.buffer.write(pickle.dumps({"batches": [], "site": site}))
        return 0
    began = time.monotonic()
    code = 0
    try:
        crawl(job["plans"], sink, options)
    except StoreBusy:
        code = 9
    except KeyboardInterrupt:
        code = 130
    told = {"batches": batches, "seconds": time.monotonic() - began, "modules": frozenset(sys.modules)}
    sys.stdout.buffer.write(pickle.dumps(told))
    return code


if __name__ == "__main__":
    sys.exit(main())
