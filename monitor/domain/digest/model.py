"""What a digest is made from, and what it says. Frozen values; `build` turns the first into the second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from monitor.domain.model import Coverage, Due, Evidence, OpenItem, Review, StatusChange


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One evidence with the article that it stands in."""

    evidence: Evidence
    title: str
    url: str
    source_name: str
    copies: int = 0
    """How many copies of the article were seen elsewhere."""
    verified: bool = True
    """Whether the quote was found again, character for character, in the stored text. If not, it is not quoted."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item with its history and evidence as known at the digest's as-of."""

    item: OpenItem
    history: tuple[StatusChange, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    known: tuple[StatusChange, ...] | None = None
    """The history as it was known at `since`; what is in `history` and not in here is news.

    Without it the time at which a change's evidence was learnt decides.
    """
    due: Due | None = None
    """The deadline in force, where it is not the review's own."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """How the reading of one source stands at as-of."""

    key: str
    name: str
    outcome: str
    """An `Outcome`, a health word (silent, stale_content ...) or `never_read`."""
    cause: str = ""
    healthy: bool = True
    failures: int = 0
    """Failed readings in a row."""
    last_healthy: datetime | None = None
    mended: bool = False
    """Healthy again, and the last digest said that it was not."""
    fresh: bool | None = None
    """Whether it came about within the digest's time; None where only the readings can tell."""

    @property
    def partial(self) -> bool:
        """Whether it was read all the same, less well than usual."""
        return self.outcome in ("degraded", "volume_low", "volume_high")


@dataclass(frozen=True, slots=True)
class Question:
    """A possible match that needs a person's word."""

    item: OpenItem
    article_title: str
    url: str
    score: float


@dataclass(frozen=True, slots=True)
class DigestInput:
    """All that one recipient's digest is made from; two times bound it: `since` (excluded) and `as_of` (included)."""

    recipient: str
    reviews: tuple[Review, ...]
    items: tuple[ItemView, ...]
    sources: tuple[SourceView, ...]
    coverage: Coverage | None
    questions: tuple[Question, ...]
    since: datetime
    as_of: datetime
    version: str
    zone: tzinfo = UTC
    """The recipient's time zone: decides which day it is for him."""
    address: str = ""
    """Where the dashboard is served, for links; empty for none."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a state shows itself: word, shape and tone always together, so that colour never speaks alone."""

    word: str
    shape: str
    tone: str
    """good, bad, warn, live, calm or mute."""
    detail: str = ""
    """The sub-state in words."""

    @property
    def words(self) -> str:
        """The word with its detail."""
        return f"{self.word} ({self.detail})" if self.detail else self.word


@dataclass(frozen=True, slots=True)
class Heading:
    """An item as every section names it."""

    id: str
    title: str
    review: str
    """Title of its review; empty where the digest has only one."""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """At most 30 words of a stored text, with the words that decided marked."""

    before: str
    marked: str
    after: str

    @property
    def text(self) -> str:
        """The quote in one piece."""
        return self.before + self.marked + self.after


@dataclass(frozen=True, slots=True)
class Witness:
    """Another publisher's report of the same fact."""

    name: str
    published: date
    url: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One report of one fact: a line of evidence."""

    signal: str
    quote: Quote | None
    title: str
    """The headline, where it is not what is quoted."""
    source: str
    published: date
    url: str
    copies: int = 0
    also: tuple[Witness, ...] = ()
    """Other publishers that reported the same fact, each with its first report of it."""
    hearsay: bool = False
    """Hoped, denied or historical: it cannot move a state."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of an item within the digest's time."""

    on: date
    old: Face
    new: Face
    sentence: str
    rule: str
    confidence: float
    notes: tuple[str, ...]
    """Flags in words."""
    exhibits: tuple[Exhibit, ...]
    more: int = 0
    """Evidence that moved it and is not shown."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Evidence of the last 30 days, oldest first, and the days (0-29) on which the state changed."""

    counts: tuple[int, ...]
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one item: where it stood, where it stands, and each step between."""

    item: Heading
    old: Face
    new: Face
    steps: tuple[Step, ...]
    due: str
    """The deadline in words; empty where there is none."""
    effect: str
    """closed, reopened, overdue or moved."""
    trend: Trend | None = None


@dataclass(frozen=True, slots=True)
class DueLine:
    """One deadline that is near or past."""

    item: Heading
    face: Face
    words: str
    """"in 3 days", "12 days over"."""
    written: str
    """The day or span itself."""
    days: int
    """Days left; negative when over."""
    fresh: bool = False
    """Came near within the digest's time."""


@dataclass(frozen=True, slots=True)
class News:
    """New evidence for an item, at most three lines."""

    item: Heading
    face: Face
    exhibits: tuple[Exhibit, ...]
    more: int = 0
    """Further new facts that are not shown."""
    comments: int = 0
    """New reports that only comment."""
    due: str = ""
    trend: Trend | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that was not read, or is read again."""

    name: str
    sentence: str
    cause: str = ""
    mended: bool = False
    fresh: bool = False
    partial: bool = False
    """It was read all the same: some routes work, or its volume is unusual."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A report of which a person has to say whether it belongs to an item."""

    title: str
    url: str
    likelihood: float
    how: str
    """The command that says yes; "no" is the other answer. Empty where the report has no address."""
    more: int = 0
    """Further such reports of the item, copies left out."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person has to decide about an item, all of it together."""

    item: Heading
    text: str = ""
    """What is open about its state; empty where only a report is in doubt."""
    likelihood: float | None = None
    how: str = ""
    """The command that shows what speaks for it."""
    doubt: Doubt | None = None
    """The report that belongs to it most likely."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """An item on which nothing happened."""

    item: Heading
    face: Face
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """One recipient's digest, complete; renderers only lay it out."""

    id: str
    """The same for the same recipient, since and as-of."""
    recipient: str
    subject: str
    facts: tuple[str, ...]
    """What the subject counts, one by one."""
    reviews: tuple[str, ...]
    since: datetime
    """In the recipient's time zone, as `as_of`."""
    as_of: datetime
    version: str
    news: bool
    """Whether anything moved: what the policy `changes` asks."""
    trouble: tuple[Trouble, ...]
    changes: tuple[Change, ...]
    due: tuple[DueLine, ...]
    evidence: tuple[News, ...]
    asks: tuple[Ask, ...]
    quiet: tuple[Quiet, ...]
    closed: tuple[Quiet, ...]
    """Items that were closed before."""
    coverage: str
    complete: bool
    """Whether all sources were read, so that silence means something."""
    address: str = ""
    thread: str = ""
    """The item that an alert is about; digests, which are about many, do not thread."""
