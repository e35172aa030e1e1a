"""How reports may name a matter: its phrases with their variants of spelling, abbreviation and order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

from monitor.domain.review.names import names_in
from monitor.domain.review.words import WORDS

_DATA = tomllib.loads(files(__package__).joinpath("variants.toml").read_text(encoding="utf-8"))
_SPELLINGS: Mapping[str, str] = _DATA["spelling"] | {us: british for british, us in _DATA["spelling"].items()}
_ABBREVIATIONS: Mapping[str, str] = _DATA["abbreviations"]
_ROMAN = {"2": "II", "3": "III", "4": "IV", "II": "2", "III": "3", "IV": "4"}
_NUMBER_WORDS = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven"}
_NUMBERS = frozenset("two three four five six seven eight nine ten first second third".split())
_NOUNS = frozenset("plan plans offer deadline party quarter".split())
_TELLING = re.compile(r"\d.*[A-Za-z+]|[A-Za-z].*[\d+]|[A-Z].*[A-Z]|\w-\w")
_COUNTRY = frozenset("US U.S UK EU UN USA".split())
_INVERTED = re.compile(
    r"\b([\w’'-]+(?: [\w’'-]+)?) (?:in|on|of|for|to|with) (?:the |a |an )?([\w’'-]+(?: [\w’'-]+)?)(?=$|[,.;]| )"
)
MOST_TERMS = 8


def abbreviations(text: str) -> dict[str, str]:
    """Abbreviation -> expansion, as the text explains them: "phrase (ABC)" or "ABC (phrase)"."""
    found: dict[str, str] = {}
    for match in re.finditer(r"\b([A-Z][A-Za-z]*[A-Z]|[A-Z]{2,6})s?\s*\(([^()]{6,80})\)", text):
        if _initials(match.group(2)).startswith(match.group(1).upper()[:2]):
            found[match.group(1)] = " ".join(match.group(2).split())
    for match in re.finditer(r"((?:[\w’'-]+\s+){2,8})\(([A-Z]{2,6})s?\)", text):
        words = match.group(1).split()
        for size in range(len(words), 0, -1):
            part = words[-size:]
            if _initials(" ".join(part)) == match.group(2):
                found[match.group(2)] = " ".join(part)
    return found


def _initials(phrase: str) -> str:
    return "".join(
        word[0].upper() for word in re.findall(r"[A-Za-z][\w’']*", phrase) if word.lower() not in WORDS.function
    )


def terms_of(title: str, clause: str, known: Mapping[str, str], names: frozenset[str]) -> tuple[str, ...]:
    """Phrases of the matter, the most telling first; not the bare names of those who merely act in it."""
    topic, _, matter = title.rpartition(": ")
    subject, to, deed = matter.partition(" to ")
    thing = _thing(deed if to else matter)
    phrases = [*_whole(thing), *_inversions(thing), *_runs(thing), *_names(thing, names), *_runs(topic), *_whole(topic)]
    phrases += [*_runs(subject if to else ""), *_runs(clause)]
    if to and len(phrases) < 2:
        phrases += _joined(subject, thing or deed)
    chosen: dict[str, str] = {}
    for phrase in phrases:
        for variant in (phrase, *variants(phrase, known)):
            chosen.setdefault(_plain(variant).lower(), _plain(variant))
    return tuple(list(chosen.values())[:MOST_TERMS])


def _joined(subject: str, thing: str) -> Iterator[str]:
    """Who and what in two words, where neither says enough: "Commission decision"."""
    who, what = (re.split(r"\s(?:of|on|in|for|with|to|at|by|from)\s", part)[0].split() for part in (subject, thing))
    if who and what:
        actor = re.sub(r"[’']s?$", "", who[-1])
        yield f"{actor} {what[-1]}"


def _plain(phrase: str) -> str:
    return re.sub(r"[’']s\b", "", phrase).strip(" -") if len(phrase.split()) > 1 else phrase


def _thing(deed: str) -> str:
    """What a deed is done to: without its verb, articles and "whether to"."""
    words = (
        re.sub(r"^(?:be )?[a-z]+(?: (?:up|out|off|down|in|on|over|back|for)\b)?\s+", "", deed)
        if deed[:1].islower()
        else deed
    )
    return re.sub(r"^(?:(?:the|a|an|its|their|whether to|that|to|of|on|for|with|from|into|at|in)\s+)+", "", words)


def _whole(thing: str) -> Iterator[str]:
    """The phrase itself, if it is short enough to be written so again."""
    words = re.split(r"[,;(]", thing)[0].split()
    if 2 <= len(words) <= 5:
        yield " ".join(words)
    elif len(words) == 1 and (_TELLING.search(words[0])):
        yield words[0]


def _inversions(thing: str) -> Iterator[str]:
    """ "hearing in Oslo" is an "Oslo hearing" too."""
    for match in _INVERTED.finditer(thing):
        first, second = match.groups()
        if not {word.lower() for word in (*first.split(), *second.split())} & WORDS.function:
            yield f"{second} {first.split()[-1]}"


def _names(thing: str, names: frozenset[str]) -> Iterator[str]:
    """Names within the thing: of several words, or single ones that are no plain word ("Apollo-11", "3+1")."""
    for name in names_in(thing, names):
        several = len(name.split()) > 1 and " and " not in name
        if several or (_TELLING.search(name) and name not in _COUNTRY):
            yield name


def _runs(text: str) -> Iterator[str]:
    """Runs of two to four telling words."""
    run: list[str] = []
    for word in [*re.findall(r"[^\W_]+(?:[’'&+/-][^\W_]+)*|[^\w\s]", text), "."]:
        low = word.lower()
        ends = not word[0].isalnum() or (low in WORDS.stop and low not in _NUMBERS | _NOUNS) or _is_verb(low)
        if not ends:
            run.append(word)
            continue
        if 2 <= len(run) <= 4 and not all(part[0].isdigit() or part.lower() in WORDS.stop for part in run):
            yield " ".join(run)
        run = []


def _is_verb(word: str) -> bool:
    known = WORDS.acts.get(word) or WORDS.effects.get(word)
    return bool(known) and not WORDS.kind_of_noun(word)


def variants(phrase: str, known: Mapping[str, str]) -> Iterator[str]:
    """Other ways to write a phrase: US and British, abbreviation and expansion, hyphen, number."""
    words = phrase.split()
    swapped = [_swap(word) for word in words]
    if swapped != words:
        yield " ".join(swapped)
    for short, long in {**_ABBREVIATIONS, **known}.items():
        if short in words and len(words) <= 3:
            yield long if len(words) == 1 else " ".join(long if word == short else word for word in words)
        elif long.lower() == phrase.lower():
            yield short
    yield from _numbered(phrase)
    if "-" in phrase and not re.search(r"\d", phrase):
        yield phrase.replace("-", " ")


def _swap(word: str) -> str:
    other = _SPELLINGS.get(word.lower())
    if other is None:
        return word
    return other.capitalize() if word[0].isupper() else other


def _numbered(phrase: str) -> Iterator[str]:
    if found := re.fullmatch(r"(.+?)[- ](\d|I{2,3}|IV)", phrase):
        name, number = found.groups()
        yield from (f"{name} {number}", f"{name}-{number}")
        if number in _ROMAN:
            yield f"{name} {_ROMAN[number]}"
    if found := re.fullmatch(r"(\d)\+(\d)(.*)", phrase):
        first, second = (_NUMBER_WORDS.get(part, part) for part in found.groups()[:2])
        yield from (f"{first}-plus-{second}{found[3]}", f"{first} plus {second}{found[3]}")
