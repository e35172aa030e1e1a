"""`python -m tests.sample_alerts`: a hundred alerts that no label judges, by a fixed seed, for a person to look at.

They are matches of the replay's bulk records (not those found by searching for the items), from the review on.
"""

from __future__ import annotations

import random

from monitor.domain.match import Matcher
from monitor.domain.model import Decision
from tests.matching_data import replay
from tests.shared import SHARED

SAMPLE, SEED, SEARCHED = 100, 4, "P"
"""`SEARCHED` begins the id of a record that was found by searching."""


def main() -> None:
    """Print item, day and headline of each."""
    if not SHARED.is_dir():
        print(f"LABELLED DATA ABSENT: {SHARED}; nothing was sampled")
        return
    task = replay()
    matcher = Matcher(task.items)
    alerts = [
        (match.item.rsplit("/", 1)[-1], f"{article.published:%Y-%m-%d}", article.title, article.summary)
        for article in task.articles
        if not article.external_id.startswith(SEARCHED)
        for match in matcher.match(article)
        if match.decision is Decision.MATCH
        if task.labels.get((match.item.rsplit("/", 1)[-1], article.external_id), -1) == -1
    ]
    print(f"{len(alerts)} alerts that no label judges in the window of scoring")
    for alert in random.Random(SEED).sample(alerts, min(SAMPLE, len(alerts))):
        print(*alert, sep=" | ")


if __name__ == "__main__":
    main()
