"""The reader's word lists, from `words.toml`, ready to use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from monitor.domain.review.inflect import forms

_ORDER = ("mechanism", "agreement", "event", "decision", "process", "obligation")


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists: nouns in singular and plural; verbs as a map from every form to the base."""

    function: frozenset[str]
    stop: frozenset[str]
    """Function words, cue words and dates."""
    actors: frozenset[str]
    places: frozenset[str]
    """As written."""
    nouns: Mapping[str, frozenset[str]]
    """Kind -> nouns that name such a thing."""
    acts: Mapping[str, str]
    """Form -> base of a verb that does something which can be reported as done."""
    act_kinds: Mapping[str, str]
    """Base -> kind."""
    effects: Mapping[str, str]
    """Form -> base of a verb that only says how things go."""
    effect_bases: frozenset[str]
    light: frozenset[str]
    open_heading: re.Pattern[str]
    """Headings below which every entry is open."""
    past_heading: re.Pattern[str]
    """Headings below which nothing is, unless it has a day."""
    no_topic: re.Pattern[str]
    """Headings that name no matter."""
    summary_label: re.Pattern[str]
    sources_line: re.Pattern[str]
    byline: re.Pattern[str]
    no_label: re.Pattern[str]
    subject: Mapping[str, str]
    """Name -> alternatives of a pattern by which subjects are told."""

    def kind_of_noun(self, word: str) -> str:
        """The kind of thing that a noun names, or nothing."""
        low = word.lower()
        return next((kind for kind in _ORDER if low in self.nouns[kind]), "")


def _nouns(text: str) -> frozenset[str]:
    words = text.split()
    plurals = [word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeou" else word + "s" for word in words]
    plurals += [word + "es" for word in words if word.endswith(("s", "x", "ch", "sh"))]
    return frozenset(words) | frozenset(plurals)


def _verbs(text: str) -> dict[str, str]:
    return {form: base for base in text.split() for form in forms(base)}


def _load() -> Words:
    data: dict[str, Any] = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    acts = {form: base for text in data["acts"].values() for form, base in _verbs(text).items()}
    nouns = {
        kind: _nouns(data[f"{kind}s" if kind != "process" else "processes"])
        for kind in ("event", "agreement", "mechanism", "decision", "process", "obligation")
    }
    return Words(
        function=frozenset(data["function"].split()),
        stop=frozenset(data["function"].split()) | frozenset(data["cue"].split()),
        actors=_nouns(data["actors"]),
        places=frozenset(data["places"].split()),
        nouns=nouns,
        acts=acts,
        act_kinds={base: kind for kind, text in data["acts"].items() for base in text.split()},
        effects=_verbs(data["effects"]["verbs"]),
        effect_bases=frozenset(data["effects"]["verbs"].split()),
        light=frozenset(data["light"].split()),
        open_heading=re.compile(data["open_heading"], re.IGNORECASE),
        past_heading=re.compile(data["past_heading"], re.IGNORECASE),
        no_topic=re.compile(data["no_topic"], re.IGNORECASE),
        summary_label=re.compile(data["summary"], re.IGNORECASE),
        sources_line=re.compile(data["sources"].replace("PRESS", data["press"].replace("\n", "")), re.IGNORECASE),
        byline=re.compile(data["byline"], re.IGNORECASE),
        no_label=re.compile(data["no_label"]),
        subject={name: text.replace("\n", "") for name, text in data["subject"].items()},
    )


WORDS = _load()
