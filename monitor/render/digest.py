"""A digest laid out as a mail's two parts. Both say the same; the HTML stays under 90 KB by folding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import css_inline

from monitor.domain.digest import Change, Digest, Quiet
from monitor.render.environment import environment

LIMIT = 90_000
"""Bytes of the HTML part: mail readers cut off what is longer than about 102 KB."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest as a reader sees it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is shown. What folds first stands first: quiet items. State changes never fold away in the text part."""

    quiet_names: bool = True
    trends: bool = True
    due: int = 40
    asks: int = 20
    news: int = 60
    lines: int = 3
    changes: str = "full"
    """full, brief (no quotes), names (one list a transition) or counts (the names stand in the text part)."""
    title: int = 160


_DETAILS = (
    Detail(),
    Detail(quiet_names=False),
    Detail(quiet_names=False, trends=False, due=20, asks=10, news=30, lines=1),
    Detail(quiet_names=False, trends=False, due=10, asks=5, news=10, lines=1),
    Detail(quiet_names=False, trends=False, due=10, asks=5, news=5, lines=1, changes="brief", title=100),
    Detail(quiet_names=False, trends=False, due=5, asks=3, news=3, lines=1, changes="names", title=60),
    Detail(quiet_names=False, trends=False, due=5, asks=3, news=3, lines=1, changes="names", title=20),
    Detail(quiet_names=False, trends=False, due=5, asks=3, news=3, lines=1, changes="counts"),
)


def render(digest: Digest) -> Rendered:
    """Subject, written text and HTML; the same digest gives the same characters."""
    html, detail = "", _DETAILS[0]
    for detail in _DETAILS[_first_guess(digest) :]:
        html = render_html(digest, detail)
        if len(html.encode()) < LIMIT:
            break
    return Rendered(digest.subject, render_text(digest, detail), html)


def _first_guess(digest: Digest) -> int:
    """The first detail worth trying: hundreds of changes cannot fit with their quotes, and drawing them costs time."""
    if len(digest.changes) > 3000:
        return 7
    if len(digest.changes) > 250:
        return 5
    if len(digest.changes) > 90:
        return 4
    return 1 if len(digest.quiet) > 1000 else 0


def render_text(digest: Digest, detail: Detail | None = None) -> str:
    """The written text part, lines of at most 76 characters except addresses."""
    return environment().get_template("digest.txt").render(_names(digest, detail or Detail()))


def render_html(digest: Digest, detail: Detail | None = None) -> str:
    """The HTML part with its styles in place; rules for dark mode stay in the head."""
    drawn = environment().get_template("digest.html").render(_names(digest, detail or Detail()), css=_css())
    return _inliner().inline(drawn)


@cache
def _css() -> str:
    source = environment().loader
    assert source is not None
    return source.get_source(environment(), "digest.css")[0]


@cache
def _inliner() -> css_inline.CSSInliner:
    # keep_at_rules: without it the dark mode is thrown away. Nothing is ever loaded from elsewhere.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)


def _names(digest: Digest, detail: Detail) -> dict[str, object]:
    return {
        "d": digest,
        "detail": detail,
        "changes": grouped(digest.changes) if detail.changes in ("names", "counts") else digest.changes,
        "quiet": by_state(digest.quiet),
        "closed": by_state(digest.closed),
        "today": digest.as_of.date(),
    }


def by_state(items: Sequence[Quiet]) -> list[tuple[str, list[Quiet]]]:
    """Quiet items under their state's word, in the order of the words."""
    ordered = sorted(items, key=lambda quiet: quiet.face.word)
    return [(word, list(group)) for word, group in groupby(ordered, key=lambda quiet: quiet.face.word)]


def grouped(changes: Sequence[Change]) -> list[tuple[Change, list[Change]]]:
    """Changes with the same old and new state together, under the first of them."""

    def transition(change: Change) -> tuple[str, str]:
        return change.old.word, change.new.word

    groups = (list(group) for _, group in groupby(sorted(changes, key=transition), key=transition))
    return [(group[0], group) for group in groups]
