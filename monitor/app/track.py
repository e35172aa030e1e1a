"""From stored articles to matches, evidence and status. Everything here resumes from the store.

untracked articles ──> Matcher ──> read_evidence ──> save_tracking      (a batch, one transaction)
new or edited items ─> search ───> Matcher ──> read_evidence ──> save_tracking
all items ───────────> known ──> history ──> save_histories             (one transaction)

What matches and reads is imported where it is called: a run that brings nothing new needs none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.app.context import App
from monitor.app.known import Known, known
from monitor.app.records import Tracked
from monitor.app.store_port import Store
from monitor.domain.model import Article, OpenItem, StatusChange
from monitor.domain.status import Anchor, history

if TYPE_CHECKING:
    from monitor.domain.match import Profile

MANY = 1_000
"""Open items from which on a pair that is too weak for anyone to be asked is not kept: of ten thousand items some
hundred an article are, and all that they serve for is the ranking of `export matches --all`."""
BATCH = 100
"""Articles a transaction: large enough for bulk inserts, small enough to lose little work in a crash and to be held."""
PAGE = 1000
"""Articles that are searched at once for one item: of most of them nothing is kept."""


@dataclass(frozen=True, slots=True)
class TrackReport:
    """What tracking did."""

    articles: int = 0
    matches: int = 0
    evidence: int = 0
    changes: int = 0
    passed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """New articles that concern no item, by source and by the one reason (`Drop`)."""

    def __add__(self, other: TrackReport) -> TrackReport:
        return TrackReport(
            self.articles + other.articles,
            self.matches + other.matches,
            self.evidence + other.evidence,
            self.changes + other.changes,
            Counter(self.passed) + Counter(other.passed),
        )


def track(app: App) -> TrackReport:
    """Match what is new, articles and items alike, and fold the statuses anew."""
    # Items first: what the search for an item does not find, the reading of new articles adds.
    if new := app.store.untracked_items():
        _track_items(app, new)
    return _track_articles(app) + TrackReport(changes=fold_all(app))


def retrack(app: App, only: str | None = None) -> TrackReport:
    """Say anew from the stored articles what the machine says of an item, or of all.

    Without `only` every article is read again and each pair's rows are replaced: the same rows come out, ids and all.
    With `only` the item's rows are made from nothing, so ids may differ.
    """
    chosen = {only} if only else {item.id for item in app.store.items(closed=True)}
    items = _chosen(app.store, chosen)
    if only:
        _track_all(app, items)
        report = TrackReport(0, sum(1 for _ in app.store.matches(only)), len(app.store.evidence(only)))
    else:
        app.store.forget_tracking()
        app.store.mark_items_tracked([item.id for item in items])
        report = _track_articles(app)
    return report + TrackReport(changes=fold_all(app, chosen))


def _chosen(store: Store, ids: set[str]) -> list[OpenItem]:
    return [item for item in store.items(closed=True) if item.id in ids]


def _track_articles(app: App) -> TrackReport:
    """All untracked articles against all items."""
    report, read = TrackReport(), None
    while batch := app.store.untracked(BATCH, app.clock.now()):
        # Only now: most runs bring nothing new, and a thousand items take half a second to prepare.
        if read is None:
            items = app.store.items()
            read = _reader(app.store, items, len(items), app.clock.now())
        tracked = [read(article) for article in batch]
        app.store.save_tracking(tracked)
        report += TrackReport(
            len(tracked),
            sum(match.accepted for one in tracked for match in one.matches),
            sum(len(one.evidence) for one in tracked),
            passed=Counter(_passed_over(batch, tracked)),
        )
    return report


def _passed_over(articles: Sequence[Article], tracked: Sequence[Tracked]) -> Iterator[tuple[str, str]]:
    from monitor.domain.match import passed_over

    for article, one in zip(articles, tracked, strict=True):
        if (reason := passed_over(one.matches)) is not None:
            yield article.source, reason.value


def _track_items(app: App, ids: Sequence[str]) -> None:
    """These items against the archive; against one of which nothing has been tracked there is nothing to do."""
    if app.store.has_tracked():
        _track_all(app, _chosen(app.store, set(ids)))
    else:
        app.store.mark_items_tracked(ids)


def _track_all(app: App, items: Sequence[OpenItem]) -> None:
    count = len(app.store.items())
    for item in items:
        _track_item(app.store, item, count, app.clock.now())


def _track_item(store: Store, item: OpenItem, count: int, now: datetime) -> None:
    """One of so many open items against the whole archive, by full-text search rather than by reading all of it."""
    from monitor.domain.match import candidates_query

    store.clear_tracking(item.id)
    read = _reader(store, [item], count, now)
    phrases = candidates_query(item, _profiles(store, [item], now).get(item.id))
    last = 0
    # What is untracked will be read for all items, this one among them.
    while batch := store.search(phrases, after=last, limit=PAGE, tracked=True):
        store.save_tracking([read(article) for article in batch], mark=False)
        last = batch[-1].id
    store.mark_items_tracked([item.id])


def _reader(store: Store, items: Sequence[OpenItem], count: int, now: datetime) -> Callable[[Article], Tracked]:
    """The function that reads one article for these of `count` open items: matches, and evidence of what may count."""
    from monitor.domain.dedupe import wire_origin
    from monitor.domain.evidence import read_evidence
    from monitor.domain.match import POSSIBLE, WEAK, Matcher

    matcher = Matcher(items, _profiles(store, items, now), POSSIBLE if count > MANY else WEAK)
    by_id = {item.id: item for item in items}

    def read(article: Article) -> Tracked:
        matches = tuple(matcher.match(article))
        family = wire_origin(f"{article.summary}\n{article.body}") or article.family
        seen = replace(article, family=family)
        # Of possible matches too: a person may accept them later, and then it must stand there already.
        evidence = [piece for match in matches for piece in read_evidence(seen, by_id[match.item], match)]
        return Tracked(article.id, None, family, matches, tuple(evidence))

    return read


def _profiles(store: Store, items: Sequence[OpenItem], now: datetime) -> dict[str, Profile]:
    """What each item had learnt by `now`; a replay of an earlier day knows no later answers."""
    from monitor.domain.match import Profile

    answered = store.answers_by_item([item.id for item in items], now)
    return {item: Profile.from_answers(answers) for item, answers in answered.items()}


def fold_all(app: App, only: set[str] | None = None) -> int:
    """Fold the history of all items (or of `only`) up to now and store it; returns how many changes are new."""
    now = app.clock.now()
    folded = histories(app, now)
    return app.store.save_histories({key: folded[key] for key in folded if only is None or key in only}, now)


def histories(app: App, as_of: datetime, review: str | None = None) -> dict[str, tuple[StatusChange, ...]]:
    """Each item's history as it was known at `as_of`; anchors are folded before what hangs on them."""
    items = [item for item in app.store.items(review) if item.since is None or item.since <= as_of.date()]
    facts = known(app, items, as_of)
    by_id = {item.id: item for item in items}
    folded: dict[str, tuple[StatusChange, ...]] = {}
    for item in _anchors_first(by_id):
        folded[item.id] = fold_item(facts, item, as_of, anchor_of(item, by_id, folded))
    return {item.id: folded[item.id] for item in items}


def fold_item(facts: Known, item: OpenItem, as_of: datetime, anchor: Anchor | None) -> tuple[StatusChange, ...]:
    """One item's history as known at `as_of`; `anchor` is what its date hangs on, folded already."""
    return history(
        item,
        facts.evidence.get(item.id, ()),
        until=as_of.date(),
        verdicts=facts.verdicts.get(item.id, ()),
        coverage=facts.coverage(item),
        anchor=anchor,
    )


def anchor_of(
    item: OpenItem, items: Mapping[str, OpenItem], folded: Mapping[str, tuple[StatusChange, ...]]
) -> Anchor | None:
    """What this item's date hangs on, among `items` by their ids, with its history."""
    found = items.get(f"{item.review}/{item.due.anchor}") if item.due and item.due.anchor else None
    return Anchor(found.key, found.title, folded.get(found.id, ())) if found else None


def _anchors_first(by_id: Mapping[str, OpenItem]) -> list[OpenItem]:
    """In the given order, but each item after the one that it is anchored to; a circle is left as it stands."""
    ordered: dict[str, OpenItem] = {}
    for item in by_id.values():
        chain: dict[str, OpenItem] = {}
        link: OpenItem | None = item
        while link is not None and link.id not in chain and link.id not in ordered:
            chain[link.id] = link
            link = by_id.get(f"{link.review}/{link.due.anchor}") if link.due and link.due.anchor else None
        ordered |= dict(reversed(chain.items()))
    return list(ordered.values())


def why_not(app: App, item: OpenItem, article: Article) -> list[str]:
    """Lines on why an article does or does not count for an item, scored anew as the matcher and its answers stand."""
    from monitor.domain.match import why_not as why

    return why(item, article, _profiles(app.store, [item], app.clock.now()).get(item.id))
