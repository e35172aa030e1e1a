"""Titles, criteria and keys: what a person would call the matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from monitor.domain.dates import DateMention
from monitor.domain.model import Kind
from monitor.domain.review.inflect import third_person
from monitor.domain.review.judge import Finding
from monitor.domain.review.phrases import LONGEST, capital, clean, head, without_article, without_dates
from monitor.domain.review.subjects import is_plural
from monitor.domain.review.verbs import Verb, verb_at
from monitor.domain.review.words import WORDS

_BY_SUBJECT = frozenset(
    {"open", "expected", "due-for", "is-date", "state-until", "being", "still-contested", "unlikely"}
)
"""Cues that say how the subject stands: it alone is the title."""
_BY_OBJECT = frozenset({"wants", "not-ruled-out", "plans-for", "agreed-on", "pledge-noun", "promise-noun", "in-talks"})
"""Cues whose object is the title."""
_WHOLE = frozenset({"deadline", "nominal", "listed", "whether"})
"""Cues that leave the clause itself as the title."""
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been)\s+$")
_BEFORE_NOUN = re.compile(r"\b(?:the|an?|set|sets|gave|gives|has|have|named|fixed)\s+", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:may|might|could|can|will|would|to)\s+(?=[a-z])")
_WEAK_OBJECT = re.compile(r"^(?:it|them|this|that|these|so|him|her|more|one|all)\b", re.IGNORECASE)


def title_of(clause: str, finding: Finding, subject: str, dates: Sequence[DateMention]) -> str:
    """A short title: what is to be set up or held, or who is to do what."""
    text = without_dates(clause, dates)
    subject = head(without_article(without_dates(subject, ())), 44)
    words = _special(text, finding, subject) or _general(text, finding, subject)
    words = without_article(clean(words))
    return capital(words if len(words) > 2 else head(clause) or clean(clause)[:LONGEST])


def _special(text: str, finding: Finding, subject: str) -> str:
    """Titles of cues that are not "who is to do what"; nothing where the general form serves."""
    cue, after, cued = finding.cue.id, text[finding.end :], text[finding.start : finding.end]
    if cue == "no-decision":
        return re.sub(r"(?i)^no\s+(?:final |firm |formal |clear |official )?", "", _undone(head(text[finding.start :])))
    if cue == "nothing-decided":
        who = re.sub(
            r"^(?:for|about|on|in|as for|as to)\s+(?:the\s+)?", "", clean(text[: finding.start]), flags=re.IGNORECASE
        )
        return f"{capital(who)}: nothing decided" if who else head(text)
    if cue in _BY_SUBJECT or (cue == "awaits" and re.search(r"pending|under|subject|needs?", cued)):
        due = " due" if re.search(r"\bdue\b", cued) and len(subject.split()) < 3 else ""
        if len((subject + due).split()) > 1:
            return subject + due
        return head(f"{subject} {text[finding.start :]}" if subject else text)
    if cue == "awaits":
        return head(after)
    if cue == "deferred":
        return subject if _PASSIVE.search(text[: finding.start]) else head(after)
    if cue == "extended":
        thing = without_article(head(re.sub(r"^\w+\s+(?:(?:off|over|back|again)\s+)*", "", text[finding.start :])))
        return subject if _PASSIVE.search(text[: finding.start]) or len(thing.split()) < 2 else thing
    if cue == "talks-begun":
        return _object(head(re.sub(r"^\w+\s+", "", text[finding.start :])), subject)
    if cue in _BY_OBJECT:
        return _object(head(after), subject)
    if cue == "continue":
        found = re.match(
            r"(.+?)\s+(?:continues?|goes? on|(?:is|are|have|has|lies?|drags?|resumes?|restarts?)\b)",
            text[finding.start :],
        )
        return head(f"{finding.subject} {found.group(1)}" if found else text[finding.start :])
    if cue == "hope":
        return _hoped(after)
    if cue == "if-dated":
        return _conditional(text[finding.start :])
    if cue == "dated-noun":
        return _dated_noun(text, finding)
    return head(text) if cue in _WHOLE else ""


def _dated_noun(text: str, finding: Finding) -> str:
    """ "The UN set a new deadline for everybody" -> "new deadline for everybody"."""
    left = max((m.end() for m in _BEFORE_NOUN.finditer(text[: finding.start])), default=0)
    return head(re.split(r"\s+(?:is|are|was|were|will|falls?|comes?)\b", text[left:])[0])


def _object(words: str, subject: str) -> str:
    words = without_article(re.sub(r"^(?:on|about|with|over|for|into|to|at)\s+", "", words))
    if _WEAK_OBJECT.match(words) or not words:
        return ""
    return words if len(words.split()) > 2 or not subject else f"{subject}: {words}"


def _undone(words: str) -> str:
    """ "decision on its size has been taken" -> "decision on its size"."""
    return re.sub(
        r"\s+(?:has|have|is|was)\s+(?:yet\s+)?(?:been\s+)?(?:taken|made|set|given|reached|named|found|agreed|fixed)?\s*(?:yet|so far)?$",
        "",
        words,
    )


def _hoped(after: str) -> str:
    modal = _MODAL.search(after)
    verb = verb_at(after, modal.end()) if modal else None
    if modal is None or verb is None:
        return head(after)
    who = head(
        without_article(re.sub(r"^\W*(?:that|there|it|about the ability)\s*", "", after[: modal.start()]).strip()), 40
    )
    if not who or verb.base == "be":
        return head(after[verb.end :]) or head(after)
    return f"{who} to {_verb_phrase(after, verb)}"


def _conditional(text: str) -> str:
    """ "If the deal is not closed" -> "the deal to be closed"."""
    found = re.match(
        r"(?:if|unless|provided|should)\s+(.+?)\s+(?:is|are|has|have)\s+(?:not\s+)?(?:been\s+)?([a-z]+(?:ed|en|wn|ld|id))\b",
        text,
        re.IGNORECASE,
    )
    return f"{head(found.group(1), 40)} to be {found.group(2)}" if found else head(re.sub(r"^\w+\s+", "", text))


def _general(text: str, finding: Finding, subject: str) -> str:
    verb = finding.verb
    if verb is None:
        return head(f"{subject} {text[finding.start :]}" if subject else text[finding.start :])
    if verb.base in WORDS.light and not verb.passive and not finding.negative:
        words = without_article(re.sub(r"^(?:for|to|on|of|up|out|with|into)\s+", "", head(text[verb.end :])))
        if _is_thing(words):
            return words
    phrase = _verb_phrase(text, verb)
    no = "not " if finding.negative else ""
    return f"{subject} {no}to {phrase}" if subject else no + phrase


def _is_thing(words: str) -> bool:
    """Whether a verb's object can stand alone as a title."""
    if (
        not words
        or _WEAK_OBJECT.match(words)
        or re.match(r"(?:at|in|before|after|by|during|under|against|over)\b", words)
    ):
        return False
    return len(words.split()) > 1 or bool(re.search(r"[A-Z0-9]", words))


def _verb_phrase(text: str, verb: Verb) -> str:
    written = verb.base.replace("-", " ")
    if verb.passive or re.search(r"\bbee?n? (?:\w+ly )?$", text[: verb.start]):
        written = f"be {text[verb.start : verb.end]}"
    return f"{written} {head(text[verb.end :], 56)}".strip()


def with_topic(title: str, topic: str, *, own: bool) -> str:
    """The title under its label: always where the label is the entry's own, else where the title alone says little."""
    topic = clean(topic)
    if not topic or len(topic.split()) > 5 or WORDS.summary_label.fullmatch(topic) or WORDS.no_topic.fullmatch(topic):
        return title
    known = {word.lower()[:5] for word in re.findall(r"\w+", title)}
    if any(word.lower()[:5] in known for word in re.findall(r"\w{3,}", topic) if word.lower() not in WORDS.stop):
        return title
    if title.startswith("Be "):
        return f"{capital(topic)} to {title[:1].lower()}{title[1:]}"
    named = re.search(r"[A-Z0-9]", title[1:]) or len(title.split()) > 5
    if not own and len(title.split()) > 3 and (named or len(topic.split()) > 3):
        return title
    first = title.split(" ")[0]
    lower = first[1:].islower() and (
        first.lower() in WORDS.acts or first.lower() in WORDS.stop or WORDS.kind_of_noun(first)
    )
    return f"{capital(topic)}: {title[:1].lower() + title[1:] if lower else title}"


def criterion_of(title: str, kind: Kind, finding: Finding) -> str:
    """What counts as done, in one sentence."""
    matter = title.rpartition(": ")[2]
    who, to, what = matter.partition(" to ")
    if finding.negative:
        who = re.sub(r"\s*\bnot$", "", who)
        return f"{who} {'do' if is_plural(who) else 'does'} not {what}." if to and who else f"This stays so: {matter}."
    verb = finding.verb
    if to and verb and what.startswith(verb.base.replace("-", " ")) and not verb.passive:
        base, rest = verb.base, what[len(verb.base) :]
        return f"{who} {(base if is_plural(who) else third_person(base)).replace('-', ' ')}{rest}."
    if to and what.startswith("be "):
        return f"{who} {'are' if is_plural(who) else 'is'} {what[3:]}."
    if verb and not verb.passive and matter.lower().startswith(verb.base.replace("-", " ")):
        return f"The parties {matter[:1].lower()}{matter[1:]}."
    if verb and verb.passive and matter.lower().startswith("be "):
        return f"It is {matter[3:]}."
    if finding.cue.id in _WHOLE and _tells(matter):
        return f"{matter}."
    thing = title if len(matter.split()) < 3 else matter
    return _BY_KIND[kind].format(thing, "are" if is_plural(thing) else "is", "" if is_plural(thing) else "s")


def _tells(matter: str) -> bool:
    """Whether a title is a sentence: it has a verb behind its first word."""
    return any(word in WORDS.acts and not WORDS.kind_of_noun(word) for word in matter.lower().split()[1:])


_BY_KIND = {
    Kind.EVENT: "{0} take{2} place.",
    Kind.AGREEMENT: "{0} {1} signed or take{2} effect.",
    Kind.MECHANISM: "{0} {1} set up and at work.",
    Kind.DECISION: "{0} {1} decided and made public.",
    Kind.PROCESS: "{0} come{2} to a result.",
    Kind.OBLIGATION: "{0} {1} carried out.",
}


def key_of(title: str, taken: set[str]) -> str:
    """A short slug of the title's telling words, not in `taken`."""
    words = [word.lower() for word in re.findall(r"[^\W_]+(?:\+[^\W_]+)*", title.replace("’", "").replace("'", ""))]
    telling = [word for word in words if word not in WORDS.stop] or words
    plain = [re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", word.replace("+", "-plus-"))) for word in telling]
    base = "-".join([word for word in plain if word][:4])[:48].strip("-") or "item"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def kind_of(finding: Finding, title: str) -> Kind:
    """The kind of the matter: what its verb does, or for a light verb what its title names, else what its cue says."""
    verb = finding.verb
    if (
        verb
        and verb.base not in WORDS.light
        and verb.kind in ("decision", "obligation", "agreement", "event", "mechanism")
    ):
        return Kind(verb.kind)
    matter = title.rpartition(": ")[2]
    named = _head_noun(matter)
    if finding.cue.kind == "process":
        return Kind(
            named
            if named in ("agreement", "mechanism", "event") and finding.cue.id == "hope" and " to " not in matter
            else "process"
        )
    return Kind(
        named or (verb.kind if verb else "") or finding.cue.kind or ("event" if finding.cue.dated else "process")
    )


def _head_noun(matter: str) -> str:
    """The kind of the last noun before the first preposition: "working group on trade" is a group."""
    phrase = re.split(r"\s(?:of|on|in|for|between|with|to|at|by|from|against|within|after|before|over)\s|[,(]", matter)[
        0
    ]
    kinds = [WORDS.kind_of_noun(word) for word in re.findall(r"[A-Za-z-]+", phrase)]
    return next((kind for kind in reversed(kinds) if kind), "")
