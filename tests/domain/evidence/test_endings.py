"""What sounds like an ending and is none: our own headlines by class, and each word of endings.toml in a sentence."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from monitor.domain.evidence import read_evidence
from monitor.domain.model import Article, Decision, Kind, Match, OpenItem, Signal
from monitor.domain.status.effects import Vote, effect
from tests.eval_false_endings import (
    Held,
    Said,
    Told,
    cases,
    counts,
    heard_held,
    held,
    held_counts,
    misread,
    reads_done,
    rightly,
    said,
)  # fmt: skip

TABLE = tomllib.loads(files("monitor.domain.evidence").joinpath("endings.toml").read_text("utf-8"))
SEEN = datetime(2024, 6, 1, tzinfo=UTC)
MISSED = {"Lakes summit opens after delay", "Kestair buys Morven Airlines"}
"""True endings that are not read: by a summit without its parties, and by buying without a word of the sale."""


@pytest.mark.parametrize(
    "told", [told for told in cases("dev") if told.headline not in MISSED], ids=lambda t: t.headline
)
def test_only_a_true_ending_speaks_for_one(told: Told) -> None:
    assert reads_done(told) is told.done


@pytest.mark.parametrize("half,most,most_missed", [("test", 6, 0), ("fresh", 9, 1)])
def test_headlines_that_were_only_scored(half: str, most: int, most_missed: int) -> None:
    false, missed = counts(half)
    assert false <= most
    assert missed <= most_missed


UNHEARD = {
    "Doubts over Kenya's debt talks with lenders",
    "Triton takes over as Velmar port sale is completed",
    "Fisheries panel of Spain and Ireland closes without accord",
    "Commission sets lower quotas on Baltic herring",
}
"""A doubt, two endings and a meeting that are not heard."""
MISTAKEN = {
    "Triton completes Velmar port dredging",
    "Egypt's court ruling puts Suez deal at risk",
    "Egypt leaves grain talks in limbo",
}
"""What is taken for the matter: a noun that no class knows, and doubt about other matters of the same country."""


@pytest.mark.parametrize(
    "one",
    [one for half in ("others_dev", "others_fresh") for one in said(half) if one.headline not in UNHEARD | MISTAKEN],
    ids=lambda one: f"{one.item}-{one.headline}",
)
def test_what_is_somebody_elses_is_not_the_matters(one: Said) -> None:
    assert rightly(one)


@pytest.mark.parametrize(
    "half,most",
    [
        ("others_test", {"no": 4, "calm": 0, "bare": 0, "doubt": 0, "done": 0}),
        ("others_unseen", {"no": 2, "calm": 1, "bare": 0, "doubt": 0, "done": 2}),
    ],
)
def test_somebody_elses_that_was_only_scored(half: str, most: dict[str, int]) -> None:
    assert {says: misread(half, says)[0] for says in most if misread(half, says)[0] > most[says]} == {}


BEATEN = "Rovers beat Harriers in cup final in Lille"
"""Who beats somebody has met him, and no cue says so."""


@pytest.mark.parametrize(
    "told", [told for told in held("held_dev") if told.headline != BEATEN], ids=lambda h: f"{h.printed}-{h.headline}"
)
def test_what_was_held_at_its_time_and_place(told: Held) -> None:
    assert heard_held(told) is (told.says == "done")


def test_what_was_held_and_only_scored() -> None:
    false, missed = held_counts("held_test")
    assert false <= 2
    assert missed <= 3


def signals(headline: str, *, title: str = "Kestrel harbour charter", kind: Kind = Kind.AGREEMENT) -> set[Signal]:
    item = OpenItem("r", "i", title, kind, terms=("harbour charter", "charter", "harbour trial"))
    article = Article(1, "gazette", "https://gazette.example/1", headline, published=SEEN, first_seen=SEEN)
    return {piece.signal for piece in read_evidence(article, item, Match(item.id, 1, 0.95, Decision.MATCH))}


CLOSING = {Signal.AGREED, Signal.STARTED, Signal.COMPLETED}


@pytest.mark.parametrize("signal,noun", [(s, noun) for s, words in TABLE["nouns"].items() for noun in words.split()])
def test_what_is_approved_instead_of_the_matter(signal: str, noun: str) -> None:
    assert signals(f"Ministers approve {noun} of harbour charter") == {Signal(signal)}


def test_the_same_word_closes_where_it_is_the_matter() -> None:
    title = "Suspension of harbour charter"
    assert signals("Ministers approve suspension of harbour charter", title=title, kind=Kind.DECISION) & CLOSING


@pytest.mark.parametrize("verb", [verb for words in TABLE["verbs"].values() for verb in words.split()])
def test_what_is_agreed_may_undo_the_matter(verb: str) -> None:
    assert not signals(f"Ministers agree to {verb} harbour charter") & CLOSING


@pytest.mark.parametrize("word", TABLE["neutral"]["failure"].split())
def test_an_end_for_a_failure_is_one(word: str) -> None:
    title = "Kestrel harbour trial"
    assert Signal.COMPLETED in signals("Yard ends harbour trial after two years", title=title, kind=Kind.EVENT)
    assert not signals(f"Yard ends harbour trial after {word}", title=title, kind=Kind.EVENT) & CLOSING


@pytest.mark.parametrize("word", TABLE["neutral"]["reasons"].split())
def test_reasons(word: str) -> None:
    told = signals(f"Yard ends harbour trial {word} failure", title="Kestrel harbour trial", kind=Kind.EVENT)
    assert Signal.FAILED in told
    assert not told & CLOSING


@pytest.mark.parametrize("verb", TABLE["neutral"]["verbs"].split())
def test_verbs_of_ending(verb: str) -> None:
    told = signals(f"Yards {verb} up harbour trial after failure", title="Kestrel harbour trial", kind=Kind.EVENT)
    assert not told & CLOSING


@pytest.mark.parametrize(
    "headline,done",
    [
        ("Kestrel senate passes charter", True),
        ("Kestrel lords pass charter", True),
        ("Kestrel commons pass charter", False),
        ("Lower house of Kestrel passes charter", False),
        ("Kestrel senate passes charter to committee", False),
        ("Kestrel senate passes budget without charter", False),
        ("Kestrel senate agrees charter is not needed", False),
        ("Committee of Kestrel senate passes charter", False),
    ],
)
def test_which_chamber_and_how_far(headline: str, done: bool) -> None:
    criterion, terms = "The senate of Kestrel passes the charter", ("harbour charter", "charter")
    item = OpenItem("r", "i", "Kestrel harbour charter", Kind.DECISION, criterion, terms=terms, actors=("Kestrel",))
    assert _done(item, headline) is done


@pytest.mark.parametrize(
    ("headline", "done"),
    [
        ("Norway-Chile fishery working group holds first meeting in Oslo", False),
        ("Norway-Japan fishery working group holds first meeting in Oslo", True),
        ("Fishery working group of Norway and Japan holds first meeting in Chile", True),
        ("Fishery working group holds first meeting", True),
    ],
)
def test_a_group_of_other_countries_is_another(headline: str, done: bool) -> None:
    criterion, terms = "The working group is set up and meets", ("fishery working group",)
    item = OpenItem("r", "i", "Japan-Norway working group on fishery", Kind.MECHANISM, criterion, terms=terms)
    assert _done(item, headline) is done


def _done(item: OpenItem, headline: str) -> bool:
    article = Article(1, "gazette", "https://gazette.example/1", headline, published=SEEN, first_seen=SEEN)
    found = read_evidence(article, item, Match(item.id, 1, 0.95, Decision.MATCH))
    return any(effect(item, piece).vote is Vote.DONE for piece in found)
