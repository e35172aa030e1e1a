"""Forms of a review's day, of its rows and of its dates: tables of cases."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.domain.dates import Tense, find_dates
from monitor.domain.review import read_review

_BODY = """

The port authority will publish its figures by 30 June. The minister promised a reply within two weeks.

A treaty was signed on 3 February 2018. The unions meet on 12 May.
"""


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("The harbour scheme\n_Desk monitor, 4 March 2020_", "The harbour scheme"),
        ("The harbour scheme\n*Status, 4 March 2020*", "The harbour scheme"),
        ("The harbour scheme\nLast updated: 2020-03-04T10:00", "The harbour scheme"),
        ("Mar. 4, 2020\n\nThe harbour scheme", "The harbour scheme"),
        ("From: Ann\nDate: Wed, 4 Mar 2020 10:00:00 +0000\nSubject: Harbour scheme", "Harbour scheme"),
        ("Harbour scheme (March 4, 2020)", "Harbour scheme"),
        ("The harbour scheme\n\nOslo, Wednesday evening, 4 March 2020. A quiet week.", "The harbour scheme"),
        ("Where the harbour scheme stands on 4 March 2020", "Where the harbour scheme stands"),
    ],
)
def test_the_day_at_the_top_is_the_reviews(head: str, title: str) -> None:
    review = read_review(head + _BODY).review
    assert (review.date, review.title) == (date(2020, 3, 4), title)


def test_a_month_at_the_top_goes_before_what_happened_long_ago() -> None:
    proposal = read_review("Harbour scheme, March 2020" + _BODY)
    assert proposal.review.date == date(2020, 3, 31)
    assert any("--date" in warning for warning in proposal.warnings)


def test_cells_parted_by_tabs_are_cells() -> None:
    head = "No.\tPoint\tState\tNext"
    table = head + "\n1\tFerry pier\tplans drawn\tbids due 15 June\n2\tCrane\tpaid\tnothing further planned"
    items = read_review(f"Harbour sheet, 4 March 2020\n\n{table}\n").items
    assert [(item.title, item.due and item.due.latest) for item in items] == [("Ferry pier: bids", date(2020, 6, 15))]


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("by the first of June", date(2024, 6, 1)),
        ("on Thursday week", date(2024, 3, 14)),
        ("on the last Friday of May", date(2024, 5, 31)),
        ("on the second Monday in April 2025", date(2025, 4, 14)),
        ("at the latest on 18 March", date(2024, 3, 18)),
        ("on Tuesday or Wednesday", date(2024, 3, 6)),
        ("by mid-January", date(2025, 1, 15)),
        ("by mid-2026", date(2026, 6, 30)),
        ("early in the new year", date(2025, 3, 31)),
        ("before the new year", date(2024, 12, 31)),
        ("by the turn of the year", date(2024, 12, 31)),
        ("in the week of 12 June", date(2024, 6, 16)),
        ("w/c 10 June", date(2024, 6, 16)),
        ("week ending June 14", date(2024, 6, 14)),
        ("before the summer", date(2024, 5, 31)),
        ("before the summer break", date(2024, 7, 31)),
        ("before the summer recess", date(2024, 7, 31)),
        ("in late autumn", date(2024, 11, 30)),
        ("autumn 2026", date(2026, 11, 30)),
        ("the week after next", date(2024, 3, 24)),
        ("within a fortnight", date(2024, 3, 18)),
        ("before the year is out", date(2024, 12, 31)),
        ("down for the 16th.", date(2024, 3, 16)),
        ("by the 3rd", date(2024, 4, 3)),
        ("by Fri.", date(2024, 3, 8)),
        ("by 31/05", date(2024, 5, 31)),
    ],
)
def test_dates_in_words(text: str, latest: date) -> None:
    (found,) = find_dates(text, day=date(2024, 3, 4), tense=Tense.FUTURE)
    assert found.latest == latest


@pytest.mark.parametrize(
    "text", ["every first Monday of the month", "each Friday", "by the 16th floor", "open 24/7", "he sat by the sun"]
)
def test_what_recurs_or_only_looks_like_a_date_has_no_day(text: str) -> None:
    assert find_dates(text, day=date(2024, 3, 4)) == ()


@pytest.mark.parametrize(
    "clause",
    [
        "She usually files in December.",
        "Our own view: a sale this year would surprise us.",
        "The bridge was first proposed in 2004 and shelved in 2009.",
        '"We are not going to be bullied," he told the paper.',
        "That might even happen.",
        "A petition of 2,100 names asked for the wall to be set back.",
    ],
)
def test_what_is_habit_view_or_past_is_no_item(clause: str) -> None:
    text = f"Harbour notes, 4 March 2020{_BODY}\n{clause}\n"
    assert not [item.title for item in read_review(text).items if item.quote and item.quote in clause]


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("Donors to close a gap of 30 million", "Donors to close a gap of 30 million"),
        ("The envoy has been instructed to raise it with the president.", "Envoy to raise it with the president"),
        ("The ministry insists that the state sell its remaining shares.", "State to sell its remaining shares"),
        ("For the hospitals nothing has been decided.", "Hospitals: nothing decided"),
        ("The crane is too old, so the port offered to buy another.", "Port to buy another"),
        ("The unions have not said how they will vote.", "Unions to say how they will vote"),
        ("Who will run it has been left to a committee.", "Who will run it"),
        ("Should the vote fail, the directors have indicated that they would resign.", "Directors to resign"),
        (
            "Norway wants a written guarantee from the bank.",
            "Norway: written guarantee from the bank",
        ),
        ("The minister told the chamber she would publish new rules.", "Minister to publish new rules"),
        ("The lender has put its loan on hold.", "Lender: loan"),
        ("The three firms that measure the depth have until 3 May to report.", "Three firms to report"),
        (
            "Iraq and Oman pumped more than their share in February. Both are to hand in schedules.",
            "Iraq and Oman to hand in schedules",
        ),
    ],
)
def test_titles_say_who_is_to_do_what(entry: str, title: str) -> None:
    items = read_review(f"Harbour notes, 4 March 2020{_BODY}\n- {entry}\n").items
    assert title in [item.title for item in items]


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("With material from the New York Times, AP and the BBC.", ("New York Times", "AP", "BBC")),
        ("(BBC, Reuters and the Daily Mirror)", ("BBC", "Reuters", "Daily Mirror")),
        ("Sources: Reuters (2 June), Bloomberg, Argus", ("Reuters", "Bloomberg", "Argus")),
        ("The ferry will sail on 9 March. Sources: Reuters, Argus.", ("Reuters", "Argus")),
        ("The ferry will sail on 9 March. (Source: the Daily Mirror)", ("Daily Mirror",)),
    ],
)
def test_sources_that_nothing_knows_are_named_with_what_to_add(line: str, keys: tuple[str, ...]) -> None:
    proposal = read_review(f"Harbour notes, 4 March 2020{_BODY}\n{line}\n")
    for name in keys:
        assert any(f"{name!r} is in no configuration: add sources/" in warning for warning in proposal.warnings)
    assert not {name for item in proposal.items for name in (*item.actors, *item.terms)} & set(keys)


@pytest.mark.parametrize(
    "words",
    [
        "The ferry will sail on 9 March. Sources: Reuters, Argus.",
        "The ferry will sail on 9 March. (Source: Argus)",
        "The captain did not name his sources: Reuters asked. The ferry will sail on 9 March.",
        "The ferry will sail on 9 March. Sources: the captain said so.",
    ],
)
def test_a_paragraph_that_ends_in_its_sources_is_read_all_the_same(words: str) -> None:
    proposal = read_review(f"Harbour notes, 4 March 2020\n\n{words}\n")
    assert "Ferry to sail" in [item.title for item in proposal.items]
    known = words.partition("Source")[2].partition(":")[2].strip(" .)")
    named = [name for name in known.split(", ") if name[:1].isupper()]
    unknown = [warning for warning in proposal.warnings if "is in no configuration" in warning]
    assert len(unknown) == len(named), unknown


@pytest.mark.parametrize(
    ("text", "titled"),
    [
        ("Whether the levy of $14,250 will hold is another question.", "Whether the levy of $14,250"),
        (
            "The council is to vote on a grant of 1,200,000 euros, though late.",
            "Council to vote on a grant of 1,200,000 euros",
        ),
    ],
)
def test_a_comma_within_a_number_ends_no_title(text: str, titled: str) -> None:
    titles = [item.title for item in read_review("Ferry notes\n4 March 2020\n\n" + text).items]
    assert any(title.startswith(titled) for title in titles), titles


def test_numbers_and_boxes_of_entries_are_no_words_of_theirs() -> None:
    body = (
        "2.3 The ferry line will open by 3 May.\n\n- [ ] Publish the tender by 9 May\n- [x] Sign the lease by 1 May\n"
    )
    titles = [item.title for item in read_review("# Harbour notes, 4 March 2020\n\n" + body).items]
    assert titles == ["Ferry line to open", "Publish the tender"]


def test_places_in_brackets_are_no_sources() -> None:
    warnings = read_review(f"Harbour notes, 4 March 2020{_BODY}\n(Paris, London and Rome)\n").warnings
    assert not [warning for warning in warnings if "Paris" in warning]


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("A panel of Norway and Iceland will be created in June.", "Panel of Norway and Iceland to be created"),
        ("A working group of the town and Orbis is to meet in June.", "Working group of the town and Orbis to meet"),
        (
            "The insurer Alder Mutual and the city are to sign a lease by June.",
            "Insurer Alder Mutual and the city to sign a lease",
        ),
        ("The council met on Monday and Orbis will publish its plan in June.", "Orbis to publish its plan"),
    ],
)
def test_two_names_before_one_verb_are_one_subject(sentence: str, title: str) -> None:
    items = read_review(f"Harbour sheet, 4 March 2020\n\n{sentence}\n").items
    assert [item.title for item in items] == [title]


@pytest.mark.parametrize(
    "clause",
    [
        "and will share it with the crews",
        "Spain wants it now",
    ],
)
def test_what_is_done_to_it_is_the_matter_before(clause: str) -> None:
    text = f"Harbour notes, 4 March 2020\n\n- The agency is to publish a report by 9 June; {clause}.\n"
    assert len(read_review(text).items) == 1


def test_a_day_as_heading_is_neither_an_item_nor_a_topic() -> None:
    text = "# Harbour notes, 4 March 2020\n\n## Monday\n\nThe council is to vote on the pier.\n"
    assert [item.title for item in read_review(text).items] == ["Council to vote on the pier"]


def test_sources_dated_after_what_is_to_come_move_no_date() -> None:
    quoted = "“a thorough exchange of views on every one of the questions that the port has raised with the ministry”"
    body = f"The council met on 2.6.2020.\n\nThey will hold {quoted} on 9.3.2020."
    text = f"Harbour notes\n\n{body}\n\nSources: Argus, 9.17.2020\n"
    proposal = read_review(text)
    assert str(proposal.review.date) == "2020-02-06"
    assert any("the review's date was not moved" in warning for warning in proposal.warnings)
