"""How firmly a verb is said: read off its form and the words before it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.evidence.grammar import (
    ADJECTIVAL,
    BOTH,
    FORMERLY,
    NO_ADVERBS,
    SINGULAR,
    lists,
    object_control,
)
from monitor.domain.evidence.inflect import Form
from monitor.domain.evidence.lexicon import lexicon
from monitor.domain.evidence.sentence import Clause, Sentence


class Mood(StrEnum):
    """What the grammar says of the act."""

    DONE = "done"
    FUTURE = "future"
    HOPED = "hoped"
    PAST_PERFECT = "past_perfect"
    NOT_A_VERB = "not_a_verb"


@dataclass(frozen=True, slots=True)
class Stance:
    """The mood of a verb, whether it is negated, and whether it is passive (the matter stands before it)."""

    mood: Mood
    negated: bool = False
    passive: bool = False
    refused: bool = False
    """By somebody's will ("refuses to", "won't"), rather than by what came of it ("failed to", "did not")."""
    subject: int = 0
    """The word after the last one that may belong to the subject."""
    governor: str = ""


def stance(sentence: Sentence, at: int, form: Form, last: int = 0, *, sure: bool = False) -> Stance:
    """The stance of the verb at word `at`, which with its particle ends before `last`.

    `sure` where what stands around proves that the word is no noun ("strike a deal").
    """
    clause = sentence.clause(at)
    reader = _Reader(sentence, clause, at, last or at + 1, sure)
    match form:
        case Form.BASE:
            return reader.base()
        case Form.SAME:
            return reader.same()
        case Form.S:
            return reader.third()
        case Form.ING:
            return reader.ing()
        case Form.PAST:
            return reader.past()
        case _:
            return reader.ed(form)


class _Reader:
    """Walks left from a verb over what belongs to it."""

    def __init__(self, sentence: Sentence, clause: Clause, at: int, last: int = 0, sure: bool = False) -> None:
        self.last, self.sure = last or at + 1, sure
        self.words, self.sentence, self.clause, self.verb = sentence.words, sentence, clause, at
        self.lists = lists()
        self.negated = False
        self.former = False

    def _left(self, at: int) -> int:
        """The first word left of `at` that is no adverb; notes a negation on the way."""
        at -= 1
        while at >= self.clause.first and (self._adverb(at) or self._plain_negation(at)):
            at -= 1
        return at

    def _adverb(self, at: int) -> bool:
        word = self.words[at]
        if word in FORMERLY:
            self.former = True
        if word.endswith("ly") and word not in NO_ADVERBS:
            return not self._name(at)
        return word in self.lists.skip

    def _name(self, at: int) -> bool:
        """Whether a clause begins with a name in -ly ("Lilly ends trial")."""
        return at == self.clause.first and self.sentence.capital(at) and at + 1 not in self.sentence.commas

    def _plain_negation(self, at: int) -> bool:
        if self.words[at] in ("not", "never", "hardly", "no-longer"):
            self.negated = True
            return True
        return False

    def _word(self, at: int) -> str:
        return self.words[at] if at >= self.clause.first else ""

    def _note(self, word: str) -> None:
        if word in self.lists.negation:
            self.negated = True

    def base(self) -> Stance:
        at = self._left(self.verb)
        word = self._word(at)
        if word == "to" or (word == "and" and self._infinitive_before(at)):
            return self.infinitive(at if word == "to" else self._last_to(at))
        modal = self._modal(at, word)
        if modal is not None:
            return modal
        if word in self.lists.do:
            self._note(word)
            return Stance(Mood.DONE, self.negated, subject=at)
        if word in ("help", "helps", "let", "lets", "make", "makes"):
            return Stance(Mood.HOPED, self.negated, subject=at)
        if at < self.clause.first or word in self.lists.determiners or word in self.lists.prepositions:
            return Stance(Mood.NOT_A_VERB)
        if self.verb in self.sentence.commas or self._rather_a_noun() or not self._plural(at) or self._compound(at):
            return Stance(Mood.NOT_A_VERB)
        if self._far_governor(at):
            return Stance(Mood.HOPED, self.negated, subject=at + 1)
        if self._finite_before(at):
            return Stance(Mood.NOT_A_VERB)
        return Stance(Mood.DONE, self.negated, subject=at + 1)

    def same(self) -> Stance:
        """A form that is base, past and participle at once: the words around tell which."""
        at = self._left(self.verb)
        word = self._word(at)
        if word in self.lists.be | self.lists.had | self.lists.have or word.endswith("'ve"):
            return self.ed(Form.PARTICIPLE)
        if word == "to" or self._modal(at, word) is not None or word in self.lists.do:
            return self.base()
        left_free = at >= self.clause.first and word not in self.lists.determiners | self.lists.prepositions
        if self.sure and left_free and self._followed_by_no_object():
            return Stance(Mood.DONE, self.negated, passive=True, subject=at + 1)
        found = self.base()
        if found.mood is Mood.NOT_A_VERB and self.sure and left_free and not self._rather_a_noun():
            return self.past()
        return found

    def _rather_a_noun(self) -> bool:
        """Whether the word is known as a noun and what follows does not make it a verb ("vote to")."""
        after = self.verb + 1
        followed = after < self.clause.last and self.words[after] in ("to", "for", "against")
        return not self.sure and self.words[self.verb] in lexicon().nouns and not followed

    def _compound(self, at: int) -> bool:
        """Whether it ends a noun of several words ("the moon rocket launch"): nothing for it to act upon follows."""
        word = self.words[at]
        plural = word.endswith("s") or word in ("people", "police", "men", "women", "we", "they", "you", "who")
        noun = self.words[self.verb] in lexicon().nouns
        joined = "and" in self.words[self.clause.first : at]
        return noun and not plural and not joined and self._followed_by_no_object()

    def _plural(self, at: int) -> bool:
        """Whether the words up to `at` can be the subject of a plural verb."""
        word = self.words[at]
        before = self.words[self.clause.first : at]
        if any(w.endswith("s") and not w.endswith(("ss", "'s", "us")) and w not in SINGULAR for w in (word, *before)):
            return True
        joined = "and" in before or any(i in self.sentence.commas for i in range(self.clause.first + 1, at + 1))
        return joined or word in ("us", "eu", "people", "police", "men", "women", "we", "they", "you", "both", "who")

    def _infinitive_before(self, at: int) -> bool:
        return self._last_to(at) >= self.clause.first

    def _last_to(self, at: int) -> int:
        """The last "to" within a few words before an "and"."""
        for before in range(at - 1, max(self.clause.first - 1, at - 7), -1):
            if self.words[before] == "to":
                return before
        return -1

    def _modal(self, at: int, word: str) -> Stance | None:
        if word in self.lists.future or word.endswith("'ll"):
            self._note(word)
            self._left(at)
            return Stance(Mood.FUTURE, self.negated, refused=self.negated, subject=at)
        if word in self.lists.hoped or word.endswith("'d"):
            self._note(word)
            return Stance(Mood.HOPED, self.negated, refused=self.negated, subject=at)
        return None

    def infinitive(self, to: int) -> Stance:
        """The stance of a verb after "to"."""
        at = self._left(to)
        word = self._word(at)
        governors = self.lists.frames.lists["governors"]
        for effect in ("refused", "failed", "unlikely", "hoped", "performed", "future"):
            if word in governors[effect]:
                return self._governed(effect, at, word)
        if word in self.lists.be or word in self.lists.have:
            self._note(word)
            mood = Mood.FUTURE if word in ("is", "are", "was", "were", "isn't", "aren't") else Mood.HOPED
            return Stance(mood, self.negated, refused=self.negated, subject=at, governor=word)
        far = self._far_governor(at)
        if far:
            return Stance(Mood.HOPED, self.negated, subject=at, governor=far)
        if self._finite_before(at):
            return Stance(Mood.HOPED, self.negated, subject=at, governor="so as to")
        return Stance(Mood.FUTURE, self.negated, refused=self.negated, subject=at + 1)

    def _governed(self, effect: str, at: int, word: str) -> Stance:
        own = self.negated
        outer = self._outer(at)
        if effect in ("refused", "failed"):
            if outer.negated:
                return Stance(Mood.HOPED, False, subject=at, governor=word)
            return Stance(outer.mood, not own, refused=effect == "refused", subject=at, governor=word)
        if effect == "unlikely":
            return Stance(Mood.HOPED, True, subject=at, governor=word)
        if effect == "hoped" or outer.mood is Mood.HOPED:
            return Stance(Mood.HOPED, own or outer.negated, subject=at, governor=word)
        if effect == "performed":
            return Stance(outer.mood, own or outer.negated, outer.passive, subject=at, governor=word)
        negated = own or outer.negated or word.startswith("no-")
        return Stance(Mood.FUTURE, negated, refused=negated, subject=at, governor=word)

    def _outer(self, at: int) -> Stance:
        """The stance of the governor itself, as far as modals and negations before it tell."""
        reader = _Reader(self.sentence, self.clause, at)
        left = reader._left(at)
        word = reader._word(left)
        modal = reader._modal(left, word)
        if modal is not None:
            return modal
        if word == "to":
            return reader.infinitive(left)
        if word in self.lists.do | self.lists.be | self.lists.have | self.lists.negation:
            reader._note(word)
            reader._left(left)
        mood = Mood.HOPED if self._conditional() else Mood.DONE
        return Stance(mood, reader.negated, subject=left)

    def _conditional(self) -> bool:
        return self.clause.role == "conditional"

    def _far_governor(self, at: int) -> str:
        """A verb of asking some words before: "urges the two sides to"."""
        hoped = object_control()
        for back in range(at, max(self.clause.first - 1, at - 7), -1):
            if self.words[back] in hoped:
                return self.words[back]
        return ""

    def _finite_before(self, at: int) -> bool:
        """Whether another verb of the clause is finite already: then "to" tells its purpose."""
        verbs, index = lexicon().verbs, lexicon().index
        for back in range(at, self.clause.first, -1):
            word = self.words[back]
            if word in self.lists.be or word in self.lists.future or word in self.lists.hoped:
                return True
            if self.words[back - 1] in self.lists.determiners or self.words[back - 1] == "to":
                continue
            known = verbs.get(word)
            form = known[1] if known else next((e.form for e in index.get(word, ()) if e.form), None)
            if form in (Form.PAST, Form.ED) and back < at:
                return True
            if word in BOTH and back + 1 < len(self.words) and self.words[back + 1] == "to":
                return True
            if form is Form.BASE and back > self.clause.first and word not in lexicon().nouns and back < at:
                return True
            if form in (Form.S, Form.ING) and word not in lexicon().nouns and word not in BOTH:
                return True
        return False

    def third(self) -> Stance:
        """A form in -s: a verb, unless the words around make it a plural noun."""
        at = self._left(self.verb)
        word = self._word(at)
        if at < self.clause.first or word in self.lists.determiners or word in self.lists.prepositions:
            return Stance(Mood.NOT_A_VERB, subject=at)
        if self.words[self.verb] in BOTH and word in lexicon().verbs and word not in lexicon().nouns:
            return Stance(Mood.NOT_A_VERB, subject=at)
        return Stance(Mood.DONE, self.negated, subject=at + 1)

    def past(self) -> Stance:
        at = self._left(self.verb)
        word = self._word(at)
        if word in self.lists.determiners or word == "to":
            return Stance(Mood.NOT_A_VERB)
        return Stance(Mood.DONE, self.negated, subject=at + 1)

    def ed(self, form: Form) -> Stance:
        at = self._left(self.verb)
        word = self._word(at)
        if word in self.lists.be:
            return self.passive(at, word)
        if word in self.lists.had:
            self._note(word)
            return Stance(Mood.PAST_PERFECT, self.negated, subject=at)
        if word in self.lists.have or word.endswith("'ve"):
            self._note(word)
            return self._perfect(at)
        modal = self._modal(at, word)
        if modal is not None:
            return modal
        if (
            word in self.lists.determiners
            or word.endswith("'s")
            or word in self.lists.prepositions
            or word in ADJECTIVAL
        ):
            return Stance(Mood.NOT_A_VERB)
        bare = form is Form.PARTICIPLE or self._followed_by_no_object()
        if self.former:
            return Stance(Mood.PAST_PERFECT, self.negated, passive=bare, subject=at + 1)
        return Stance(Mood.DONE, self.negated, passive=bare, subject=at + 1)

    def _perfect(self, at: int) -> Stance:
        left = self._left(at)
        word = self._word(left)
        modal = self._modal(left, word)
        if modal is not None:
            return Stance(Mood.HOPED, self.negated, subject=left)
        return Stance(Mood.DONE, self.negated, subject=at)

    def _followed_by_no_object(self) -> bool:
        after = self.last
        if after >= self.clause.last or after in self.sentence.commas:
            return True
        word = self.words[after]
        return word in self.lists.prepositions or word in self.lists.skip or word in ("again", "until", "indefinitely")

    def passive(self, at: int, word: str) -> Stance:
        """The stance of "be" before a participle."""
        self._note(word)
        if self.former:
            return Stance(Mood.PAST_PERFECT, self.negated, True, subject=at)
        if word in ("be", "being", "been", "get", "getting"):
            left = self._left(at)
            before = self._word(left)
            if before == "to":
                found = self.infinitive(left)
                return Stance(found.mood, found.negated, True, found.refused, found.subject, found.governor)
            modal = self._modal(left, before)
            if modal is not None:
                return Stance(modal.mood, modal.negated, True, modal.refused, left)
            self._note(before)
            if before in self.lists.had:
                return Stance(Mood.PAST_PERFECT, self.negated, True, subject=left)
            if before in self.lists.have:
                found = self._perfect(left)
                return Stance(found.mood, found.negated, True, subject=found.subject)
            # A bare "be" is what somebody demands: "insist that the treaty be signed".
            return Stance(Mood.HOPED if word == "be" else Mood.DONE, self.negated, True, subject=left)
        return Stance(Mood.DONE, self.negated, True, subject=at)

    def ing(self) -> Stance:
        at = self._left(self.verb)
        word = self._word(at)
        noun = self.words[self.verb] in lexicon().nouns and word not in self.lists.be
        if noun or self._finite_after():
            return Stance(Mood.NOT_A_VERB)
        if word in self.lists.be or (word.endswith(("'s", "'re")) and word not in self.lists.determiners):
            return self._progressive(at, word)
        rows = self.lists.frames.lists["before_ing"]
        if word in rows["negated"] or word == "not":
            return Stance(Mood.HOPED, True, subject=at, governor=word)
        if word in rows["hoped"] or word == "on":
            future = word == "on" and self._word(at - 1) in ("plans", "planned", "planning", "plan", "intent", "set")
            return Stance(Mood.FUTURE if future else Mood.HOPED, self.negated, subject=at, governor=word)
        if word in rows["future"]:
            return Stance(Mood.FUTURE, self.negated, subject=at, governor=word)
        if word in rows["performed"]:
            return Stance(Mood.DONE, self.negated, subject=at, governor=word)
        if at < self.clause.first and self.verb not in self.sentence.commas:
            return Stance(Mood.NOT_A_VERB)
        return Stance(Mood.DONE, self.negated, subject=at + 1)

    def _finite_after(self) -> bool:
        """Whether a verb follows at once: then this is a noun ("the unveiling moved", "building stops")."""
        after = self.verb + 1
        if after >= self.clause.last:
            return False
        word = self.words[after]
        if word in self.lists.be or word in self.lists.future or word in self.lists.hoped:
            return True
        return any(entry.form in (Form.ED, Form.S, Form.PAST) for entry in lexicon().index.get(word, ()))

    def _progressive(self, at: int, word: str) -> Stance:
        self._note(word)
        left = self._left(at)
        before = self._word(left)
        modal = self._modal(left, before)
        if modal is not None:
            return modal
        return Stance(Mood.DONE, self.negated, subject=at)
