"""Dates as people write them: found in a text and resolved against the day it was written."""

from monitor.domain.dates.find import find_dates
from monitor.domain.dates.order import guess_order
from monitor.domain.dates.values import DateMention, Order, Tense

__all__ = ["DateMention", "Order", "Tense", "find_dates", "guess_order"]
