"""`python -m tests.sample_alerts`: what alerts are worth at the natural base rate, and a listing of the unjudged.

Alerts on the replay's bulk records (not those found by searching for the items) from the review on: how many of them
the labels call right, and a listing of all others, a hundred by a fixed seed where there are more. A label may call a
pair borderline; such a pair is in no score, so it is listed too. The verdicts of reading it are in docs/evaluation.md.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from monitor.domain.match import Matcher
from monitor.domain.model import Article, Decision
from tests.matching_data import Task, borderline, replay
from tests.shared import SHARED

SAMPLE, SEED, SEARCHED = 100, 4, "P"
"""`SEARCHED` begins the id of a record that was found by searching."""
WRONG, RIGHT, UNSURE = 0, 1, -1


def alerts(task: Task) -> Iterator[tuple[str, Article]]:
    """Item and article of each alert on a bulk record."""
    matcher = Matcher(task.items)
    for article in task.articles:
        if not article.external_id.startswith(SEARCHED):
            for match in matcher.match(article):
                if match.decision is Decision.MATCH:
                    yield match.item.rsplit("/", 1)[-1], article


def main() -> None:
    """Print the counts, then id, item, day and headline of each that is to be looked at."""
    if not SHARED.is_dir():
        print(f"LABELLED DATA ABSENT: {SHARED}; nothing was sampled")
        return
    task, unsure = replay(), borderline()
    found = [(item, article, task.labels.get((item, article.external_id), UNSURE)) for item, article in alerts(task)]
    counts = Counter(label for _, _, label in found)
    judged = counts[RIGHT] + counts[WRONG]
    print(f"{len(found)} alerts on bulk records: {judged} judged by a label, {counts[RIGHT]} of them right")
    rest = [(item, article) for item, article, label in found if label == UNSURE]
    called = sum((item, article.external_id) in unsure for item, article in rest)
    print(f"{called} called borderline, {len(rest) - called} that no label judges")
    for item, article in random.Random(SEED).sample(rest, min(SAMPLE, len(rest))):
        print(article.external_id, item, f"{article.published:%Y-%m-%d}", article.title, sep=" | ")


if __name__ == "__main__":
    main()
