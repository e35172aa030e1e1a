"""Each noun, each verb and each word behind and around an ending decides a sentence.

Taken out of its row, the word leaves a sentence that is read otherwise. row_frames.tsv holds the sentences, each with
the words of a row that it is for; a line without words is for all that no other line names. "{}" stands for the word,
"{s}" for the plural of a noun or the third person of a verb, "{d}" for its past.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.evidence import act, ending, held, read_evidence
from monitor.domain.evidence.inflect import Form, forms, plural, third
from monitor.domain.evidence.lexicon import endings, irregular_forms, lexicon, listed
from monitor.domain.evidence.meaning import best, readings
from monitor.domain.model import Article, Decision, Due, Kind, Match, OpenItem

SEEN = datetime(2024, 6, 1, tzinfo=UTC)
NUMBERS = count(1)
LISTS = ("plain", "people", "pacts")
"""Sections of endings.toml that are one list each."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence for some words of a row, and the signal that it gives while its word stands in the table."""

    table: str
    row: str
    words: str
    signal: str
    sentence: str
    kind: str
    criterion: str


with (Path(__file__).parent / "row_frames.tsv").open(encoding="utf-8", newline="") as stream:
    FRAMES = [Frame(**line) for line in csv.DictReader(stream, delimiter="\t")]


@cache
def rows(table: str) -> dict[str, str]:
    """The rows of a table, each as its words."""
    data = tomllib.loads(files("monitor.domain.evidence").joinpath(f"{table}.toml").read_text("utf-8"))
    match table:
        case "nouns":
            return {row: held["words"] for row, held in data.items()}
        case "verbs":
            return {"verbs": " ".join(data["verbs"].values()), "states": data["states"]["all"]}
        case _:
            return {**data["behind"], **{name: data[name]["words"] for name in LISTS}}


def words(frame: Frame) -> list[str]:
    """The words that a frame is for."""
    beside = [other for other in FRAMES if (other.table, other.row) == (frame.table, frame.row)]
    named = {word for other in beside for word in other.words.split()}
    return frame.words.split() or [word for word in rows(frame.table)[frame.row].split() if word not in named]


def read(frame: Frame, word: str) -> str:
    """The signal of the frame's sentence, by itself or for a harbour charter that nobody has read yet."""
    inflected = (word, plural(word)) if frame.table != "verbs" else (word, third(word))
    past = next((w for w, form in verb_forms(word).items() if form in (Form.ED, Form.PAST)), word)
    text, criterion = (text.format(inflected[0], s=inflected[1], d=past) for text in (frame.sentence, frame.criterion))
    text = text[:1].upper() + text[1:]
    if not frame.kind:
        found = best(readings(text)[1])
        return f"{found.signal} {found.modality}" if found else "nothing"
    terms, actors = ("harbour charter", "charter"), ("Kestrel", "Norland")
    item = OpenItem("r", f"i{next(NUMBERS)}", "Kestrel harbour charter", Kind(frame.kind), criterion=criterion,
                    actors=actors, terms=terms, since=date(2024, 1, 1), due=Due(SEEN.date(), SEEN.date()))  # fmt: skip
    article = Article(1, "gazette", "https://gazette.example/1", text, published=SEEN, first_seen=SEEN)
    piece = read_evidence(article, item, Match(item.id, 1, 0.95, Decision.MATCH))[0]
    return f"{piece.signal} {piece.modality}"


def verb_forms(verb: str) -> dict[str, Form]:
    return forms(verb, irregular_forms().get(verb))


@contextmanager
def without_noun(row: str, noun: str) -> Iterator[None]:
    nouns = lexicon().nouns
    kept = {word: nouns[word] for word in (noun, plural(noun))}
    with changed(nouns, {word: left for word, held in kept.items() if (left := held - {row})}, kept):
        yield


@contextmanager
def without_verb(row: str, verb: str) -> Iterator[None]:
    known = lexicon()
    mine = {word: known.verbs[word] for word in verb_forms(verb) if known.verbs.get(word, ("",))[0] == verb}
    held = {word: known.index[word] for word in mine if word in known.index} if row == "verbs" else {}
    rest = {word: tuple(e for e in entries if e.cue.id != "will-do") for word, entries in held.items()}
    with changed(known.verbs, {}, mine), changed(known.index, rest, held):
        act._known.cache_clear()
        yield
    act._known.cache_clear()


@contextmanager
def without_ending(row: str, word: str) -> Iterator[None]:
    table, key = (endings()[row], "words") if row in endings() else (endings()["behind"], row)
    rest = " ".join(other for other in table[key].split() if other != word)
    with changed(table, {key: rest}, {key: table[key]}):
        forget()
        yield
    forget()


def forget() -> None:
    ending._words.cache_clear()
    listed.cache_clear()
    held.people.cache_clear()


@contextmanager
def changed(table: Any, instead: dict[str, Any], kept: dict[str, Any]) -> Iterator[None]:
    """The table with other values, or none, for what is `kept`, which comes back afterwards."""
    for word in kept:
        del table[word]
    table.update(instead)
    try:
        yield
    finally:
        table.update(kept)


WITHOUT: dict[str, Callable[[str, str], object]] = {
    "nouns": without_noun,
    "verbs": without_verb,
    "endings": without_ending,
}


@pytest.mark.parametrize("frame", FRAMES, ids=[f"{f.table}-{f.row}-{f.words.split(' ')[0]}" for f in FRAMES])
def test_a_sentence_is_read_by_this_word(frame: Frame) -> None:
    wrong = {}
    for word in words(frame):
        told = read(frame, word)
        with WITHOUT[frame.table](frame.row, word):
            without = read(frame, word)
        if told != frame.signal or without == told:
            wrong[word] = (told, without)
    assert wrong == {}


@pytest.mark.parametrize("table", ["nouns", "verbs", "endings"])
def test_no_word_is_without_a_sentence_or_written_twice(table: str) -> None:
    for row, written in rows(table).items():
        mine = [frame for frame in FRAMES if (frame.table, frame.row) == (table, row)]
        tried = [word for frame in mine for word in words(frame)]
        assert sorted(tried) == sorted(written.split())
