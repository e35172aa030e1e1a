"""From stored articles to matches, evidence and status. Everything here resumes from the store.

untracked articles ──> Matcher ──> read_evidence ──> save_tracking      (a batch, one transaction)
new or edited items ─> search ───> Matcher ──> read_evidence ──> save_tracking
touched items ───────> fold copies ──> history ──> save_history         (an item, one transaction)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.app.context import App
from monitor.app.ports import Store, Tracked
from monitor.domain.dedupe import fold_copies, wire_origin
from monitor.domain.evidence import read_evidence
from monitor.domain.match import Matcher, Profile, candidates_query
from monitor.domain.match import why_not as why
from monitor.domain.model import Article, Coverage, Evidence, Match, OpenItem, StatusChange
from monitor.domain.status import history

BATCH = 1000
"""Articles a transaction: large enough for bulk inserts, small enough to lose little work in a crash."""


@dataclass(frozen=True, slots=True)
class TrackReport:
    """What tracking did."""

    articles: int = 0
    matches: int = 0
    evidence: int = 0
    changes: int = 0


def track(app: App) -> TrackReport:
    """Match what is new, articles and items alike, and fold the statuses anew."""
    # Items first: what the search for an item does not find, the reading of new articles adds.
    for item in _chosen(app.store, set(app.store.untracked_items())):
        _track_item(app.store, item)
    articles, matches, evidence = _track_articles(app)
    changes = fold_all(app.store, app.clock.now())
    return TrackReport(articles, matches, evidence, changes)


def retrack(app: App, only: str | None = None) -> TrackReport:
    """Say anew from the stored articles what the machine says of an item, or of all.

    Without `only` every article is read again and each pair's rows are replaced: the same rows come out, ids and all.
    With `only` the item's rows are made from nothing, so ids may differ.
    """
    chosen = {only} if only else {item.id for item in app.store.items(closed=True)}
    items = _chosen(app.store, chosen)
    if only:
        for item in items:
            _track_item(app.store, item)
        articles, matches, evidence = 0, sum(1 for _ in app.store.matches(only)), len(app.store.evidence(only))
    else:
        app.store.forget_tracking()
        app.store.mark_items_tracked([item.id for item in items])
        articles, matches, evidence = _track_articles(app)
    return TrackReport(articles, matches, evidence, fold_all(app.store, app.clock.now(), chosen))


def _chosen(store: Store, ids: set[str]) -> list[OpenItem]:
    return [item for item in store.items(closed=True) if item.id in ids]


def _track_articles(app: App) -> tuple[int, int, int]:
    """All untracked articles against all items; returns articles, accepted matches and pieces of evidence."""
    items = app.store.items()
    read = _reader(app.store, items)
    articles = matches = evidence = 0
    while batch := app.store.untracked(BATCH, app.clock.now()):
        tracked = [read(article) for article in batch]
        app.store.save_tracking(tracked)
        articles += len(tracked)
        matches += sum(match.accepted for one in tracked for match in one.matches)
        evidence += sum(len(one.evidence) for one in tracked)
    return articles, matches, evidence


def _track_item(store: Store, item: OpenItem) -> None:
    """One item against the whole archive, by full-text search rather than by reading all of it."""
    store.clear_tracking(item.id)
    read = _reader(store, [item])
    phrases = candidates_query(item)
    last = 0
    while batch := store.search(phrases, after=last, limit=BATCH):
        store.save_tracking([read(article) for article in batch], mark=False)
        last = batch[-1].id
    store.mark_items_tracked([item.id])


def _reader(store: Store, items: Sequence[OpenItem]) -> Callable[[Article], Tracked]:
    """The function that reads one article for these items: matches, and evidence of what may count."""
    matcher = Matcher(items, _profiles(store, items))
    by_id = {item.id: item for item in items}

    def read(article: Article) -> Tracked:
        matches = tuple(matcher.match(article))
        family = wire_origin(f"{article.summary}\n{article.body}") or article.family
        seen = replace(article, family=family)
        evidence = [piece for match in matches for piece in _evidence(seen, by_id[match.item], match)]
        return Tracked(article.id, None, family, matches, tuple(evidence))

    return read


def _evidence(article: Article, item: OpenItem, match: Match) -> Iterable[Evidence]:
    """Also of possible matches: a person may accept them later, and then it must stand there already."""
    return read_evidence(article, item, match)


def _profiles(store: Store, items: Sequence[OpenItem]) -> dict[str, Profile]:
    answered = {item.id: store.answers(item.id) for item in items}
    return {item.id: Profile.from_answers(item, answered[item.id]) for item in items if answered[item.id]}


def fold_all(store: Store, now: datetime, only: set[str] | None = None) -> int:
    """Fold the history of all items (or of `only`) up to `now` and store it; returns how many changes are new."""
    changes = 0
    for item, folded in histories(store, now).items():
        if only is None or item in only:
            changes += store.save_history(item, folded, now)
    return changes


def histories(store: Store, as_of: datetime, review: str | None = None) -> dict[str, tuple[StatusChange, ...]]:
    """Each item's history as it was known at `as_of`; anchors are folded before what hangs on them."""
    items = [item for item in store.items(review) if item.since is None or item.since <= as_of.date()]
    folded: dict[str, tuple[StatusChange, ...]] = {}
    for item in _anchors_first(items):
        folded[item.id] = fold_item(store, item, as_of, folded)
    return {item.id: folded[item.id] for item in items}


def fold_item(
    store: Store, item: OpenItem, as_of: datetime, anchors: Mapping[str, tuple[StatusChange, ...]]
) -> tuple[StatusChange, ...]:
    """One item's history as known at `as_of`."""
    return history(
        item,
        known_evidence(store, item.id, as_of),
        until=as_of.date(),
        verdicts=store.verdicts(item.id, as_of),
        coverage=_coverage(store, item),
        anchors={key.rsplit("/", 1)[-1]: changes for key, changes in anchors.items()},
    )


def known_evidence(store: Store, item: str, as_of: datetime) -> list[Evidence]:
    """The item's evidence as known at `as_of`, with copies of one report marked as such.

    Copies are folded here, among the articles that the item already has, and not when an article comes in:
    so the result does not depend on the order in which sources happened to answer.
    """
    evidence = store.evidence(item, as_of)
    if len(evidence) < 2:
        return evidence
    copies = fold_copies(store.articles(sorted({piece.article for piece in evidence})))
    return [replace(piece, copy=piece.article in copies) for piece in evidence]


def _coverage(store: Store, item: OpenItem) -> Callable[[date, date], Coverage]:
    sources = next((review.sources for review in store.reviews() if review.slug == item.review), ())
    return lambda first, last: store.coverage(sources, first, last)


def _anchors_first(items: Sequence[OpenItem]) -> list[OpenItem]:
    """In the given order, but each item after the one that it is anchored to; a circle is left as it stands."""
    by_id = {item.id: item for item in items}
    ordered: dict[str, OpenItem] = {}
    for item in items:
        chain: dict[str, OpenItem] = {}
        link: OpenItem | None = item
        while link is not None and link.id not in chain and link.id not in ordered:
            chain[link.id] = link
            link = by_id.get(f"{link.review}/{link.due.anchor}") if link.due and link.due.anchor else None
        ordered |= dict(reversed(chain.items()))
    return list(ordered.values())


def why_not(item: OpenItem, article: Article) -> list[str]:
    """Lines on why an article does or does not count for an item, scored anew as the matcher now stands."""
    return why(item, article)
