"""The real spiders read the newsroom through the proxy, unchanged: every endpoint is healthy and no entry is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from tests.fakeweb import FakeWeb
from tests.newsroom.days import evening
from tests.newsroom.entries import read_entries
from tests.newsroom.newsroom import Newsroom
from tests.shared import ROOT

CRAWL = """
import json, sys
from datetime import datetime
from pathlib import Path
from monitor.app.records import FetchPlan
from monitor.domain.model import Validators
from monitor.settings.sources import read_sources
from spiders.crawl import CrawlOptions, crawl

sources, _ = read_sources(Path("config/sources"))
plans = [
    FetchPlan(endpoint, source, Validators(), lambda identities: set())
    for source in sources.values()
    for endpoint in source.endpoints
    if not endpoint.key_env  # tests/e2e/test_keyed.py has those
]

def tell(batch):
    titles = [article.title for article in batch.articles]
    told = {"endpoint": batch.endpoint, "source": batch.source, "outcome": batch.outcome, "cause": batch.cause}
    print(json.dumps(told | {"titles": titles}), flush=True)

crawl(plans, tell, CrawlOptions("followup-test/0", "", now=datetime.fromisoformat(sys.argv[1])))
"""


@pytest.mark.e2e
def test_the_spiders_read_all_that_the_newsroom_holds() -> None:
    now = evening(date(2013, 8, 9))
    room = Newsroom(read_entries(), now)
    with FakeWeb(room.respond) as web:
        done = subprocess.run(
            [sys.executable, "-P", "-c", CRAWL, now.isoformat()],
            cwd=ROOT,
            env={**os.environ, **web.environment(), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    batches: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert {batch["endpoint"]: batch["cause"] for batch in batches if batch["outcome"] != "new"} == {}
    for source in ("bbc", "bloomberg", "nytimes", "reuters"):
        read = {title for batch in batches if batch["source"] == source for title in batch["titles"]}
        assert {entry.title for entry in room.entries(source)} <= read
