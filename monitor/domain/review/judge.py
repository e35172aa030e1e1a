"""Whether a clause leaves something open, and what says so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from monitor.domain.dates import DateMention
from monitor.domain.review.subjects import bare, is_pronoun, subject_of, subject_points
from monitor.domain.review.verbs import Verb, is_verb_here, told_as_past, verb_at
from monitor.domain.review.words import WORDS

_ADVERB = (
    r"(?:(?:not|never|also|even|well|perhaps|just|now|then|still|soon|only|again|therefore|first|later|eventually|either|both|all|each|once more|next|jointly|have to|be able to"
    r"|(?!apply|supply|reply|comply|rely|fly\b|multiply|ally\b|tally\b|bully\b)[a-z]+ly)\s+){0,3}"
)
_VERB = rf"{_ADVERB}(?P<verb>(?!rather\b|the\b|a\b|an\b|its\b|not\b|have\b(?! (?:it|them|the|a|an|all|its|their)\b)|never\b)[a-z]+(?:-[a-z]+)?)"
_WHO = r"(?:[\w’'&.-]+ ){1,6}?"


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry of cues.toml."""

    id: str
    pattern: re.Pattern[str]
    strength: int
    kind: str = ""
    dated: bool = False
    """Whether it counts only beside a date to come."""
    pending: bool = False
    """Whether it says that something is not settled: then "not" is part of it, and a quotation may say it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a clause is open. Places are offsets within the clause."""

    cue: Cue
    start: int
    end: int
    points: int
    verb: Verb | None = None
    subject: str = ""
    negative: bool = False
    commitment: bool = True
    inherits: bool = False
    """Whether who acts stands in the clause before: "and will rule", "they decide"."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a clause, as far as it bears on the verdict."""

    ahead: tuple[DateMention, ...] = ()
    """Its dates that lie ahead, or are vague."""
    behind: bool = False
    """Whether it names a day or year long past."""
    quoted: tuple[tuple[int, int], ...] = ()
    """The parts that are somebody's words."""
    first: bool = False
    """Whether it opens a list entry."""
    joined: bool = False
    """Whether it goes on from the clause before it."""
    names: frozenset[str] = frozenset()
    """Names that the text knows."""
    listed: bool = False
    """Whether it stands in a list."""
    open_heading: bool = False
    past_heading: bool = False
    comment: bool = False
    """Whether the author comments: in emphasis, or behind "My take?"."""

    @property
    def dated(self) -> bool:
        """Whether a date lies ahead."""
        return bool(self.ahead)


def _load() -> tuple[tuple[Cue, ...], dict[str, re.Pattern[str]]]:
    data: dict[str, Any] = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))
    cues = tuple(
        Cue(
            entry["id"],
            _compiled(entry["pattern"]),
            entry["strength"],
            entry.get("kind", ""),
            entry.get("dated", False),
            entry.get("pending", False),
        )
        for entry in data["cue"]
    )
    return cues, {name: re.compile(pattern, re.IGNORECASE) for name, pattern in data["veto"].items()}


def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern with its marks filled in; only its last {WHO} is the subject, for a group's name may stand once."""
    pattern = f"(?P<who>{_WHO})".join(pattern.rsplit("{WHO}", 1)).replace("{WHO}", _WHO)
    return re.compile(pattern.replace("{V}", _VERB), re.IGNORECASE)


CUES, VETO = _load()
_NONE = re.compile("")
_IMPERATIVE = Cue("imperative", _NONE, 3)
_NOMINAL = Cue("nominal", _NONE, 3, dated=True)
_TO = Cue("headline-to", _NONE, 3)
_LISTED = Cue("listed", _NONE, 3)
_DEADLINE = Cue("deadline", _NONE, 2, dated=True)
_DEADLINE_LEADS = frozenset({"by", "until", "till", "before", "within", "no later than", "not later than", "ahead of"})
_CLEAR = 3
"""With so many points what a cue says goes before what the form of the clause says."""
LEAST = 2
"""Fewer points are never enough."""


def judge(clause: str, setting: Setting) -> Finding | None:
    """The strongest cue of a clause that gives it LEAST points, or None where nothing is left open."""
    if clause.rstrip(' *_"”)').endswith("?") or VETO["reader"].match(clause):
        return None
    if setting.past_heading and not setting.dated:
        return None
    said = [finding for finding in _by_cues(clause, setting) if finding.points >= LEAST]
    formed = [finding for finding in _by_form(clause, setting) if finding.points >= LEAST]
    clear = [finding for finding in said if finding.points >= _CLEAR]
    return max(clear or [*said, *formed], key=lambda finding: (min(finding.points, 5), -finding.start), default=None)


def _by_cues(clause: str, setting: Setting) -> Iterator[Finding]:
    for cue in CUES:
        if cue.dated and not setting.dated:
            continue
        for match in cue.pattern.finditer(clause):
            finding = _weigh(clause, cue, match, setting)
            if finding:
                yield finding


def _weigh(clause: str, cue: Cue, match: re.Match[str], setting: Setting) -> Finding | None:
    groups = match.groupdict()
    before, who = clause[: match.start()], groups.get("who") or ""
    verb = verb_at(clause, match.start("verb")) if groups.get("verb") else None
    if cue.id == "asked-that" and (bare_verb := _bare_verb(clause, match.start("who"))):
        verb, who = bare_verb, clause[match.start("who") : bare_verb.start]
    speech = next((span for span in setting.quoted if span[0] <= match.start() < span[1]), None)
    if _vetoed(clause, cue, match, setting, speech is not None):
        return None
    if cue.id in _NEED_VERB and not is_verb_here(before, match.group().split()[0], clause[match.end() :]):
        return None
    if cue.id == "calendar" and (told_as_past(clause[: match.end()]) or _NOBODY.search(before[-20:])):
        return None
    if cue.id == "may" and verb and verb.base == "be":
        return None
    if cue.id == "promise-noun" and not _names_thing(clause[match.end() :]):
        return None
    if cue.id == "asked-to" and verb and verb.is_effect and is_pronoun(who):
        return None
    subject = subject_of(clause, match.start(), who)
    pronoun = bool(bare(before))
    points = cue.strength + date_points(setting.ahead)
    points += 0 if cue.id in ("has-not", "not-said", "need-agreement") else _verb_points(verb, setting.dated)
    points += subject_points(subject, pronoun=pronoun, names=setting.names)
    if speech and not cue.pending and not re.search(r"\b(?:we|I|our)\b", clause[speech[0] : match.end()]):
        points -= 2
    if cue.id == "calendar" and _SUBORDINATE.search(before):
        points -= 2
    if _PLEA.match(subject):
        points -= 4
    if cue.id == "open" and re.match(r"\s*:", clause[match.end() :]):
        points += 2
    if cue.id == "no-decision" and (len(clause.split()) <= 3 or _POINTS.fullmatch(clause)):
        points = ENOUGH_BESIDE
    negative = not cue.pending and bool(re.search(r"\bnot\b|n[’']t\b|\bnever\b", match.group()))
    if negative and verb and not verb.is_act and not setting.dated:
        points -= 2 if verb.passive else 1
    if cue.id == "may" and verb and verb.passive and not setting.dated:
        points -= 1
    return Finding(
        cue,
        match.start(),
        match.end(),
        points,
        verb,
        subject,
        negative=negative,
        commitment=not VETO["expect"].search(before),
        inherits=not subject and (is_pronoun(who) if who else _inherits(before, setting.joined)),
    )


_PLEA = re.compile(
    r"(?:(?:a|the|some) )?(?:petitions?|critics|commentators?|sceptics|signatories to a letter)\b", re.IGNORECASE
)
"""Who asks and decides nothing."""


def _bare_verb(clause: str, start: int) -> Verb | None:
    """ "that the finance minister resign": the first word behind the subject that is a verb's base, and no noun."""
    for word in list(re.finditer(r"[\w’'-]+", clause[start : start + 80]))[1:8]:
        low = word.group().lower()
        if low != "be" and ((WORDS.acts.get(low) != low and WORDS.effects.get(low) != low) or WORDS.kind_of_noun(low)):
            continue
        return verb_at(clause, start + word.start())
    return None


_NEED_VERB = frozenset({"calendar", "wants"})
"""Cues whose words are nouns too: "the rule", "for want of"."""
_POINTS = re.compile(r"\W*no \w+ (?:for|on|about|to) (?:that|this|it|them)\W*", re.IGNORECASE)


def _names_thing(after: str) -> bool:
    return any(WORDS.kind_of_noun(word) for word in re.findall(r"[\w-]+", after)[:5])


_SUBORDINATE = re.compile(
    r"\b(?:when|once|after|before|if|as|while|until|which|who|whose|where)\b[^,]*$|\bthat (?:\w+ ){1,3}$", re.IGNORECASE
)
ENOUGH_BESIDE = 1
"""Points of a fragment that counts only beside another clause: none alone."""


POINTING = re.compile(
    r"\W*(?:(?:and|but|so|now|then) )?(?P<who>it|they|he|she|who|which|each|both(?: sides| of them)?|the two(?: sides| of them)?)"
    r"(?: (?:has|have|had|is|are|was|were|will|would|also|both|now|then|therefore|still|\w+ly))*\W*$",
    re.IGNORECASE,
)
"""A clause's beginning that only points at who acted before."""


def _inherits(before: str, joined: bool) -> bool:
    return (
        bool(POINTING.match(before))
        or bare(before).lower() in ("it", "they", "he", "she", "who", "which")
        or (joined and not bare(before))
    )


def date_points(ahead: Sequence[DateMention]) -> int:
    """2 for a deadline or a day, 1 for a period or a vague date."""
    if not ahead:
        return 0
    leads = _DEADLINE_LEADS | {"on"}
    return 2 if any(mention.latest and mention.preposition in leads for mention in ahead) else 1


def _verb_points(verb: Verb | None, dated: bool) -> int:
    if verb is None:
        return 0
    if verb.is_act:
        return 1
    if verb.passive:
        return 0
    return -2 if verb.is_effect and not dated else 0


def _by_form(clause: str, setting: Setting) -> Iterator[Finding]:
    """What the form of a clause says without any cue: a list entry's bare verb, a date without a verb, a heading."""
    if (
        _HABIT.search(clause)
        or _is_own_view(clause)
        or _NOBODY.search(clause)
        or (VETO["over"].search(clause) and not setting.dated)
    ):
        return
    if setting.first and (plain := _imperative(clause)):
        yield plain
    if (setting.first or setting.listed) and (headline := _headline(clause)):
        yield headline
    deadline = next((m for m in setting.ahead if m.latest and m.preposition in _DEADLINE_LEADS), None)
    if deadline and not told_as_past(clause[: deadline.start]):
        yield Finding(_DEADLINE, deadline.start, deadline.end, 4, subject=subject_of(clause, deadline.start))
    day = next((m for m in setting.ahead if m.latest), None)
    if (
        day
        and re.search(r"[^\W\d]{3}", clause[: day.start] + clause[day.end :])
        and len(clause.split()) <= 14
        and not _has_verb(clause)
        and not _DATELINE.match(clause)
    ):
        yield Finding(_NOMINAL, 0, len(clause), 4)
    if setting.open_heading and setting.listed and setting.first and not told_as_past(clause):
        yield Finding(_LISTED, 0, len(clause), 3)


_HABIT = re.compile(
    r"\b(?:usually|always|often|typically|normally|generally|traditionally|rarely|seldom)\b", re.IGNORECASE
)
_HEADLINE = re.compile(
    r"\W*(?P<who>(?:[\w’'&.-]+ |[A-Z][\w’'&.-]*, (?=[A-Z])){1,8}?)(?:also |jointly |then )?to (?P<verb>[a-z]+(?:-[a-z]+)?)\b"
)
_TAKES_TO = frozenset(
    """way road right plan plans decision chance chances need reason time ability power pressure failure key route access refusal back up how
what where whether as according thanks due order not attempt attempts bid effort efforts close next prior open answer addition enough""".split()
)
"""Words behind which "to" does not say what somebody is to do."""
_NOBODY = re.compile(r"\b(?:nobody|nothing|no one|none)\b", re.IGNORECASE)
_DATELINE = re.compile(r"\W*(?:[A-Z][\w’'-]*\s?){1,3},? \(?[A-Z0-9][\w ]*,? \d{4}\W*$")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|may|might|can|could|should|must|do|does|did|said|says|be)\b|n[’']t\b",
    re.IGNORECASE,
)


def _has_verb(clause: str) -> bool:
    return bool(_FINITE.search(clause)) or told_as_past(clause)


def _is_own_view(clause: str) -> bool:
    """Whether the author speaks of himself or says what he thinks; what stands in quotation marks is another's."""
    said = re.sub(r"[“\"][^“”\"]*[”\"]", "", clause)
    own = re.search(r"\b(?:I|my|me)\b", said) or VETO["opinion"].search(said)
    return bool(own) and not VETO["expect"].search(clause)


_OF_NOUN = re.compile(r" (?:of|for|by|with|from|at|against|between) ")
"""Behind "tender" or "review" it tells the noun from the verb."""


def _imperative(clause: str) -> Finding | None:
    """A list entry that begins with the base form of an act: "Establish a regular dialogue"."""
    lead = re.match(
        r"\W*(?:to |also |jointly )?(?P<verb>[A-Za-z-]+)\b(?! (?:is|are|was|were|will|has|have|said|by|on|in|at)\b)",
        clause,
    )
    verb = verb_at(clause, lead.start("verb")) if lead else None
    if verb and WORDS.kind_of_noun(verb.base) and _OF_NOUN.match(clause[verb.end :]):
        return None
    if verb is None or not verb.is_act or len(clause.split()) < 3:
        return None
    written = clause[verb.start : verb.end].lower().replace(" ", "-")
    return Finding(_IMPERATIVE, 0, verb.start, 3, verb) if written == verb.base else None


def _headline(clause: str) -> Finding | None:
    """ "Donors to close a gap": the infinitive of a headline or a minute, without "are"."""
    found = _HEADLINE.match(clause)
    if not found or _has_verb(found["who"]) or found["who"].split()[-1].lower() in _TAKES_TO:
        return None
    verb = verb_at(clause, found.start("verb"))
    if verb is None or not (verb.is_act or verb.passive):
        return None
    who = found["who"].strip() if ", " in found["who"] else subject_of(clause, found.end("who"))
    return Finding(_TO, found.end("who"), found.end(), 3, verb, who)


def _vetoed(clause: str, cue: Cue, match: re.Match[str], setting: Setting, speech: bool) -> bool:
    before, until = clause[: match.start()], clause[: match.end()]
    near = clause[max(0, match.start() - 25) : match.end() + 40]
    dated = setting.dated
    expected = bool(VETO["expect"].search(before))
    if (expected or setting.comment) and not dated:
        return True
    aside = _ASIDE.sub("", before)
    if (
        not speech
        and not expected
        and (VETO["opinion"].search(_ASIDE.sub("", until + clause[match.end() :][:4])) or re.search(r"\bI\b", aside))
    ):
        return True
    if VETO["idiom"].search(clause[match.start() : match.end() + 14]) or VETO["habit"].search(near):
        return True
    if cue.id not in _COMMITS and VETO["recurring"].search(near):
        return True
    if VETO["gone"].search(clause):
        return True
    if dated:
        return False
    if VETO["counterfactual"].search(before[-40:] + clause[match.start() : match.end() + 30]):
        return True
    if VETO["over"].search(until) or VETO["no_sign"].search(before):
        return True
    return setting.behind and (not cue.pending or cue.id == "deferred")


_COMMITS = frozenset({"pledge", "pledge-noun", "due-to", "is-to", "asked-to", "asked-that", "plan-to", "must", "to-be"})
"""Cues of an undertaking, which may well be to do something every month."""
_ASIDE = re.compile(r",\s+(?:which|as|that|whom|who) I\b[^,]*(?:,|$)")
