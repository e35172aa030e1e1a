"""Every cue has its example, every phrase of a cue matches itself, every act of a decider is read in all its verbs."""

from __future__ import annotations

import csv
import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from monitor.domain.evidence import read_evidence
from monitor.domain.evidence.act import act_of
from monitor.domain.evidence.inflect import third
from monitor.domain.evidence.lexicon import lexicon
from monitor.domain.evidence.sentence import Sentence
from monitor.domain.evidence.trigger import hits
from monitor.domain.model import Article, Decision, Kind, Match, Modality, OpenItem, Signal

SHIPPED = files("monitor.domain.evidence")
CUES = tomllib.loads(SHIPPED.joinpath("cues.toml").read_text("utf-8"))["cue"]
ACTS = tomllib.loads(SHIPPED.joinpath("acts.toml").read_text("utf-8"))
with (Path(__file__).parent / "cue_examples.tsv").open(encoding="utf-8") as stream:
    EXAMPLES = [tuple(row) for row in csv.reader(stream, delimiter="\t")]


def found(text: str) -> set[str]:
    return {hit.cue.id for hit in hits(Sentence.read(text))}


def test_every_cue_has_an_example() -> None:
    assert {cue.id for cue in lexicon().cues} == {cue for cue, _ in EXAMPLES}


@pytest.mark.parametrize("cue,text", EXAMPLES)
def test_a_cue_is_found_in_its_example(cue: str, text: str) -> None:
    assert cue in found(text)


def spoken(phrase: str) -> str:
    """A phrase of the table as somebody would write it: first alternatives, third person, nothing in the gaps."""
    words = []
    for slot in phrase.split():
        first = slot.split("|")[0]
        if first.startswith("^"):
            words.append(third(first[1:]))
        elif first != "*":
            words.append("May" if first == "@date" else first)
    return " ".join(words)


@pytest.mark.parametrize("cue,phrase", [(row["id"], phrase) for row in CUES for phrase in row.get("phrases", ())])
def test_a_phrase_of_a_cue_matches_itself(cue: str, phrase: str) -> None:
    then = next(iter(row.get("then", "").replace("|", " ").split() or [""] for row in CUES if row["id"] == cue))
    assert cue in found(f"Ferry {spoken(phrase)} {then[0]} harbour")


SEEN = datetime(2024, 6, 1, tzinfo=UTC)


def read(headline: str, criterion: str, kind: Kind = Kind.DECISION, actors: tuple[str, ...] = ()) -> tuple[str, str]:
    """Signal and cue of a headline for an item with this criterion, about a harbour charter."""
    item = OpenItem("r", "i", "Kestrel harbour charter", kind, criterion=criterion, actors=actors,
                    terms=("harbour charter", "charter"), since=date(2024, 1, 1))  # fmt: skip
    article = Article(1, "gazette", "https://gazette.example/1", headline, published=SEEN, first_seen=SEEN)
    piece = read_evidence(article, item, Match(item.id, 1, 0.95, Decision.MATCH))[0]
    return (piece.signal.value if piece.modality is Modality.PERFORMED else piece.modality.value), piece.cue


def told(verb: str) -> str:
    base, _, particle = verb.partition("-")
    return f"{third(base)} {particle}".strip()


@pytest.mark.parametrize(
    "act,verb", [(act, verb) for act, row in ACTS.items() for verb in f"{row['verbs']} {row.get('also', '')}".split()]
)
def test_the_decider_does_what_the_criterion_asks(act: str, verb: str) -> None:
    criterion = f"The Kestrel council {told(ACTS[act]['verbs'].split()[0])} the charter"
    assert read(f"Kestrel council {told(verb)} charter", criterion) == ("completed", "own-act")


@pytest.mark.parametrize(
    "act,noun", [(act, noun) for act, row in ACTS.items() for noun in row.get("nouns", "").split()]
)
def test_the_act_may_be_named_by_a_noun(act: str, noun: str) -> None:
    item = OpenItem("r", "i", "Charter", Kind.OBLIGATION, criterion=f"Kestrel makes the {noun} of the charter")
    known, verb = act_of(item), ACTS[act]["verbs"].split()[0].partition("-")[0]
    assert known is not None
    assert verb in known.verbs


@pytest.mark.parametrize(
    "act,verb", [(a, v) for a, row in ACTS.items() if "against" in row for v in ACTS[row["against"]]["verbs"].split()]
)
def test_the_decider_does_the_contrary(act: str, verb: str) -> None:
    if verb not in ACTS[act]["verbs"].split():
        criterion = f"The Kestrel council {told(ACTS[act]['verbs'].split()[0])} the charter"
        assert read(f"Kestrel council {told(verb)} charter", criterion) == ("failed", "own-refusal")


RATE, PASS = "The Kestrel council raises the charter", "The Kestrel council approves the charter"


@pytest.mark.parametrize(
    "headline,criterion,signal,cue",
    [
        ("Kestrel council keeps charter unchanged", RATE, "postponed", "own-hold"),
        ("Kestrel council leaves charter alone", RATE, "postponed", "own-hold"),
        ("Kestrel council opens inquiry into charter", PASS, "in_talks", "own-step"),
        ("Kestrel council moves charter to in-depth inquiry", PASS, "in_talks", "own-step"),
        ("Kestrel council fails to approve charter", PASS, "failed", "fail"),
        ("Charter approved by Kestrel council", PASS, "completed", "own-act"),
        ("Kestrel council will approve charter", PASS, "committed", "own-act"),
        ("Kestrel council could approve charter", PASS, "hoped", "own-act"),
        ("Kestrel council refuses to approve charter", PASS, "denied", "refuse"),
        ("Kestrel court approves charter", PASS, "in_talks", "approve"),
        ("Norland farmers approve charter", PASS, "in_talks", "approve"),
        ("Norland court blocks charter", PASS, "denied", "block"),
        ("Lawmakers approve charter", "Parliament approves the charter", "completed", "own-act"),
        ("Kestrel council approves ferry timetable", PASS, "hoped", "comment"),
    ],
)  # fmt: skip
def test_who_decides_and_on_what(headline: str, criterion: str, signal: str, cue: str) -> None:
    assert read(headline, criterion) == (signal, cue)


@pytest.mark.parametrize(
    "criterion,kind",
    [
        ("Kestrel and Norland sign the charter", Kind.AGREEMENT),
        ("Both governments sign the charter", Kind.AGREEMENT),
        ("The summit opens", Kind.EVENT),
        ("", Kind.DECISION),
    ],
)
def test_what_more_than_one_has_to_do_is_nobodys_own_act(criterion: str, kind: Kind) -> None:
    assert act_of(OpenItem("r", "i", "Charter", kind, criterion=criterion)) is None


@pytest.mark.parametrize("kind", [Kind.AGREEMENT, Kind.DECISION])
def test_one_party_may_carry_out_alone_what_was_agreed(kind: Kind) -> None:
    criterion = "Kestrel becomes a member of the charter"
    assert read("Kestrel joins charter", criterion, kind, ("Kestrel",)) == ("completed", "own-act")


@pytest.mark.parametrize(
    "headline,signal",
    [
        ("Lilly ends charter talks", Signal.COMPLETED),
        ("Yard scrubs harbour launch for second time", Signal.POSTPONED),
        ("Council puts off vote on harbour charter", Signal.POSTPONED),
    ],
)
def test_names_in_ly_nouns_that_are_verbs_and_votes(headline: str, signal: Signal) -> None:
    assert signal in {hit.cue.signal for hit in hits(Sentence.read(headline))}


def test_a_launch_at_the_end_of_a_noun_is_none() -> None:
    assert "open" not in found("Rocket returns to pad for mid-May launch")
