"""Near duplicates, as part of `./run eval matching`: copies made of real articles, and real articles of other events.

Copies are made by a fixed seed of the texts beside the checkout: edited (sentences dropped, others put in), trimmed to
two fifths, under another article's title, and with 15 words of a hundred changed at random. A merge is false where
the labels say that the two articles tell of different events.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from monitor.domain.dedupe import CopyIndex, fold_copies
from monitor.domain.model import Article
from monitor.domain.text import words
from tests.matching_data import Task, replay, tracking

FLOORS = {"edited": 0.985, "trimmed": 0.995, "re-titled": 0.995, "changed": 0.975}
CEILING = 0.001
"""Share of articles that fold into one of another event."""
_SAMPLED, _WORDS = 300, 40


@dataclass
class Maker:
    """Makes copies; the same ones every time."""

    texts: list[Article]
    dice: random.Random

    def edited(self, article: Article) -> Article:
        """A sentence in eight dropped, another article's put before one in eight."""
        kept: list[str] = []
        for sentence in re.split(r"(?<=[.!?])\s+", article.body):
            roll = self.dice.random()
            if roll < 0.125:
                kept.append(self.dice.choice(self.texts).body.split(". ")[0])
            if roll < 0.875:
                kept.append(sentence)
        return replace(article, body=" ".join(kept))

    def trimmed(self, article: Article) -> Article:
        """The first two fifths, 25 words at least."""
        written = article.body.split()
        return replace(article, body=" ".join(written[: max(25, len(written) * 2 // 5)]))

    def retitled(self, article: Article) -> Article:
        """Under another title."""
        return replace(article, title=self.dice.choice(self.texts).title)

    def changed(self, article: Article) -> Article:
        """About 15 words of a hundred, names or not, are words of other articles."""
        return replace(article, title=self._changed(article.title), body=self._changed(article.body))

    def _changed(self, text: str) -> str:
        return " ".join(self._word() if self.dice.random() < 0.15 else word for word in text.split())

    def _word(self) -> str:
        return self.dice.choice(self.dice.choice(self.texts).body.split())


def figures() -> dict[str, float]:
    """Share of copies that fold into their original, by sort of copy, and of articles that fold into another event."""
    tasks = [tracking("T1"), tracking("T4"), replay()]
    texts = [_plain(article) for article in chain.from_iterable(task.articles for task in tasks)]
    texts = [article for article in texts if len(words(article.body)) >= _WORDS]
    maker = Maker(texts, random.Random(7))
    chosen = maker.dice.sample(texts, _SAMPLED)
    kinds = {"edited": maker.edited, "trimmed": maker.trimmed, "re-titled": maker.retitled, "changed": maker.changed}
    found = {kind: recall([(one, make(one)) for one in chosen]) for kind, make in kinds.items()}
    return found | {"false": false_merges(tasks)}


def recall(pairs: Sequence[tuple[Article, Article]]) -> float:
    """The share of copies that find their original among all originals."""
    index = CopyIndex()
    for number, (original, _) in enumerate(pairs):
        index.add(number, original.title, original.body, original.published)
    hits = sum(index.find(copy.title, copy.body, copy.published) == number for number, (_, copy) in enumerate(pairs))
    return hits / len(pairs)


def false_merges(tasks: Sequence[Task]) -> float:
    """The share of articles that fold into one of which the labels say that it tells of other events."""
    wrong = total = 0
    for task in tasks:
        events = defaultdict(set)
        for (item, record), label in task.labels.items():
            if label == 1:
                # A task may make several items of one event: the key's last number tells them apart.
                events[record].add(item.rsplit("-", 1)[0])
        told = {article.id: events[article.external_id] for article in task.articles}
        copies = fold_copies(task.articles)
        wrong += sum(told[one] != told[other] and bool(told[one] or told[other]) for one, other in copies.items())
        total += len(task.articles)
    return wrong / total


def _plain(article: Article) -> Article:
    return replace(article, body=f"{article.summary} {article.body.removeprefix(article.title)}".strip(), summary="")
