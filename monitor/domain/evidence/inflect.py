"""The forms of a verb, and the plural of a noun: enough of English to build the index of cues."""

from __future__ import annotations

from enum import StrEnum

VOWELS = "aeiou"


class Form(StrEnum):
    """Which form of its verb a word is. The regular -ed form is past and participle at once."""

    BASE = "base"
    S = "s"
    PAST = "past"
    PARTICIPLE = "participle"
    ED = "ed"
    ING = "ing"
    SAME = "same"
    """Base, past and participle at once: put, set, cut."""


def forms(verb: str, irregular: tuple[str, str] | None = None) -> dict[str, Form]:
    """All forms of a verb in lower case, both spellings where there are two; `irregular` is past and participle."""
    found = {verb: Form.SAME if irregular == (verb, verb) else Form.BASE, third(verb): Form.S}
    for stem in _stems(verb):
        found[stem + "ing"] = Form.ING
        if irregular is None:
            found[(stem if stem.endswith("e") else stem + "e") + "d"] = Form.ED
    if irregular is None and verb.endswith("e"):
        found[verb + "d"] = Form.ED
    if irregular is None and verb.endswith("y") and verb[-2] not in VOWELS:
        found.pop(verb + "ed", None)
        found[verb[:-1] + "ied"] = Form.ED
    if irregular is not None:
        past, participle = irregular
        both = past == participle
        if past != verb:
            found[past] = Form.ED if both else Form.PAST
        if participle not in (verb, past):
            found[participle] = Form.PARTICIPLE
    return found


def third(verb: str) -> str:
    """The third person: sets, passes, tries."""
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def _stems(verb: str) -> tuple[str, ...]:
    if verb.endswith("ie"):
        return (verb[:-2] + "y",)
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return (verb[:-1],)
    if verb.endswith("el") or verb in ("initial", "rival", "signal", "total"):
        return (verb, verb + "l")
    return (verb + verb[-1],) if _doubles(verb) else (verb,)


def _doubles(verb: str) -> bool:
    verb = verb.replace("qu", "q")
    if len(verb) < 3 or verb[-1] in "aeiouwxyh" or verb[-2] not in VOWELS or verb[-3] in VOWELS:
        return False
    syllables = sum(1 for a, b in zip(" " + verb, verb, strict=False) if b in VOWELS and a not in VOWELS)
    return syllables == 1 or verb in (
        "defer",
        "acqit",
        "permit",
        "commit",
        "admit",
        "scrap",
        "submit",
        "rebut",
        "refer",
        "regret",
    )


def plural(noun: str) -> str:
    """The plural of a noun."""
    return noun if noun.endswith("s") and not noun.endswith("ss") else third(noun)
