"""Titles, kinds and keys: what a person would call the matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from monitor.domain.dates import DateMention
from monitor.domain.model import Kind
from monitor.domain.review.judge import Finding
from monitor.domain.review.phrases import LONGEST, capital, clean, head, without_article, without_dates
from monitor.domain.review.verbs import Verb, is_participle, verb_at
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
    subject = (
        ""
        if is_participle(subject.split(" ")[0].lower()) and subject[:1].isupper() and len(subject.split()) > 2
        else subject
    )
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
    if cue == "asked-open":
        return re.sub(
            r"\s+(?:is|are|remains?|has been|was|depends|will be)$", "", head(_WHETHER_ENDS.sub("", cued), 90)
        )
    if (
        cue == "expected"
        and subject
        and (where := re.match(r"\s+((?:in|at|on|before) (?:the )?[A-Z][\w’'-]*(?: [A-Z]\w+)*)", after))
    ):
        return f"{subject} expected {where.group(1)}"
    if cue in _BY_SUBJECT or (cue == "awaits" and re.search(r"pending|under|subject|needs?", cued)):
        due = " due" if re.search(r"\bdue\b", cued) and len(subject.split()) < 3 else ""
        if len((subject + due).split()) > 1:
            return subject + due
        return head(f"{subject} {text[finding.start :]}" if subject else text)
    if cue == "awaits":
        return _object(head(after), subject)
    if cue == "deferred" and (held := _ON_HOLD.match(cued)):
        return _object(held.group(1), subject)
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
    words = re.sub(r"(?<=\w\w\w) that\b.*$", "", words)
    if _WEAK_OBJECT.match(words) or not words:
        return ""
    return f"{subject}: {words}" if subject and len(subject.split()) < 5 and not _NO_ACTOR.search(subject) else words


_ON_HOLD = re.compile(r"(?:put|placed|left) (?:the |its |their |an? )?(.+?) on (?:hold|ice)")
_NO_ACTOR = re.compile(r"[’']s?$|\b(?:do|does|not)\b")


def _undone(words: str) -> str:
    """ "decision on its size has been taken" -> "decision on its size"."""
    return re.sub(
        r"\s+(?:has|have|is|was)\s+(?:yet\s+)?(?:been\s+)?(?:taken|made|set|given|reached|named|found|agreed|fixed)?\s*(?:yet|so far)?$",
        "",
        words,
    )


_WHETHER_ENDS = re.compile(
    r"\s+(?:(?:still|yet|not|now|all)\s+)*(?:left|open|unclear|undecided|unknown|uncertain|unresolved|unsettled|on|known|settled|decided"
    r"|clear|agreed|to be \w+)$"
)
_DAY_NAME = re.compile(r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|day \w+)\b.{0,20}", re.IGNORECASE)


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
    return f"{written} {_NEXT_DEED.sub('', head(text[verb.end :]))}".strip()


_NEXT_DEED = re.compile(
    r" and (?!related|planned|proposed|united|limited|combined|revised|mixed|used\b)[a-z]+ed (?:the|an?|its|their|his|her|[a-z]+s)\b.*$"
)
"""What was done besides: "to press for more and instructed officers"."""


def with_topic(title: str, topic: str, *, own: bool) -> str:
    """The title under its label: always where the label is the entry's own, else where the title alone says little."""
    topic = clean(topic)
    if not topic or len(topic.split()) > 5 or WORDS.summary_label.fullmatch(topic) or WORDS.no_topic.fullmatch(topic):
        return title
    if WORDS.open_heading.fullmatch(topic) or WORDS.past_heading.fullmatch(topic) or _DAY_NAME.fullmatch(topic):
        return title
    if not own and ": " in title:
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
