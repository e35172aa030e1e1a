"""Whether a clause leaves something open, and what says so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from monitor.domain.dates import DateMention
from monitor.domain.model import Kind
from monitor.domain.review.words import WORDS

_ADVERB = (
    r"(?:(?:not|never|also|now|then|still|soon|only|again|therefore|first|later|eventually|either|both|all|each|once more"
    r"|(?!apply|supply|reply|comply|rely|fly|multiply|ally\b|tally\b)[a-z]+ly)\s+){0,3}"
)
_VERB = rf"{_ADVERB}(?P<verb>[a-z]+(?:-[a-z]+)?)"


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry of cues.toml."""

    id: str
    pattern: re.Pattern[str]
    strength: int
    kind: str = ""
    dated: bool = False


def _load() -> tuple[tuple[Cue, ...], dict[str, re.Pattern[str]]]:
    data: dict[str, Any] = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))
    cues = tuple(
        Cue(
            entry["id"],
            re.compile(entry["pattern"].replace("{V}", _VERB), re.IGNORECASE),
            entry["strength"],
            entry.get("kind", ""),
            entry.get("dated", False),
        )
        for entry in data["cue"]
    )
    return cues, {name: re.compile(pattern, re.IGNORECASE) for name, pattern in data["veto"].items()}


CUES, VETO = _load()
ENOUGH = 3
"""Points that a clause needs."""


@dataclass(frozen=True, slots=True)
class Verb:
    """The verb that a cue points at: its base, and where it stands in the clause."""

    base: str
    start: int
    end: int
    passive: bool = False

    @property
    def kind(self) -> str:
        """The kind of thing that it does."""
        return WORDS.act_kinds.get(self.base, "")


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a clause is open. Places are offsets within the clause."""

    cue: Cue
    start: int
    end: int
    points: int
    verb: Verb | None = None
    negative: bool = False
    commitment: bool = True


def judge(
    clause: str, dates: Sequence[DateMention], quoted: Sequence[tuple[int, int]], *, bullet: bool = False
) -> Finding | None:
    """The strongest cue of a clause, or None where nothing is left open.

    `dates` are those of the clause that lie ahead (or are vague); `quoted` the parts that are somebody's words.
    """
    if clause.rstrip(' *_"”').endswith("?") or VETO["reader"].match(clause):
        return None
    findings = [
        finding
        for cue in CUES
        if not cue.dated or dates
        for match in cue.pattern.finditer(clause)
        if (finding := _weigh(clause, cue, match, dates, quoted))
    ]
    if bullet and (plain := _imperative(clause)):
        findings.append(plain)
    findings = [finding for finding in findings if finding.points >= ENOUGH]
    return max(findings, key=lambda finding: (finding.points, -finding.start), default=None)


def _weigh(
    clause: str, cue: Cue, match: re.Match[str], dates: Sequence[DateMention], quoted: Sequence[tuple[int, int]]
) -> Finding | None:
    before = clause[: match.start()]
    verb = verb_at(clause, match.start("verb")) if match.groupdict().get("verb") else None
    speech = next((span for span in quoted if span[0] <= match.start() < span[1]), None)
    if _vetoed(clause, before, match, bool(dates), speech is not None):
        return None
    subject = before[speech[0] :] if speech else before
    points = cue.strength + _date_points(dates) + _verb_points(verb, bool(dates)) + _subject_points(clause, subject)
    if speech and not re.search(r"\b(?:we|I|our)\b", clause[speech[0] : match.end()]):
        points -= 2
    negative = bool(re.search(r"\bnot\b|n[’']t\b|\bnever\b", match.group()))
    ours = bool(VETO["expect"].search(before))
    return Finding(cue, match.start(), match.end(), points, verb, negative and cue.id not in _PENDING, not ours)


_PENDING = frozenset({"not-yet", "no-decision", "open", "awaits", "to-be"})


def _date_points(dates: Sequence[DateMention]) -> int:
    if not dates:
        return 0
    return (
        2
        if any(mention.latest and mention.preposition in ("by", "until", "before", "within", "on") for mention in dates)
        else 1
    )


def _verb_points(verb: Verb | None, dated: bool) -> int:
    if verb is None:
        return 0
    if verb.base in WORDS.act_kinds:
        return 1
    if verb.base in WORDS.effects.values():
        return 0 if dated else -2
    return 0


def _subject_points(clause: str, subject: str) -> int:
    """A name or an institution that can act, or a thing that happens; one without any is weaker."""
    near = subject.split(",")[-1] if len(subject.split(",")[-1].split()) > 1 else subject
    words = re.findall(r"[\w’'+&-]+", near)
    if not words:
        return 1 if not subject.strip() else 0
    if re.search(r"\b(?:you|one)\s*$", near.strip(), re.IGNORECASE):
        return -2
    if any(word[0].isupper() and index + len(subject) - len(near) > 0 for index, word in enumerate(words)):
        return 1
    low = {word.lower().removesuffix("’s").removesuffix("'s") for word in words}
    if low & WORDS.actors or any(WORDS.kind_of_noun(word) for word in low):
        return 1
    if words[-1].lower() in ("it", "they", "he", "she", "both", "who", "which", "sides", "we"):
        return 0
    return 1 if words[0][0].isupper() and words[0].lower() not in WORDS.stop else -1


def _vetoed(clause: str, before: str, match: re.Match[str], dated: bool, speech: bool) -> bool:
    tail = clause[match.start() : match.end() + 30]
    if not speech and VETO["opinion"].search(before + clause[match.start() : match.start() + 2]):
        return not (VETO["expect"].search(before) and dated)
    if VETO["expect"].search(before) and not dated:
        return True
    if VETO["counterfactual"].search(tail) or VETO["counterfactual"].search(
        before[-40:] + clause[match.start() : match.end()]
    ):
        return not dated
    if VETO["no_sign"].search(before) or VETO["over"].search(clause):
        return not dated or bool(
            re.search(r"\b(?:is|are|was|were) (?:off|called off|dropped)\b|cancelled|already", clause)
        )
    if VETO["habit"].search(clause) or VETO["past_year"].search(before):
        return not dated
    return not dated and bool(VETO["idiom"].search(clause[match.start() : match.end() + 12]))


def verb_at(clause: str, start: int) -> Verb | None:
    """The verb that begins at `start`, with its particle ("set up") and behind "be" the participle."""
    words = [(m.group().lower(), m.start(), m.end()) for m in re.finditer(r"[\w’'-]+", clause[start : start + 80])]
    if not words:
        return None
    at, passive = 0, False
    if words[0][0] in ("be", "get", "have") and len(words) > 1:
        ahead = next((i for i in range(1, min(4, len(words))) if not words[i][0].endswith("ly")), 1)
        if (words[ahead][0] in WORDS.acts and words[ahead][0] != WORDS.acts[words[ahead][0]]) or words[ahead][
            0
        ] in _SAME_FORM:
            at, passive = ahead, True
    word, left, right = words[at]
    base = WORDS.acts.get(word) or WORDS.effects.get(word) or word
    for length in (3, 2):
        following = words[at : at + length]
        tail = [one[0] for one in following[1:]]
        joined = "-".join([base, *tail])
        if tail and joined in WORDS.act_kinds:
            return Verb(joined, start + left, start + following[-1][2], passive)
    return Verb(base, start + left, start + right, passive)


_SAME_FORM = frozenset({"put", "cut", "set", "read", "put-in-place", "bid"})
_IMPERATIVE = Cue("imperative", re.compile(r""), 3)


def _imperative(clause: str) -> Finding | None:
    """A bullet that begins with the base form of an act: "Establish a regular dialogue"."""
    lead = re.match(r"\W*(?:to |also |jointly )?(?P<verb>[A-Za-z-]+)\b", clause)
    if not lead:
        return None
    verb = verb_at(clause, lead.start("verb"))
    if verb is None or verb.base not in WORDS.act_kinds:
        return None
    written = clause[verb.start : verb.end].lower().replace(" ", "-")
    if written != verb.base:
        return None
    return Finding(_IMPERATIVE, 0, verb.start, 3, verb)


def kind_from(finding: Finding, title: str) -> Kind:
    """The kind of the matter: what its title names, else what its verb does, else what its cue says."""
    heads = [WORDS.kind_of_noun(word) for word in re.findall(r"[A-Za-z-]+", title.split(" of ")[0].split(" on ")[0])]
    named = next((kind for kind in reversed(heads) if kind), "")
    verb_kind = finding.verb.kind if finding.verb else ""
    if (
        verb_kind in ("decision", "obligation", "mechanism", "agreement")
        and finding.verb
        and finding.verb.base not in WORDS.light
    ):
        return Kind(verb_kind)
    return Kind(named or verb_kind or finding.cue.kind or "process")
