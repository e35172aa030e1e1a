"""What is wrong with a file is told by file, line and key, with a suggestion where something close is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.bootstrap import open_app
from monitor.errors import ConfigError
from monitor.settings.home import Home, make_home
from monitor.settings.main import read_settings
from monitor.settings.shelf import read_review_file
from monitor.settings.shipped import shipped
from monitor.settings.sources import read_sources
from monitor.store.migrate import upgrade

READER = '[[recipient]]\naddress = "a@desk.example"\nchannel = "mail"\n'
MAIL = '[channel.mail]\ntype = "monitor.deliver.smtp:SmtpChannel"\nhost = "h"\nport = 25\nsender = "a@b.example"\n'

SETTINGS = [
    ("[fetch]\ntimeout = 3\n", "2: fetch.timeout: unknown key; did you mean 'timeout_s'?"),
    ("\n[fetchh]\ntimeout_s = 3\n", "2: fetchh: unknown key; did you mean 'fetch'?"),
    ("[fetch]\nxyz = 3\n", "2: fetch.xyz: unknown key"),
    ("[fetch]\ncontact = ''\n[schedule]\nrun = ''\n\n[run]\nconcurrency = 3\n",
     "6: run: unknown key; it belongs under [schedule]"),
    ("[digest]\ncontact = 'a@desk.example'\n", "2: digest.contact: unknown key; it belongs under [fetch]"),
    ('[operations]\nheartbeat_run = "https://ping.example:99999/x"\n',
     "2: operations.heartbeat_run: it is no web address: Port out of range 0-65535"),
    ("[fetch]\ncontact = ''\ntimeout_s = 0\n", "3: fetch.timeout_s: Input should be greater than 0"),
    ("[fetch\n", "1: not TOML: Expected ']' at the end of a table declaration"),
    ("[fetch]\n\ntimeout_s = 3\ntimeout_s = 4\n", "4: not TOML: Cannot overwrite a value"),
    ('[digest]\ntimezone = "Europe/Berln"\n',
     "2: digest.timezone: no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?"),
    ('[digest]\ntimezone = "Q"\n', "2: digest.timezone: no time zone 'Q'; names look like Europe/Berlin"),
    (f'[schedule]\nrun = "{"1," * 200}1 * * * *"\n', "2: schedule.run: 409 characters are no line that cron takes"),
    ('[fetch]\ncontact = "a\\r\\nX: y"\n',
     "2: fetch.contact: it is one line, without line breaks or control characters"),
    ('[schedule]\nrun = "99 * * * *"\n', "2: schedule.run: minute '99' does not lie within 0-59"),
    (READER.replace("mail", "mial") + MAIL,
     "3: recipient[1].channel: no [channel.mial] is described; did you mean 'mail'?"),
    (READER + 'policy = "change"\n' + MAIL,
     "4: recipient[1].policy: Input should be 'always', 'changes' or 'weekly'; did you mean 'changes'?"),
    (READER + READER.replace("@", "") + MAIL,
     "5: recipient[2].address: 'adesk.example' is not a mail address such as analyst@desk.example"),
    (READER + READER.replace("a@desk", "A@desk") + MAIL,
     "5: recipient[2].address: A@desk.example is recipient[1] already: name its reviews and items there"),
    # The misspelt key is told, and not that the right one is missing.
    (READER.replace("address", "adress") + MAIL, "2: recipient[1].adress: unknown key; did you mean 'address'?"),
    (READER + READER + 'review = ["x"]\n' + MAIL, "7: recipient[2].review: unknown key; did you mean 'reviews'?"),
    ('[operations]\nheartbeat_run = "ping.example"\n',
     "2: operations.heartbeat_run: 'ping.example' is not an address that begins with http:// or https://"),
    ('[adjudicator]\nurl = "http://localhost/v1"\n', "1: adjudicator: name the model that answers at this address"),
]  # fmt: skip


@pytest.mark.parametrize("text,said", SETTINGS, ids=[said for _, said in SETTINGS])
def test_monitor_toml(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "monitor.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings(path)
    assert str(caught.value) == f"{path}:{said}"


HEAD = 'key = "bbc"\nname = "BBC"\ndomains = ["bbc.example"]\n'
ROUTE = '[[endpoint]]\nname = "front"\nurl = "https://bbc.example/feed"\nkind = "feed"\n'
ARCHIVE = '[[archive]]\nname = "map"\nurl = "https://bbc.example/{first}"\nkind = "sitemap"\n'

SOURCES = [
    (HEAD.replace("domains", "domain"), "3: domain: unknown key; did you mean 'domains'?"),
    (HEAD.replace('"bbc"', '"BBC!"'), "1: key: 'BBC!' is not a short name of small letters, digits and hyphens"),
    (HEAD + ROUTE.replace('"feed"', '"fed"'),
     "7: endpoint[1].kind: Input should be 'feed', 'sitemap', 'nyt_newswire' or 'nyt_search'; did you mean 'feed'?"),
    (HEAD + ROUTE.replace("https://", ""),
     "6: endpoint[1].url: 'bbc.example/feed' is not an address that begins with http:// or https://"),
    (HEAD + ROUTE.replace("bbc.example/", "bbc.example:99999/"),
     "6: endpoint[1].url: it is no web address: Port out of range 0-65535"),
    (HEAD + ROUTE.replace("bbc.example/", "me:secret@bbc.example/"),
     "6: endpoint[1].url: a name or a password does not belong in an address, for it would stand in logs and reports"),
    (HEAD + ARCHIVE.replace("bbc.example/", "me@bbc.example/"),
     "6: archive[1].url: a name or a password does not belong in an address, for it would stand in logs and reports"),
    (HEAD.replace('"BBC"', '"B\\nC"'), "2: name: it is one line, without line breaks or control characters"),
    (HEAD.replace('["bbc.example"]', '["https://bbc.example"]'),
     "3: domains[1]: 'https://bbc.example' is not a domain such as example.org"),
    (HEAD.replace('["bbc.example"]', '[""]'), "3: domains[1]: '' is not a domain such as example.org"),
    (HEAD + ROUTE.replace("/feed", "/\\u0000"),
     "6: endpoint[1].url: it is one line, without line breaks or control characters"),
    (HEAD + ROUTE.replace("bbc.example/", ":80/"),
     "6: endpoint[1].url: it is no web address: it names no host, or port 0"),
    (HEAD + ROUTE.replace("/feed", "/feed?api-key=secret"),
     "6: endpoint[1].url: the key does not belong here; name the variable that holds it in key_env"),
    (HEAD + ROUTE + ROUTE, "9: endpoint[2].name: two endpoints bear the name 'front'"),
    (HEAD + ROUTE + 'options = { keyword = "ignore" }\n',
     "8: endpoint[1].options.keyword: unknown option; did you mean 'keywords'?"),
    (HEAD + ROUTE + 'options = { every_hours = "3" }\n', "8: endpoint[1].options.every_hours: unknown option"),
    (HEAD + ARCHIVE.replace("{first}", "{frist}"), "6: archive[1].url: the template cannot be filled ('frist')"),
    (HEAD + ARCHIVE + ARCHIVE, "9: archive[2].name: two archives bear the name 'map'"),
    (HEAD + ARCHIVE + 'options = { children = "a", every_hour = "3" }\n',
     "8: archive[1].options.every_hour: unknown option; did you mean 'every_hours'?"),
]  # fmt: skip


@pytest.mark.parametrize("text,said", SOURCES, ids=[said for _, said in SOURCES])
def test_a_source_file(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bbc.toml"
    path.write_text(text, encoding="utf-8")
    sources, wrong = read_sources(tmp_path)
    assert sources == {}
    assert [str(error) for error in wrong] == [f"{path}:{said}"]


REVIEW = '[review]\nslug = "harbour"\ntitle = "Harbour"\ndate = 2026-03-01\n'
ITEM = '\n[[item]]\nkey = "bridge"\ntitle = "The bridge is to open"\nkind = "event"\n'
TUNNEL = ITEM.replace("bridge", "tunnel")

REVIEWS = [
    (REVIEW.replace("date", "dat") + ITEM, "4: review.dat: unknown key; did you mean 'date'?"),
    (REVIEW.replace("review", "revew"), "1: revew: unknown key; did you mean 'review'?"),
    (REVIEW.replace("slug", "#slug"), "1: review.slug: missing"),
    (REVIEW + ITEM + TUNNEL.replace("event", "agrement"),
     "14: item[2].kind: Input should be 'event', 'agreement', 'mechanism', 'decision', 'process' or 'obligation';"
     " did you mean 'agreement'?"),
    (REVIEW + ITEM + TUNNEL + ITEM, "17: item[3].key: two items bear the key 'bridge'"),
    (REVIEW + ITEM + 'due = { latest = 2026-05-01, precision = "mounth" }\n',
     "10: item[1].due.precision: Input should be 'day', 'week', 'month', 'quarter' or 'year'; did you mean 'month'?"),
    (REVIEW + ITEM + "due = { earliest = 2026-05-02, latest = 2026-05-01 }\n",
     "10: item[1].due.latest: latest 2026-05-01 lies before earliest 2026-05-02"),
    (REVIEW + ITEM + TUNNEL + 'due = { anchor = "brige" }\n',
     "15: item[2].due.anchor: 'brige' is no item of this review; did you mean 'bridge'?"),
    (REVIEW + ITEM + 'due = { anchor = "tunnel" }\n' + TUNNEL + 'due = { anchor = "bridge" }\n',
     "10: item[1].due.anchor: the dates hang on each other in a ring: bridge -> tunnel -> bridge"),
    (REVIEW + ITEM + 'due = { anchor = "bridge" }\n',
     "10: item[1].due.anchor: the dates hang on each other in a ring: bridge -> bridge"),
    (REVIEW + ITEM.replace("to open", "to\\nBcc: all@x.example"),
     "8: item[1].title: it is one line, without line breaks or control characters"),
    (REVIEW + ITEM + 'term = ["the bridge"]\n', "10: item[1].term: unknown key; did you mean 'terms'?"),
    (REVIEW + ITEM + "polarity = 5\n", "10: item[1].polarity: Input should be less than or equal to 1"),
    (REVIEW + ITEM + 'terms = ["the bridge", ""]\n', "10: item[1].terms[2]: String should have at least 1 character"),
    (REVIEW + ITEM + 'terms = ["the\\u0000bridge"]\n',
     "10: item[1].terms[1]: it is one line, without line breaks or control characters"),
    (REVIEW + ITEM + 'actors = ["\\t "]\n', "10: item[1].actors[1]: String should have at least 1 character"),
]  # fmt: skip


@pytest.mark.parametrize("text,said", REVIEWS, ids=[said for _, said in REVIEWS])
def test_a_review(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "harbour.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_review_file(path)
    assert str(caught.value) == f"{path}:{said}"


@pytest.mark.parametrize(
    "table,said",
    [
        (MAIL + 'usernam = "x"\n', "9: channel.mail.usernam: unknown key; did you mean 'username'?"),
        (MAIL + 'passwort_file = "x"\n', "9: channel.mail.passwort_file: unknown key; did you mean 'password_file'?"),
        (MAIL.replace("Smtp", "Smpt"), "5: channel.mail.type: "),
        (MAIL + 'password_env = "NOWHERE_SET"\n', "4: channel.mail: environment variable NOWHERE_SET is not set"),
        (MAIL + 'security = "ssl"\n', "9: channel.mail.security: Input should be 'starttls', 'tls' or 'none'"),
        (MAIL.replace("25", '"x"'), "7: channel.mail.port: Input should be a valid integer"),
        (MAIL.replace("25", "99999"), "4: channel.mail: no server can be asked by host 'h', port 99999, timeout_s 60"),
        (MAIL.replace('"h"', '"a..b"'), "4: channel.mail: no server can be asked by host 'a..b', port 25"),
        (MAIL + "timeout_s = -1\n", "4: channel.mail: no server can be asked by host 'h', port 25, timeout_s -1"),
        (MAIL.replace('"h"', '"h\\nx"'), "6: channel.mail.host: it is one line, without line breaks"),
        (MAIL.replace('host = "h"\n', ""), "4: channel.mail.host: missing"),
        (
            MAIL + 'username = "me"\npassword_file = "/dev/zero"\n',
            "10: channel.mail.password_file: '/dev/zero': no ordinary file with a password in UTF-8",
        ),
        (
            '[channel.mail]\ntype = "monitor.deliver.sendmail:SendmailChannel"\ncommand = "x"\ntimeout_s = -1\n',
            "4: channel.mail: timeout_s is more than 0 s, not -1",
        ),
        ('[channel.mail]\ntype = "..x:Y"\n', "5: channel.mail.type: the 'package' argument is required"),
        ('[channel.mail]\ntype = "builtins:int"\n', "5: channel.mail.type: it is no class of a channel"),
        ('[channel.mail]\ntype = "os:system"\n', "5: channel.mail.type: it is no class of a channel"),
        (
            '[channel.mail]\ntype = "monitor.deliver.file:FileChannel"\ndirectory = 3\n',
            "6: channel.mail.directory: Input is not a valid path",
        ),
    ],
)
def test_a_channel(tmp_path: Path, table: str, said: str) -> None:
    home, _ = make_home(tmp_path / "home")
    upgrade(home.database)
    home.config.write_text(READER + table, encoding="utf-8")
    with open_app(Home(home.root)) as app, pytest.raises(ConfigError) as caught:
        app.channel("mail")
    assert str(caught.value).startswith(f"{home.config}:{said}")


def test_what_we_ship_is_well() -> None:
    sources, wrong = read_sources(shipped("config", "sources"))
    assert wrong == []
    assert len(sources) > 3
