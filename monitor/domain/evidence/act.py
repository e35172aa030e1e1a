"""What the criterion says that somebody decides: who, by which act, on what. Read where that very body acts.

"The Federal Reserve raises the funds rate"  ──> decider: Federal Reserve; act: raise, lift, hike ...; on: rate
"Fed lifts rates by a quarter point"         ──> its decider, its act, its object: completed

Only for decisions and obligations, and for the few acts by which one party carries out what was agreed: what two
parties agree is never the act of one of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from monitor.domain.evidence.inflect import Form, forms
from monitor.domain.evidence.lexicon import Cue, Entry, frames, irregular_forms, lexicon
from monitor.domain.evidence.matter import countries, matter_of
from monitor.domain.evidence.sentence import Sentence
from monitor.domain.evidence.trigger import Hit, verb_hit
from monitor.domain.model import Kind, OpenItem, Signal
from monitor.domain.text import stem, stems

_KINDS = frozenset({Kind.DECISION, Kind.OBLIGATION})
_ALONE = frozenset({"join", "leave"})
"""Acts by which one party alone carries out what was agreed."""
_EMPTY = frozenset({"become", "make", "take", "give", "do", "have", "put", "hold", "reach", "issue"})
"""Verbs that say little: with them the noun tells the act."""
_SAME = frozenset({"unchanged", "steady", "alone", "flat", "stable", "hold", "same"})
_STEPS = "open launch start begin announce order move refer"
_INQUIRY = frozenset({"inquiry", "investigation", "probe", "review", "hearing", "hearings", "study", "consultation"})

DONE = Cue("own-act", Signal.COMPLETED)
REFUSED = Cue("own-refusal", Signal.FAILED)
HELD = Cue("own-hold", Signal.POSTPONED)
STEP = Cue("own-step", Signal.IN_TALKS)
OWN = frozenset({cue.id for cue in (DONE, REFUSED, HELD, STEP)})
"""Ids of the cues that the criterion itself gives."""


@dataclass(frozen=True, slots=True)
class Act:
    """The criterion, taken apart."""

    verbs: Mapping[str, tuple[Entry, ...]]
    deciders: tuple[frozenset[str], ...]
    """Stems by any of which, all together, a subject names the decider."""
    lands: frozenset[str]
    """Countries of the decider; where none is named, those of the matter."""
    sorts: frozenset[str]
    """Which sorts of office the decider is ("office-court")."""
    office: bool
    """Whether the decider is named by an office ("the parliament"): then a subject must name one."""
    objects: frozenset[str]
    """Stems of the nouns that name what is decided on."""
    classes: frozenset[str]
    """Classes of its noun, where its nouns stand for each other."""
    telling: frozenset[str]
    """Stems that tell the matter from others, the decider's own left out."""
    chambers: frozenset[str]
    """Which chamber of a parliament the decider is, where that is said."""


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("acts.toml").read_text("utf-8"))


@lru_cache(maxsize=20_000)
def act_of(item: OpenItem) -> Act | None:
    """The act that the item's criterion asks for; None where it names none, or no single decider.

    An event has one where somebody makes it happen ("the agency launches the probe").
    """
    sentence = Sentence.read(item.criterion)
    verb = _verb(sentence)
    if verb is None:
        return None
    base = _known()[sentence.words[verb]][0]
    particle = sentence.words[verb + 1] if verb + 1 < len(sentence.words) else ""
    subject, thing = sentence.words[:verb], sentence.words[verb + 1 :]
    mine = frozenset(name for name, row in _table().items() if _tells(row, base, particle, frozenset(thing)))
    if not _may(item.kind, mine, thing):
        return None
    verbs = _verbs(base, mine)
    if not verbs or "and" in subject or "both" in subject:
        return None
    deciders = _deciders(item, subject, thing)
    office = _offices(subject)
    own = {part for names in deciders for part in names} | {stem(word) for word in subject}
    matter = matter_of(item)
    classes = _SYNONYMS & lexicon().nouns.get(_object(thing), frozenset())
    telling = frozenset(part for weights in matter.telling for part in weights) - own
    return Act(
        verbs,
        deciders,
        countries(item.criterion[: sentence.spans[verb][0]]) or matter.places,
        _sorts(subject),
        bool(office and _sorts(subject)),
        frozenset(_objects(item, thing)) - own,
        classes,
        telling | (_names(item.criterion) - own),
        _sorts(subject, "chamber-"),
    )


def _verb(sentence: Sentence) -> int | None:
    """The first word of the criterion that can only be its verb."""
    determiners, prepositions = frames()["determiners", "words"], frames()["prepositions", "words"]
    for at, word in enumerate(sentence.words[1:], 1):
        known, before = _known().get(word), sentence.words[at - 1]
        if known is None or before in determiners or before in prepositions:
            continue
        if known[1] in (Form.S, Form.PAST, Form.ED) or before.endswith("s") or word not in lexicon().nouns:
            return at
    return None


def _may(kind: Kind, mine: frozenset[str], thing: list[str]) -> bool:
    """Whether one body's act can end an item of this kind."""
    return (
        kind in _KINDS or (kind is Kind.EVENT and bool(mine and thing) and not _adverbial(thing)) or bool(mine & _ALONE)
    )


def _adverbial(thing: list[str]) -> bool:
    """Whether nothing is acted upon, and what follows the verb only says where or when ("opens in May")."""
    return thing[0] in frames()["prepositions", "words"]


@cache
def _known() -> Mapping[str, tuple[str, Form]]:
    """Forms of the verbs that may be a criterion's: those of the lexicon, and those of the acts."""
    acts = {verb.partition("-")[0] for row in _table().values() for verb in row["verbs"].split()} | {"become"}
    mine = {word: (verb, form) for verb in acts for word, form in forms(verb, irregular_forms().get(verb)).items()}
    return {**mine, **lexicon().verbs}


def _verbs(base: str, mine: frozenset[str]) -> dict[str, tuple[Entry, ...]]:
    """All forms of the verbs by which the act is told, done, refused and held."""
    rows = _table()
    same = {verb for name in mine for verb in f"{rows[name]['verbs']} {rows[name].get('also', '')}".split()} or (
        set() if base in _EMPTY else {base}
    )
    if not same or base == "be":
        return {}
    against = {v for name in mine if "against" in rows[name] for v in rows[rows[name]["against"]]["verbs"].split()}
    held = {v for name in mine for v in rows[name].get("holds", "").split()}
    found: dict[str, list[Entry]] = {}
    for cue, verbs in ((DONE, same), (REFUSED, against - same), (HELD, held - same - against)):
        for verb in sorted(verbs):
            _enter(found, cue, verb)
    for verb in _STEPS.split():
        _enter(found, STEP, verb)
    return {word: tuple(entries) for word, entries in found.items()}


def _tells(row: Mapping[str, str], base: str, particle: str, thing: frozenset[str]) -> bool:
    verbs = row["verbs"].split()
    if base in _EMPTY:
        return bool(thing.intersection(row.get("nouns", "").split()))
    phrase = f"{base}-{particle}"
    return phrase in verbs if any(verb.startswith(base + "-") for verb in verbs) else base in verbs


def _enter(found: dict[str, list[Entry]], cue: Cue, verb: str) -> None:
    base, _, particle = verb.partition("-")
    own = Cue(cue.id, cue.signal, particle=((particle,),) if particle else ())
    for word, form in forms(base, irregular_forms().get(base)).items():
        found.setdefault(word, []).append(Entry(own, form))


def _deciders(item: OpenItem, subject: list[str], thing: list[str]) -> tuple[frozenset[str], ...]:
    """The names of who decides: the criterion's subject, and the item's actors on which nothing is decided."""
    acted = {stem(word) for word in thing}
    actors = [frozenset(stems(actor)) for actor in item.actors]
    named = frozenset(stem(word) for word in subject if word not in frames()["determiners", "words"])
    known = lexicon().nouns
    titles = [frozenset(stems(term)) for term in item.terms if known.get(_last(term), frozenset()) & _RULERS]
    return (named, *(parts for parts in (*actors, *titles) if parts and not parts <= acted))


_RULERS = frozenset({"authority"})
_SYNONYMS = frozenset({"pact", "event"})
"""Classes whose nouns stand for each other in the news: an offer, a sale and a takeover are one."""


def _last(term: str) -> str:
    return Sentence.read(term).words[-1] if term.strip() else ""


def _offices(words: list[str]) -> frozenset[str]:
    nouns = lexicon().nouns
    return frozenset(word for word in words if "authority" in nouns.get(word.removesuffix("'s"), ()))


def _objects(item: OpenItem, thing: list[str]) -> Iterator[str]:
    """The last words of what is decided on, of the terms and of the title, as stems."""
    if thing:
        yield stem(_object(thing))
    for term in item.terms:
        parts = stems(term)
        if parts:
            yield parts[-1]


def _object(thing: list[str]) -> str:
    """The last word of what is decided on, before its first preposition; empty where it is not named."""
    prepositions = frames()["prepositions", "words"]
    end = next((at for at, word in enumerate(thing) if word in prepositions and at), len(thing))
    return thing[end - 1] if end else ""


def _names(text: str) -> frozenset[str]:
    sentence = Sentence.read(text)
    return frozenset(stem(word) for at, word in enumerate(sentence.words) if at and sentence.capital(at))


def own_hits(sentence: Sentence, act: Act) -> Iterator[Hit]:
    """Where the decider does, refuses or puts off what the criterion asks for."""
    for at, word in enumerate(sentence.words):
        for entry in act.verbs.get(word, ()):
            hit = verb_hit(sentence, at, entry)
            if hit is not None and _decides(sentence, hit, act) and _holds(sentence, hit) and _on(sentence, hit, act):
                yield hit


def _decides(sentence: Sentence, hit: Hit, act: Act) -> bool:
    """Whether the one who acts is the decider: the subject, or who stands behind "by"."""
    first, last = agent(sentence, hit)
    joined = [at for at in range(first, last) if at in sentence.commas and sentence.words[at] == "and"]
    return _names_it(sentence, first, last, act) or bool(joined and _names_it(sentence, joined[-1] + 1, last, act))


def _names_it(sentence: Sentence, first: int, last: int, act: Act) -> bool:
    """Whether these words name the decider."""
    words = sentence.words[first:last]
    if first == last or ({"of", "for", "to", "in"} & set(words[:-1]) and not act.office):
        return False
    if act.office and (not _foremost(words) & act.sorts or _another_chamber(words, act)):
        return False
    if not act.office and not _tail(sentence, first, last, act):
        return False
    present = {part for word in words for part in stems(word)}
    named = any(parts <= present for parts in act.deciders)
    text = sentence.text[sentence.spans[first][0] : sentence.spans[last - 1][1]]
    lands = countries(text)
    if act.lands and lands and not lands & act.lands:
        return False
    return (
        named
        or bool(act.office and (act.lands & lands or (not lands and _plain(words))))
        or (act.office and not act.lands and _one_of(act, present))
    )


_WHOSE = frozenset({"government", "official", "policymaker", "ministry", "minister", "authority", "board", "director"})
"""Who acts for a body or a country without being named as somebody else ("advisers" are not the agency)."""


def _tail(sentence: Sentence, first: int, last: int, act: Act) -> bool:
    """Whether the subject ends in the decider's name, or in somebody who acts for it."""
    parts = stems(sentence.words[last - 1])
    mine = {part for names in act.deciders for part in names} | {stem(word) for word in _WHOSE}
    return bool(parts) and (parts[-1] in mine or bool(countries(sentence.words[last - 1]) & act.lands))


def _plain(words: list[str]) -> bool:
    """Whether a subject names an office and nobody else ("lawmakers", "the high court")."""
    known = lexicon().nouns
    return all("authority" in known.get(w, ()) or w in frames()["determiners", "words"] or w in _RANKS for w in words)


_RANKS = frozenset(
    {"top", "high", "supreme", "upper", "lower", "full", "federal", "constitutional", "appeals", "house"}
)


def _another_chamber(words: list[str], act: Act) -> bool:
    chambers = _sorts(words, "chamber-")
    return bool(chambers and act.chambers) and not chambers & act.chambers


def _sorts(words: list[str], sort: str = "office-") -> frozenset[str]:
    """The sorts of office that the words name: courts, legislatures, owners, regulators; or the chambers."""
    known = lexicon().nouns
    return frozenset(c for w in words for c in known.get(w.removesuffix("'s"), ()) if c.startswith(sort))


def _foremost(words: list[str]) -> frozenset[str]:
    """The sorts of the office that acts: of "a committee of parliament" and of "a senate committee" the committee's."""
    found = [sorts for word in words[: words.index("of") if "of" in words else None] if (sorts := _sorts([word]))]
    inside = found and "office-council" in found[-1] and "office-legislature" in _sorts(words)
    return found[-1] if found and ("of" in words or inside) else _sorts(words)


def _one_of(act: Act, present: set[str]) -> bool:
    """Whether a name of the decider stands in the subject ("Northbank's owners" for "the shareholders of Northbank")."""
    nouns = lexicon().nouns
    return any(part in present for parts in act.deciders for part in parts if part not in nouns)


def agent(sentence: Sentence, hit: Hit) -> tuple[int, int]:
    """The words `[first:last]` that say who acts: the subject, behind "by" for a passive; empty where nobody is named."""
    clause = sentence.clause(hit.first)
    if not hit.stance.passive:
        return clause.first, max(clause.first, min(hit.stance.subject, hit.first))
    by = next((at for at in range(hit.last, clause.last) if sentence.words[at] == "by"), None)
    return (by + 1, clause.last) if by is not None else (0, 0)


def _holds(sentence: Sentence, hit: Hit) -> bool:
    """What is kept must be said to be kept as it was; a step must be an inquiry."""
    following = set(sentence.words[hit.last : hit.end])
    if hit.cue.id == HELD.id:
        return bool(following & _SAME) or sentence.words[hit.first] in ("hold", "holds", "held")
    return hit.cue.id != STEP.id or bool(following & _INQUIRY)


def _on(sentence: Sentence, hit: Hit, act: Act) -> bool:
    """Whether the thing acted upon is the one that the criterion names: its noun, or a name that tells the matter."""
    if sentence.words[hit.last : hit.last + 1] in _CLAUSES:
        return False  # "recalls how it built them" is no recall
    head = {part for word in sentence.words[max(hit.start, hit.np_end - 1) : hit.np_end] for part in stems(word)}
    whole = [part for word in sentence.words[hit.start : hit.end] for part in stems(word)]
    nouns = {part for word in sentence.words[hit.start : hit.np_end] for part in stems(word)}
    if hit.cue.id == STEP.id and not {"into", "on", "of", "over"} & set(sentence.words[hit.start : hit.end]):
        return True  # "opens a new inquiry": into this matter, in an article about it
    if head & (act.objects | act.telling) or hit.heads & act.classes:
        return True
    return bool(nouns & act.objects) or bool(act.telling.intersection(whole))


_CLAUSES = (["how"], ["that"], ["why"], ["what"], ["when"], ["whether"])


def by_another(sentence: Sentence, hit: Hit, act: Act) -> bool:
    """Whether the words clearly name somebody else than the decider as the one who acts.

    Another sort of office does; a country does where one of its offices decides; a part of the decider's name does not.
    """
    first, last = agent(sentence, hit)
    words = sentence.words[first:last]
    lands, sorts = countries(" ".join(words)), _foremost(words)
    if not words:
        return False
    if (lands and act.lands and not lands & act.lands) or (sorts and act.sorts and not sorts & act.sorts):
        return True
    if _another_chamber(words, act):
        return True
    if sorts & act.sorts or (not act.office and lands & act.lands):
        return False
    own = {part for names in act.deciders for part in names if part not in lexicon().nouns}
    present = {part for word in words if not countries(word) for part in stems(word)}
    return not own & present


__all__ = ["OWN", "Act", "act_of", "by_another", "own_hits"]
