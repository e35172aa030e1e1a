"""The whole way from a review's text to a proposal.

text -> blocks (layout) -> the day (day) -> candidates (collect: clauses, judge, due, naming)
     -> matters (merge) -> due dates that hang on another item (anchor) -> items
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from monitor.domain.dates import Order, find_dates, guess_order
from monitor.domain.model import OpenItem, Proposal, Review, Source
from monitor.domain.review.anchor import anchored
from monitor.domain.review.citations import at_end, citations, keys_of
from monitor.domain.review.clauses import flat
from monitor.domain.review.collect import collect
from monitor.domain.review.criterion import criterion_of
from monitor.domain.review.day import ReviewDay, review_day
from monitor.domain.review.layout import Block, Form, parse
from monitor.domain.review.merge import Matter, merge
from monitor.domain.review.names import actors_of, known_names
from monitor.domain.review.naming import key_of, kind_of
from monitor.domain.review.phrases import clean
from monitor.domain.review.terms import MOST_TERMS, abbreviations, terms_of
from monitor.errors import InputError

_MOST_ITEMS = 200
_LONGEST_TITLE = 130
_ANY_DAY = date(2000, 1, 1)


def read_review(
    text: str, *, file: str = "", day: date | None = None, slug: str | None = None, sources: Sequence[Source] = ()
) -> Proposal:
    """What the review leaves open, for the analyst to edit, with warnings; InputError where its date cannot be told."""
    if not text.strip():
        raise InputError("the review is empty", source=file)
    words = flat(text)
    blocks = parse(text)
    when = review_day(words, blocks, day)
    if when.day is None:
        cause = "; ".join(
            ["the review's date cannot be told from its text: give it with --date YYYY-MM-DD", *when.warnings]
        )
        raise InputError(cause, source=file)
    order, guessed = guess_order(words, day=when.day)
    keys, unknown = keys_of(_cited(words, blocks), sources)
    title = _title(words, blocks, file)
    review = Review(slug or _slug(title, when.day), title, when.day, keys, file)
    matters = merge(collect(words, blocks, day=when.day, order=order))
    items = _items(text, words, matters[:_MOST_ITEMS], review)
    warnings = _warnings(when, order, guessed, unknown, items)
    if len(matters) > _MOST_ITEMS:
        warnings.append(f"only the first {_MOST_ITEMS} of {len(matters)} open matters are proposed: split the text")
    return Proposal(review, anchored(items, when.day), tuple(warnings))


def _cited(text: str, blocks: Sequence[Block]) -> tuple[str, ...]:
    spans = [(block.form is Form.SOURCES, text[block.start : block.end]) for block in blocks]
    lines = [words if own else at_end(words) for own, words in spans]
    return tuple(name for line in lines if line for name in citations(line))


def _title(text: str, blocks: Sequence[Block], file: str) -> str:
    titles = [block for block in blocks if block.form is Form.TITLE] or list(blocks[:1])
    for block in titles[:1]:
        words = re.sub(r"\s*\((?:posted|published|updated)[^)]*\)", "", text[block.start : block.end])
        words = re.sub(r"^(?:Review|Notes?|Memo|Subject|Re)\s*:\s*", "", clean(_undated(words))) or clean(words)
        return words if len(words) <= _LONGEST_TITLE else words[:_LONGEST_TITLE].rsplit(" ", 1)[0]
    return file or "Review"


def _undated(words: str) -> str:
    """A title without the date at its end, which the review has anyway; the words themselves where nothing else is left."""
    last = next((m for m in reversed(find_dates(words, day=_ANY_DAY)) if not words[m.end :].strip(" .,)]*")), None)
    if last is None or not re.search(r"\d{2}", last.text):
        return words
    kept = re.sub(r"[\s,;:(\[–—-]+(?:(?:on|of|as at|as of|dated|in|for|the)\s+)*$", "", words[: last.start])
    return kept if len(clean(kept).split()) > 1 else words


def _slug(title: str, day: date) -> str:
    return f"{key_of(title, set())}-{day:%Y-%m}"


def _items(text: str, words: str, matters: Sequence[Matter], review: Review) -> tuple[OpenItem, ...]:
    known, names = abbreviations(words), known_names(words)
    items: list[OpenItem] = []
    for matter in matters:
        items.append(_item(text, matter, review, known, names, {item.key for item in items}))
    return tuple(items)


def _item(
    text: str, matter: Matter, review: Review, known: Mapping[str, str], names: frozenset[str], taken: set[str]
) -> OpenItem:
    lead = matter.lead
    kind = kind_of(lead.finding, lead.title)
    start, end = _span(matter)
    row = lead.finding.cue.id == "row"
    terms = dict.fromkeys(terms_of(lead.title, "" if row else lead.clause, known, names))
    for other in matter.others:
        terms |= dict.fromkeys(terms_of(other.title, other.clause, known, names)[:2])
    return OpenItem(
        review=review.slug,
        key=key_of(lead.title, taken),
        title=lead.title,
        kind=kind,
        criterion=criterion_of(lead.title, kind, negative=lead.finding.negative),
        due=matter.due,
        actors=actors_of(names, lead.subject, lead.clause, lead.subject, lead.context, review.title),
        terms=tuple(terms)[: MOST_TERMS + 2],
        quote=re.sub(r"[ \t]*\r?\n[ \t]*|\t+", " ", text[start:end]),
        span=(start, end),
        polarity=-1 if lead.finding.negative else 1,
        commitment=lead.finding.commitment,
        since=review.date,
    )


def _span(matter: Matter) -> tuple[int, int]:
    """The lead's clause, with what goes on about it in the same block within a few words."""
    start, end = matter.lead.start, matter.lead.end
    for other in matter.others:
        if other.block == matter.lead.block and 0 <= other.start - end <= 6:
            end = other.end
    return start, end


def _file_name(source: str) -> str:
    return re.sub(r"\W+", "-", source.lower()).strip("-") or "source"


def _warnings(
    when: ReviewDay, order: Order, guessed: str, unknown: Sequence[str], items: Sequence[OpenItem]
) -> list[str]:
    warnings = list(when.warnings)
    if not when.sure:
        warnings.append(
            f"the review's date was taken to be {when.day} ({when.because}): say it with --date if that is wrong"
        )
    if guessed:
        warnings.append(f"dates of numbers were read as {order.value} because {guessed}")
    warnings += [
        f"the source {name!r} is in no configuration: add sources/{_file_name(name)}.toml, or an alias to a source that is"
        for name in unknown
    ]
    if not items:
        warnings.append("nothing in the text was found to be open")
    return warnings
