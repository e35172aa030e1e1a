"""What passes between the use cases and what stands outside: plans, and accounts of what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.domain.model import Endpoint, Evidence, Match, Outcome, PagePlan, PageReading, Source, Validators


@dataclass(frozen=True, slots=True)
class FetchPlan:
    """One endpoint to read in this run."""

    endpoint: Endpoint
    source: Source
    validators: Validators
    known: Callable[[Sequence[str]], set[str]]
    """Which of these entry identities (guid or address, as the entry gave them) are stored already."""
    secret: str = ""
    """The key that its requests bear; it is never stored and never shown."""


@dataclass(frozen=True, slots=True)
class PageRound:
    """Pages of articles that are read when all endpoints are: which ones is known only then."""

    wanted: Callable[[], Sequence[PagePlan]]
    sink: Callable[[PageReading], None]


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What taking in one review's items changed; keys of items."""

    review: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    """Of those closed and added: a key that is gone, and the new one with the same quote or title."""


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What became of the entries of one batch: each is counted under exactly one of these."""

    new: int = 0
    revised: int = 0
    known: int = 0
    drops: Mapping[str, int] = field(default_factory=dict)
    """Entries that became no article, each under one reason (`Drop`)."""

    @property
    def dropped(self) -> int:
        """How many these are."""
        return sum(self.drops.values())

    def __add__(self, other: IntakeReport) -> IntakeReport:
        """Both accounts together."""
        drops = Counter(self.drops) + Counter(other.drops)
        return IntakeReport(self.new + other.new, self.revised + other.revised, self.known + other.known, dict(drops))


@dataclass(frozen=True, slots=True)
class Tracked:
    """What tracking made of one article: everything the machine says of it, to be stored in one transaction."""

    article: int
    copy_of: int | None
    family: str
    matches: tuple[Match, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """Articles that something beside evidence and matches names: they are never dropped."""

    addresses: frozenset[str]
    """In any spelling."""
    articles: frozenset[int]


@dataclass(frozen=True, slots=True)
class OldMessage:
    """A delivery that has long come to its end and whose message is still kept."""

    entry: int
    recipient: str
    as_of: datetime
    bytes: int


@dataclass(frozen=True, slots=True)
class Spare:
    """An old article that nothing needs."""

    id: int
    source: str
    url: str
    title: str
    published: datetime | None
    first_seen: datetime
    characters: int
    """Of its texts."""


@dataclass(frozen=True, slots=True)
class EndpointState:
    """How the readings of one endpoint went up to a day."""

    endpoint: str
    source: str
    url: str
    outcome: str
    """Outcome of the last reading, or `never_read`."""
    cause: str
    last_read: datetime | None
    last_healthy: datetime | None
    failures: int
    """Unhealthy readings in a row."""
    entries: int
    new: int

    @property
    def healthy(self) -> bool:
        """Whether the last reading truly read."""
        return any(self.outcome == outcome.value and outcome.healthy for outcome in Outcome)


@dataclass(frozen=True, slots=True)
class RunReport:
    """One cron pass, accounted."""

    id: int
    as_of: datetime
    started: datetime
    finished: datetime | None
    state: str
    """running, ok, partial, failed."""
    counts: Mapping[str, int]
    troubles: tuple[str, ...] = ()


class DeliveryState(StrEnum):
    """Where a digest stands on its way to one recipient."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


class MailKind(StrEnum):
    """What is sent: the digest of a span of time, or an alert on one item."""

    DIGEST = "digest"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One digest for one recipient. `message` is the whole RFC 5322 message, made once and sent as it is."""

    id: int
    digest: str
    """Identity of the digest: recipient, since and as-of; the same digest is never stored twice."""
    recipient: str
    channel: str
    state: DeliveryState
    attempts: int
    message: bytes
    """Empty in a list of deliveries."""
    as_of: datetime
    cause: str = ""
    kind: MailKind = MailKind.DIGEST
    since: datetime | None = None
    subject: str = ""
    """Kept of a message that was let go, as is its hash."""
    sha256: str = ""
