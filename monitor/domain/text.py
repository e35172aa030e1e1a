"""Words, stems and sentences: the one way in which texts are cut, for items and articles alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_WORD = re.compile(
    r"(?:[^\W\d_]{1,3}\d[^\W_]*|[^\W\d_]+|\d[^\W_]*)"
    r"(?:(?:['’+&]|(?<=\b[^\W\d_])\.(?=[^\W\d_]\b))[^\W_]+)*"
)
"""Dotted initials are one word (U.N.), so is what an apostrophe, a plus or an ampersand joins. A hyphen divides, and
so does the step from a long name to its number (Ariane5, but not G20)."""

_WRITTEN = {"US": "usa", "U.S": "usa", "U.S.A": "usa", "US's": "usa", "US’s": "usa"}
"""Words that case or dots tell from others: the country from the pronoun."""
_ROMAN = {"II": "2", "III": "3", "IV": "4", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}

_SPELLING = {
    "defence": "defense",
    "programme": "program",
    "programmes": "programs",
    "centre": "center",
    "centres": "centers",
    "offence": "offense",
    "licence": "license",
    "cheque": "check",
    "tonne": "ton",
    "tonnes": "tons",
    "grey": "gray",
    "manoeuvre": "maneuver",
    "manoeuvres": "maneuvers",
    "judgement": "judgment",
}
_OUR = re.compile(r"(?<=[a-z]{2})our(?=s?$|ed$|ing$|al$|ally$|ite$|er$|ers$|able$)")
_NOT_OUR = re.compile(r"(?:hour|four|tour|pour|your|flour|sour|devour|contour|detour|scour|velour|glamour|troubadour)")
_ISE = re.compile(r"(?<=[a-z]{3})is(?=e$|ed$|es$|ing$|ation$|ations$|er$|ers$)")
_NOT_ISE = re.compile(
    r"(?:promis|rais|prais|advis|revis|surpris|exercis|compromis|enterpris|franchis|merchandis|supervis|televis|improvis"
    r"|premis|precis|pois|nois|bruis|cruis|disguis|devis|comprom|apprais|expertis|paradis|treatis|practis|otherwis|likewis"
    r"|concis|demis|chastis|despis|excis|incis|circumcis|advertis|arous)"
)

_stemmer = Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, with its stem and its place in the text, in characters."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital letter or as a number with letters."""
        return self.text[0].isupper()


def american(word: str) -> str:
    """A lower-case word in the spelling that both sides of the ocean are compared in."""
    if word in _SPELLING:
        return _SPELLING[word]
    if "our" in word and not _NOT_OUR.match(word):
        word = _OUR.sub("or", word)
    if "is" in word and not _NOT_ISE.match(word):
        word = _ISE.sub("iz", word)
    return word


def spellings(word: str) -> set[str]:
    """How a lower-case word may be written on either side of the ocean, and numerals; some may be no words at all."""
    here = american(word)
    british = {old for old, new in _SPELLING.items() if new == here}
    british |= {re.sub(r"or(?=s?$|ed$|ing$)", "our", here), re.sub(r"iz(?=e[sd]?$|ing$|ations?$)", "is", here)}
    roman = {numeral.lower() for numeral, digit in _ROMAN.items() if digit == word}
    return {word, here} | british | roman


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a word as written: without case, possessive, dots and the spelling's nationality."""
    if word in _WRITTEN:
        return _WRITTEN[word]
    if word in _ROMAN:
        return _ROMAN[word]
    plain = word.lower().replace("’", "'").replace(".", "").removesuffix("'s").replace("'", "")
    return str(_stemmer.stemWord(american(plain))) or plain


def words(text: str) -> list[str]:
    """The words as written, in order."""
    return _WORD.findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words stand, in characters, in order."""
    return [m.span() for m in _WORD.finditer(text)]


def stems(text: str) -> list[str]:
    """The stems of all words, in order."""
    return [stem(word) for word in _WORD.findall(text)]


def tokens(text: str) -> list[Token]:
    """All words with their stems and places, in order."""
    return [Token(m.group(), stem(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n\s*\n|\n(?=\s*[•*-])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sgt|Capt|Sen|Rep|Gov|St|Prof|Jr|Sr|No|vs|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept|Sep|Oct|Nov|Dec|[A-Z])|[A-Z]\.[A-Z])\.\s+$"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences, in characters, without the white space around them."""
    spans, start = [], 0
    for end in _END.finditer(text):
        if not _ABBREVIATED.search(text[max(start, end.end() - 12) : end.end()]):
            spans.append((start, end.end()))
            start = end.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, *span))]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    part = text[start:end]
    left, right = len(part) - len(part.lstrip()), len(part.rstrip())
    return (start + left, start + right) if right > left else None
