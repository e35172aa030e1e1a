"""Fit the shipped weights of the matcher: `python -m tests.fit_matching` rewrites monitor/domain/match/weights.json.

What is learnt, from what:

- items with terms, articles read as headline and summary: the replay's judged pairs, and as negatives a tenth of the
  weight of its unjudged pairs in which no term stands;
- items with terms, articles with a body: the themes of T4, tied to the weights above (a joint fit that pays for every
  difference), since six themes alone would teach too little;
- items that are nothing but a passage: the events of T1 with their look-alikes; for headlines the same articles cut
  short, tied in the same way.

All are logistic regressions whose weights may not have the wrong sign: likeness speaks for a pair, conflict against.
Every figure printed is cross-validated: by item on the replay, by theme on T4, by pair of look-alike topics on T1.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from monitor.domain.match.features import ALL, CONFLICTS, LIKENESS, Features, features
from monitor.domain.match.reading import Reading
from monitor.domain.match.wanted import Wanted
from tests.matching_data import Task, replay, tracking
from tests.shared import SHARED

Floats = NDArray[np.float64]
Told = Callable[[Wanted, Reading], Features]
WEIGHTS = Path(__file__).resolve().parent.parent / "monitor" / "domain" / "match" / "weights.json"
RIDGE, TIE = 3e-4, 2e-4
"""What a weight costs, and what a difference between the tied weights costs."""
UNJUDGED = 0.1
"""Weight of an unjudged pair as a negative."""
THEMES = 0.2
"""Weight of a pair of T4 beside a judged pair of the replay."""
LOOK_ALIKE, POSITIVE = 3.0, 3.0
"""Weights of the look-alikes and positives of T1 beside its other pairs."""
COST = 0.095
"""The cost up to which T1's threshold is raised, cross-validated."""
EXACT = {"maxiter": 30_000, "maxfun": 30_000, "ftol": 1e-13, "gtol": 1e-8}
"""How closely a minimum is sought: by the library's own tolerance a second fit differed in the second place."""
CUT = 30
"""Words of the body that a shortened article of T1 keeps as its summary."""
BARE = (*LIKENESS, *(name for name in CONFLICTS if name != "no_matter"))
"""What is compared with an item that is nothing but a passage."""


@dataclass
class Pairs:
    """Feature rows with label, weight and the group that cross-validation leaves out together."""

    rows: Floats
    labels: NDArray[np.int64]
    weights: Floats
    groups: NDArray[np.str_]
    items: NDArray[np.str_]

    def keep(self, mask: NDArray[np.bool_]) -> Pairs:
        return Pairs(*(getattr(self, name)[mask] for name in ("rows", "labels", "weights", "groups", "items")))


def pairs(
    task: Task, columns: tuple[str, ...], group: Callable[[str], str], shorten: bool = False, told: Told = features
) -> Pairs:
    """All pairs of a task that are not left out, compared by `told`; those of no label count as -2."""
    articles = [_shortened(article) for article in task.articles] if shorten else task.articles
    readings = [Reading(article) for article in articles]
    rows, labels, keys = [], [], []
    for wanted in map(Wanted, task.items):
        for reading in readings:
            label = task.labels.get((wanted.item.key, reading.article.external_id), -2)
            if label != -1:
                found = told(wanted, reading)
                rows.append([found.get(name, 0.0) for name in columns])
                labels.append(label)
                keys.append(wanted.item.key)
    groups = np.array([group(key) for key in keys])
    return Pairs(np.array(rows), np.array(labels), np.ones(len(rows)), groups, np.array(keys))


def _shortened(article):
    rest = article.body.removeprefix(article.title).split()
    return replace(article, summary=" ".join(rest[:CUT]), body="")


def _logistic(z: Floats) -> Floats:
    return 1 / (1 + np.exp(-z))


def _loss(pairs: Pairs, weights: Floats, bias: float, total: float) -> tuple[float, Floats, float]:
    z, y = pairs.rows @ weights + bias, (pairs.labels == 1).astype(float)
    error = pairs.weights * (_logistic(z) - y) / total
    return float((pairs.weights * (np.logaddexp(0, z) - y * z)).sum() / total), pairs.rows.T @ error, float(error.sum())


def fit(base: Pairs, tied: Pairs, columns: tuple[str, ...], ridge: float = RIDGE) -> tuple[Floats, Floats]:
    """Weights and bias (last) for `base` and for `tied`; `tied` pays for being different."""
    width, total = len(columns), base.weights.sum() + tied.weights.sum()

    def objective(p: Floats) -> tuple[float, Floats]:
        v, u = p[:width], p[width : 2 * width]
        loss, gradient_v, bias_v = _loss(base, v, p[-2], total)
        other, gradient_u, bias_u = _loss(tied, u, p[-1], total)
        loss += other + ridge * (v @ v) + TIE * ((u - v) @ (u - v))
        gradient_v = gradient_v + 2 * ridge * v - 2 * TIE * (u - v)
        return loss, np.r_[gradient_v, gradient_u + 2 * TIE * (u - v), bias_v, bias_u]

    sign = [(None, 0.0) if name in CONFLICTS else (0.0, None) for name in columns]
    bounds = [*sign, *sign, (None, None), (None, None)]
    start = np.zeros(2 * width + 2)
    p = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options=EXACT).x
    return np.r_[p[:width], p[-2]], np.r_[p[width : 2 * width], p[-1]]


def score(pairs: Pairs, fitted: Floats) -> Floats:
    return _logistic(pairs.rows @ fitted[:-1] + fitted[-1])


def cross_validated(base: Pairs, tied: Pairs, columns: tuple[str, ...], common: bool) -> tuple[Floats, Floats]:
    """Scores of all pairs by weights that did not see their group; `common` if both have the same groups."""
    scores = np.zeros(len(base.labels)), np.zeros(len(tied.labels))
    for group in np.unique(base.groups):
        rest = tied.keep(tied.groups != group) if common else tied
        fitted, other = fit(base.keep(base.groups != group), rest, columns)
        scores[0][base.groups == group] = score(base.keep(base.groups == group), fitted)
        if common:
            scores[1][tied.groups == group] = score(tied.keep(tied.groups == group), other)
    for group in () if common else np.unique(tied.groups):
        _, fitted = fit(base, tied.keep(tied.groups != group), columns)
        scores[1][tied.groups == group] = score(tied.keep(tied.groups == group), fitted)
    return scores


def average_precision(scores: Floats, positive: NDArray[np.bool_]) -> float:
    order = np.lexsort((positive, -scores))
    hits = positive[order]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def figures(pairs: Pairs, scores: Floats, threshold: float) -> dict[str, float]:
    """The figures of topic tracking, averaged over items (as score_tracking.py has them)."""
    found: list[tuple[float, ...]] = []
    for item in np.unique(pairs.items):
        mine = pairs.items == item
        positive, alert = pairs.labels[mine] == 1, scores[mine] >= threshold
        hit, false = (alert & positive).sum(), (alert & ~positive).sum()
        p, r = hit / max(1, alert.sum()), hit / positive.sum()
        f1 = 2 * p * r / max(1e-9, p + r)
        found.append((average_precision(scores[mine], positive), 1 - r + 4.9 * false / (~positive).sum(), p, r, f1))
    look = pairs.labels == 0
    means = dict(zip(("map", "C", "P", "R", "F1"), np.mean(found, axis=0), strict=True))
    return means | {"look_alike": float((scores[look] >= threshold).mean()) if look.any() else 0.0}


def pooled(pairs: Pairs, scores: Floats, threshold: float) -> dict[str, float]:
    """Precision, recall, F1 and average precision over all judged pairs."""
    judged = pairs.labels >= 0
    positive, alert = pairs.labels[judged] == 1, scores[judged] >= threshold
    p, r = (alert & positive).sum() / max(1, alert.sum()), (alert & positive).sum() / positive.sum()
    return {"P": p, "R": r, "F1": 2 * p * r / (p + r), "AP": average_precision(scores[judged], positive)}


def _show(name: str, found: dict[str, float]) -> None:
    print(f"  {name:42}", "  ".join(f"{key} {value:.3f}" for key, value in found.items()), flush=True)


def term_pairs(columns: tuple[str, ...] = ALL, told: Told = features) -> tuple[Pairs, Pairs]:
    """The pairs of the replay and of T4, weighted."""
    task = replay()
    english = {a.external_id for a in task.articles if a.language == "en"}
    labels = {k: v if k[1] in english else -1 for k, v in task.labels.items()}
    since = task.items[0].since
    articles = [a for a in task.articles if a.published and since and a.published.date() >= since]
    base = pairs(Task(task.items, articles, labels), columns, lambda key: key, told=told)
    unjudged = base.labels == -2
    termless = (base.rows[:, columns.index("term_count")] == 0) & (base.rows[:, columns.index("near_in_lead")] < 0.25)
    likely = base.rows[:, columns.index("cosine")] > 0.2
    base.weights[unjudged] = UNJUDGED
    themes = pairs(tracking("T4"), columns, lambda key: key.rsplit("-", 1)[0], told=told)
    themes.weights[:] = THEMES
    return base.keep(~unjudged | termless & likely), themes


def fit_terms() -> dict[str, dict[str, object]]:
    base, themes = term_pairs()
    scores, other = cross_validated(base, themes, ALL, common=False)
    print("items with terms, cross-validated")
    _show("replay, English, by item", pooled(base, scores, 0.5))
    _show("T4, by theme", figures(themes, other, 0.5))
    headline, text = fit(base, themes, ALL)
    return {"terms_headline": _shape(headline, ALL), "terms_text": _shape(text, ALL)}


def topic(key: str) -> str:
    """The topic of an item of T1: an event and its look-alike."""
    return re.sub(r"(ecb|plus)-\d+$", "", key)


def passage_pairs(columns: tuple[str, ...] = BARE, told: Told = features) -> tuple[Pairs, Pairs]:
    """The pairs of T1 as they are and cut short, weighted."""
    task = tracking("T1")
    full, short = (pairs(task, columns, topic, shorten, told) for shorten in (False, True))
    for one in (full, short):
        one.weights = np.where(one.labels == 1, POSITIVE, np.where(one.labels == 0, LOOK_ALIKE, 1.0))
    return full, short


def threshold_of(full: Pairs, scores: Floats) -> float:
    """The highest threshold whose cost is borne."""
    return float(max(t for t in np.arange(0.05, 0.5, 0.01) if figures(full, scores, t)["C"] <= COST))


def fit_passages() -> dict[str, dict[str, object]]:
    full, short = passage_pairs()
    scores, other = cross_validated(full, short, BARE, common=True)
    threshold = threshold_of(full, scores)
    print(f"passages, cross-validated by topic, threshold {threshold:.2f} moved to .50")
    _show("T1", figures(full, scores, threshold))
    _show(f"T1 cut to {CUT} words", figures(short, other, threshold))
    shift = -float(np.log(threshold / (1 - threshold)))
    text, headline = fit(full, short, BARE)
    text[-1] += shift
    headline[-1] += shift
    return {"passage_text": _shape(text, BARE), "passage_headline": _shape(headline, BARE)}


def _shape(fitted: Floats, columns: tuple[str, ...]) -> dict[str, object]:
    weights = {name: round(float(w), 3) for name, w in zip(columns, fitted, strict=False) if abs(w) >= 0.0005}
    return {"bias": round(float(fitted[-1]), 3), "weights": weights}


def main() -> int:
    if not SHARED.is_dir():
        print(f"LABELLED DATA ABSENT: {SHARED}; nothing was fitted")
        return 1
    known = json.loads(WEIGHTS.read_text(encoding="utf-8")) if WEIGHTS.is_file() else {}
    known["shapes"] = fit_terms() | fit_passages()
    WEIGHTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
