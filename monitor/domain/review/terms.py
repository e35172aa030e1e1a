"""How reports may name a matter, and who acts in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

from monitor.domain.review.words import WORDS

_DATA = tomllib.loads(files(__package__).joinpath("variants.toml").read_text(encoding="utf-8"))
_SPELLINGS: Mapping[str, str] = _DATA["spelling"] | {us: british for british, us in _DATA["spelling"].items()}
_ABBREVIATIONS: Mapping[str, str] = _DATA["abbreviations"]
_ROMAN = {"2": "II", "3": "III", "4": "IV", "II": "2", "III": "3", "IV": "4"}
_NUMBER_WORDS = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven"}
_CAPITAL = r"(?:[A-Z][\w’'&+-]*|[A-Z]{2,}[\w+-]*|\d\+\d)"
_PROPER = re.compile(rf"{_CAPITAL}(?:\s+(?:(?:of|for|the|de|van|von|al|on|and)\s+){{0,2}}(?={_CAPITAL}){_CAPITAL})*")
_NO_NAME = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday"
    r"|Friday|Saturday|Sunday|Christmas|Easter|Q[1-4]|H[12])$"
)
_MOST_TERMS = 8
_MOST_ACTORS = 6


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
    return "".join(word[0].upper() for word in re.findall(r"[A-Za-z][\w’']*", phrase) if word.lower() not in WORDS.stop)


def names_in(text: str, *, sentence_start: bool = True) -> Iterator[str]:
    """Proper names of a passage in order; a single capital at its start counts only if it is no common word."""
    for match in _PROPER.finditer(text):
        name = re.sub(r"[’']s?$", "", match.group()).strip()
        first = not text[: match.start()].strip(' "“(*•-') or text[: match.start()].rstrip().endswith(
            (".", ":", "?", "!")
        )
        words = name.split()
        if first and words[0].lower() in WORDS.stop | _COMMON:
            words = words[1:]
        name = " ".join(words)
        if name and len(name) > 1 and not all(_NO_NAME.match(word) for word in words):
            yield name


_COMMON = frozenset(WORDS.acts) | frozenset(WORDS.effects) | WORDS.actors | frozenset().union(*WORDS.nouns.values())


def actors_of(*passages: str) -> tuple[str, ...]:
    """Names that may act, from the first passage that has any."""
    for passage in passages:
        names = list(dict.fromkeys(names_in(passage)))
        if names:
            return tuple(names[:_MOST_ACTORS])
    return ()


def terms_of(title: str, clause: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Phrases of the matter with their variants of spelling and abbreviation."""
    matter = title.split(": ")[-1]
    phrases = [*_phrases(matter), *(p for p in _phrases(clause) if len(p.split()) > 1), *names_in(clause)]
    topic = title.split(": ")[0] if ": " in title else ""
    if topic:
        phrases.insert(0, topic)
    chosen: dict[str, str] = {}
    for phrase in phrases:
        for variant in (phrase, *variants(phrase, known)):
            chosen.setdefault(variant.lower(), variant)
    return tuple(list(chosen.values())[:_MOST_TERMS])


def _phrases(text: str) -> Iterator[str]:
    """Runs of two to four telling words."""
    run: list[str] = []
    for word in [*re.findall(r"[^\W_]+(?:[’'&+/-][^\W_]+)*|[^\w\s]", text), "."]:
        low = word.lower()
        if not word[0].isalnum() or low in WORDS.stop or low in WORDS.acts or low in WORDS.effects:
            if 2 <= len(run) <= 4 and not all(part.isdigit() for part in run):
                yield " ".join(run)
            run = []
        else:
            run.append(word)


def variants(phrase: str, known: Mapping[str, str]) -> Iterator[str]:
    """Other ways to write a phrase: US and British, abbreviation and expansion, hyphen, number."""
    words = phrase.split()
    swapped = [_swap(word) for word in words]
    if swapped != words:
        yield " ".join(swapped)
    for short, long in (*known.items(), *_ABBREVIATIONS.items()):
        if short in words:
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
    if found := re.fullmatch(r"(\d)\+(\d)", phrase):
        first, second = (_NUMBER_WORDS.get(part, part) for part in found.groups())
        yield from (f"{first}-plus-{second}", f"{first} plus {second}")
