"""Fit what an analyst's answers weigh: `python -m tests.fit_learning` rewrites "learning" in the shipped weights.

Answers are simulated: of the pairs that the shipped weights call matches, an item's best, its least sure or any one to
five are answered by their labels, and the regression learns the labels of all other pairs. Passages are learnt from T1,
items with terms from T4 and the replay; figures are cross-validated by topic, theme and item, with answered pairs left
out. Run it after `tests.fit_matching`. About eight minutes of processor.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from monitor.domain.match.features import features
from monitor.domain.match.profile import LEARNT, Answer, learnt
from monitor.domain.match.reading import Reading
from monitor.domain.match.scorer import shape, shapes
from monitor.domain.match.wanted import Wanted
from tests.fit_matching import EXACT, WEIGHTS, average_precision
from tests.matching_data import Task, replay, tracking
from tests.shared import SHARED

Floats = NDArray[np.float64]
RIDGE = 1e-3
SIGNS = {"own": 1, "accepted_best": 1, "accepted_mean": 1, "rejected_best": -1, "rejected_mean": -1}
SIGNS |= {"accepted_margin": 1, "own_margin": 1}
SHIFT = {"passage": 1.4, "terms": -0.3}
"""Moves the threshold: a missed report of a bare event costs more than the fit of its odds says, of a theme less."""
COUNTS = (1, 2, 3, 5)


@dataclass(frozen=True, eq=False)
class Pool:
    """A task as log-odds: of each item with each article, and of each article (as an answer) with each other."""

    name: str
    own: Floats
    between: Floats
    labels: NDArray[np.int64]
    groups: list[str]
    weight: float

    def answered(self, item: int, count: int, how: str, seed: int = 0) -> NDArray[np.int64]:
        """Which articles of an item are answered: its best alerts, its least sure, or any."""
        alerts = np.flatnonzero((self.own[item] > 0) & (self.labels[item] != -1))
        if how == "any":
            return np.random.default_rng([seed, item]).permutation(alerts)[:count]
        order = self.own[item][alerts] * (1 if how == "unsure" else -1)
        return alerts[np.argsort(order, kind="stable")][:count]

    def rows(self, item: int, answered: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
        """Comparisons of all other articles, and which these are."""
        yes = [a for a in answered if self.labels[item, a] == 1]
        no = [a for a in answered if self.labels[item, a] != 1]
        kept = self.labels[item] != -1
        kept[answered] = False
        rows = []
        for article in np.flatnonzero(kept):
            found = learnt(
                float(self.own[item, article]),
                [float(self.between[a, article]) for a in yes],
                [float(self.between[a, article]) for a in no],
            )
            rows.append([found.get(name, 0.0) for name in LEARNT])
        return np.array(rows), kept


def pool(name: str, task: Task, groups: list[str], weight: float) -> Pool:
    """The log-odds of all pairs of a task's labelled articles."""
    readings = [Reading(article) for article in task.articles]
    wanted = [Wanted(item) for item in task.items]
    own = np.array([[_odds(one, reading) for reading in readings] for one in wanted])
    between = np.array([[Answer(a.article).log_odds(reading) for reading in readings] for a in readings])
    keys = [(item.key, [(item.key, article.external_id) for article in task.articles]) for item in task.items]
    labels = np.array([[task.labels.get(pair, -2) for pair in pairs] for _, pairs in keys])
    return Pool(name, own, between, labels, groups, weight)


def _odds(wanted: Wanted, reading: Reading) -> float:
    return shapes()[shape(bool(wanted.aliases), reading)].log_odds(features(wanted, reading))


def judged_replay() -> Task:
    """The replay's judged English records alone."""
    task = replay()
    judged = {record for (_, record), label in task.labels.items() if label >= 0}
    articles = [a for a in task.articles if a.language == "en" and a.external_id in judged]
    known = {(i.key, a.external_id): task.labels.get((i.key, a.external_id), -1) for i in task.items for a in articles}
    return Task(task.items, articles, known)


@cache
def examples(pool: Pool, item: int) -> list[tuple[Floats, Floats, Floats]]:
    """Rows, labels and weights after simulated answers of every sort."""
    return list(_examples(pool, item))


def _examples(pool: Pool, item: int) -> Iterator[tuple[Floats, Floats, Floats]]:
    for count in COUNTS:
        for how in ("best", "unsure", "any"):
            rows, kept = pool.rows(item, pool.answered(item, count, how, count))
            labels = pool.labels[item][kept]
            yield rows, (labels == 1).astype(float), np.where(labels >= 0, 3.0, 1.0) * pool.weight


def fit(pools: list[Pool], without: str | None = None) -> Floats:
    """Weights and bias (last) from all groups but one."""
    chosen = [
        one
        for pool in pools
        for item, group in enumerate(pool.groups)
        if group != without
        for one in examples(pool, item)
    ]
    x, y, w = (np.concatenate(parts) for parts in zip(*chosen, strict=True))

    def objective(p: Floats) -> tuple[float, Floats]:
        z = x @ p[:-1] + p[-1]
        error = w * (1 / (1 + np.exp(-z)) - y) / w.sum()
        loss = (w * (np.logaddexp(0, z) - y * z)).sum() / w.sum() + RIDGE * (p[:-1] @ p[:-1])
        return float(loss), np.r_[x.T @ error + 2 * RIDGE * p[:-1], error.sum()]

    bounds = [{1: (0.0, None), -1: (None, 0.0), 0: (None, None)}[SIGNS.get(name, 0)] for name in LEARNT]
    start = np.zeros(len(LEARNT) + 1)
    return minimize(objective, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options=EXACT).x


def figures(pool: Pool, fitted: dict[str, Floats], how: str) -> dict[str, float]:
    """Figures of tracking after three answers, answered pairs left out; averaged over items."""
    found, look = [], []
    for item, group in enumerate(pool.groups):
        rows, kept = pool.rows(item, pool.answered(item, 3, how, 11))
        labels, scores = pool.labels[item][kept], rows @ fitted[group][:-1] + fitted[group][-1]
        positive, alert = labels == 1, scores > 0
        hit, false = (alert & positive).sum(), (alert & ~positive).sum()
        p, r = hit / max(1, alert.sum()), hit / max(1, positive.sum())
        cost = 1 - r + 4.9 * false / (~positive).sum()
        found.append((average_precision(scores, positive), cost, p, r, 2 * p * r / max(1e-9, p + r)))
        look += list(alert[labels == 0])
    means = zip(("map", "C", "P", "R", "F1"), np.mean(found, axis=0), strict=True)
    return {**{name: float(value) for name, value in means}, "look_alike": float(np.mean(look or [0]))}


def learn(name: str, pools: list[Pool]) -> dict[str, object]:
    """Fit one regression, and print its cross-validated figures."""
    fitted = {}
    for group in {group for pool in pools for group in pool.groups}:
        fitted[group] = fit(pools, group)
        fitted[group][-1] += SHIFT[name]
    for pool in pools:
        for how in ("any", "best"):
            shown = "  ".join(f"{key} {value:.3f}" for key, value in figures(pool, fitted, how).items())
            print(f"  {pool.name}, three answers ({how}): {shown}", flush=True)
    whole = fit(pools)
    whole[-1] += SHIFT[name]
    weights = {key: round(float(w), 3) for key, w in zip(LEARNT, whole, strict=False) if abs(w) >= 0.0005}
    return {"bias": round(float(whole[-1]), 3), "weights": weights}


def main() -> int:
    """1 where the labelled data is absent."""
    if not SHARED.is_dir():
        print(f"LABELLED DATA ABSENT: {SHARED}; nothing was fitted")
        return 1
    t1, t4, judged = tracking("T1"), tracking("T4"), judged_replay()
    topics = [re.sub(r"(ecb|plus)-\d+$", "", item.key) for item in t1.items]
    themes = [item.key.rsplit("-", 1)[0] for item in t4.items]
    passages = [pool("T1", t1, topics, 1.0)]
    terms = [pool("replay", judged, [item.key for item in judged.items], 3.0), pool("T4", t4, themes, 1.0)]
    known = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    known["learning"] = {"passage": learn("passage", passages), "terms": learn("terms", terms)}
    WEIGHTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
