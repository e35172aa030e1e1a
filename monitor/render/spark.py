"""The last 30 days of an item as a small picture: SVG where a reader shows it, block characters where not."""

from __future__ import annotations

from datetime import date, timedelta

from monitor.domain.digest import Trend
from monitor.domain.digest.words import count, day

_BLOCKS = "▁▂▃▄▅▆▇█"
_STEP, _BAR = 5, 4
_BASE = 16  # bars stand on this line; marks of state changes hang below it


def blocks(trend: Trend) -> str:
    """One character a day, oldest first; the lowest is a day without reports."""
    top = max(*trend.counts, 1)
    return "".join(_BLOCKS[round(number / top * (len(_BLOCKS) - 1))] for number in trend.counts)


def caption(trend: Trend) -> str:
    """What stands beside the picture."""
    return f"{count(sum(trend.counts), 'report')} in 30 days"


def label(trend: Trend, last: date) -> str:
    """The picture in words, for those who do not see it."""
    said = caption(trend)
    busiest = max(range(len(trend.counts)), key=lambda place: (trend.counts[place], place))
    if trend.counts[busiest] > 1:
        said += f", most on {day(_date(busiest, last))}"
    if trend.marks:
        said += "; state changed on " + ", ".join(day(_date(place, last)) for place in trend.marks[-3:])
    return said


def bars(trend: Trend) -> str:
    """Path data: the base line, and a bar for each day with reports."""
    top = max(*trend.counts, 1)
    drawn = [f"M0 {_BASE}h{len(trend.counts) * _STEP - (_STEP - _BAR)}v1h-{len(trend.counts) * _STEP}z"]
    for place, number in enumerate(trend.counts):
        tall = max(3, round(number / top * _BASE)) if number else 0
        drawn.append(f"M{place * _STEP} {_BASE}v-{tall}h{_BAR}v{tall}z" if tall else "")
    return "".join(drawn)


def marks(trend: Trend) -> str:
    """Path data: a small triangle under each day on which the state changed."""
    return "".join(f"M{place * _STEP + 2} {_BASE + 2}l3 4h-6z" for place in trend.marks)


def _date(place: int, last: date) -> date:
    return last - timedelta(days=29 - place)
