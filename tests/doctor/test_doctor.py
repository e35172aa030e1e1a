"""`followup doctor` on homes that are broken in one way each: what it finds, what it says to do, its exit code."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from packaging.requirements import Requirement

from monitor.app.records import DeliveryState
from monitor.cli.program import exit_code
from monitor.doctor import Finding, Level, machine
from monitor.domain.model import EndpointBatch, Outcome
from monitor.errors import MonitorError
from monitor.store import SqlStore
from monitor.store.backups import dated_backup
from tests.deliver.servers import SECRET, USER, Authority, Manners, free_port, mail_server
from tests.e2e.home import Inside
from tests.store.rows import rows

NOW = datetime.now(UTC)
ITEM = '\n[[item]]\nkey = "bridge"\ntitle = "The bridge is to open"\nkind = "event"\n'


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home in which nothing is wrong, and whose commands were done just now."""
    with publisher(200) as address:
        yield _sound(tmp_path_factory.mktemp("sound") / "home", address)


def _sound(home: Path, address: str) -> Path:
    Inside(home)("init")
    for path in (home / "sources").iterdir():
        path.unlink()
    settings = (home / "monitor.toml").read_text(encoding="utf-8").replace('contact = ""', 'contact = "a@desk.example"')
    reader = '\n[[recipient]]\naddress = "a@desk.example"\nchannel = "file"\n'
    (home / "monitor.toml").write_text(settings + reader, encoding="utf-8")
    _gazette(home, address)
    _review(home)
    with SqlStore(home / "followup.db") as store:
        run = store.begin_run(datetime.now(UTC), datetime.now(UTC), "test")
        store.save_batches([EndpointBatch("gazette/front", "gazette", Outcome.NEW)], run, datetime.now(UTC))
        store.end_run(run, "ok", datetime.now(UTC), {}, [])
        for job in ("run", "digest", "backup"):
            store.note_job(job, datetime.now(UTC))
    return home


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "home"))


def examined(home: Path) -> tuple[int, list[dict[str, str]]]:
    """Exit code and findings; whatever is wrong or missing has to say what to do."""
    from click.testing import CliRunner

    from monitor.cli.program import program

    result = CliRunner().invoke(program, ["doctor", "--home", str(home), "--format", "json"], standalone_mode=False)
    assert result.exception is None, result.exception
    found = json.loads(result.stdout)
    assert [each for each in found if each["level"] != "ok" and not each["do"]] == []
    return int(result.return_value), found


def wrong(found: list[dict[str, str]]) -> list[tuple[str, str]]:
    # Whether the extra for chat is there is the machine's affair.
    return [(each["check"], each["level"]) for each in found if each["level"] != "ok" and each["check"] != "packages"]


def test_where_nothing_is_wrong_it_says_so(home: Path) -> None:
    code, found = examined(home)
    assert (code, wrong(found)) == (0, [])
    checks = {each["check"] for each in found}
    assert checks == {
        "packages",
        "sqlite",
        "disk",
        "settings",
        "files",
        "database",
        "clock",
        "sources",
        "mail",
        "schedule",
    }


def test_it_speaks_in_lines_of_eighty_columns(home: Path) -> None:
    _settings(home, "timeout_s = 30", "timeout = 30")
    result = Inside(home)("doctor", accept=0)  # the code comes as a return value, which this way of calling drops
    lines = result.splitlines()
    assert any(line.startswith("broken   settings") for line in lines)
    assert any(line.strip().startswith("-> mend it there") for line in lines)
    assert [line for line in lines if len(line) > 80 and str(home) not in line] == []


def _review(home: Path, sources: str = '"gazette"') -> None:
    text = f'[review]\nslug = "harbour"\ntitle = "Harbour"\ndate = 2026-03-01\nsources = [{sources}]\n{ITEM}'
    (home / "reviews" / "harbour.toml").write_text(text, encoding="utf-8")
    Inside(home)("items", "sync")


def _settings(home: Path, old: str, new: str) -> None:
    path = home / "monitor.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _channel(home: Path, kind: str, **keys: object) -> None:
    """The reader is to be reached by another way."""
    _settings(home, '\nchannel = "file"', '\nchannel = "other"')
    table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    with (home / "monitor.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[channel.other]\ntype = "{kind}"\n{table}')


def _version(home: Path, version: str) -> None:
    with closing(sqlite3.connect(home / "followup.db")) as db:
        db.execute("UPDATE alembic_version SET version_num = ?", (version,))
        db.commit()


def _damage(home: Path) -> None:
    dated_backup(home / "followup.db", home / "backups")
    (home / "followup.db").write_bytes(b"no database at all" * 1000)


def _store(act: Callable[[SqlStore], Any]) -> Callable[[Path], None]:
    def done(home: Path) -> None:
        with SqlStore(home / "followup.db") as store:
            act(store)

    return done


def _delivery(state: DeliveryState, cause: str) -> Callable[[Path], None]:
    def act(store: SqlStore) -> None:
        entry = store.enqueue("d", "a@desk.example", "file", b"", datetime.now(UTC))
        store.set_delivery(entry.id, state, datetime.now(UTC), cause)

    return _store(act)


def _gazette(home: Path, address: str) -> None:
    endpoint = f'[[endpoint]]\nname = "front"\nurl = "{address}"\nkind = "feed"\n'
    text = f'key = "gazette"\nname = "Gazette"\ndomains = ["gazette.example"]\n{endpoint}'
    (home / "sources" / "gazette.toml").write_text(text, encoding="utf-8")


def _source(home: Path, *, read: bool) -> None:
    """A cited source whose only route does not answer."""
    _gazette(home, f"http://localhost:{free_port()}/feed")
    rows(home / "followup.db", "DELETE FROM endpoint_readings")
    if not read:
        return
    with SqlStore(home / "followup.db") as store:
        for hour in range(9, 0, -1):
            at = datetime.now(UTC) - timedelta(hours=hour)
            run = store.begin_run(at, at, "test")
            batch = EndpointBatch("gazette/front", "gazette", Outcome.UNREACHABLE, cause="no route to host")
            store.save_batches([batch], run, at)


def _unread_key(home: Path) -> None:
    """A source that nobody cites, whose key cannot be read."""
    endpoint = (
        '[[endpoint]]\nname = "api"\nurl = "https://wire.example/"\nkind = "nyt_newswire"\nkey_env = "WIRE_KEY"\n'
    )
    text = f'key = "wire"\nname = "Wire"\ndomains = ["wire.example"]\n{endpoint}'
    (home / "sources" / "wire.toml").write_text(text, encoding="utf-8")
    (home / "keys" / "WIRE_KEY").mkdir()


SMTP = "monitor.deliver.smtp:SmtpChannel"
BROKEN: list[tuple[str, Callable[[Path], object], str, str, str, str, int]] = [
    # what, how, check, level, says, do, code
    ("key", lambda h: _settings(h, "timeout_s = 30", "timeout = 30"), "settings", "broken",
     "monitor.toml:6: fetch.timeout: unknown key; did you mean 'timeout_s'?", "docs/configuration.md", 78),
    ("contact", lambda h: _settings(h, 'contact = "a@desk.example"', ""), "settings", "note", "publishers",
     "contact", 0),
    ("reader", lambda h: _settings(h, '\n[[recipient]]\naddress = "a@desk.example"\nchannel = "file"', ""), "settings",
     "note", "nobody is to get the digest", "[[recipient]]", 0),
    ("source", lambda h: (h / "sources" / "x.toml").write_text('key = "x"\n'), "files", "broken", "x.toml", "left out",
     78),
    ("review", lambda h: (h / "reviews" / "x.toml").write_text("[review"), "files", "broken", "x.toml: not TOML",
     "left out", 78),
    ("api key", _unread_key, "files", "trouble", "keys/WIRE_KEY: WIRE_KEY: the key cannot be read", "take it away", 3),
    ("none cited", lambda h: _review(h, ""), "files", "trouble", "cites no source",
     "sources = [...] under [review]", 3),
    ("cited", lambda h: _review(h, '"herald"'), "files", "trouble", "cites 'herald'", "followup sources add", 3),
    ("empty", lambda h: (h / "reviews" / "harbour.toml").unlink(), "files", "note", "no review",
     "followup review add", 0),
    ("none", lambda h: (h / "followup.db").unlink(), "database", "broken", "no database here",
     "followup db upgrade", 78),
    ("old", lambda h: _version(h, "0001"), "database", "broken", "schema 0001", "followup db upgrade", 78),
    ("new", lambda h: _version(h, "0999"), "database", "broken", "schema 0999", "install the newer program", 78),
    ("bad", _damage, "database", "broken", "this is no database", "followup db restore {home}/backups/followup-2", 78),
    ("clock", _store(lambda s: s.begin_run(NOW, datetime.now(UTC) + timedelta(days=2), "t")), "clock", "trouble",
     "a run was begun at", "timedatectl", 3),
    ("secret", lambda h: _channel(h, SMTP, host="localhost", port=25, sender="a@b.example",
     password_env="NOWHERE_SET"), "mail", "broken", "NOWHERE_SET is not set", "{channel}", 78),
    ("smtp", lambda h: _channel(h, SMTP, host="localhost", port=free_port(),
     sender="a@b.example"), "mail", "trouble", "no connection", "goes out by itself", 3),
    ("folder", lambda h: _channel(h, "monitor.deliver.file:FileChannel", directory="monitor.toml/mail"), "mail",
     "trouble", "may be written", "mend {channel}", 3),
    ("maildir", lambda h: _channel(h, "monitor.deliver.maildir:MaildirChannel", path="monitor.toml"), "mail", "trouble",
     "may be written", "mend {channel}", 3),
    ("command", lambda h: _channel(h, "monitor.deliver.sendmail:SendmailChannel",
     command="no-such-sendmail -i"), "mail",
     "trouble", "no-such-sendmail is no command", "mend {channel}", 3),
    ("wish", lambda h: _settings(h, '\nchannel = "file"', '\nreviews = ["harber"]'), "mail", "trouble",
     "no review 'harber'", "[[recipient]]", 3),
    ("late", _store(lambda s: s.note_job("run", NOW - timedelta(days=2))), "schedule", "trouble", "was due since",
     "followup run --home", 3),
    ("failed", _delivery(DeliveryState.FAILED, "550 no such reader"), "outbox", "trouble", "550 no such reader",
     "followup outbox again", 3),
    ("uncertain", _delivery(DeliveryState.UNCERTAIN, "no answer"), "outbox", "trouble", "uncertain: 1",
     "outbox list", 3),
    ("waits", _delivery(DeliveryState.READY, "450 busy"), "outbox", "note", "450 busy", "digest --send", 0),
    ("log", lambda h: _settings(h, "[digest]", '[operations]\nlog = "no/such/log"\n[digest]'), "signs", "trouble",
     "no/such", "[operations] log", 3),
]  # fmt: skip


@pytest.mark.parametrize("what,act,check,level,says,do,code", BROKEN, ids=[case[0] for case in BROKEN])
def test_what_is_wrong_is_found_and_the_way_out_told(
    home: Path, what: str, act: Callable[[Path], object], check: str, level: str, says: str, do: str, code: int
) -> None:
    act(home)
    got, found = examined(home)
    assert wrong(found) == [(check, level)]
    (one,) = (each for each in found if each["level"] != "ok" and each["check"] == check)
    assert says in one["says"]
    assert do.format(home=home, channel="[channel.other]") in one["do"]
    assert got == code


@pytest.mark.parametrize("read,level,says", [(True, "trouble", "gazette: failing"), (False, "note", "gazette: never")])
def test_a_source_that_is_cited_and_does_not_answer(home: Path, read: bool, level: str, says: str) -> None:
    _source(home, read=read)
    code, found = examined(home)
    assert wrong(found) == [("network", "trouble"), ("sources", level)]
    assert code == 3
    assert says in next(each["says"] for each in found if each["check"] == "sources")


def test_a_mail_server_is_tried_as_far_as_its_login(home: Path, tmp_path: Path) -> None:
    authority, manners = Authority(tmp_path), Manners()
    (home / "password").write_text(SECRET, encoding="utf-8")
    with mail_server(manners, authority) as port:
        keys = {"host": "localhost", "port": port, "username": USER, "sender": "a@b.example", "timeout_s": 5}
        files = {"ca_file": str(authority.file), "password_file": str(home / "password")}
        _channel(home, SMTP, **keys, **files)
        assert wrong(examined(home)[1]) == []
        (home / "password").write_text("guess", encoding="utf-8")
        code, found = examined(home)
    assert (code, wrong(found), manners.taken) == (3, [("mail", "trouble")], [])
    assert "refused the login: 535" in next(each["says"] for each in found if each["check"] == "mail")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_may_not_be_written(home: Path) -> None:
    (home / "followup.db").chmod(0o400)
    code, found = examined(home)
    assert (code, ("rights", "broken") in wrong(found)) == (78, True)


def test_a_home_that_is_none_is_told_by_its_code(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from monitor.cli.program import program

    result = CliRunner().invoke(program, ["doctor", "--home", str(tmp_path)], standalone_mode=False)
    assert isinstance(result.exception, MonitorError)
    assert exit_code(result.exception) == 78


@pytest.mark.parametrize("rest,level", [(400e6, Level.OK), (120e6, Level.TROUBLE), (10e6, Level.BROKEN)])
def test_room_for_a_copy_of_the_database(tmp_path: Path, rest: float, level: Level) -> None:
    """A file with a hole takes no room and has the size; `rest` is what a copy would leave of the disk."""
    free, database = shutil.disk_usage(tmp_path).free, tmp_path / "followup.db"
    size = (free - rest) / (2 if level is Level.OK else 1)
    with database.open("wb") as file:
        file.truncate(int(size))
    found = machine.disk(tmp_path, database)
    assert found.level is level
    assert level is Level.OK or "followup db prune --dry-run" in found.do


@pytest.mark.parametrize("needed,said", [
    ("click>=8", ""), ("click>=99", "click is "), ("no-such-package-here>=1", "no-such-package-here is not installed"),
])  # fmt: skip
def test_a_package_that_is_missing_or_too_old(needed: str, said: str) -> None:
    found = machine._lack(Requirement(needed))
    assert found.startswith(said)
    assert bool(found) == bool(said)


@contextmanager
def publisher(code: int, **headers: str) -> Iterator[str]:
    """An address whose host answers robots.txt with these headers, and with the time where none is given."""

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(code if self.path == "/robots.txt" else 500)
            for name, value in ({"Date": _dated()} if code == 200 and not headers else headers).items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/feed.xml"
        server.shutdown()


def _dated(**ago: float) -> str:
    return format_datetime(datetime.now(UTC) - timedelta(**ago), usegmt=True)


@pytest.mark.parametrize(
    ("code", "headers", "check", "level"),
    [
        (200, {"Date": _dated()}, "clock", Level.OK),
        (404, {"Date": _dated()}, "clock", Level.OK),
        (200, {"Date": _dated(hours=2)}, "clock", Level.TROUBLE),
        (200, {"Date": _dated(hours=2), "Age": "7200"}, "clock", Level.OK),
        (404, {}, "network", Level.TROUBLE),
        (200, {"Date": "yesterday"}, "network", Level.TROUBLE),
    ],
)
def test_the_clock_beside_that_of_a_publisher(code: int, headers: dict[str, str], check: str, level: Level) -> None:
    with publisher(code, **headers) as address:
        found: Finding = machine.clock_of_others(datetime.now(UTC), address, "followup-monitor/test")
    assert (found.check, found.level) == (check, level)


def test_after_a_restore_it_is_known_that_backups_were_made(home: Path) -> None:
    rows(home / "followup.db", "DELETE FROM jobs WHERE name = 'backup'")
    assert ("schedule", "note") in wrong(examined(home)[1])
    backup = dated_backup(home / "followup.db", home / "backups")
    Inside(home)("db", "restore", str(backup))
    assert examined(home)[0] == 0
    (line,) = [each for each in examined(home)[1] if each["says"].startswith("backup was")]
    assert (line["level"], line["says"][-20:-4]) == ("ok", f"{datetime.now(UTC):%Y-%m-%d %H:%M}")
