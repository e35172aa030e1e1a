"""Whether 03.04.13 is the third of April or the fourth of March, read off the whole text."""

from __future__ import annotations

import re
from datetime import date

from monitor.domain.dates.values import Order

_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})[./-]\.?(\d{1,2})\.?[./-]-?(\d{4}|\d\d)(?![\d%])")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_MONTH_FIRST = re.compile(rf"\b{_MONTH} \d{{1,2}}\b(?!\d)")
_DAY_FIRST = re.compile(rf"\b\d{{1,2}} {_MONTH}\b")


def guess_order(text: str, *, day: date | None = None) -> tuple[Order, str]:
    """The order of the numbers and, where it is no more than a guess, what it was guessed from (else "").

    A number over 12 settles it; then which reading lies nearer to `day`; then how the text writes dates in words.
    Without any numeric date the answer is certain, for nothing depends on it.
    """
    pairs = [(int(a), int(b), int(y)) for a, b, y in _NUMERIC.findall(text)]
    month_first = sum(b > 12 >= a for a, b, _ in pairs)
    day_first = sum(a > 12 >= b for a, b, _ in pairs)
    if month_first != day_first:
        return (Order.MONTH_FIRST if month_first > day_first else Order.DAY_FIRST), ""
    if not any(a != b and a <= 12 and b <= 12 for a, b, _ in pairs):
        return Order.MONTH_FIRST, ""
    return _guess(text, pairs, day)


def _guess(text: str, pairs: list[tuple[int, int, int]], day: date | None) -> tuple[Order, str]:
    if day:
        near = {order: sum(_distance(pair, order, day) for pair in pairs) for order in Order}
        if abs(near[Order.MONTH_FIRST] - near[Order.DAY_FIRST]) > 45 * len(pairs):
            return min(near, key=lambda order: near[order]), "the dates lie nearer to the review's so"
    month_words, day_words = len(_MONTH_FIRST.findall(text)), len(_DAY_FIRST.findall(text))
    if month_words != day_words:
        order = Order.MONTH_FIRST if month_words > day_words else Order.DAY_FIRST
        return order, "the text writes its other dates so"
    return Order.MONTH_FIRST, "nothing in the text tells"


def _distance(pair: tuple[int, int, int], order: Order, day: date) -> int:
    first, second, year = pair
    month, number = (first, second) if order is Order.MONTH_FIRST else (second, first)
    try:
        return abs((date(year if year > 99 else 2000 + year, month, number) - day).days)
    except ValueError:
        return 400
