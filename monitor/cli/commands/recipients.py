"""`followup recipients`: who reads, and who wants no more of it."""

from __future__ import annotations

import re
import sys
from email import message_from_binary_file, policy

import click

from monitor.app.context import App, Reader
from monitor.cli import show
from monitor.cli.group import Group
from monitor.cli.options import format_option, with_app
from monitor.errors import InputError, NotFound

_TOKEN = re.compile(r"\b[0-9a-f]{32}\b")


@click.group(cls=Group)
def recipients() -> None:
    """Who reads the digests, and who has unsubscribed."""


@recipients.command(name="list")
@with_app
@format_option()
def list_readers(app: App, form: str) -> None:
    """Every [[recipient]] of monitor.toml, and when the last digest was made for it."""
    gone = app.store.unsubscribed()
    rows = [_row(app, reader, gone.get(reader.address.lower()) is not None) for reader in app.readers]
    if form != "text":
        show.data(rows, form)
    elif rows:
        show.table("", list(rows[0]), [row.values() for row in rows])


def _row(app: App, reader: Reader, gone: bool) -> dict[str, str]:
    last = app.store.last_digest(reader.address)
    return {
        "address": reader.address,
        "follows": ", ".join((*reader.reviews, *reader.items)) or "all",
        "policy": "unsubscribed" if gone else reader.policy,
        "zone": str(reader.zone),
        "alerts": "yes" if reader.alerts else "no",
        "channel": reader.channel,
        "last": last.isoformat() if last else "",
    }


@recipients.command()
@click.argument("who", required=False)
@click.option("--mail", is_flag=True, help="Read a mail from standard input that asks for it (an alias' pipe).")
@with_app
def stop(app: App, who: str | None, mail: bool) -> None:
    """Send nothing more to WHO: an address, or the token of its unsubscription."""
    reader = _find(app, _asked_by_mail() if mail else who)
    app.store.unsubscribe(reader.address, app.clock.now())
    click.echo(f"{reader.address} gets nothing more")


@recipients.command()
@click.argument("who")
@with_app
def resume(app: App, who: str) -> None:
    """Send to WHO again."""
    reader = _find(app, who)
    app.store.resubscribe(reader.address)
    click.echo(f"{reader.address} gets the digest again")


def _asked_by_mail() -> str:
    """The token in the mail's subject. Its From is not asked: anybody can write one."""
    message = message_from_binary_file(sys.stdin.buffer, policy=policy.default)
    found = _TOKEN.search(str(message.get("Subject", "")))
    if found is None:
        raise InputError("its subject holds no token of an unsubscription", source="the mail")
    return found[0]


def _find(app: App, who: str | None) -> Reader:
    if who is None:
        raise InputError("name an address or a token, or pipe a mail in with --mail")
    for reader in app.readers:
        if who.lower() in (reader.address.lower(), reader.token):
            return reader
    raise NotFound(f"no recipient {who!r} stands in monitor.toml; see: followup recipients list")
