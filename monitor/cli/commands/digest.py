"""`followup digest`: the morning's mail."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from monitor.app.context import App, Reader
from monitor.app.digest import Letter
from monitor.app.ports import DeliveryState, OutboxEntry
from monitor.cli import program, show
from monitor.cli.options import Moment, with_app
from monitor.domain.digest import Digest
from monitor.errors import ConfigError, InputError, NotFound


@click.command()
@click.option("--since", type=Moment(), help="Tell what is new after this; else after the last digest, else a day.")
@click.option("--to-file", type=click.Path(path_type=Path), help="Write the message to FILE.eml and send nothing.")
@click.option("--send", is_flag=True, help="Send to every [[recipient]] by its channel, and what waits in the outbox.")
@click.option("--print", "show_text", is_flag=True, help="Print the text part (the default).")
@click.option("--for", "address", help="The recipient whose digest is shown or written.")
@with_app
def digest(
    app: App, since: datetime | None, to_file: Path | None, send: bool, show_text: bool, address: str | None
) -> int:
    """Make the digest as of now (--as-of) and print, write or send it."""
    if send:
        return _send(app, since)
    from monitor.app.digest import make_digest

    reader = _reader(app, address)
    letter = lay_out(app, make_digest(app, reader, since), reader.address, app.clock.now())
    if to_file:
        _write(to_file, letter.message)
        show.note(f"wrote {to_file}")
    if show_text or not to_file:
        click.echo(letter.text)
    return program.OK


def _reader(app: App, address: str | None) -> Reader:
    """The named recipient, the first of the settings, or anybody: a digest can be made without a recipient."""
    if address is None:
        return app.readers[0] if app.readers else Reader("reader@localhost")
    for reader in app.readers:
        if reader.address == address:
            return reader
    raise NotFound(f"no recipient {address!r} stands in monitor.toml")


def lay_out(app: App, digest: Digest, address: str, now: datetime) -> Letter:
    """The digest as a message."""
    from monitor.render.digest import render
    from monitor.render.message import compose

    rendered, head = render(digest), app.letterhead
    message = compose(
        rendered,
        digest,
        sender=head.sender,
        recipient=address,
        list_id=head.list_id,
        unsubscribe=head.unsubscribe or None,
        now=now,
    )
    return Letter(digest, rendered.text, message)


def _write(path: Path, message: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(message)
    except OSError as error:
        raise InputError(error.strerror or "cannot be written", source=str(path)) from error


def _send(app: App, since: datetime | None) -> int:
    from monitor.app.digest import post

    if not app.readers:
        raise ConfigError("nobody is to get the digest; describe a [[recipient]]", file="monitor.toml", key="recipient")
    entries = post(app, lambda made, address, now: lay_out(app, made, address, now), since)
    for entry in entries:
        _tell(entry)
    return _code(entries)


def _tell(entry: OutboxEntry) -> None:
    if entry.state is DeliveryState.SENT:
        show.note(f"sent to {entry.recipient}")
    else:
        show.trouble(f"digest for {entry.recipient} by {entry.channel}: {entry.state.value}: {entry.cause}")


def _code(entries: list[OutboxEntry]) -> int:
    """Temporary where all that is left can be tried again, undelivered where somebody will not get his digest."""
    states = {entry.state for entry in entries}
    if states & {DeliveryState.FAILED, DeliveryState.UNCERTAIN}:
        return program.UNDELIVERED
    return program.TEMPORARY if DeliveryState.READY in states else program.OK
