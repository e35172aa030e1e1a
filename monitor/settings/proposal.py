"""A proposal as the TOML that the analyst edits, with the comments that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Table

from monitor.domain.model import Due, OpenItem, Precision, Proposal

_HEAD = """Proposed from the review's text. Correct it and say yes: what stands here is what is followed.
kind: event | agreement | mechanism | decision | process | obligation; criterion: what counts as done.
terms: how reports name the matter. closed = true stops following.
due: { earliest, latest, text }, with anchor = "<key>" where the date is another item's."""


def as_toml(proposal: Proposal, *, file: str) -> str:
    """The text of `reviews/<slug>.toml`."""
    document = tomlkit.document()
    for line in [*_HEAD.splitlines(), *(f"warning: {warning}" for warning in proposal.warnings)]:
        document.add(tomlkit.comment(" ".join(line.split())))
    document.add(tomlkit.nl())
    review = tomlkit.table()
    for key, value in _review_fields(proposal, file).items():
        review.add(key, value)
    document.add("review", review)
    tables = tomlkit.aot()
    for item in proposal.items:
        tables.append(_item_table(item))
    if proposal.items:
        document.add("item", tables)
    return tomlkit.dumps(document)


def with_item(text: str, item: OpenItem) -> str:
    """The TOML with this item over the one of its key, else at the end; comments and all other lines stay."""
    document = tomlkit.parse(text)
    tables = document.setdefault("item", tomlkit.aot())
    table = next((table for table in tables if table.get("key") == item.key), None)
    if table is None:
        tables.append(_item_table(item))
    else:
        _rewrite(table, item_fields(item))
    return tomlkit.dumps(document)


def _rewrite(table: Table, fields: Mapping[str, Any]) -> None:
    """Only what differs is written, so that a hand-made layout stays; a key that says nothing now goes."""
    for key, value in fields.items():
        if key not in table or table[key] != value:
            table[key] = value
    for key in [key for key in table if key not in fields]:
        del table[key]


def _review_fields(proposal: Proposal, file: str) -> dict[str, Any]:
    review = proposal.review
    return {
        "slug": review.slug,
        "title": review.title,
        "date": review.date,
        "file": file,
        "sources": list(review.sources),
    }


def _item_table(item: OpenItem) -> Table:
    table = tomlkit.table()
    for key, value in item_fields(item).items():
        table.add(key, value)
    return table


def item_fields(item: OpenItem) -> dict[str, Any]:
    """An item's keys in the order of the format; keys that say nothing are left out."""
    fields: dict[str, Any] = {
        "key": item.key,
        "title": item.title,
        "kind": item.kind.value,
        "criterion": item.criterion,
    }
    if item.due:
        fields["due"] = _due_table(item.due)
    fields |= {"actors": list(item.actors), "terms": list(item.terms)}
    if item.not_terms:
        fields["not_terms"] = list(item.not_terms)
    fields["quote"] = item.quote
    if item.span:
        fields["span"] = list(item.span)
    if item.polarity != 1:
        fields["polarity"] = item.polarity
    if not item.commitment:
        fields["commitment"] = False
    if item.closed:
        fields["closed"] = True
    return fields


def _due_table(due: Due) -> InlineTable:
    table = tomlkit.inline_table()
    for key in ("earliest", "latest"):
        value = getattr(due, key)
        if value:
            table.add(key, value)
    table.add("text", due.text)
    if due.precision is not Precision.DAY:
        table.add("precision", due.precision.value)
    if due.anchor:
        table.add("anchor", due.anchor)
    return table
