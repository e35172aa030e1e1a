"""The real crawl in a process of its own (Twisted's reactor starts once), through the fake web.

batches, web = crawl(endpoints, respond)
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.domain.model import Endpoint, EndpointBatch, EndpointKind, Source, Validators
from monitor.domain.site import Site
from tests.fakeweb import Answer, Asked, FakeWeb

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
NOTHING_KEPT = Validators()
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Given:
    """A plan that can travel to another process: what is known is a set."""

    endpoint: Endpoint
    source: Source
    validators: Validators = field(default_factory=Validators)
    stored: frozenset[str] = frozenset()
    secret: str = ""

    def known(self, identities: Sequence[str]) -> set[str]:
        return set(self.stored.intersection(identities))


@dataclass(frozen=True)
class Crawled:
    """What came out: batches in the order of the sink's calls, what was asked, what was said."""

    batches: list[EndpointBatch]
    asked: list[Asked]
    stderr: str
    code: int
    seconds: float = 0.0
    site: Site | None = None
    modules: frozenset[str] = field(default_factory=frozenset)

    def batch(self, name: str) -> EndpointBatch:
        (found,) = (batch for batch in self.batches if batch.endpoint.endswith(f"/{name}"))
        return found


def plan(
    url: str,
    name: str = "world",
    *,
    kind: EndpointKind = EndpointKind.FEED,
    validators: Validators = NOTHING_KEPT,
    stored: Sequence[str] = (),
    source: str = "bbc",
    domains: tuple[str, ...] = (),
    **endpoint: Any,
) -> Given:
    """One endpoint. Its key is chosen so that it is asked conditionally at NOW."""
    return Given(
        Endpoint(f"{source}/{name}", source, url, kind, **({"least_entries": 0} | endpoint)),
        Source(source, source.upper(), domains, source),
        validators,
        frozenset(stored),
    )


def crawl(
    plans: Sequence[Given],
    respond: Callable[[str, Mapping[str, str]], Answer] | None,
    *,
    env: Mapping[str, str] | None = None,
    timeout: float = 60,
    sink: str = "",
    hosts: Mapping[str, str] | None = None,
    **options: Any,
) -> Crawled:
    """Crawl in a child process; without `respond` no proxy is used, and names resolve as `hosts` says."""
    job = {"plans": list(plans), "options": {"now": NOW, "timeout_s": 5} | options, "sink": sink, "hosts": hosts}
    inherited = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment = {**inherited, "PYTHONWARNINGS": "error", **(env or {})}
    if respond is None:
        return _child(job, environment, [], timeout)
    with FakeWeb(respond) as web:
        return _child(job, environment | web.environment(), web.requests, timeout)


def explore(url: str, respond: Callable[[str, Mapping[str, str]], Answer]) -> Site:
    """Explore a site in a child process."""
    job: dict[str, Any] = {
        "explore": url,
        "options": {"now": NOW, "timeout_s": 5},
        "sink": "",
        "hosts": None,
        "plans": [],
    }
    with FakeWeb(respond) as web:
        crawled = _child(job, {**os.environ, "PYTHONWARNINGS": "error"} | web.environment(), web.requests, 60)
    assert (crawled.code, crawled.stderr) == (0, "")
    assert crawled.site is not None
    return crawled.site


def _child(job: Mapping[str, Any], environment: Mapping[str, str], asked: list[Asked], timeout: float) -> Crawled:
    done = subprocess.run(
        [sys.executable, "-m", "tests.spiders.child"],
        input=pickle.dumps(job),
        env=environment,
        capture_output=True,
        timeout=timeout,
        cwd=ROOT,
    )
    told = pickle.loads(done.stdout) if done.stdout else {"batches": []}
    return Crawled(asked=list(asked), stderr=done.stderr.decode(), code=done.returncode, **told)
