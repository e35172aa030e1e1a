"""Ways to a better ranking of events with look-alikes, beside the shipped weights: `python -m tests.measure_matching`.

Every figure is cross-validated by topic; the interval is the paired one of 95 % over 10,000 draws of topics. A way
counts only if its interval excludes nought (docs/adr/0014). Of comparisons the effect on items with terms is printed
too; the other ways concern bare passages alone. About ten minutes of processor.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from monitor.domain.match.features import CONFLICTS, Features, features
from monitor.domain.match.index import Index, anchors, item_anchors
from monitor.domain.match.reading import Reading
from monitor.domain.match.scorer import probability, shapes
from monitor.domain.match.wanted import Wanted
from monitor.domain.model import Article, Kind, OpenItem
from tests.fit_matching import (
    ALL,
    BARE,
    RIDGE,
    Floats,
    Pairs,
    average_precision,
    cross_validated,
    figures,
    passage_pairs,
    pooled,
    score,
    term_pairs,
    threshold_of,
    topic,
)
from tests.matching_data import tracking
from tests.matching_ways import WAYS
from tests.shared import SHARED

Fit = Callable[[Pairs], Floats]
Alike = Callable[[str, str], bool]
DRAWS = 10_000
HARD = 80
"""Unrelated articles of an item that a ranking is learnt against: those that are most like it."""
RANK_RIDGE, FAINT = 1e-4, 1e-5
ANSWERS = 3
KNOTS = (1 / 3, 2 / 3)
"""Where the pieces of a bent comparison meet, as shares of its range."""


def interval(pairs: Pairs, scores: Floats, before: Floats) -> tuple[float, float, float]:
    """What mean average precision gains, with the bounds of the interval over topics."""
    gains: dict[str, list[float]] = {}
    for item in np.unique(pairs.items):
        mine = pairs.items == item
        positive = pairs.labels[mine] == 1
        gain = average_precision(scores[mine], positive) - average_precision(before[mine], positive)
        gains.setdefault(topic(item), []).append(gain)
    sums, counts = (np.array([measure(each) for each in gains.values()]) for measure in (np.sum, len))
    drawn = np.random.default_rng(1).integers(0, len(sums), (DRAWS, len(sums)))
    low, high = np.quantile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), (0.025, 0.975))
    return float(sums.sum() / counts.sum()), float(low), float(high)


def show(name: str, pairs: Pairs, scores: Floats, before: Floats) -> None:
    """A way's figures, at the threshold that the fit would give it."""
    found = figures(pairs, scores, threshold_of(pairs, scores))
    gain, low, high = interval(pairs, scores, before)
    told = "  ".join(f"{key} {found[key]:.3f}" for key in ("C", "F1", "look_alike"))
    print(f"  {name:34}MAP {found['map']:.4f}  {gain:+.4f} [{low:+.4f}, {high:+.4f}]  {told}", flush=True)


def every_way(wanted: Wanted, reading: Reading) -> Features:
    """The shipped comparisons and all that were tried beside them."""
    found = features(wanted, reading)
    for way in WAYS.values():
        found |= way(wanted, reading)
    return found


def names_of(way: str) -> tuple[str, ...]:
    """What a way compares: asked of a pair that has next to nothing in it."""
    return tuple(WAYS[way](Wanted(OpenItem("", "", "Talks", Kind.EVENT)), Reading(Article(0, "", "", "Talks"))))


@dataclass(frozen=True)
class Table:
    """Pairs with all columns, from which some are chosen."""

    pairs: tuple[Pairs, Pairs]
    columns: tuple[str, ...]

    def of(self, columns: Sequence[str]) -> tuple[Pairs, Pairs]:
        at = [self.columns.index(name) for name in columns]
        first, second = (replace(one, rows=one.rows[:, at]) for one in self.pairs)
        return first, second

    def scores(self, columns: tuple[str, ...], common: bool) -> tuple[Floats, Floats]:
        return cross_validated(*self.of(columns), columns, common)


def tables() -> tuple[Table, Table]:
    """Bare passages, and items with terms."""
    tried = tuple(name for way in WAYS for name in names_of(way))
    bare, terms = (*BARE, *tried), tuple(dict.fromkeys((*ALL, *tried)))
    return Table(passage_pairs(bare, every_way), bare), Table(term_pairs(terms, every_way), terms)


def show_terms(name: str, table: Table, scores: tuple[Floats, Floats], before: tuple[Floats, Floats]) -> None:
    """The figures of items with terms; what average precision on the replay gains, with its interval over records."""
    replayed, themes = table.pairs
    found, tracked = pooled(replayed, scores[0], 0.5), figures(themes, scores[1], 0.5)
    told = "  ".join(f"{key} {found[key]:.3f}" for key in ("P", "R", "F1"))
    gain, low, high = drawn_again(replayed, scores[0], before[0])
    print(f"  {name:34}AP  {found['AP']:.4f}  {gain:+.4f} [{low:+.4f}, {high:+.4f}]  {told}", end="")
    print(f"; T4 MAP {tracked['map']:.3f} C {tracked['C']:.3f} F1 {tracked['F1']:.3f}", flush=True)


def drawn_again(pairs: Pairs, scores: Floats, before: Floats) -> tuple[float, float, float]:
    """What average precision over all judged pairs gains, with the bounds of the paired interval over these."""
    judged = np.flatnonzero(pairs.labels >= 0)
    positive = pairs.labels == 1

    def gain(some: NDArray[np.int64]) -> float:
        return average_precision(scores[some], positive[some]) - average_precision(before[some], positive[some])

    random = np.random.default_rng(1)
    low, high = np.quantile([gain(random.choice(judged, len(judged))) for _ in range(DRAWS // 5)], (0.025, 0.975))
    return gain(judged), float(low), float(high)


def left_out(pairs: Pairs, fitted: Fit) -> Floats:
    """Scores of all pairs by weights that did not see their topic."""
    scores = np.zeros(len(pairs.labels))
    for group in np.unique(pairs.groups):
        mine = pairs.groups == group
        scores[mine] = score(pairs.keep(mine), fitted(pairs.keep(~mine)))
    return scores


def learnt(rows: Floats, labels: Floats, weights: Floats, bounds: Sequence[object], ridge: float) -> Floats:
    """Weights and bias (last) of a plain logistic regression."""
    share = weights / weights.sum()

    def objective(p: Floats) -> tuple[float, Floats]:
        z = rows @ p[:-1] + p[-1]
        error = share * (1 / (1 + np.exp(-z)) - labels)
        loss = (share * (np.logaddexp(0, z) - labels * z)).sum() + ridge * p[:-1] @ p[:-1]
        return float(loss), np.r_[rows.T @ error + 2 * ridge * p[:-1], error.sum()]

    start = np.zeros(rows.shape[1] + 1)
    return minimize(objective, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x


def reports(pairs: Pairs) -> Floats:
    """1 for each pair that belongs together, else 0."""
    return (pairs.labels == 1).astype(float)


def signs(columns: Sequence[str]) -> list[tuple[float | None, float | None]]:
    return [(None, 0.0) if name in CONFLICTS else (0.0, None) for name in columns]


def ranked(pairs: Pairs, hard: int) -> Floats:
    """Weights by which an item's reports go before its other articles, brought to odds by a regression of their own."""
    apart = list(_apart(pairs, hard))
    rows, weights = np.concatenate(apart), np.concatenate([np.full(len(each), 1 / len(each)) for each in apart])
    # Of two the first goes before the second: a regression without bias, whose label is always yes.
    found = learnt(
        np.r_[rows, -rows], np.repeat([1.0, 0.0], len(rows)), np.r_[weights, weights], signs(BARE), RANK_RIDGE
    )
    z = pairs.rows @ found[:-1]
    scale, bias = learnt(z[:, None], reports(pairs), pairs.weights, [(None, None)], 0.0)
    return np.r_[found[:-1] * scale, bias]


def _apart(pairs: Pairs, hard: int) -> Iterator[Floats]:
    """By how much each report of an item differs from each of its look-alikes and of the articles most like it."""
    like = pairs.rows[:, BARE.index("cosine")]
    for item in np.unique(pairs.items):
        mine, label = pairs.items == item, pairs.labels
        rest = np.flatnonzero(mine & (label == -2))
        other = np.r_[np.flatnonzero(mine & (label == 0)), rest[np.argsort(-like[rest], kind="stable")][:hard]]
        told = pairs.rows[mine & (label == 1)]
        yield (told[:, None, :] - pairs.rows[other][None, :, :]).reshape(-1, told.shape[1])


def balanced(pairs: Pairs) -> Floats:
    """Every item weighs as much as any other, and so do its reports, look-alikes and other articles."""
    weights = np.zeros(len(pairs.labels))
    for item in np.unique(pairs.items):
        for label in (1, 0, -2):
            some = (pairs.items == item) & (pairs.labels == label)
            weights[some] = 1 / max(1, some.sum())
    return learnt(pairs.rows, reports(pairs), weights, signs(BARE), RIDGE)


def bent(pairs: Pairs) -> tuple[Pairs, list[str]]:
    """Each comparison in pieces that may rise at different rates, so that the regression is no longer linear in it."""
    columns, names = [], []
    for name, column in zip(BARE, pairs.rows.T, strict=True):
        low, high = np.quantile(column[pairs.labels >= 0], (0.02, 0.98))
        bends = [low + (high - low) * at for at in KNOTS] if len(np.unique(column)) > 5 else []
        found = [column, *(part for at in bends for part in (np.maximum(0, column - at), np.minimum(column, at)))]
        columns += found
        names += [name] * len(found)
    return Pairs(np.stack(columns, axis=1), pairs.labels, pairs.weights, pairs.groups, pairs.items), names


def rivals(full: Pairs, before: Floats, may_be: Alike) -> Floats:
    """Scores where an item's odds fall by those of the other items that an article may rather belong to.

    How far two items are of different events is told by the shipped weights, from their texts alone.
    """
    task = tracking("T1")
    at = {key: number for number, key in enumerate(item.key for item in task.items)}
    own = np.log(before / (1 - before))
    articles = [article.external_id for article in task.articles]
    odds = np.full((len(at), len(articles)), -np.inf)
    told = [
        (n, a) for n, i in enumerate(task.items) for a, r in enumerate(articles) if task.labels.get((i.key, r)) != -1
    ]
    where = np.array(told).T
    odds[where[0], where[1]] = own
    apart = _apart_items(task.items) * np.array([[a != b and may_be(a, b) for b in at] for a in at])
    best = np.array([(np.exp(odds) * row[:, None]).max(axis=0) for row in apart])
    rows = np.stack([own, np.log1p(best[where[0], where[1]])], axis=1)
    pairs = Pairs(rows, full.labels, full.weights, full.groups, full.items)
    bounds = [(0.0, None), (None, 0.0)]
    return left_out(pairs, lambda some: learnt(some.rows, reports(some), some.weights, bounds, FAINT))


def _apart_items(items: Sequence[OpenItem]) -> Floats:
    """How probably two items are of different events."""
    wanted = [Wanted(item) for item in items]
    readings = [Reading(Article(0, "", "", item.title, item.quote.removeprefix(item.title))) for item in items]
    weights = shapes()["passage_headline"]
    odds = np.array([[weights.log_odds(features(one, other)) for other in readings] for one in wanted])
    return 1 - np.vectorize(probability)((odds + odds.T) / 2)


def own_thresholds(full: Pairs, scores: Floats, threshold: float) -> Iterator[tuple[str, Pairs, Floats]]:
    """Three alerts an item answered by their labels, and left out: one threshold, and one that each item's answers set.

    An item's own threshold lies half-way between its lowest accepted and its highest rejected odds, just above the
    rejected where nothing was accepted below them, and where it was if nothing was rejected.
    """
    own = np.log(scores / (1 - scores)) - np.log(threshold / (1 - threshold))
    moved, kept = own.copy(), np.ones(len(own), dtype=bool)
    random = np.random.default_rng(1)
    for item in np.unique(full.items):
        mine = full.items == item
        answered = random.permutation(np.flatnonzero(mine & (own >= 0)))[:ANSWERS]
        yes, no = own[answered][full.labels[answered] == 1], own[answered][full.labels[answered] != 1]
        if len(no):
            moved[mine] -= (no.max() + yes.min()) / 2 if len(yes) else no.max() + 1e-6
        kept[answered] = False
    for name, odds in (("three answers, one threshold", own), ("three answers, own thresholds", moved)):
        yield name, full.keep(kept), (1 / (1 + np.exp(-odds)))[kept]


def show_thresholds(full: Pairs, scores: Floats) -> None:
    """What thresholds of their own, set by three answers, would do to items that learn nothing else."""
    for name, pairs, moved in own_thresholds(full, scores, threshold_of(full, scores)):
        found = figures(pairs, moved, 0.5)
        told = "  ".join(f"{key} {found[key]:.3f}" for key in ("C", "F1", "look_alike"))
        print(f"  {name:34}MAP {found['map']:.4f}  {told}", flush=True)


def behind(door: Callable[[Wanted], dict[str, int]], full: Pairs, scores: Floats) -> tuple[Floats, float]:
    """Scores where what stage one does not find scores nought, and the share of the pairs that it finds."""
    task = tracking("T1")
    index = Index((door(Wanted(item)), ()) for item in task.items)
    found = [set(index.candidates([text for _, text in Reading(article).fields])) for article in task.articles]
    kept = [
        number in numbers
        for number, item in enumerate(task.items)
        for article, numbers in zip(task.articles, found, strict=True)
        if task.labels.get((item.key, article.external_id)) != -1
    ]
    return np.where(kept, scores, 0.0), float(np.mean(kept))


def _event(key: str) -> str:
    return key.partition("-")[0]


STORES: dict[str, Alike] = {
    "rivals: all items": lambda one, other: True,
    "rivals: an item an event": lambda one, other: one.partition("-")[2] == other.partition("-")[2],
    "rivals: no look-alike followed": lambda a, b: topic(a) != topic(b) or _event(a) == _event(b),
}
"""What else is followed: three items an event and three of its look-alike, one of each, or never the look-alike."""


def compare(bare: Table, with_terms: Table) -> None:
    """Each way's comparisons beside the shipped ones; what ships for items with terms alone, there without it."""
    before, terms = bare.scores(BARE, True)[0], with_terms.scores(ALL, False)
    show("shipped weights", bare.pairs[0], before, before)
    show_terms("", with_terms, terms, terms)
    for way in WAYS:
        names = names_of(way)
        show(way, bare.pairs[0], bare.scores((*BARE, *names), True)[0], before)
        shipped = set(names) <= set(ALL)
        columns = tuple(n for n in ALL if n not in names) if shipped else (*ALL, *names)
        show_terms("without it" if shipped else "", with_terms, with_terms.scores(columns, False), terms)


def refit(full: Pairs, before: Floats) -> None:
    """Other losses, weights and shapes of the regression over the shipped comparisons."""
    for hard in (HARD, HARD // 4):
        show(f"ranking, {hard} articles an item", full, left_out(full, partial(ranked, hard=hard)), before)
    show("items of equal weight", full, left_out(full, balanced), before)
    pieces, names = bent(full)
    fitted = left_out(pieces, lambda some: learnt(some.rows, reports(some), some.weights, signs(names), RIDGE))
    show("bent comparisons", full, fitted, before)


def main() -> int:
    """1 where the labelled data is absent."""
    if not SHARED.is_dir():
        print(f"LABELLED DATA ABSENT: {SHARED}; nothing was measured")
        return 1
    bare, with_terms = tables()
    compare(bare, with_terms)
    full, short = bare.of(BARE)
    before = cross_validated(full, short, BARE, common=True)[0]
    refit(full, before)
    for store, may_be in STORES.items():
        show(store, full, rivals(full, before, may_be), before)
    show_thresholds(full, before)
    old, share = behind(anchors, full, before)
    show(f"behind stage one ({share:.3f} of pairs)", full, old, old)
    new, share = behind(item_anchors, full, before)
    show(f"behind its wider door ({share:.3f})", full, new, old)
    return 0


if __name__ == "__main__":
    sys.exit(main())
