"""What counts as done, in one sentence, from an item's title and kind."""

from __future__ import annotations

import re

from monitor.domain.model import Kind
from monitor.domain.review.inflect import third_person
from monitor.domain.review.phrases import capital
from monitor.domain.review.subjects import is_plural
from monitor.domain.review.words import WORDS

_BY_KIND = {
    Kind.EVENT: "{0} {2} place",
    Kind.AGREEMENT: "{0} {1} agreed or in force",
    Kind.MECHANISM: "{0} {1} set up and at work",
    Kind.DECISION: "{0} {1} decided and made public",
    Kind.PROCESS: "{0} {3} to a result",
    Kind.OBLIGATION: "{0} {1} carried out",
}
_ASKED = re.compile(r"(?:whether|who|what|how|when|where|which|why|if)\b", re.IGNORECASE)
_STANDING = re.compile(
    r"\s+(?:is |are )?(?:still )?(?:due|expected|planned|scheduled|likely|unlikely|set|pending|open|promised)$"
)
_MORE = re.compile(r"\b(and|or) (?:to )?([a-z]+)(?= )")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|may|might|can|could|must|wants?|does|do)\b")
_FIRST_PARTS = frozenset(base.split("-")[0] for base in WORDS.act_kinds if "-" in base)
_PLAIN_VERB = re.compile(
    r"(?!(?:one|two|three|four|five|six|ten|the|an?|its|their|his|her|this|that|any|be)\b)[a-z]{3,}$"
)
_SETTLES_NOTHING = re.compile(r"\b(?:is|are|was|were|has|have|had|said|says|may|might|could|wants?)\b")


def criterion_of(title: str, kind: Kind, *, negative: bool = False) -> str:
    """One whole sentence: who does what, else what becomes of the thing that the title names."""
    topic, _, matter = title.rpartition(": ")
    return capital(_sentence(topic, matter, kind, negative)).rstrip(" .,;:") + "."


def _sentence(topic: str, matter: str, kind: Kind, negative: bool) -> str:
    if matter == "nothing decided":
        return f"a decision on {topic} is made public" if topic else "a decision is made public"
    if _ASKED.match(matter):
        return f"it is settled {matter[:1].lower()}{matter[1:]}"
    who, to, deed = _parted(topic, matter)
    if to:
        return f"{who} {'do' if is_plural(who) else 'does'} not {deed}" if negative else f"{who} {_does(who, deed)}"
    if negative:
        return f"it stays so that {_lower(matter)}" if _is_sentence(matter) else f"there is no {_lower(matter)}"
    if _is_sentence(matter):
        return f"it is settled what becomes of this: {_lower(matter)}" if _SETTLES_NOTHING.search(matter) else matter
    return _of_thing(topic, _STANDING.sub("", matter) or matter, kind)


def _parted(topic: str, matter: str) -> tuple[str, str, str]:
    """Who, "to", and the deed; a deed alone is done by the topic where that names an actor, else by those concerned."""
    who, to, deed = matter.partition(" to ")
    who = re.sub(r"\s*\bnot$", "", who)
    first = deed.split(" ")[0].lower()
    if to and who and not _FINITE.search(who) and (first == "be" or _PLAIN_VERB.match(first)) and not _ASKED.match(who):
        return who, to, deed
    if matter.lower().startswith(("be ", "to be ")):
        return topic or "the matter", "to", re.sub(r"^(?:to )?be ", "be ", matter, flags=re.IGNORECASE)
    first = matter.split(" ")[0].lower()
    if _is_base(first) and not WORDS.kind_of_noun(first) and len(matter.split()) > 1:
        return "the parties", "to", f"{first}{matter[len(first) :]}"
    return "", "", ""


def _is_base(word: str) -> bool:
    return WORDS.acts.get(word) == word or WORDS.effects.get(word) == word or word in _FIRST_PARTS


def _does(who: str, deed: str) -> str:
    if deed.startswith("be "):
        return f"{'are' if is_plural(who) else 'is'} {deed[3:]}"
    if is_plural(who):
        return _MORE.sub(lambda more: more.group().replace(" to ", " "), deed)
    verb, _, rest = deed.partition(" ")
    return f"{third_person(verb)} {_MORE.sub(_also, rest)}".strip()


def _also(more: re.Match[str]) -> str:
    """ "settles it and to circulate" -> "settles it and circulates"; a noun behind "and" stays."""
    joint, word = more.groups()
    return f"{joint} {third_person(word)}" if " to " in more.group() else more.group()


def _is_sentence(matter: str) -> bool:
    """Whether a title has a verb of its own behind its first word."""
    words = matter.split()
    if any(_FINITE.fullmatch(word) for word in words[1:]):
        return True
    return any(
        (word in WORDS.acts or word in WORDS.effects)
        and not WORDS.kind_of_noun(word)
        and word.endswith("s")
        and len(words) > at
        for at, word in enumerate(words[1:], start=2)
    )


_SIGNATURE = re.compile(r"(?:signature|signing) of (.+)", re.IGNORECASE)


def _of_thing(topic: str, thing: str, kind: Kind) -> str:
    if signed := _SIGNATURE.fullmatch(thing):
        return f"{signed[1]} {'are' if is_plural(signed[1]) else 'is'} signed"
    thing = f"{topic}: {thing}" if len(thing.split()) < 3 and topic else thing
    many = is_plural(thing.rpartition(": ")[2])
    return _BY_KIND[kind].format(
        thing, "are" if many else "is", "take" if many else "takes", "come" if many else "comes"
    )


def _lower(words: str) -> str:
    first = words.split(" ")[0]
    plain = first[1:].islower() and (first.lower() in WORDS.stop or first.lower() in WORDS.acts)
    return words[:1].lower() + words[1:] if plain else words
