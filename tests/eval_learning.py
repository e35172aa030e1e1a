"""Three simulated answers an item, as part of `./run eval matching`: what the shipped weights make of them.

The product's own way: an item's alerts come in the order of the stream, the first three are answered by their labels
(`followup judge`), and everything is matched anew. Answered pairs are left out of the figures. Which order the stream
has is chance, so the figures are means over a few orders.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import mean

from monitor.domain.match import Matcher, Profile
from monitor.domain.model import Article, Decision
from tests.matching_data import Task

ANSWERS, ORDERS = 3, 2


@dataclass(frozen=True)
class Found:
    """Score and decision of each pair of item key and external id."""

    scores: Mapping[tuple[str, str], float]
    alerts: frozenset[tuple[str, str]]

    @classmethod
    def by(cls, matcher: Matcher, task: Task) -> Found:
        """What a matcher finds in a task."""
        pairs = [
            ((match.item.rsplit("/", 1)[-1], article.external_id), match)
            for article in task.articles
            for match in matcher.match(article)
        ]
        alerts = frozenset(key for key, match in pairs if match.decision is Decision.MATCH)
        return cls({key: match.score for key, match in pairs}, alerts)


def figures(task: Task, static: Found) -> dict[str, float]:
    """Figures after three answers, means over the orders of the stream."""
    each = [_after(task, static, order) for order in range(ORDERS)]
    return {name: mean(one[name] for one in each) for name in each[0]}


def _after(task: Task, static: Found, order: int) -> dict[str, float]:
    answers = _answers(task, static, order)
    profiles = {item.id: Profile.from_answers(answers[item.key]) for item in task.items}
    found = Found.by(Matcher(task.items, profiles), task)
    return measured(task, found, {(key, a.external_id) for key, told in answers.items() for a, _ in told})


def _answers(task: Task, static: Found, order: int) -> Mapping[str, list[tuple[Article, bool]]]:
    stream = list(task.articles)
    random.Random(order).shuffle(stream)
    answers: defaultdict[str, list[tuple[Article, bool]]] = defaultdict(list)
    for article in stream:
        for item in task.items:
            pair = (item.key, article.external_id)
            label = task.labels.get(pair, -2)
            if pair in static.alerts and label != -1 and len(answers[item.key]) < ANSWERS:
                answers[item.key].append((article, label == 1))
    return answers


def measured(task: Task, found: Found, left_out: set[tuple[str, str]]) -> dict[str, float]:
    """The figures of tracking as the shared tool computes them, without the pairs that are left out."""
    rows, looks = [], []
    for item in task.items:
        labels = {
            article.external_id: task.labels.get((item.key, article.external_id), -2)
            for article in task.articles
            if (item.key, article.external_id) not in left_out
        }
        kept = [record for record, label in labels.items() if label != -1]
        positive = {record for record in kept if labels[record] == 1}
        alerts = {record for record in kept if (item.key, record) in found.alerts}
        looks += [record in alerts for record in kept if labels[record] == 0]
        if positive:
            scores = {record: found.scores.get((item.key, record), 0.0) for record in kept}
            rows.append(_row(scores, positive, alerts))
    names = ("map", "C", "f1")
    means = {name: mean(row[at] for row in rows) for at, name in enumerate(names)}
    return means | {"look_alike": mean(looks) if looks else 0.0}


def _row(scores: Mapping[str, float], positive: set[str], alerts: set[str]) -> tuple[float, float, float]:
    """Average precision, cost and F1 of one item."""
    ranked = sorted(scores, key=lambda record: (-scores[record], record in positive))
    ranks = [rank for rank, record in enumerate(ranked, 1) if record in positive]
    precision_at = [seen / rank for seen, rank in enumerate(ranks, 1)]
    hits, false = len(alerts & positive), len(alerts - positive)
    precision, recall = hits / max(1, len(alerts)), hits / len(positive)
    cost = 1 - recall + 4.9 * false / (len(scores) - len(positive))
    return mean(precision_at), cost, 2 * precision * recall / max(1e-9, precision + recall)
