"""Who or what acts in a clause."""

from __future__ import annotations

import re

from monitor.domain.review.inflect import irregular_pasts
from monitor.domain.review.words import WORDS

_LEADING = re.compile(
    r"^(?:(?:and|but|so|also|then|now|still|yet|meanwhile|finally|separately|however|moreover|besides|first|second|third|next"
    r"|in addition|for now|for (?:his|her|its|their) part|in turn|as a result|at the same time|even so|on top of that|that|if|unless"
    r"|(?:under|with|by|through|after|before|in|from) (?:it|this|that|them|these)|(?:from|in|by|since|until) (?:January|February|March|April|May|June|July|August|September|October|November|December|now on|then on)|whether|when|once|as|since|because|where|should|more interesting|at least|only|last(?:ly)?|this time|of course|in the end)\b"
    r"[\s,]*)+",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"^(?:In|On|At|After|Before|Under|With|Within|For|By|As|When|Once|Since|Despite|During|Following|According|From|If|Unless|While"
    r"|Although|Though|Should|Were|Had|Until|Upon|Over|Among|Beyond|To|Without|Instead|Asked|Pressed|Speaking|Given|Earlier|Later|[A-Z]\w+ly|[A-Z]\w+ing)"
    r"\b[^,]*,\s*",
)
_PLACE = re.compile(r"^(?:In|At|On) (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)? (?=(?:the|a|an|its|his|her|their) )")
_TRAILING = re.compile(
    r"(?:(?:^|\s+)(?:may|might|could|would|will|can|should|must|shall|has|have|had|is|are|was|were|be|been|being|do|does|did|also|both|then|now|still|again|yesterday|today|already|only"
    r"|therefore|now|not|who|which|that|it|to|and|but|yet|each|all|once more|always|\w+ly|on \w+day|last \w+|this \w+))+$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b((?:[A-Z][\w’'-]*)(?: [A-Z][\w’'-]*){0,3}),? (?:which|who) (?:has |have |had )?(?:told|said|promised|agreed|replied)\b[^,]*$"
)
"""\"the Commission, which told him that it would\"."""
_WHICH = re.compile(r"(?<=[a-z]) (?:that|which|who) (?P<verb>[a-z]+)\b[^,;:]*$")
_DETERMINED = re.compile(r" (?:the|an?|its|their|all|each)\b")
_AUXILIARY = frozenset("is are was were has have had will would can could may must should".split())
_SAYS = re.compile(r"\b(?:\w+ed|say|says|said|told|thinks?|thought|hopes?|means?|fears?|knows?|so|now)$", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:under|in|on|with|for|at|by|of|within|after|before)\b")
_DEED = re.compile(
    r"(?<=[a-z’'] )(?<!the )(?<!an )(?<!its )(?<!and )(?<! a )(?:complained|appealed|agreed|met|objected|replied|voted|asked|argued"
    r"|applied|won|lost|sued|refused|wrote|testified|walked|rejected|accepted|signed|filed|opened|closed|left|came|went)\b"
)
"""A verb of the past that is no adjective: the subject ends before it."""
_CLAUSAL = re.compile(r"\b(?:is|are|was|were|has|have|had|did|does|said|says|told)\b")
_PRONOUN = re.compile(
    r"^(?:it|they|he|she|we|i|both(?: of them| sides)?|(?:the )?(?:two|three|four|both|all|other) ?(?:sides|parties|of them|men|women|leaders)?"
    r"|the (?:sides|parties|pair|former|latter|same|others?)|this|that|these|those|there|which|who|what|each(?: side)?|either(?: side)?"
    r"|neither(?: side)?|none|some|one|others?|nobody|everybody|nothing|everything|somebody|something|the first|the second|the last|the present one)$",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"\b(?:said|says?|told (?:(?:the|his|her|its|their|a|an) )?[\w’'-]+(?: [A-Z]\w+)?|announced|added|confirmed|believes?|thinks?|insisted)\s+(?=(?:he|she|it|they|the|[A-Z]\w*)\b)|"
    r"[;:]\s|[“\"]|,\s+so\s+(?=\S)|\bthat\s(?=\S+\s\S)|\bwhether\s|,\s+(?:when|where|at which)\s|\s[–—-]\s|[.!?]\s"
)


def subject_of(clause: str, start: int, who: str = "") -> str:
    """The words that name who or what acts before `start`; empty for a pronoun or nothing."""
    if who and re.search(r" (?:he|she|it|they)\s*$", who):
        who = ""
    if who and not _PRONOUN.match(bare(who)):
        return bare(who)
    before = _without_relative(clause[:start])
    if relative := _RELATIVE.search(before):
        return str(relative.group(1))
    pieces = [piece for piece in _BREAK.split(before) if piece and piece.strip()]
    for at, piece in reversed(list(enumerate(pieces))[-2:]):
        words = bare(piece)
        if pair := re.match(r"(?:he|she|it|they) and (.+)", words):  # "the minister said she and her guest"
            first = bare(pieces[at - 1]) if at else ""
            return f"{first} and {pair.group(1)}" if first else str(pair.group(1))
        if words and _PREPOSITION.match(words) and at:
            continue
        if words and not _PRONOUN.match(words):
            return words
        if words:
            return ""
    return ""


def _without_relative(before: str) -> str:
    """ "the consultancies that measure capacity" -> "the consultancies": "that" and a verb only say which."""
    for mark in _WHICH.finditer(before):
        verb = mark["verb"]
        if (
            verb in WORDS.acts
            or verb in WORDS.effects
            or verb in _AUXILIARY
            or _DETERMINED.match(before, mark.end("verb"))
        ) and not _SAYS.search(before[: mark.start()]):
            return before[: mark.start()]
    return before


def bare(piece: str) -> str:
    """A subject without what leads in, stands in brackets or apposition, and without auxiliaries behind it."""
    words = re.sub(r"\([^()]*\)", "", piece).strip(" *_,;:.“”\"'([")
    for _ in range(3):
        shorter = _PLACE.sub("", _LEADING.sub("", _ADVERBIAL.sub("", words)))
        if shorter == words:
            break
        words = shorter
    words = _TRAILING.sub("", words.strip(" ,")).strip(" ,")
    parts = words.split(", ")
    if len(parts) > 1 and not re.search(r"\b(?:and|or)\b", parts[-1]):
        words = parts[0] if len(parts[0].split()) > 1 or parts[0][:1].isupper() else parts[-1]
    elif len(parts) == 2 and re.match(r"(?:who|which|where|whose)\b", parts[1]):
        words = parts[0]
    words = _LEADING.sub("", _TRAILING.sub("", words))
    if _CLAUSAL.search(words):
        return ""
    if past := _DEED.search(words):
        words = words[: past.start()].strip()
    return " ".join(words.replace("**", "").split()) if len(words.split()) <= 14 else ""


_FIRST_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|may|might|can|could|should|must|do|does|did|says|agrees?|wants?|plans?"
    rf"|remains?|needs?|expects?|[a-z]{{3,}}ed|{'|'.join(sorted(irregular_pasts()))})\b"
)


def lead_subject(clause: str) -> str:
    """Who the clause is about, whether or not it leaves anything open: what stands before its first verb."""
    verb = _FIRST_VERB.search(clause)
    return subject_of(clause, verb.start()) if verb and verb.start() else ""


def is_pronoun(words: str) -> bool:
    """Whether a subject only points at another."""
    return bool(_PRONOUN.match(bare(words)))


def subject_points(subject: str, *, pronoun: bool, names: frozenset[str]) -> int:
    """1 for a name, an institution that can act or a thing that happens; 0 for anything else."""
    if not subject:
        return 0 if pronoun else 1
    words = re.findall(r"[\w’'+&-]+", subject)
    bare_words = [re.sub(r"[’']s?$", "", word) for word in words]
    if any(
        word in names or word in WORDS.places or word[:1].isdigit() or re.search(r"[A-Z].*[A-Z]", word)
        for word in bare_words
    ):
        return 1
    if any(word[:1].isupper() for word in words[1:]):
        return 1
    if any(word.lower() in WORDS.actors or WORDS.kind_of_noun(word) for word in bare_words):
        return 1
    return 0


_PEOPLE = re.compile(
    r"^(?:Terms|Talks|Results|Works|\w+(?:[aeiou]ans|ocrats|licans)|Turks|Danes|Swedes|Finns|Poles|Czechs|Slovaks|Serbs|Croats|Greeks"
    r"|Kurds|Arabs|Scots|Tories|Greens|Liberals|Conservatives|Democrats|\w+(?:ers|ors|ists|sts|ees|ants))$"
)


def is_plural(subject: str) -> bool:
    """Whether a subject takes "are"."""
    head = re.split(
        r"\s(?:of|in|on|for|to|from|with|at|between|against|by|before|after|under|over|about|that|who|which)\s", subject
    )[0]
    if re.search(r"\s(?:and|&)\s", head):
        return True
    words = head.split()
    last = words[-1] if words else ""
    if _PEOPLE.search(last):
        return True
    if last[:1].isupper() and (len(words) > 1 or last.lower() not in WORDS.actors | WORDS.nouns["event"]):
        return False
    return bool(re.search(r"[^s’'iu]s$", last)) or last.lower() in ("people", "police", "media", "both")
