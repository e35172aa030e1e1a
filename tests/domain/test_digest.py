"""The digest's rules, each as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.digest import Digest, DigestInput, EvidenceView, ItemView, SourceView, build, coverage_words
from monitor.domain.digest.facts import facts, safe_url
from monitor.domain.digest.quote import cut, quote_of
from monitor.domain.digest.words import clean, left, percent, span
from monitor.domain.model import Clock, Coverage, Due, Modality, Precision, Signal, State, StatusChange
from tests.render.samples import AS_OF, REVIEW, SINCE, change, empty, item, many, morning, view

TODAY = AS_OF.date()
YESTERDAY = TODAY - timedelta(days=1)


def one(
    history: tuple[StatusChange, ...] = (),
    evidence: tuple[EvidenceView, ...] = (),
    *,
    due: Due | None = None,
    known: tuple[StatusChange, ...] | None = None,
    **more: object,
) -> Digest:
    """A digest of a single item."""
    lone = ItemView(item("treaty", "The treaty is signed", due=due), history, evidence, known)
    values: dict[str, object] = {"items": (lone,), "sources": (), "questions": ()}
    return build(morning(**(values | more)))


def signed(number: int = 1, **more: object) -> EvidenceView:
    quote = str(more.pop("quote", "Ministers sign the treaty at last"))
    return view("treaty", number, quote, "sign", Signal.COMPLETED, **more)  # type: ignore[arg-type]


# What is a change


@pytest.mark.parametrize(
    ("old", "new", "effect", "subject"),
    [
        (None, (State.DONE, Clock.MET), "closed", "1 closed (The treaty is signed: done)"),
        (None, (State.FAILED, Clock.NONE), "closed", "1 closed (The treaty is signed: failed)"),
        (None, (State.DEVELOPING, Clock.NONE), "moved", "1 moved (The treaty is signed: developing)"),
        (None, (State.OPEN, Clock.OVERDUE), "overdue", "1 overdue (The treaty is signed: overdue)"),
        ((State.DONE, Clock.MET), (State.DEVELOPING, Clock.NONE), "reopened", "1 reopened"),
        ((State.DEVELOPING, Clock.OVERDUE), (State.DONE, Clock.MET_LATE), "closed", "1 closed"),
        ((State.DEVELOPING, Clock.OVERDUE), (State.DEVELOPING, Clock.MOVED), "moved", "1 moved"),
    ],
)
def test_a_change_has_an_effect(
    old: tuple[State, Clock] | None, new: tuple[State, Clock], effect: str, subject: str
) -> None:
    before = (change("treaty", date(2013, 7, 1), *old),) if old else ()
    digest = one((*before, change("treaty", YESTERDAY, *new, evidence=(1,))), (signed(),), known=before)
    assert [told.effect for told in digest.changes] == [effect]
    assert digest.subject.startswith(subject)
    assert digest.news


@pytest.mark.parametrize(
    "after",
    [
        change("treaty", TODAY, State.DEVELOPING, Clock.AHEAD, confidence=0.99),
        change("treaty", TODAY, State.DEVELOPING, Clock.DUE_SOON),
        change("treaty", TODAY, State.DONE, Clock.MET, flags=("backfilled",)),
    ],
    ids=["surer", "only the clock", "backfilled"],
)
def test_no_change_of_headline_is_no_change(after: StatusChange) -> None:
    before = change("treaty", date(2013, 7, 1), State.DEVELOPING, Clock.AHEAD)
    assert one((before, after), known=(before,)).changes == ()


def test_what_the_last_digest_knew_is_not_told_again() -> None:
    closed = change("treaty", YESTERDAY, State.DONE, Clock.MET, evidence=(1,))
    digest = one((closed,), (signed(hours=30),), known=(closed,))
    assert digest.changes == () and not digest.evidence and not digest.news
    assert [quiet.item.title for quiet in digest.closed] == ["The treaty is signed"]


def test_a_past_that_is_told_anew_is_no_news_where_its_end_is_the_same() -> None:
    """As after a judgement: the item closed by another report, a day earlier, and stands where it stood."""
    known = change("treaty", date(2013, 7, 22), State.DONE, Clock.MET, evidence=(1,))
    anew = change("treaty", date(2013, 7, 20), State.DONE, Clock.MET, evidence=(2,))
    assert one((anew,), known=(known,)).changes == ()
    assert len(one((change("treaty", date(2013, 7, 20), State.FAILED),), known=(known,)).changes) == 1
    assert len(one((anew,), known=()).changes) == 1


def test_an_old_event_learnt_today_is_news() -> None:
    late = change("treaty", date(2013, 7, 20), State.DONE, Clock.MET, evidence=(1,), learnt=TODAY)
    digest = one((late,), (signed(hours=19 * 24, learnt=AS_OF - timedelta(hours=1)),))
    assert digest.changes[0].steps[0].on == date(2013, 7, 20)


MIDNIGHT = datetime(2013, 8, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "since", "as_of", "told"),
    [
        pytest.param(change("treaty", TODAY, State.OPEN, Clock.OVERDUE), SINCE, AS_OF, 1, id="clock, this night"),
        pytest.param(change("treaty", YESTERDAY, State.OPEN, Clock.OVERDUE), SINCE, AS_OF, 0, id="clock, told before"),
        pytest.param(
            change("treaty", YESTERDAY, State.VOID, flags=("pinned",), learnt=YESTERDAY), SINCE, AS_OF, 1, id="person"
        ),
        pytest.param(
            change("treaty", TODAY, State.VOID, flags=("pinned",), learnt=TODAY), SINCE, AS_OF, 0, id="person, today"
        ),
    ],
)
def test_without_the_known_history_time_decides(
    after: StatusChange, since: datetime, as_of: datetime, told: int
) -> None:
    assert len(one((after,), since=since, as_of=as_of).changes) == told


def test_every_change_is_told_exactly_once_over_a_week_of_digests() -> None:
    history = (
        change("treaty", date(2013, 8, 2), State.DEVELOPING, substate="scheduled", evidence=(1,)),
        change("treaty", date(2013, 8, 4), State.DEVELOPING, Clock.OVERDUE),
        change("treaty", date(2013, 8, 6), State.DONE, Clock.MET_LATE, evidence=(2,)),
    )
    reports = (signed(1, hours=6 * 24 - 3), signed(2, hours=49))
    told: list[date] = []
    for days in range(7, -1, -1):
        as_of = AS_OF - timedelta(days=days)
        known = tuple(known for known in history if known.as_of <= as_of.date())
        digest = one(known, reports, since=as_of - timedelta(days=1), as_of=as_of)
        told += [step.on for told_change in digest.changes for step in told_change.steps]
    assert told == [entry.as_of for entry in history]


def test_two_steps_in_one_night_are_one_change() -> None:
    history = (
        change("treaty", date(2013, 7, 1), State.DEVELOPING, substate="scheduled"),
        change("treaty", YESTERDAY, State.STALLED, evidence=(1,)),
        change("treaty", TODAY, State.FAILED, evidence=(2,)),
    )
    quotes = (
        view("treaty", 1, "Talks on the treaty are frozen", "frozen", Signal.SUSPENDED),
        view("treaty", 2, "The treaty is dead, says its author", "dead", Signal.FAILED, hours=2),
    )
    told = one(history, quotes, known=history[:1]).changes[0]
    assert (told.old.words, told.new.word) == ("developing (scheduled)", "failed")
    assert [(step.old.word, step.new.word) for step in told.steps] == [("developing", "stalled"), ("stalled", "failed")]


def test_a_change_shows_rule_quote_source_date_and_address() -> None:
    words = {"sentence": "Signed, say two.", "rule": "signed", "flags": ("provisional", "for_machines")}
    moved = change("treaty", YESTERDAY, State.DONE, Clock.MET, evidence=(1,), confidence=0.999, **words)
    step = one((moved,), (signed(copies=4),)).changes[0].steps[0]
    shown = step.exhibits[0]
    assert (step.sentence, step.rule) == ("Signed, say two.", "signed")
    assert step.notes == ("provisional: later reports may still correct it",)
    assert shown.quote is not None and shown.quote.marked == "sign"
    assert (shown.source, shown.published, shown.copies) == ("BBC News", YESTERDAY, 4)
    assert shown.url == "https://news.example/bbc/1"


# New evidence: facts rather than articles


@pytest.mark.parametrize(
    ("reports", "shown"),
    [
        pytest.param((signed(),), 1, id="new"),
        pytest.param((signed(hours=30),), 0, id="told before"),
        pytest.param((signed(backfilled=True),), 0, id="backfilled"),
        pytest.param((signed(copy=True),), 0, id="a copy alone"),
        pytest.param((signed(1, hours=40), signed(2, hours=4)), 0, id="a repeat of an old fact"),
        pytest.param((signed(1, hours=40), signed(2, hours=4, copy=True)), 0, id="a copy of an old fact"),
        pytest.param((signed(1), signed(2, hours=4)), 1, id="the same fact twice"),
        pytest.param((signed(1, occurred=TODAY), signed(2, hours=4, occurred=YESTERDAY)), 2, id="another day's event"),
        pytest.param((signed(1, modality=Modality.HOPED), signed(2, hours=4)), 2, id="hoped, then done"),
        pytest.param((signed(1, hours=24 * 20), signed(2, hours=4)), 1, id="the same signal weeks later"),
    ],
)
def test_new_evidence(reports: tuple[EvidenceView, ...], shown: int) -> None:
    digest = one(evidence=reports)
    assert sum(len(news.exhibits) for news in digest.evidence) == shown
    assert digest.news == bool(shown)


def test_at_most_three_lines_an_item_and_the_rest_counted() -> None:
    reports = tuple(signed(number, hours=number, occurred=YESTERDAY - timedelta(days=number)) for number in range(1, 8))
    news = one(evidence=reports).evidence[0]
    assert (len(news.exhibits), news.more) == (3, 4)
    moved = change("treaty", YESTERDAY, State.DONE, evidence=(1, 2))
    digest = one((moved,), reports)
    assert len(digest.changes[0].steps[0].exhibits) == 2
    assert (len(digest.evidence[0].exhibits), digest.evidence[0].more) == (1, 4)


def test_what_moved_the_state_is_not_told_twice() -> None:
    moved = change("treaty", YESTERDAY, State.DONE, evidence=(1,))
    assert one((moved,), (signed(),)).evidence == ()


def test_publishers_of_one_fact_are_named_behind_the_best_report() -> None:
    reports = (
        signed(1, name="Reuters", hours=9, grade="C", copies=4),
        signed(2, name="BBC News", hours=8, grade="A"),
        signed(3, name="Bloomberg", hours=7, grade="B"),
    )
    line = one(evidence=reports).evidence[0].exhibits[0]
    assert (line.source, [w.name for w in line.also], line.copies) == ("BBC News", ["Reuters", "Bloomberg"], 4)
    assert [w.url for w in line.also] == ["https://news.example/reuters/1", "https://news.example/bloomberg/3"]


def test_a_comment_is_counted_and_no_news() -> None:
    digest = one(evidence=(view("treaty", 1, "Why the treaty matters", "matters", Signal.COMMENT),))
    assert not digest.news
    assert digest.quiet[0].comments == 1


def test_facts_keep_every_report() -> None:
    reports = [signed(number, hours=number) for number in range(1, 40)]
    assert sorted(view.evidence.id for fact in facts(reports) for view in fact.reports) == list(range(1, 40))


# Quotes


@pytest.mark.parametrize("place", [0, 1, 14, 29, 30, 31, 58, 59])
def test_a_quote_has_at_most_thirty_words_around_its_trigger(place: int) -> None:
    text = [f"word{number}" for number in range(60)]
    start = len(" ".join(text[:place])) + (1 if place else 0)
    quote = cut(" ".join(text), start, start + len(text[place]))
    assert quote.marked == text[place]
    shown = quote.text.replace("…", "").split()
    assert len(shown) == 30
    assert " ".join(shown) in " ".join(text)
    assert quote.before.startswith("… ") == (shown[0] != "word0")
    assert quote.after.endswith(" …") == (shown[-1] != "word59")


@given(st.text(min_size=1, max_size=400), st.integers(-5, 400), st.integers(-5, 400))
def test_any_text_can_be_quoted(text: str, start: int, end: int) -> None:
    if not text.strip():
        return
    quote = cut(text, start, end)
    assert len(quote.text.replace("…", " ").split()) <= 31 + text.count("…")
    assert "\n" not in quote.text and "\u202e" not in quote.text


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (signed(), True),
        (replace(signed(), verified=False), False),
        (replace(signed(), title="Another headline than the quote"), False),
        (signed(field="body", title="Another headline"), True),
        (replace(signed(), evidence=replace(signed().evidence, quote="  ")), False),
    ],
    ids=["verified", "refuted", "not in the title", "body", "empty"],
)
def test_only_a_verified_quote_is_quoted(found: EvidenceView, expected: bool) -> None:
    assert (quote_of(found) is not None) is expected


# Deadlines


@pytest.mark.parametrize(
    ("latest", "words", "subject"),
    [
        (date(2013, 8, 8), "today", "1 due today"),
        (date(2013, 8, 9), "tomorrow", "1 due tomorrow"),
        (date(2013, 8, 11), "in 3 days", "1 due in 3 days"),
        (date(2013, 8, 7), "1 day over", "Nothing moved"),
        (date(2013, 7, 27), "12 days over", "Nothing moved"),
        (date(2013, 8, 16), None, "Nothing moved"),
    ],
)
def test_deadlines(latest: date, words: str | None, subject: str) -> None:
    digest = one(due=Due(latest=latest))
    assert [line.words for line in digest.due] == ([words] if words else [])
    assert digest.subject.startswith(subject)


@pytest.mark.parametrize(("days", "fresh"), [(8, False), (7, True), (6, False), (0, True), (-1, True), (-2, False)])
def test_a_deadline_is_news_on_the_day_it_comes_near_comes_or_passes(days: int, fresh: bool) -> None:
    digest = one(due=Due(latest=TODAY + timedelta(days=days)))
    assert digest.news is fresh


def test_a_closed_item_has_no_deadline() -> None:
    done = change("treaty", date(2013, 7, 1), State.DONE, Clock.MET)
    assert one((done,), due=Due(latest=TODAY), known=(done,)).due == ()


def test_evidence_that_moved_the_deadline_sets_it() -> None:
    later = Due(latest=date(2013, 8, 10))
    put_off = view(
        "treaty", 1, "The signing is put off to Saturday", "put off", Signal.POSTPONED, hours=99, new_due=later
    )
    moved = change("treaty", date(2013, 8, 4), State.DEVELOPING, Clock.MOVED, evidence=(1,))
    digest = one((moved,), (put_off,), due=Due(latest=date(2013, 8, 1)), known=(moved,))
    assert [line.words for line in digest.due] == ["in 2 days"]


def test_the_reader_s_own_zone_decides_the_day() -> None:
    late = datetime(2013, 8, 8, 23, 30, tzinfo=UTC)
    east = timezone(timedelta(hours=9))
    due = Due(latest=date(2013, 8, 9))
    assert one(due=due, as_of=late).due[0].words == "tomorrow"
    assert one(due=due, as_of=late, zone=east).due[0].words == "today"


# Trouble, coverage, questions, quiet


@pytest.mark.parametrize(
    ("source", "sentence", "news", "subject"),
    [
        (SourceView("r", "Reuters", "new"), None, False, "Nothing moved"),
        (SourceView("r", "Reuters", "blocked", healthy=False, failures=1), "refuses us", True, "Reuters not read"),
        (
            SourceView("r", "Reuters", "unreachable", "", False, 9, AS_OF - timedelta(days=9)),
            "unreachable, 9 readings in a row, last read 30 Jul 2013",
            False,
            "Reuters not read",
        ),
        (SourceView("r", "Reuters", "new", mended=True), "is read again", True, "Nothing moved"),
        (SourceView("r", "Reuters", "never_read", healthy=False, failures=2), "never read, 2 readings in a row", False,
         "Reuters not read"),
    ],
)  # fmt: skip
def test_trouble(source: SourceView, sentence: str | None, news: bool, subject: str) -> None:
    digest = one(sources=(source,))
    assert [trouble.sentence for trouble in digest.trouble] == ([sentence] if sentence else [])
    assert digest.news is news
    assert digest.subject.startswith(subject)


@pytest.mark.parametrize(
    ("coverage", "proven", "words"),
    [
        (None, False, "Coverage is not known: no reading is on record."),
        (Coverage(TODAY, TODAY, 0, 0), True, "No source is configured for these reviews."),
        (Coverage(TODAY, TODAY, 4, 4), True, "4 of 4 sources read, 8 Aug 2013."),
        (
            Coverage(TODAY, TODAY, 4, 4, unread=3),
            False,
            "4 of 4 sources read, 8 Aug 2013. Before that no source was read on 3 days.",
        ),
        (
            Coverage(YESTERDAY, TODAY, 1, 0, ("BBC",)),
            False,
            "0 of 1 source read, 7 Aug 2013 to 8 Aug 2013; not read: BBC.",
        ),
    ],
)
def test_coverage_never_looks_like_silence(coverage: Coverage | None, proven: bool, words: str) -> None:
    assert coverage_words(coverage) == words
    assert one(coverage=coverage).complete is proven


def test_each_item_stands_in_some_section() -> None:
    digest = build(morning())
    sections = (digest.changes, digest.due, digest.evidence, digest.asks, digest.quiet, digest.closed)
    told = {entry.item.id for section in sections for entry in section}
    assert told == {view.item.id for view in morning().items}


def test_the_subject_carries_the_facts_trouble_first() -> None:
    assert build(morning()).facts == (
        "Reuters not read",
        "1 closed (Bilateral summit of the two…: failed)",
        "1 moved",
        "1 due tomorrow",
        "1 with new evidence",
        "2 decisions for you",
    )


@pytest.mark.parametrize(
    "given_", [morning(), empty(), many(500), many(500, State.DONE)], ids=["full", "empty", "500", "all"]
)
def test_the_subject_is_one_short_line(given_: DigestInput) -> None:
    digest = build(given_)
    assert 0 < len(digest.subject) <= 140 and "\n" not in digest.subject


def test_each_item_is_asked_about_once_the_likeliest_first() -> None:
    asked = morning().questions[0]
    other = replace(asked, item=item("other", "Another matter"), score=0.6)
    copy = replace(asked, url="https://copy.example/1", score=0.5)
    third = replace(asked, article_title="Generals talk on", score=0.3)
    digest = one(questions=(third, other, copy, replace(asked, score=0.8)))
    told = [(ask.item.title[:7], ask.doubt.likelihood, ask.doubt.more) for ask in digest.asks if ask.doubt]
    assert told == [("A missi", 0.8, 1), ("Another", 0.6, 0)]
    assert digest.facts[-1] == "2 decisions for you"


def test_state_and_report_of_an_item_are_one_decision() -> None:
    doubtful = change("treaty", YESTERDAY - timedelta(days=9), State.DEVELOPING, flags=("needs_review",))
    question = replace(morning().questions[0], item=item("treaty", "The treaty"))
    (ask,) = one((doubtful,), questions=(question,)).asks
    assert ask.how == "followup explain lake-talks/treaty"
    assert ask.doubt is not None and ask.doubt.title == question.article_title


@pytest.mark.parametrize(
    ("url", "how"),
    [
        ("https://news.example/1", "followup judge https://news.example/1 lake-talks/missiles yes"),
        ("https://n.example/;rm%20-rf", "followup judge 'https://n.example/;rm%20-rf' lake-talks/missiles yes"),
        ("https://n.example/$(reboot)&x", "followup judge 'https://n.example/$(reboot)&x' lake-talks/missiles yes"),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_question_says_how_to_answer_it_and_is_safe_to_paste(url: str, how: str) -> None:
    doubt = one(questions=(replace(morning().questions[0], url=url),)).asks[0].doubt
    assert doubt is not None and doubt.how == how


# Identity


def test_the_identity_is_recipient_since_and_as_of() -> None:
    base = morning()
    same = build(morning(version="2", items=())).id
    assert build(base).id == same == build(morning(as_of=AS_OF.astimezone(timezone(timedelta(hours=5))))).id
    others = {
        build(morning(recipient="boss@desk.example")).id,
        build(morning(since=SINCE + timedelta(seconds=1))).id,
        build(morning(as_of=AS_OF + timedelta(seconds=1))).id,
    }
    assert len(others | {same}) == 4


def test_the_same_input_gives_the_same_digest() -> None:
    assert build(morning()) == build(morning())


def test_several_reviews_are_named() -> None:
    other = replace(REVIEW, slug="harvest", title="The harvest pact")
    digest = build(morning(reviews=(REVIEW, other)))
    assert digest.subject.endswith("and 1 more")
    assert {told.item.review for told in digest.changes} == {REVIEW.title}
    assert {told.item.review for told in build(morning()).changes} == {""}


# Words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (Due(latest=date(2013, 9, 4)), "4 Sep 2013"),
        (Due(date(2013, 9, 3), date(2013, 9, 4)), "3-4 Sep 2013"),
        (Due(date(2013, 8, 30), date(2013, 9, 4)), "30 Aug 2013 to 4 Sep 2013"),
        (Due(date(2013, 9, 1), date(2013, 9, 30), precision=Precision.MONTH), "Sep 2013"),
        (Due(date(2013, 7, 1), date(2013, 9, 30), precision=Precision.QUARTER), "quarter 3 of 2013"),
        (Due(date(2013, 1, 1), date(2013, 12, 31), precision=Precision.YEAR), "2013"),
        (Due(earliest=date(2013, 9, 4)), "from 4 Sep 2013"),
        (Due(text="soon"), "soon"),
    ],
)
def test_spans(due: Due, words: str) -> None:
    assert span(due) == words


@pytest.mark.parametrize(("share", "words"), [(0.934, "93%"), (0.9999, "99%"), (1.0, "100%"), (0.0, "0%")])
def test_percent_never_claims_certainty(share: float, words: str) -> None:
    assert percent(share) == words


def test_left_in_words() -> None:
    assert [left(days) for days in (0, 1, 2, -1, -2)] == ["today", "tomorrow", "in 2 days", "1 day over", "2 days over"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/a?b=c&d=e", True),
        ("http://news.example/", True),
        (" https://news.example/ ", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ('https://news.example/"onclick=', False),
        ("https://news.example/\r\nBcc: x", False),
        ("https://news.example/" + "a" * 3000, False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str, expected: bool) -> None:
    assert bool(safe_url(url)) is expected


@given(st.text(max_size=300), st.integers(5, 200))
def test_clean_text_is_one_line_within_its_limit(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert not any(char in cleaned for char in "\r\n\t\x00\u202e\u2066\u2028")
