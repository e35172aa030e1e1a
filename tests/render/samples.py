"""Digests to lay out: a full morning, a quiet one, hostile content, any number of items. All sentences are ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from monitor.domain.digest import DigestInput, EvidenceView, ItemView, Question, SourceView
from monitor.domain.model import (
    Clock,
    Coverage,
    Due,
    Evidence,
    Kind,
    Modality,
    OpenItem,
    Review,
    Signal,
    State,
    StatusChange,
)

REVIEW = Review("lake-talks", "Two presidents at the lake: what the talks left open", date(2013, 6, 18))
AS_OF = datetime(2013, 8, 8, 5, 0, tzinfo=UTC)
SINCE = AS_OF - timedelta(days=1)


def item(key: str, title: str, kind: Kind = Kind.EVENT, due: Due | None = None, **more: object) -> OpenItem:
    return OpenItem(REVIEW.slug, key, title, kind, due=due, since=REVIEW.date, **more)  # type: ignore[arg-type]


def change(
    key: str, on: date, state: State, clock: Clock = Clock.NONE, *, sentence: str = "", **more: object
) -> StatusChange:
    chance = more.pop("confidence", 0.94)
    return StatusChange(
        f"{REVIEW.slug}/{key}", on, state, clock, chance, more.pop("rule", "signal"), sentence=sentence, **more
    )  # type: ignore[arg-type]


def view(
    key: str,
    number: int,
    quote: str,
    trigger: str,
    signal: Signal,
    *,
    name: str = "BBC News",
    hours: float = 8,
    copies: int = 0,
    title: str = "",
    field: str = "title",
    url: str = "",
    **more: object,
) -> EvidenceView:
    """One report published `hours` before as-of and learnt half an hour later."""
    published = AS_OF - timedelta(hours=hours)
    start = quote.index(trigger)
    family = name.lower().split()[0]
    known = Evidence(
        item=f"{REVIEW.slug}/{key}",
        article=number,
        signal=signal,
        modality=more.pop("modality", Modality.PERFORMED),  # type: ignore[arg-type]
        quote=quote,
        field=field,
        start=0,
        end=len(quote),
        trigger=(start, start + len(trigger)),
        cue="cue",
        published=published,
        learnt=more.pop("learnt", published + timedelta(minutes=30)),  # type: ignore[arg-type]
        family=family,
        source=family,
        id=number,
        **more,  # type: ignore[arg-type]
    )
    return EvidenceView(known, title or quote, url or f"https://news.example/{family}/{number}", name, copies)


def morning(**more: object) -> DigestInput:
    """What an analyst may find on a lively day: trouble, a closing, a mechanism met, deadlines, a decision."""
    values: dict[str, object] = {
        "recipient": "analyst@desk.example",
        "reviews": (REVIEW,),
        "items": (_summit(), _two_plus_two(), _missiles(), _peace_talks(), _cyber(), *_quiet()),
        "sources": (
            SourceView("bbc", "BBC News", "new"),
            SourceView(
                "reuters",
                "Reuters",
                "unreachable",
                "The server took longer than 30 s to answer",
                healthy=False,
                failures=3,
                last_healthy=AS_OF - timedelta(days=2),
            ),
            SourceView("nyt", "The New York Times", "new", mended=True),
        ),
        "coverage": Coverage(date(2013, 7, 26), AS_OF.date(), 4, 3, ("Reuters",)),
        "questions": (
            Question(
                item("missiles", "A missile defence agreement between the two countries", Kind.AGREEMENT),
                "Generals compare notes on radar sites while envoys stay away",
                "https://news.example/bbc/991",
                0.61,
            ),
        ),
        "since": SINCE,
        "as_of": AS_OF,
        "version": "0.1.0",
    }
    return DigestInput(**(values | more))  # type: ignore[arg-type]


def _summit() -> ItemView:
    due = Due(date(2013, 9, 3), date(2013, 9, 4), "early September")
    planned = change("summit", date(2013, 7, 19), State.DEVELOPING, Clock.AHEAD, substate="scheduled")
    off = change(
        "summit",
        date(2013, 8, 7),
        State.FAILED,
        sentence="The hosts or the guests called it off, and two independent publishers say so.",
        rule="event-cancelled",
        evidence=(11, 12, 13),
        flags=("provisional",),
        confidence=0.968,
    )
    evidence = (
        view("summit", 10, "Leaders confirm September meeting in the capital", "confirm", Signal.SCHEDULED, hours=470),
        view(
            "summit",
            11,
            "President calls off his September trip to the Russian capital over the fugitive contractor",
            "calls off",
            Signal.CANCELLED,
            hours=16,
            copies=4,
        ),
        view(
            "summit",
            12,
            "The White House said on Wednesday that the meeting of the two leaders would not take place next month "
            "because too little progress had been made on arms, trade and human rights to make it worth the journey, "
            "though the president still travels to the gathering of twenty economies",
            "would not take place",
            Signal.CANCELLED,
            name="The New York Times",
            hours=14,
            field="body",
            title="No summit in September, Washington says, and names a list of grievances",
        ),
        view(
            "summit",
            13,
            "Kremlin aide regrets that the visit is off",
            "is off",
            Signal.CANCELLED,
            name="Bloomberg",
            hours=13,
        ),
        view("summit", 14, "Why the snub was long in the making", "snub", Signal.COMMENT, name="Bloomberg", hours=12),
    )
    return ItemView(
        item("summit", "Bilateral summit of the two presidents in Moscow", due=due), (planned, off), evidence
    )


def _two_plus_two() -> ItemView:
    due = Due(date(2013, 8, 9), date(2013, 8, 9), "9 August")
    set_for = change(
        "two-plus-two",
        date(2013, 8, 7),
        State.DEVELOPING,
        Clock.DUE_SOON,
        substate="scheduled",
        sentence="A date was named by one of the parties, and one publisher reports it.",
        rule="mechanism-scheduled",
        evidence=(21,),
        confidence=0.88,
    )
    report = view(
        "two-plus-two",
        21,
        "Foreign and defence ministers still meet in Washington on Friday, officials insist",
        "still meet",
        Signal.SCHEDULED,
        hours=11,
        modality=Modality.COMMITTED,
        copies=1,
    )
    return ItemView(
        item("two-plus-two", "The format of foreign and defence ministers is revived", Kind.MECHANISM, due),
        (set_for,),
        (report,),
    )


def _missiles() -> ItemView:
    due = Due(date(2013, 7, 31), date(2013, 7, 31), "by the end of July")
    return ItemView(
        item("missiles", "A missile defence agreement between the two countries", Kind.AGREEMENT, due),
        (change("missiles", date(2013, 8, 1), State.OPEN, Clock.OVERDUE),),
        (),
    )


def _peace_talks() -> ItemView:
    talks = change("peace-talks", date(2013, 7, 2), State.DEVELOPING, substate="in_talks")
    reports = (
        view("peace-talks", 40, "Envoys try to fix a date in Geneva", "try to fix", Signal.IN_TALKS, hours=300),
        view(
            "peace-talks",
            41,
            "Envoy hopes that both camps sit down before October",
            "hopes",
            Signal.SCHEDULED,
            hours=9,
            modality=Modality.HOPED,
        ),
        view(
            "peace-talks",
            42,
            "Opposition will not attend without guarantees, its leader tells reporters",
            "will not attend",
            Signal.DENIED,
            name="Bloomberg",
            hours=7,
        ),
        view("peace-talks", 43, "Opposition leader repeats refusal to attend", "refusal", Signal.DENIED, hours=6),
    )
    return ItemView(item("peace-talks", "A peace conference on Syria opens in Geneva"), (talks,), reports)


def _cyber() -> ItemView:
    review_me = change(
        "cyber",
        date(2013, 7, 30),
        State.DEVELOPING,
        substate="agreed",
        flags=("needs_review",),
        sentence="It may have met already: one report says so, and no second publisher does.",
        confidence=0.71,
    )
    return ItemView(item("cyber", "A working group on security in cyberspace meets", Kind.MECHANISM), (review_me,), ())


def _quiet() -> tuple[ItemView, ...]:
    done = change("hotline", date(2013, 7, 1), State.DONE, Clock.MET)
    return (
        ItemView(item("threat-reduction", "The programme to secure old warheads goes on under new terms")),
        ItemView(item("trade", "Trade between the two grows; the old amendment stays repealed")),
        ItemView(item("adoption", "The ban on adoptions is lifted or eased", polarity=-1)),
        ItemView(item("hotline", "A direct line for incidents in cyberspace"), (done,), ()),
    )


def empty() -> DigestInput:
    """Nobody follows anything yet."""
    return DigestInput("analyst@desk.example", (), (), (), None, (), SINCE, AS_OF, "0.1.0")


def many(number: int, state: State = State.OPEN) -> DigestInput:
    """So many items; with another state than open, all of them changed overnight."""
    items = []
    for place in range(number):
        key = f"item-{place:04}"
        history: tuple[StatusChange, ...] = ()
        evidence: tuple[EvidenceView, ...] = ()
        if state is not State.OPEN:
            quote = f"Delegates sign agreement number {place} after a long night at the table"
            evidence = (view(key, place + 1, quote, "sign", Signal.AGREED, copies=2),)
            history = (
                change(key, date(2013, 8, 7), state, sentence="Signed, says one publisher.", evidence=(place + 1,)),
            )
        title = f"Agreement number {place} between the parties on a matter of some length and weight"
        items.append(ItemView(item(key, title, Kind.AGREEMENT), history, evidence))
    return morning(items=tuple(items), sources=(), questions=())


SCRIPT = "<script>document.title='owned'</script>"


def hostile() -> DigestInput:
    """What a hostile or careless publisher may write, in every place where a publisher's words stand."""
    headlines = (
        f"{SCRIPT} signs the treaty",
        "Signs it\r\nBcc: thief@evil.example\r\n\r\n<img src=https://evil.example/pixel.gif onerror=alert(1)>",
        "signs " + "x" * 10_000,
        "signs " + "word " * 2_000,
        "الوزير signs اتفاقية السلام في جنيف بعد يوم طويل",
        "signs \u202eevif ni dne eht\u202c and \u2066more\u2069 \x00\x07\x1b[31m",
        "signs --=_followup.90d086a742725c99fee4a956b7de4e37--",
        "\n.\nQUIT signs\n.",
        "{{ 7 * 7 }} signs {% raw %}",
        "signs </blockquote></main></body></html>",
    )
    urls = (
        "javascript:alert(1)",
        'https://evil.example/"onmouseover="alert(1)',
        "https://evil.example/\r\nSet-Cookie: a=b",
        "https://news.example/" + "a" * 1900,
        "data:text/html,<script>alert(1)</script>",
    )
    items = []
    for place, headline in enumerate(headlines):
        key = f"hostile-{place}"
        report = view(key, place + 1, headline, "signs" if "signs" in headline else "Signs", Signal.AGREED,
                      name=f"<b>{SCRIPT}</b>\nNews", url=urls[place % len(urls)])  # fmt: skip
        moved = change(key, date(2013, 8, 7), State.DONE, sentence=headline, evidence=(place + 1,))
        items.append(ItemView(item(key, headline), (moved,), (report,)))
    return morning(
        items=tuple(items),
        reviews=(Review(REVIEW.slug, headlines[1], REVIEW.date),),
        sources=(SourceView("x", SCRIPT, "<outcome>", headlines[1], healthy=False),),
        questions=(Question(items[0].item, headlines[0], urls[0], 0.5),),
        coverage=Coverage(date(2013, 8, 1), AS_OF.date(), 2, 1, (SCRIPT,)),
        version=SCRIPT,
    )
