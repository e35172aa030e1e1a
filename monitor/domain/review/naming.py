"""Titles, criteria and keys: what a person would call the matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.domain.dates import DateMention
from monitor.domain.model import Kind
from monitor.domain.review.inflect import participles, third_person
from monitor.domain.review.judge import Finding, Verb
from monitor.domain.review.words import WORDS

_LONGEST = 70
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|[“”\"]|…")
_STOPS_AT = re.compile(
    r"\s*(?:[,;:(–—]|\s-\s|\b(?:which|who|although|though|because|when|where|while|if|unless|so that|so as|in order to|as well as"
    r"|after which|in response|rather than|provided|but|amid|despite|following|given|according to|as soon as|even|as they|as it"
    r"|except|instead|until|once|since|in return|in exchange)\b)"
)
_LEADING = re.compile(
    r"^(?:(?:and|but|so|also|then|now|still|meanwhile|finally|separately|however|moreover|besides|first|second|third|next|in addition"
    r"|for now|for his part|for her part|in turn|as a result|at the same time|the two also|that|both)\b[\s,]*)+",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^(?:it|they|he|she|we|i|both|both sides|the two sides|the sides|the parties|this|that|these|those|there|the two|all sides"
    r"|which|who|the pair|each side|either side)$",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:\s+(?:the|a|an|of|on|in|at|by|to|for|with|from|and|or|its|their|his|her|that|this|as|before|after|whether|about|into|over"
    r"|between|under|within|until|not|be|is|are|more|also|no|later|than|due|will|would))+$",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Without marks of emphasis, quotation marks and needless blanks."""
    return " ".join(_MARKS.sub("", text).replace("..", "").split()).strip(" ,;:.–—-")


def subject_of(clause: str, finding: Finding) -> str:
    """Who or what stands before the cue, without what leads in; empty for a pronoun or nothing."""
    before = clause[: finding.start]
    before = re.split(r"[;:]\s|\bthat\s(?=\S+ )|[“\"]", before)[-1]
    parts = [part for part in re.split(r",\s", before) if part.strip()]
    if len(parts) > 1 and (
        re.match(r"\s*(?:in|at|on|after|under|with|for|by|as|if|once|when|despite)\b", parts[0], re.IGNORECASE)
    ):
        parts = parts[1:]
    subject = clean(
        _LEADING.sub("", clean(parts[-1] if len(parts) > 1 and len(parts[-1].split()) > 1 else before if parts else ""))
    )
    if len(parts) > 1 and parts[-1].strip():
        subject = clean(_LEADING.sub("", clean(parts[0]))) if re.match(r"\s*(?:which|who)\b", parts[-1]) else subject
    if _PRONOUN.match(subject):
        return ""
    return subject


def title_of(clause: str, finding: Finding, subject: str, topic: str, dates: Sequence[DateMention]) -> str:
    """A short title: what is to be set up or held, or who is to do what."""
    text = _without_dates(clause, dates)
    if finding.cue.id in ("no-decision",):
        words = _cut(re.sub(r"(?i)^no\s+", "", clause[finding.start :]))
    elif finding.verb and finding.verb.base in WORDS.light and not finding.verb.passive:
        words = _cut(text[finding.verb.end :]) or _cut(text[finding.verb.start :])
        words = re.sub(r"^(?:a|an|the|its|their|for|to|on|of|up|out)\s+(?:a|an|the)?\s*", "", words)
    elif finding.verb and subject:
        words = f"{_short(subject)} to {_verb_phrase(text, finding.verb)}"
    elif finding.verb:
        words = _verb_phrase(text, finding.verb)
    else:
        words = _cut(f"{subject} {text[finding.start :]}" if subject else text[finding.start :], _LONGEST)
    return _with_topic(_capital(clean(words)) or _capital(clean(_cut(clause))), topic)


def _verb_phrase(text: str, verb: Verb) -> str:
    rest = text[verb.end :]
    written = verb.base.replace("-", " ")
    if verb.passive:
        written = "be " + participles(verb.base)[-1].replace("-", " ")
    return f"{written} {_cut(rest, 58)}".strip()


def _without_dates(clause: str, dates: Sequence[DateMention]) -> str:
    """Dates with their prepositions out of the way: same length, so that places hold."""
    for mention in dates:
        lead = re.search(
            r"\b(?:by|on|in|at|before|until|from|no later than|for|of)\s+(?:the\s+)?$",
            clause[: mention.start],
            re.IGNORECASE,
        )
        start = lead.start() if lead else mention.start
        clause = clause[:start] + " " * (mention.end - start) + clause[mention.end :]
    return clause


def _cut(text: str, longest: int = _LONGEST) -> str:
    """The head of a phrase: up to the first subordinate part, and no longer than fits."""
    lead = len(text) - len(text.lstrip(' ,;:"“(*_'))
    stop = next((m for m in _STOPS_AT.finditer(text, lead) if m.start() - lead >= 3), None)
    words = clean(text[lead : stop.start()] if stop else text[lead:])
    if len(words) > longest:
        words = words[: longest + 1].rsplit(" ", 1)[0]
    return _DANGLING.sub("", words)


def _short(subject: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", _cut(subject, 40), flags=re.IGNORECASE)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _with_topic(title: str, topic: str) -> str:
    topic = clean(topic)
    if not topic or len(topic.split()) > 6 or WORDS.summary_label.fullmatch(topic):
        return title
    known = {word.lower()[:5] for word in re.findall(r"\w+", title)}
    if all(word.lower()[:5] in known for word in re.findall(r"\w+", topic) if word.lower() not in WORDS.stop):
        return title
    return f"{_capital(topic)}: {title[:1].lower() + title[1:] if title[1:2].islower() and title.split(' ')[0].lower() in WORDS.acts else title}"


def criterion_of(title: str, kind: Kind, finding: Finding, subject: str) -> str:
    """What counts as done, in one sentence."""
    matter = title.split(": ", 1)[-1]
    if finding.negative:
        return f"It stays so: {matter[:1].lower() + matter[1:]} does not happen."
    if (
        finding.verb
        and subject
        and " to " in matter
        and not finding.verb.passive
        and finding.verb.base not in WORDS.light
    ):
        who, _, what = matter.partition(" to ")
        verb, _, rest = what.partition(" ")
        plural = bool(re.search(r"(?:[^s’']s|people|\band\b.+)$", who)) and not who.endswith("’s")
        return f"{who} {verb if plural else third_person(verb)} {rest}".strip() + "."
    if finding.verb and subject and finding.verb.passive and " to be " in matter:
        who, _, what = matter.partition(" to be ")
        return f"{who} {'are' if re.search(r'[^s]s$', who) else 'is'} {what}."
    return _BY_KIND[kind].format(matter)


_BY_KIND = {
    Kind.EVENT: "It takes place: {}.",
    Kind.AGREEMENT: "It is signed or takes effect: {}.",
    Kind.MECHANISM: "It is set up and meets: {}.",
    Kind.DECISION: "It is decided and made public: {}.",
    Kind.PROCESS: "It moves to a result: {}.",
    Kind.OBLIGATION: "It is carried out: {}.",
}


def key_of(title: str, taken: set[str]) -> str:
    """A short slug of the title's telling words, not in `taken`."""
    words = [word.lower() for word in re.findall(r"[^\W_]+(?:\+[^\W_]+)*", title.replace("’", "").replace("'", ""))]
    telling = [word for word in words if word not in WORDS.stop] or words or ["item"]
    ascii_words = [re.sub(r"[^a-z0-9]", "", _plain(word)) for word in telling]
    base = "-".join([word for word in ascii_words if word][:4])[:48].strip("-") or "item"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def _plain(word: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKD", word.replace("+", ""))
