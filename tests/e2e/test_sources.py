"""`followup sources add`, `test` and `record` as an operator calls them: from an address to a source and its sample."""

from __future__ import annotations

import os
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.settings.sources import SourceFile
from tests.fakeweb import Answer, FakeWeb, pages
from tests.newsroom.followup import Followup, program
from tests.spiders.samples import manifest, player
from tests.spiders.test_site import ANSWERS, HOME

AS_OF = "2026-03-15T12:00"


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    walled = Answer(403, {}, b"<html><title>Access Denied</title></html>")
    document = Answer(200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 and more")
    with FakeWeb(pages(ANSWERS | {"https://walled.example/": walled, "https://paper.example/": document})) as web:
        yield web


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory, web: FakeWeb) -> Followup:
    home = tmp_path_factory.mktemp("sources") / "home"
    Followup(home, {}).call("init", str(home))
    return Followup(home, web.environment())


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory, web: FakeWeb) -> Followup:
    """A home that has the gazette already."""
    home = tmp_path_factory.mktemp("known") / "home"
    Followup(home, {}).call("init", str(home))
    command = Followup(home, web.environment())
    command.call("sources", "add", HOME, "--write", "--as-of", AS_OF)
    return command


def test_an_address_becomes_a_source_with_its_sample(command: Followup, tmp_path: Path) -> None:
    text = command.call("sources", "add", HOME, "--as-of", AS_OF)
    file = command.home / "sources" / "gazette.toml"
    assert not file.exists()
    assert "left out: https://www.gazette.example/broken.atom: neither a feed nor a sitemap" in text
    assert "gave 12 entries, the newest of" in text
    source = SourceFile.model_validate(tomllib.loads(text)).source()
    assert (source.key, source.language, source.domains) == ("gazette", "fr", ("gazette.example",))
    assert {endpoint.key for endpoint in source.endpoints} >= {"gazette/monde", "gazette/economie"}
    assert command.call("sources", "add", HOME, "--write", "--as-of", AS_OF) == text == file.read_text("utf-8")

    found = command.json("sources", "test", "gazette", "--as-of", AS_OF)
    assert {row["endpoint"]: row["outcome"] for row in found} == dict.fromkeys(
        sorted(endpoint.key for endpoint in source.endpoints), "new"
    )
    sample = tmp_path / "sample"
    recorded = command.json("sources", "record", "gazette", "--to", str(sample), "--as-of", AS_OF)
    assert [row["entries"] for row in recorded] == [row["entries"] for row in found]
    with FakeWeb(player(sample)) as web:
        played = Followup(command.home, web.environment()).json("sources", "test", "gazette", "--as-of", AS_OF)
    given = {each["endpoint"]: (each["outcome"], each["entries"]) for each in manifest(sample)["reading"]}
    assert {row["endpoint"]: (row["outcome"], row["entries"]) for row in played} == given


@pytest.mark.parametrize(
    "arguments,code,cause",
    [
        (("add", HOME, "--write"), 78, "gazette.toml: is there already; it stays as it is"),
        (
            ("add", "https://walled.example/"),
            2,
            "https://walled.example/: access denied (HTTP 403); walls are not climbed",
        ),
        (("add", "paper.example"), 2, "https://paper.example/: neither a web page, a feed nor a sitemap stands there"),
        (
            ("add", f"{HOME}nowhere"),
            2,
            "source gazette has gazette.example already; see: followup sources test gazette",
        ),
        (("record", "gazette", "--to", "/proc/sample"), 78, "/proc/sample: cannot be written"),
        (("test", "herald"), 2, "no source 'herald' is configured"),
    ],
)
def test_what_cannot_be_added_or_kept_is_named(
    known: Followup, arguments: tuple[str, ...], code: int, cause: str
) -> None:
    words = [program(), "sources", *arguments, "--as-of", AS_OF, "--home", str(known.home)]
    done = subprocess.run(words, env=os.environ | known.environment, capture_output=True, text=True)
    assert (done.returncode, cause in " ".join(done.stderr.split())) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
