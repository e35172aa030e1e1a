"""The values that flow through the house, frozen. One meaning for each name (docs/architecture.md).

Times are aware datetimes in UTC; days are `date`. An item's identity everywhere outside the store is
`"<review slug>/<item key>"`; an article's is the store's integer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing was left open; decides what a signal means for it."""

    EVENT = "event"
    AGREEMENT = "agreement"
    MECHANISM = "mechanism"
    DECISION = "decision"
    PROCESS = "process"
    OBLIGATION = "obligation"


class Precision(StrEnum):
    """How exactly a due date was written."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Due:
    """When an item should have happened: a span of days, as it was written.

    `anchor` is the key of another item of the same review whose date this one takes ("at the September summit").
    """

    earliest: date | None = None
    latest: date | None = None
    text: str = ""
    precision: Precision = Precision.DAY
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One matter that a review left open, with what would count as done (`criterion`)."""

    review: str
    key: str
    title: str
    kind: Kind
    criterion: str = ""
    due: Due | None = None
    actors: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """Phrases and aliases of the matter itself, any case."""
    not_terms: tuple[str, ...] = ()
    """Phrases that mark another matter."""
    quote: str = ""
    span: tuple[int, int] | None = None
    """Where the quote stands in the review's text, in characters."""
    polarity: int = 1
    """-1 where the review expects that the thing does not happen."""
    commitment: bool = True
    """False where it is the author's own expectation rather than somebody's commitment."""
    closed: bool = False
    """The analyst stopped following it."""
    since: date | None = None
    """The review's date: what was published before it is background."""

    @property
    def id(self) -> str:
        """`review/key`."""
        return f"{self.review}/{self.key}"


@dataclass(frozen=True, slots=True)
class Review:
    """The analyst's text as metadata; its items stand beside it."""

    slug: str
    title: str
    date: date
    sources: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was read out of a review's text, for the analyst to edit."""

    review: Review
    items: tuple[OpenItem, ...]
    warnings: tuple[str, ...] = ()


class Access(StrEnum):
    """How much of an article we could honestly read."""

    FULL = "full"
    TEASER = "teaser"
    HEADLINE = "headline"
    BLOCKED = "blocked"


class Origin(StrEnum):
    """How an article came in. A backfilled one is never news."""

    COLLECTED = "collected"
    IMPORTED = "imported"
    BACKFILLED = "backfilled"


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An entry as an endpoint or an archive gave it, before intake."""

    source: str
    url: str
    title: str
    summary: str = ""
    body: str = ""
    published: datetime | None = None
    published_from: str = ""
    """Provenance of `published`: feed, sitemap, jsonld, meta, address, import ..."""
    modified: datetime | None = None
    external_id: str = ""
    """The publisher's own identity of the entry (guid, archive id), where there is one."""
    language: str = ""
    keywords: tuple[str, ...] = ()
    access: Access = Access.HEADLINE


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article. `published` falls back to nothing: an undated article never counts as fresh."""

    id: int
    source: str
    url: str
    title: str
    summary: str = ""
    body: str = ""
    published: datetime | None = None
    first_seen: datetime | None = None
    external_id: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    access: Access = Access.HEADLINE
    origin: Origin = Origin.COLLECTED
    family: str = ""
    """Publisher family (or the wire that it copies): what independence counts."""
    copy_of: int | None = None


class Decision(StrEnum):
    """What the matcher makes of a pair of article and item."""

    MATCH = "match"
    POSSIBLE = "possible"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair matches: what was found, where. `kind` is term, actor, feature, conflict ..."""

    kind: str
    text: str
    field: str = ""
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Match:
    """Article x item as the matcher sees it; `judgement` is a person's verdict and never the machine's."""

    item: str
    article: int
    score: float
    decision: Decision
    reasons: tuple[Reason, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)
    version: str = ""
    judgement: bool | None = None

    @property
    def accepted(self) -> bool:
        """Whether this counts as follow-up coverage: the person's word first."""
        return self.judgement if self.judgement is not None else self.decision is Decision.MATCH


class Signal(StrEnum):
    """What a report says happened to an item."""

    SCHEDULED = "scheduled"
    AGREED = "agreed"
    STARTED = "started"
    COMPLETED = "completed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    SUSPENDED = "suspended"
    DENIED = "denied"
    IN_TALKS = "in_talks"
    COMMENT = "comment"


class Modality(StrEnum):
    """How firmly it is said. Only performed and committed may move a state."""

    PERFORMED = "performed"
    COMMITTED = "committed"
    HOPED = "hoped"
    DENIED = "denied"
    HISTORICAL = "historical"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quoted signal for one item, with its three times.

    `quote` is the text `[start:end]` of the article's `field`; the trigger's span lies inside it. `occurred` is when
    it happened (or is to happen) as far as the text says, `published` when it was printed, `learnt` when we had it.
    """

    item: str
    article: int
    signal: Signal
    modality: Modality
    quote: str
    field: str
    start: int
    end: int
    trigger: tuple[int, int]
    cue: str
    """Id of the cue that fired."""
    published: datetime
    learnt: datetime
    occurred: date | None = None
    new_due: Due | None = None
    """Where the signal sets another date."""
    attribution: str = ""
    anchored: bool = True
    grade: str = "C"
    family: str = ""
    source: str = ""
    relevance: float = 1.0
    """The match's calibrated probability."""
    copy: bool = False
    backfilled: bool = False
    version: str = ""
    id: int = 0


class State(StrEnum):
    """What became of an item, folded from evidence."""

    OPEN = "open"
    DEVELOPING = "developing"
    STALLED = "stalled"
    DONE = "done"
    PARTLY_DONE = "partly_done"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    VOID = "void"

    @property
    def terminal(self) -> bool:
        """Whether the item is closed."""
        return self in _TERMINAL


_TERMINAL = frozenset({State.DONE, State.PARTLY_DONE, State.FAILED, State.SUPERSEDED, State.VOID})


class Clock(StrEnum):
    """Where an item stands against its deadline: a pure function, never an opinion."""

    NONE = "none"
    AHEAD = "ahead"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    GRACE = "grace"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's decision on an item's state."""

    item: str
    state: State | None
    """None only pins what the machine says."""
    because: str
    decided: datetime
    by: str = ""
    pinned: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a review's sources were read in a span of days: proof of silence, or its absence."""

    first: date
    last: date
    expected: int
    """Sources that should have been read."""
    read: int
    """Sources that were."""
    gaps: tuple[str, ...] = ()
    """Sources that were not, by name."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One change of an item's headline. `as_of` is the day it takes effect, `learnt` the day we knew."""

    item: str
    as_of: date
    state: State
    clock: Clock
    confidence: float
    rule: str
    rule_version: str = ""
    substate: str = ""
    sentence: str = ""
    """The rule in one sentence, filled with this item's facts."""
    evidence: tuple[int, ...] = ()
    """Ids of the evidence that moved it."""
    flags: tuple[str, ...] = ()
    """provisional, disputed, coverage_gap, needs_review, pinned, backfilled, without_result."""
    learnt: date | None = None
    before: float | None = None
    """Probability of the new state before this evidence."""
    due: Due | None = None
    """The deadline in force, where evidence moved it away from the review's."""

    @property
    def headline(self) -> str:
        """A terminal state wins; else overdue if the clock says so; else the state."""
        if not self.state.terminal and self.clock is Clock.OVERDUE:
            return Clock.OVERDUE.value
        return self.state.value


class EndpointKind(StrEnum):
    """Which engine reads an endpoint."""

    FEED = "feed"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One feed, sitemap, API or archive address of a source, with what must hold for it."""

    key: str
    """`<source>/<name>`."""
    source: str
    url: str
    kind: EndpointKind
    least_entries: int = 1
    oldest_hours: int = 0
    """The newest entry must not be older than this; 0 for no such assertion."""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher as its TOML describes it."""

    key: str
    name: str
    domains: tuple[str, ...]
    family: str
    language: str = "en"
    endpoints: tuple[Endpoint, ...] = ()
    aliases: tuple[str, ...] = ()
    """How reviews cite it ("NYT", "New York Times")."""
    reliability: float = 0.9
    article_pages: bool = False
    """Whether its article pages may be fetched."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request sends back, and the hash that catches an ETag that lies."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


class Outcome(StrEnum):
    """How the reading of one endpoint ended."""

    NEW = "new"
    NOT_MODIFIED = "not_modified"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    NOT_A_FEED = "not_a_feed"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    ASSERTION = "assertion"
    UNREACHABLE = "unreachable"
    ERROR = "error"

    @property
    def healthy(self) -> bool:
        """Whether the endpoint was truly read."""
        return self in (Outcome.NEW, Outcome.NOT_MODIFIED, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class EndpointBatch:
    """All that one reading of one endpoint gave: stored in one transaction, validators with their articles."""

    endpoint: str
    source: str
    outcome: Outcome
    articles: tuple[RawArticle, ...] = ()
    validators: Validators | None = None
    """None where something failed: then the old ones stay and nothing can hide behind a later 304."""
    entries: int = 0
    """Entries there, known ones included."""
    http_status: int = 0
    cause: str = ""
    elapsed_ms: int = 0
    newest: datetime | None = None
