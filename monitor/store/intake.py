"""What becomes of the entries of a batch: decided here without the database; articles.py does it.

An entry is known by any of its identities. Several routes of one run give one article, and which answers first is
chance: there the richest account wins, so that the order decides nothing. Later a changed title or summary makes the
old ones a revision, and the article is tracked anew; texts that it bore before are no change, else two feeds with two
headlines for one article would change it to and fro for ever.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor.app.records import IntakeReport
from monitor.domain.model import Access, Drop, Origin, RawArticle
from monitor.store.identity import ADDRESS, ENTRY, article_keys

_READ = [access.value for access in (Access.BLOCKED, Access.HEADLINE, Access.TEASER, Access.FULL)]

Keyed = tuple[RawArticle, list[str]]


@dataclass(slots=True)
class Standing:
    """A stored article: its row, and what it said before."""

    row: dict[str, Any]
    former: set[tuple[str, str]] = field(default_factory=set)
    """Titles and summaries that it bore before, with single spaces."""


@dataclass(slots=True)
class Intake:
    """Takes entries; afterwards its lists say what is to be written."""

    origin: Origin
    families: Mapping[str, str]
    owners: dict[str, int]
    """Key -> article, of the keys that are stored."""
    standing: dict[int, Standing]
    first_id: int
    """The number of the next article."""
    articles: list[dict[str, Any]] = field(default_factory=list)
    aliases: list[dict[str, Any]] = field(default_factory=list)
    revisions: list[dict[str, Any]] = field(default_factory=list)
    changes: dict[int, dict[str, Any]] = field(default_factory=dict)

    def take(self, entries: Sequence[Keyed], now: datetime | None) -> IntakeReport:
        """Decide on each entry of one batch; first-seen is `now`, or its own time of publication."""
        shared, first = _shared_ids(entries), len(self.articles)
        counts: Counter[str] = Counter()
        for raw, keys in entries:
            counts[self._take(raw, [key for key in keys if key not in shared], now or raw.published)] += 1
        # To the next batch these stand there as if they were stored; their rows are yet to be written.
        self.standing |= {row["id"]: Standing(row) for row in self.articles[first:]}
        kinds = {kind: counts.pop(kind, 0) for kind in ("new", "revised", "known")}
        return IntakeReport(**kinds, drops=dict(counts))

    def _take(self, raw: RawArticle, keys: list[str], seen: datetime | None) -> str:
        if not keys or seen is None:
            return Drop.UNDATED.value if keys else Drop.NAMELESS.value
        owner = next((self.owners[key] for key in keys if key in self.owners), None)
        if owner is None:
            owner, outcome = self._add(raw, seen), "new"
        else:
            outcome = self._meet(owner, raw, seen)
        for key in keys:
            if key not in self.owners:
                self.owners[key] = owner
                self.aliases.append({"key": key, "article": owner})
        return outcome

    def _add(self, raw: RawArticle, seen: datetime) -> int:
        article = self.first_id + len(self.articles)
        family = self.families.get(raw.source) or raw.source
        fixed = {"id": article, "family": family, "origin_family": family, "first_seen": seen, "tracked": 0}
        self.articles.append(fixed | {"origin": self.origin.value} | account(raw))
        return article

    def _meet(self, owner: int, raw: RawArticle, seen: datetime) -> str:
        known = self.standing.get(owner)
        # A second entry for an article of this very batch: the first one stands.
        if known is None:
            return "known"
        fresh, rivals = account(raw), self._rivals(known, raw)
        if rivals and known.row["first_seen"] == seen:
            changes, revised = self._richest(known, fresh, seen), False
        else:
            changes = _filled(known.row, fresh)
            revised = rivals and self._revised(known, fresh, seen, changes)
        if changes.keys() & {"title", "summary", "body", "published"}:
            # What was read stands on these texts and on this time: it is to be read again.
            changes["tracked"] = 0
        if changes:
            known.row |= changes
            if owner < self.first_id:
                self.changes.setdefault(owner, {}).update(changes)
        return "revised" if revised else "known"

    def _rivals(self, known: Standing, raw: RawArticle) -> bool:
        """Whether entry and article are the publisher's own word; an archive's record never rewrites what stands."""
        collected = self.origin is Origin.COLLECTED and known.row["origin"] == Origin.COLLECTED.value
        return collected and raw.source == known.row["source"]

    def _richest(self, known: Standing, fresh: dict[str, Any], seen: datetime) -> dict[str, Any]:
        """What changes where this account is the richer one; what the poorer one said is remembered."""
        stored = {name: known.row[name] for name in fresh}
        richer, poorer = (fresh, stored) if _richness(fresh) > _richness(stored) else (stored, fresh)
        kept = {**richer, "keywords": sorted({*stored["keywords"], *fresh["keywords"]})}
        kept["published"] = min(
            (moment["published"] for moment in (stored, fresh) if moment["published"]), default=None
        )
        if _said(richer) != _said(poorer) and _said(poorer) not in known.former:
            self._keep(known, poorer, seen)
        return {name: value for name, value in kept.items() if value != stored[name]}

    def _revised(self, known: Standing, fresh: dict[str, Any], seen: datetime, changes: dict[str, Any]) -> bool:
        """Whether title or summary are others than ever before; `changes` takes them up."""
        if fresh["title_from"] and not known.row["title_from"]:
            return False
        now = {name: fresh[name] or known.row[name] for name in ("title", "summary")}
        if _said(now) == _said(known.row) or {_said(now), _said(fresh)} & known.former:
            return False
        self._keep(known, known.row, seen)
        changes |= {**now, "modified": fresh["modified"] or seen}
        return True

    def _keep(self, known: Standing, said: Mapping[str, Any], seen: datetime) -> None:
        row = {"article": known.row["id"], "replaced_at": seen, "title": said["title"], "summary": said["summary"]}
        self.revisions.append(row)
        known.former.add(_said(said))


def account(raw: RawArticle) -> dict[str, Any]:
    """What an entry says of an article, as columns."""
    texts = ("source", "external_id", "url", "body", "language", "title_from")
    row = {name: getattr(raw, name) for name in (*texts, "published", "published_from", "modified")}
    said = {"title": raw.title.strip(), "summary": raw.summary.strip()}
    return row | said | {"keywords": sorted(set(raw.keywords)), "access": raw.access.value}


def _richness(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A total order of accounts of one article: more access, a written title, more text; then what tells two apart."""
    words = not row["title_from"], len(row["body"]), len(row["summary"]), len(row["title"])
    names = ("title", "summary", "url", "external_id", "published_from", "language")
    return _READ.index(row["access"]), words, tuple(str(row[name] or "") for name in names)


def _filled(stored: Mapping[str, Any], fresh: Mapping[str, Any]) -> dict[str, Any]:
    """What was missing or poorer before."""
    changes: dict[str, Any] = {}
    if stored["published"] is None and fresh["published"] is not None:
        changes |= {name: fresh[name] for name in ("published", "published_from")}
    if stored["title_from"] and fresh["title"] and not fresh["title_from"]:
        # Any title that somebody wrote is better than the address's words.
        changes |= {name: fresh[name] for name in ("title", "summary") if fresh[name]} | {"title_from": ""}
    if _earlier(stored, fresh):
        changes |= {name: fresh[name] for name in ("published", "published_from")}
    if fresh["body"] and not stored["body"]:
        changes["body"] = fresh["body"]
    if poorer(stored["access"], fresh["access"]):
        changes["access"] = fresh["access"]
    if fresh["modified"] is not None and (stored["modified"] is None or fresh["modified"] > stored["modified"]):
        changes["modified"] = fresh["modified"]
    return changes


def _earlier(stored: Mapping[str, Any], fresh: Mapping[str, Any]) -> bool:
    """Whether an archive's record bears an earlier time than another archive's: the later one was an update."""
    if stored["origin"] != Origin.BACKFILLED.value or stored["published"] is None or fresh["published"] is None:
        return False
    told = fresh["published_from"] not in ("address", "gdelt", "lastmod")
    return bool(told and fresh["published"] < stored["published"])


def poorer(one: str, other: str) -> bool:
    """Whether the first access is less than the second."""
    return _READ.index(one) < _READ.index(other)


def keyed(raws: Iterable[RawArticle]) -> list[Keyed]:
    """The entries with their identities."""
    return [(raw, article_keys(raw)) for raw in raws]


def said(title: str, summary: str) -> tuple[str, str]:
    """Title and summary with single spaces: what must differ for a revision."""
    return " ".join(title.split()), " ".join(summary.split())


def _said(row: Mapping[str, Any]) -> tuple[str, str]:
    return said(row["title"], row["summary"])


def _shared_ids(entries: Sequence[Keyed]) -> set[str]:
    """Ids that stand for several addresses in one batch: some feeds give all entries one guid. They name no article."""
    places: dict[str, set[str]] = defaultdict(set)
    for _, keys in entries:
        if len(keys) == 2 and keys[0].startswith(ADDRESS) and keys[1].startswith(ENTRY):
            places[keys[1]].add(keys[0])
    return {key for key, addresses in places.items() if len(addresses) > 1}
