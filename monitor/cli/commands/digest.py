"""`followup digest`: the morning's mail."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime
from pathlib import Path

import click

from monitor.app.context import App, Reader
from monitor.app.digest import present
from monitor.app.post import Letter
from monitor.app.records import DeliveryState, OutboxEntry
from monitor.cli import program, show
from monitor.cli.options import Moment, warn_of_future, with_app
from monitor.cli.unattended import attended
from monitor.domain.digest import Digest
from monitor.errors import ConfigError, InputError, NotFound


@click.command()
@click.option("--since", type=Moment(), help="Tell what is new after this; else after the last digest, else a day.")
@click.option("--to-file", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the message to FILE (.eml is added where it has no ending) and send nothing.")  # fmt: skip
@click.option("--send", is_flag=True, help="Send to every [[recipient]] by its channel, and what waits in the outbox.")
@click.option("--print", "show_text", is_flag=True, help="Print the text part (the default).")
@click.option("--for", "address", help="The recipient whose digest is shown or written.")
@click.option("--alerts", is_flag=True, help="Instead one message for each item that closed or reopened.")
@with_app
def digest(
    app: App,
    since: datetime | None,
    to_file: Path | None,
    send: bool,
    show_text: bool,
    address: str | None,
    alerts: bool,
) -> int:
    """Make the digest as of now (--as-of) and print, write or send it.

    With --alerts only what closed or reopened since the reader was last told anything; --send then reaches the
    recipients who have alerts = true.
    """
    if since is not None:
        warn_of_future(since.date(), app.clock.now())
    if send:
        return _send(app, since, alerts)
    from monitor.app.digest import make_alerts, make_digest

    reader = _reader(app, address)
    made = make_alerts(app, reader, since) if alerts else (make_digest(app, reader, since),)
    if to_file and len(made) > 1:
        raise InputError(f"{len(made)} alerts are more than one file holds; print them, or narrow --since")
    for each in made:
        letter = lay_out(app, each, reader, present(app))
        if to_file:
            bare = not to_file.suffix and not os.path.lexists(to_file)
            show.write_file(to_file.with_suffix(".eml") if bare else to_file, letter.message)
        if show_text or not to_file:
            click.echo(letter.text)
    return program.OK


def _reader(app: App, address: str | None) -> Reader:
    """The named recipient, the first of the settings, or anybody: a digest can be made without a recipient."""
    if address is None:
        return app.readers[0] if app.readers else Reader("reader@localhost", zone=app.letterhead.zone)
    for reader in app.readers:
        if reader.address == address:
            return reader
    raise NotFound(f"no recipient {address!r} stands in monitor.toml; see: followup recipients list")


def lay_out(app: App, digest: Digest, reader: Reader, now: datetime) -> Letter:
    """The digest as a message."""
    from monitor.render.digest import render
    from monitor.render.message import compose

    rendered, head = render(digest), app.letterhead
    message = compose(
        rendered,
        digest,
        sender=head.sender,
        recipient=reader.address,
        list_id=head.list_id,
        unsubscribe=head.unsubscribe or None,
        now=now,
        token=reader.token,
    )
    return Letter(digest, rendered.text, message)


def _send(app: App, since: datetime | None, alerts: bool) -> int:
    from monitor.app.post import lost_wishes, post, post_alerts, wrong_channels

    if not app.readers:
        raise ConfigError("nobody is to get the digest; describe a [[recipient]]", file="monitor.toml", key="recipient")
    send = post_alerts if alerts else post
    with attended(app, None if alerts else "digest") as done:
        entries = send(app, lambda made, reader, now: lay_out(app, made, reader, now), since)
        for entry in entries:
            tell(entry)
        lost, wrong = lost_wishes(app), wrong_channels(app)
        told = {entry.cause for entry in entries}
        for sentence in [*(f"monitor.toml: {each}" for each in lost), *(each for each in wrong if each not in told)]:
            show.trouble(sentence)
        code = code_of(entries)
        if (lost or wrong) and code != program.UNDELIVERED:
            code = program.CONFIGURATION
        return done(code, Counter(entry.state.value for entry in entries))


_WAY = {
    DeliveryState.READY: "the next `followup digest --send` tries again",
    DeliveryState.FAILED: "mend it, then: followup outbox again {}",
    DeliveryState.UNCERTAIN: "if it did not arrive: followup outbox again {}",
    DeliveryState.SENDING: "it is under way",
}
"""What to do about a delivery that did not arrive."""


def tell(entry: OutboxEntry) -> None:
    """A line on what became of a delivery; on stderr always where it did not arrive."""
    if entry.state is DeliveryState.SENT:
        show.note(f"sent to {entry.recipient}")
    else:
        what = f"{entry.kind.value} {entry.id} for {entry.recipient} by {entry.channel}"
        show.trouble(f"{what}: {entry.state.value}: {entry.cause}; {_WAY[entry.state].format(entry.id)}")


def code_of(entries: list[OutboxEntry]) -> int:
    """Temporary where all that is left can be tried again, undelivered where somebody will not get his digest."""
    states = {entry.state for entry in entries}
    if states & {DeliveryState.FAILED, DeliveryState.UNCERTAIN}:
        return program.UNDELIVERED
    return program.TEMPORARY if DeliveryState.READY in states else program.OK
