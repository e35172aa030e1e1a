"""Cutting phrases down to what a title can hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.domain.dates import DateMention

LONGEST = 72
"""Characters of a title's phrase."""
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|[“”\"]|…")
_CONTROL = re.compile(r"[\x00-\x1f]")
_STOPS_AT = re.compile(
    r"\s*(?:[;(]|(?<!\d)[,:]|[,:](?!\d)|\s[–—-]\s|[“\"](?=[^”\"]*(?:\s[^”\"\s]+){5,})|(?<=[a-z)])[.!?]\s|\b(?:which|who|although|though|because|when|where|while|if|unless|so that|so as"
    r"|in order to|as well as|after which|in response|rather than|provided|but|amid|despite|following|given|according to|as soon as"
    r"|even|as (?:they|it|he|she|every)|except|instead|until|once|since|in return|in exchange|on the grounds|after the|after a|before the"
    r"|without having|than|and (?:has|have|is|are|was|were|will|would|it|they|he|she|said|gave|made))\b)"
)
_DANGLING = re.compile(
    r"(?:\s+(?:the|a|an|of|on|in|at|by|to|for|with|from|and|or|its|their|his|her|that|this|as|before|after|whether|about|into|over"
    r"|between|under|within|until|not|be|is|are|more|also|no|later|than|due|will|would|early|late|mid|first|second|last|every|against))+$",
    re.IGNORECASE,
)
_DATE_LEAD = re.compile(
    r"\b(?:by|on|in|at|before|until|till|from|no later than|not later than|for|of|during|starting|beginning|as of|within)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r" (?!(?:and|or|to|in|on|at|for|of|by|with|when|if|but|as|is|are|was|will|has|after|before|from|until)\b)[a-z]{3,}"
)
_DETERMINED = re.compile(r"\b(?:the|its|their|his|her|this|next|a|an) $", re.IGNORECASE)
"""In "the December 15 round" the date belongs to the name."""
_ARTICLE = re.compile(r"^(?:(?:the|a|an|its|their|his|her|any|some|another)\s+)+", re.IGNORECASE)


def clean(text: str) -> str:
    """Without marks of emphasis, quotation marks and needless blanks."""
    return " ".join(_CONTROL.sub(" ", _MARKS.sub("", text)).split()).strip(" ,;:.–—-|")


def without_dates(clause: str, dates: Sequence[DateMention]) -> str:
    """Dates with their prepositions blanked out: the same length, so that places hold."""
    for mention in dates:
        if _ATTRIBUTE.match(clause, mention.end) and _DETERMINED.search(clause[: mention.start]):
            continue
        lead = _DATE_LEAD.search(clause[: mention.start])
        start = lead.start() if lead else mention.start
        clause = clause[:start] + " " * (mention.end - start) + clause[mention.end :]
    return clause


def head(text: str, longest: int = LONGEST) -> str:
    """The head of a phrase: up to the first subordinate part, and no longer than fits, ending on a whole phrase."""
    text = text.lstrip(' ,;“"(*_')
    if text[:1] in ":–—":
        return ""
    stop = next((m for m in _STOPS_AT.finditer(text) if len(text[: m.start()].split()) >= 1), None)
    words = clean(text[: stop.start()] if stop else text)
    if len(words) > longest:
        words = words[: longest + 1].rsplit(" ", 1)[0]
        last_break = max(
            words.rfind(lead)
            for lead in (
                " of ",
                " in ",
                " on ",
                " for ",
                " to ",
                " with ",
                " and ",
                " by ",
                " at ",
                " over ",
                " about ",
                " against ",
                " between ",
                " from ",
            )
        )
        if last_break > longest * 0.4:
            words = words[:last_break]
    return _DANGLING.sub("", words)


def without_article(text: str) -> str:
    """Without "the", "its" ... in front."""
    return _ARTICLE.sub("", text)


def capital(words: str) -> str:
    """With a capital first letter."""
    return words[:1].upper() + words[1:]
