"""The shipped tables of cues, frames and nouns, made into what the reader looks up by word."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.domain.evidence.inflect import Form, forms, plural
from monitor.domain.model import Modality, Signal

SYNONYMS = frozenset({"event", "pact", "talk"})
"""Classes whose nouns stand for each other in the news: a summit is a meeting, a pact the fruit of talks."""
ANY_GAP = "*"
DATE = "@date"


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of cues.toml. `voice` any: the matter is whatever the clause is about."""

    id: str
    signal: Signal
    voice: str = "transitive"
    particle: tuple[tuple[str, ...], ...] = ()
    then: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    talk: Signal | None = None
    stated: Modality | None = None
    only: str = ""
    weak: bool = False
    means: frozenset[str] = frozenset()
    """Classes that the words themselves stand for: who agrees to buy makes a pact."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A cue under the word at which it is looked up: a form of a verb, or the first word of a phrase."""

    cue: Cue
    form: Form | None = None
    phrase: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cues by word and the classes of nouns."""

    cues: tuple[Cue, ...]
    index: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, frozenset[str]]
    """Word, singular or plural -> its classes."""
    verbs: Mapping[str, tuple[str, Form]] = field(default_factory=dict)
    """Form -> base and form of all verbs known, cues or not."""


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def irregular_forms() -> Mapping[str, tuple[str, str]]:
    """Past and participle of the verbs that are not regular."""
    rows = _read("cues.toml")["irregular"]
    return {verb: (pair.split()[0], pair.split()[1]) for verb, pair in rows.items()}


@cache
def lexicon() -> Lexicon:
    """The tables as they are shipped, read once."""
    data, irregular = _read("cues.toml"), irregular_forms()
    index: dict[str, list[Entry]] = {}
    table = _read("verbs.toml")
    known = " ".join(table["verbs"].values())
    cues = []
    for row in data["cue"]:
        cue = _cue(row)
        cues.append(cue)
        for verb in row.get("verbs", "").replace("@all", known).split():
            for word, form in forms(verb, irregular.get(verb)).items():
                index.setdefault(word, []).append(Entry(cue, form))
        for phrase in row.get("phrases", ()):
            for word, how, slots in _phrase(phrase, irregular):
                index.setdefault(word, []).append(Entry(cue, how, slots))
        for noun in row.get("nouns", "").split():
            index.setdefault(noun, []).append(Entry(cue, None, (frozenset({noun}),)))
    states = table["states"]["all"]
    verbs = {
        word: (verb, form)
        for verb in (known + " " + states).split()
        for word, form in forms(verb, irregular.get(verb)).items()
    }
    return Lexicon(tuple(cues), {word: tuple(found) for word, found in index.items()}, _nouns(), verbs)


def _phrase(phrase: str, irregular: Mapping[str, Any]) -> Iterator[tuple[str, Form | None, tuple[frozenset[str], ...]]]:
    """The words under which a phrase is looked up, with the form where they are a verb's, and all its slots."""
    first, *rest = phrase.split()
    slots = tuple(frozenset(slot.split("|")) for slot in rest)
    if not first.startswith("^"):
        for word in first.split("|"):
            yield word, None, (frozenset({word}), *slots)
        return
    for verb in first[1:].split("|"):
        for word, form in forms(verb, irregular.get(verb)).items():
            yield word, form, (frozenset({word}), *slots)


def _cue(row: Mapping[str, Any]) -> Cue:
    return Cue(
        id=row["id"],
        signal=Signal(row["signal"]),
        voice=row.get("voice", "transitive" if "verbs" in row else "any"),
        particle=tuple(tuple(words.split()) for words in row.get("particle", "").split("|") if words),
        then=_words(row.get("then")),
        unless=_words(row.get("unless")),
        of=frozenset(row.get("of", "").split()),
        by=frozenset(row.get("by", "").split()),
        talk=Signal(row["talk"]) if "talk" in row else None,
        stated=Modality(row["stated"]) if "stated" in row else None,
        only=row.get("only", ""),
        weak=row.get("weak", False),
        means=frozenset(row.get("means", "").split()),
    )


def _words(text: str | None) -> frozenset[str]:
    return frozenset((text or "").replace("|", " ").split())


def _nouns() -> Mapping[str, frozenset[str]]:
    classes: dict[str, set[str]] = {}
    for name, row in _read("nouns.toml").items():
        for noun in row["words"].split():
            for word in (noun, plural(noun)):
                classes.setdefault(word, set()).add(name)
    return {word: frozenset(found) for word, found in classes.items()}


@dataclass(frozen=True, slots=True)
class Frames:
    """frames.toml: each list as a set, by section and name."""

    lists: Mapping[str, Mapping[str, frozenset[str]]]

    def __getitem__(self, key: tuple[str, str]) -> frozenset[str]:
        return self.lists[key[0]][key[1]]


@cache
def frames() -> Frames:
    """The frames as they are shipped, read once."""
    data = _read("frames.toml")
    return Frames({name: {key: frozenset(text.split()) for key, text in rows.items()} for name, rows in data.items()})


@cache
def endings() -> Mapping[str, Mapping[str, str]]:
    """endings.toml as it is shipped, read once: rows of words by section."""
    return _read("endings.toml")


@cache
def listed(section: str) -> frozenset[str]:
    """The words of a section of endings.toml that is one list."""
    return frozenset(endings()[section]["words"].split())


def union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """All words of the sets."""
    return frozenset().union(*sets)
