"""What an article says of an item, by cases; the quote stands in the text, and a name is no event."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from monitor.domain.evidence import read_evidence
from monitor.domain.model import Article, Decision, Kind, Match, Modality, OpenItem, Signal

SEEN = datetime(2024, 6, 1, tzinfo=UTC)


def read(headline: str, *terms: str, kind: Kind = Kind.AGREEMENT, summary: str = "") -> tuple[Signal, Modality]:
    item = OpenItem("r", "i", terms[0], kind, terms=terms, since=date(2024, 1, 1))
    article = Article(1, "gazette", "https://gazette.example/1", headline, summary, published=SEEN, first_seen=SEEN)
    pieces = read_evidence(article, item, Match(item.id, 1, 0.95, Decision.MATCH))
    for piece in pieces:
        assert getattr(article, piece.field)[piece.start : piece.end] == piece.quote
        assert piece.start <= piece.trigger[0] <= piece.trigger[1] <= piece.end
    return pieces[0].signal, pieces[0].modality


@pytest.mark.parametrize(
    "headline,terms,kind,signal,modality",
    [
        ("Ministers sign fishing treaty", ("fishing treaty",), Kind.AGREEMENT, Signal.AGREED, Modality.PERFORMED),
        ("Fishing treaty talks collapse", ("fishing treaty",), Kind.AGREEMENT, Signal.FAILED, Modality.PERFORMED),
        ("Harbour summit cancelled", ("harbour summit",), Kind.EVENT, Signal.CANCELLED, Modality.PERFORMED),
        ("Harbour summit opens", ("harbour summit",), Kind.EVENT, Signal.STARTED, Modality.PERFORMED),
        ("Harbour summit postponed until May", ("harbour summit",), Kind.EVENT, Signal.POSTPONED, Modality.PERFORMED),
    ],
)
def test_signals(headline: str, terms: tuple[str, ...], kind: Kind, signal: Signal, modality: Modality) -> None:
    assert read(headline, *terms, kind=kind) == (signal, modality)


@pytest.mark.parametrize(
    "headline",
    ["Minister hopes for fishing treaty", "Will ministers sign fishing treaty?", "Ministers could sign fishing treaty"],
)
def test_what_is_only_hoped_or_asked_is_not_performed(headline: str) -> None:
    assert read(headline, "fishing treaty")[1] is not Modality.PERFORMED


@pytest.mark.parametrize(
    "headline,term",
    [
        ("Ministry says firm breached deferred prosecution agreement", "deferred prosecution agreement"),
        ("Judge studies suspended sentence reform", "suspended sentence reform"),
    ],
)
def test_an_adverse_word_of_the_matters_own_name_is_no_event(headline: str, term: str) -> None:
    assert read(headline, term)[0] not in (Signal.POSTPONED, Signal.SUSPENDED)


def test_a_real_postponement_of_such_a_matter_is_still_read() -> None:
    found = read("Deferred prosecution agreement postponed until May", "deferred prosecution agreement")
    assert found[0] is Signal.POSTPONED


TALKS = ("Talks on the Kestrel fuel programme", "Kestrel fuel", "Kestrel talks", "fuel deal with Kestrel")


@pytest.mark.parametrize(
    "headline,signal",
    [
        ("Kestrel fuel accord freezes programme for a year", Signal.COMMENT),
        ("Kestrel suspends fuel talks", Signal.SUSPENDED),
        ("Kestrel and neighbours reach interim fuel agreement", Signal.AGREED),
        ("Deal reached on Kestrel fuel programme", Signal.AGREED),
    ],
)
def test_talks_are_not_what_they_are_about_and_a_pact_is_their_fruit(headline: str, signal: Signal) -> None:
    assert read(headline, *TALKS, kind=Kind.PROCESS)[0] is signal


@pytest.mark.parametrize(
    "headline,terms,kind,signal",
    [
        ("Harbour summit put off until May", ("harbour summit",), Kind.EVENT, Signal.POSTPONED),
        ("Harbour summit was put off until May", ("harbour summit",), Kind.EVENT, Signal.POSTPONED),
        ("Ministers put off harbour summit", ("harbour summit",), Kind.EVENT, Signal.POSTPONED),
        ("Nordbank agrees to buy Kestrel Co", ("sale of Kestrel", "Kestrel Co"), Kind.AGREEMENT, Signal.AGREED),
        ("Yard submits safety plan", ("yard's safety plan", "safety plan"), Kind.OBLIGATION, Signal.COMPLETED),
        ("Yard delivers safety plan", ("yard's safety plan", "safety plan"), Kind.OBLIGATION, Signal.COMPLETED),
        ("Ministry submits fishing bill", ("fishing bill",), Kind.DECISION, Signal.IN_TALKS),
        ("Fishing treaty replaced by quota pact", ("fishing treaty",), Kind.AGREEMENT, Signal.SUPERSEDED),
    ],
)  # fmt: skip
def test_more_signals(headline: str, terms: tuple[str, ...], kind: Kind, signal: Signal) -> None:
    assert read(headline, *terms, kind=kind)[0] is signal


@pytest.mark.parametrize(
    "headline,criterion,signal,modality",
    [
        ("Regulator blocks Nordbank merger", "The banks complete it", Signal.CANCELLED, Modality.HOPED),
        ("Regulator approves Nordbank merger", "The banks complete it", Signal.IN_TALKS, Modality.PERFORMED),
        ("Regulator approves Nordbank merger", "The regulator approves it", Signal.AGREED, Modality.PERFORMED),
        ("Nordbank approves Nordbank merger", "The banks agree on it", Signal.AGREED, Modality.PERFORMED),
        ("Nordbank approves Nordbank merger", "The banks complete it", Signal.IN_TALKS, Modality.PERFORMED),
    ],
)
def test_the_leave_of_others_is_a_step_and_their_refusal_a_danger(
    headline: str, criterion: str, signal: Signal, modality: Modality
) -> None:
    terms = ("Nordbank merger",)
    item = OpenItem("r", "i", terms[0], Kind.AGREEMENT, criterion=criterion, actors=("Nordbank",), terms=terms)
    article = Article(1, "gazette", "https://gazette.example/1", headline, published=SEEN, first_seen=SEEN)
    piece = read_evidence(article, item, Match(item.id, 1, 0.95, Decision.MATCH))[0]
    assert (piece.signal, piece.modality) == (signal, modality)


def test_the_day_of_a_resumption_is_not_the_day_of_the_failure() -> None:
    found = read("Kestrel talks end without deal, to resume Nov 20", "Kestrel talks", kind=Kind.PROCESS)
    assert found[1] is Modality.PERFORMED
