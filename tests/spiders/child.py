"""The child of tests/spiders/drive.py: a job on stdin, what came out on stdout."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time

from monitor.domain.model import EndpointBatch
from monitor.errors import StoreBusy
from spiders.crawl import CrawlOptions, crawl, explore
from tests.nameserver.sitecustomize import resolve_as


def main() -> int:
    job = pickle.load(sys.stdin.buffer)
    # A shell gives its background jobs an ignored SIGINT, and this process would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if job["hosts"]:  # before Twisted looks at them
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
