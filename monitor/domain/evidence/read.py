"""Reading the evidence of one article for one item."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.domain.model import Article, Evidence, Match, Modality, OpenItem, Origin, Signal
from monitor.domain.text import Token, sentences, stems, tokens

VERSION = "0.1"
_HOPED = frozenset(
    [
        "may",
        "might",
        "could",
        "would",
        "should",
        "can",
        "hopes",
        "hope",
        "urges",
        "wants",
        "considers",
        "if",
        "whether",
        "possibly",
    ]
)
_FUTURE = frozenset(["will", "to", "shall"])
_DENIED = frozenset(["not", "no", "never", "without", "n't", "deny", "denies", "denied", "denying"])


@cache
def _cues() -> dict[str, dict[str, Any]]:
    rows = tomllib.loads(files(__package__).joinpath("cues.toml").read_text("utf-8"))["cue"]
    return {word: row for row in rows for word in row["words"].split()}


def read_evidence(article: Article, item: OpenItem, match: Match) -> tuple[Evidence, ...]:
    """The signals that the article gives for the item, headline first; none where it only comments."""
    if not match.accepted or article.first_seen is None:
        return ()
    found: list[Evidence] = []
    for name in ("title", "summary"):
        text = getattr(article, name)
        for start, end in sentences(text):
            found += _sentence(article, item, match, name, text, start, end)
    return tuple(found[:3])


def _sentence(
    article: Article, item: OpenItem, match: Match, name: str, text: str, start: int, end: int
) -> Iterator[Evidence]:
    words = tokens(text[start:end])
    if not _anchored(item, text[start:end]) or text[start:end].rstrip().endswith("?"):
        return
    for at, token in enumerate(words):
        cue = _cues().get(token.text.lower())
        if cue and cue.get("particle", "") in ("", *(w.text.lower() for w in words[at + 1 : at + 6])):
            yield _evidence(article, item, match, name, (text, start, end), token, cue, _modality(words[:at]))
            return


def _anchored(item: OpenItem, sentence: str) -> bool:
    """A term of the item, or two of its actors with a word of its title: the trigger must speak of this matter."""
    present = set(stems(sentence))
    if any(set(stems(term)) <= present for term in (*item.terms, item.title)):
        return True
    actors = {actor for actor in item.actors if set(stems(actor)) <= present}
    matter = set(stems(item.title)) - {stem for actor in item.actors for stem in stems(actor)}
    return len(actors) >= 2 and bool(matter & present)


def _modality(before: list[Token]) -> Modality:
    near = {token.text.lower() for token in before[-4:]}
    if near & _DENIED or any(word.endswith(("n't", "n’t")) for word in near):
        return Modality.DENIED
    if near & _HOPED:
        return Modality.HOPED
    return Modality.COMMITTED if near & _FUTURE else Modality.PERFORMED


def _evidence(
    article: Article,
    item: OpenItem,
    match: Match,
    name: str,
    quote: tuple[str, int, int],
    token: Token,
    cue: dict[str, Any],
    modality: Modality,
) -> Evidence:
    text, start, end = quote
    learnt = article.first_seen or datetime.min.replace(tzinfo=UTC)
    return Evidence(
        item=item.id,
        article=article.id,
        signal=Signal(cue["signal"]),
        modality=modality,
        quote=text[start:end],
        field=name,
        start=start,
        end=end,
        trigger=(start + token.start, start + token.end),
        cue=cue["id"],
        published=article.published or learnt,
        learnt=learnt,
        family=article.family or article.source,
        source=article.source,
        relevance=match.score,
        copy=article.copy_of is not None,
        backfilled=article.origin is Origin.BACKFILLED,
        version=VERSION,
    )
