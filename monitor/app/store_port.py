"""What the use cases need of the store, as `monitor.app.ports` states the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from monitor.app.records import MailKind

if TYPE_CHECKING:
    from monitor.app.records import (
        Cited,
        DeliveryState,
        EndpointState,
        IntakeReport,
        OldMessage,
        OutboxEntry,
        RunReport,
        Spare,
        SyncReport,
        Tracked,
    )
    from monitor.domain.health import Condition, Rest, Rhythm, Turn, Visit
    from monitor.domain.model import (
        Article,
        EndpointBatch,
        Evidence,
        Match,
        OpenItem,
        Origin,
        PageReading,
        RawArticle,
        Review,
        StatusChange,
        Validators,
        Verdict,
    )


class Store(Protocol):
    """The database. Each method is one transaction; a crash between two of them loses nothing and repeats nothing.

    Methods that name an item take `"<review>/<key>"` and raise NotFound where there is none.
    """

    # The lease: one run at a time, also across machines.
    def acquire(self, owner: str, now: datetime, ttl_s: int, name: str = "run") -> str:
        """Take the lease or raise RunInProgress naming its holder; an expired lease is taken over.

        Returns the owner who left it behind; empty where nobody did.
        """
        ...

    def release(self, owner: str, name: str = "run") -> None:
        """Give the lease back; nothing happens where another holds it."""
        ...

    # Reviews and their items.
    def save_review(self, review: Review, items: Sequence[OpenItem], now: datetime) -> SyncReport:
        """Take in one review's TOML; an item that is gone from it is closed, never deleted."""
        ...

    def reviews(self) -> list[Review]:
        """All reviews, oldest first."""
        ...

    def items(self, review: str | None = None, *, closed: bool = False) -> list[OpenItem]:
        """Items in the order of their reviews; closed ones only when asked for."""
        ...

    def untracked_items(self) -> list[str]:
        """Items new or changed since they were last matched against the archive."""
        ...

    # Articles.
    def validators(self) -> dict[str, Validators]:
        """What the last complete reading of each endpoint left for the next, by the endpoint's key."""
        ...

    def known(self, source: str, identities: Sequence[str], before: datetime | None = None) -> set[str]:
        """Which of these entry identities (guid or address) need not be read again.

        An article of which only the address is known and no summary (a sitemap was faster than the feed) does not
        count; with `before` none that was first seen then or later: within a run all routes tell their account.
        """
        ...

    def save_batches(self, batches: Sequence[EndpointBatch], run: int, now: datetime) -> list[IntakeReport]:
        """Articles, aliases, the readings' accounts and validators, together or not at all; a report for each."""
        ...

    def import_articles(self, articles: Iterable[RawArticle], origin: Origin, now: datetime | None) -> IntakeReport:
        """Archive records; first-seen is `now`, or each one's own time of publication where `now` is None."""
        ...

    def untracked(self, limit: int, until: datetime) -> list[Article]:
        """Articles first seen by `until` that no tracking has seen yet, by time of publication, then address."""
        ...

    def articles(self, ids: Sequence[int]) -> list[Article]:
        """These articles, in this order; unknown ids are left out."""
        ...

    def find_article(self, reference: str) -> Article:
        """By id, address, alias or external id; NotFound otherwise."""
        ...

    def search(
        self, phrases: Sequence[str], *, after: int = 0, limit: int = 1000, tracked: bool = False
    ) -> list[Article]:
        """Articles in which any of the phrases stands (full-text search), ids above `after`, in order of id.

        With `tracked` only those that were tracked already.
        """
        ...

    def has_tracked(self) -> bool:
        """Whether any article was tracked already."""
        ...

    def all_articles(self, until: datetime) -> Iterator[Article]:
        """Every article first seen by `until`, by time of publication, then address."""
        ...

    # Dropping old ones.
    def spare(self, before: datetime, cited: Cited) -> Iterator[Spare]:
        """Articles first seen and published before then that neither evidence nor a match nor `cited` needs."""
        ...

    def prune(self, before: datetime, cited: Cited) -> int:
        """Drop these, in transactions that each ask anew what is needed; returns how many."""
        ...

    def size(self) -> int:
        """Bytes of the database."""
        ...

    def compact(self) -> None:
        """Give the room that is free within the database back to the disk."""
        ...

    # Their pages.
    def articles_without_page(self, sources: Sequence[str], since: datetime, limit: int) -> list[Article]:
        """Articles first seen after `since` that may belong to an item and whose page was not read, newest first."""
        ...

    def save_page(self, reading: PageReading, now: datetime) -> bool:
        """Keep how it ended and what the page knows better; returns whether the article is to be tracked anew."""
        ...

    # Tracking.
    def save_tracking(self, tracked: Sequence[Tracked], *, mark: bool = True) -> None:
        """Replace what the machine said of each (article, item named in its matches) pair; a person's word stays.

        With `mark` the articles count as tracked.
        """
        ...

    def mark_items_tracked(self, items: Sequence[str]) -> None:
        """These items have been matched against the whole archive as they now stand."""
        ...

    def clear_tracking(self, item: str) -> None:
        """Forget the machine's matches, evidence and status of an item; judgements and verdicts stay."""
        ...

    def forget_tracking(self) -> None:
        """Every article counts as untracked again; nothing else changes."""
        ...

    def matches(
        self,
        item: str | None = None,
        *,
        article: int | None = None,
        everything: bool = False,
        until: datetime | None = None,
    ) -> Iterator[tuple[Match, Article]]:
        """Accepted matches (with `everything` all scored ones), by item, then time of publication."""
        ...

    def evidence(self, item: str, until: datetime | None = None) -> list[Evidence]:
        """The item's evidence of accepted matches learnt by `until`, oldest first."""
        ...

    def evidence_by_item(self, items: Sequence[str], until: datetime | None = None) -> dict[str, list[Evidence]]:
        """The same for many items, by item; items without evidence are left out."""
        ...

    def history(self, item: str) -> list[StatusChange]:
        """The stored changes, oldest first."""
        ...

    def save_histories(self, histories: Mapping[str, Sequence[StatusChange]], now: datetime) -> int:
        """Make the stored changes of these items equal to these; rows that stay keep the time when they were recorded.

        Returns how many rows are new or different.
        """
        ...

    # A person's word.
    def judge(self, article: int, item: str, verdict: bool, by: str, now: datetime) -> None:
        """Accept or reject a match, kept beside the machine's decision."""
        ...

    def decide(self, verdict: Verdict) -> None:
        """Keep a person's verdict on an item's state."""
        ...

    def undo(self, item: str, now: datetime) -> Verdict:
        """Take the newest standing verdict back; it stays in the record as undone. NotFound where there is none."""
        ...

    def verdicts(self, item: str, until: datetime | None = None) -> list[Verdict]:
        """Verdicts that stood at `until`, oldest first."""
        ...

    def verdicts_by_item(self, items: Sequence[str], until: datetime) -> dict[str, list[Verdict]]:
        """Verdicts given by `until`, oldest first, by item; those taken back by then say when."""
        ...

    def answers_by_item(self, items: Sequence[str], until: datetime) -> dict[str, list[tuple[Article, bool]]]:
        """The articles judged by `until` of those of the items that have any, oldest judgement first."""
        ...

    # Runs, readings, coverage.
    def begin_run(self, as_of: datetime, started: datetime, version: str) -> int:
        """Open a run's account; returns its id."""
        ...

    def end_run(
        self, run: int, state: str, finished: datetime, counts: Mapping[str, int], troubles: Sequence[str]
    ) -> None:
        """Close a run's account."""
        ...

    def runs(self, limit: int = 10) -> list[RunReport]:
        """The newest runs first."""
        ...

    def note_job(self, name: str, begun: datetime) -> None:
        """Keep when the last start of an unattended job (run, digest, backup) was that came to its end."""
        ...

    def last_job(self, name: str) -> datetime | None:
        """When that was, whoever started it; None where it never came to its end."""
        ...

    def robots(self, now: datetime) -> dict[str, str]:
        """What each site's robots.txt said when it was read within the last day."""
        ...

    def keep_robots(self, read: Mapping[str, str], now: datetime) -> None:
        """Keep what was read now."""
        ...

    def endpoint_states(self, until: datetime) -> list[EndpointState]:
        """How every endpoint that was ever read stood at `until`."""
        ...

    def days_read(self, sources: Sequence[str], until: datetime) -> dict[str, list[date]]:
        """The days with a healthy reading, in order, by source; one whose route was silent or stale proves nothing."""
        ...

    # Health.
    def visits(self, endpoints: Sequence[str], until: datetime) -> dict[str, list[Visit]]:
        """The recent readings of each endpoint that was read, oldest first, and the last that brought something."""
        ...

    def past_visits(self, endpoints: Sequence[str], until: datetime) -> dict[str, list[Visit]]:
        """All readings of the weeks from which a rhythm is taken, oldest first."""
        ...

    def rests(self, now: datetime) -> dict[str, Rest]:
        """Of every endpoint that was read: its last healthy reading, and until when its host wants to be left alone."""
        ...

    def rhythms(self, day: date) -> dict[str, Rhythm]:
        """The rhythms that were kept for this day, by endpoint."""
        ...

    def keep_rhythms(self, rhythms: Mapping[str, Rhythm], day: date) -> None:
        """Keep what is usual, as it is known on this day."""
        ...

    def conditions(self, until: datetime) -> dict[str, Turn]:
        """How every source and route stood at `until`, by its key: its last change of condition."""
        ...

    def turns(self, since: datetime, until: datetime) -> list[Turn]:
        """The changes of condition after `since` up to `until`, oldest first."""
        ...

    def save_health(self, run: int, found: Sequence[Turn], conditions: Mapping[str, Condition]) -> None:
        """Keep changes of condition, and mark the run's readings of endpoints whose condition is hollow."""
        ...

    # Digests: the outbox.
    def enqueue(
        self,
        digest: str,
        recipient: str,
        channel: str,
        message: bytes,
        now: datetime,
        *,
        since: datetime | None = None,
        kind: MailKind = MailKind.DIGEST,
    ) -> OutboxEntry:
        """Put a digest with its delivery into the outbox; the same digest again returns the entry that stands."""
        ...

    def outbox(self, *states: DeliveryState) -> list[OutboxEntry]:
        """Entries in these states (all without), oldest first, without their messages."""
        ...

    def delivery(self, entry: int) -> OutboxEntry:
        """One entry with its message; NotFound where there is none."""
        ...

    def set_delivery(self, entry: int, state: DeliveryState, now: datetime, cause: str = "") -> None:
        """Move an entry on; each change is kept as one attempt row."""
        ...

    def old_messages(self, before: datetime) -> list[OldMessage]:
        """The messages made before then, and kept, of deliveries that are at their end."""
        ...

    def let_go(self, entry: int, subject: str, sha256: str, cited: Iterable[str]) -> None:
        """Keep of a message no more than its subject, its hash, and which articles these addresses in it are."""
        ...

    def once_cited(self) -> set[int]:
        """The articles that messages named which were let go."""
        ...

    def last_digest(self, recipient: str, before: datetime | None = None, *, alerts: bool = False) -> datetime | None:
        """As-of of the newest digest (with `alerts`: or alert) enqueued for a recipient, of those before a moment."""
        ...

    def told_since(self, recipient: str, as_of: datetime) -> datetime | None:
        """From when on the digest tells that was enqueued for a recipient as of exactly this moment; else None."""
        ...

    def meet_readers(self, recipients: Iterable[str], since: datetime) -> None:
        """Remember from when on each reader is to be told what is new; those who are known already stay as they are."""
        ...

    def told_from(self, recipient: str) -> datetime | None:
        """From when on a reader is to be told; None for one who was never met."""
        ...

    def unsubscribe(self, recipient: str, now: datetime) -> None:
        """This address gets nothing more."""
        ...

    def resubscribe(self, recipient: str) -> None:
        """This address gets its digests again."""
        ...

    def unsubscribed(self) -> dict[str, datetime]:
        """Addresses that want nothing more, in small letters, and since when."""
        ...
