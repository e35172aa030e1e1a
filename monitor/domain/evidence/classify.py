"""One headline, one class: what the evaluation and a reader at a glance ask for."""

from __future__ import annotations

from monitor.domain.evidence.anchor import anchor, located
from monitor.domain.evidence.matter import matter_of
from monitor.domain.evidence.meaning import Reading, best, readings
from monitor.domain.model import Kind, Modality, OpenItem, Signal


def classify(headline: str, summary: str = "", item_title: str = "") -> Signal:
    """The signal that a headline gives for an item, or for whatever it is about where no item is named.

    Hope, history and opinion are COMMENT; whoever denies an ending is DENIED. The summary is read only where the
    headline says nothing, and only if it names the item.
    """
    found = _best(headline, item_title, anchored=False)
    if found is None and summary and item_title:
        found = _best(summary, item_title, anchored=True)
    return _class(found)


def _best(text: str, item_title: str, *, anchored: bool) -> Reading | None:
    matter = matter_of(OpenItem("", "", item_title, Kind.PROCESS, terms=(item_title,))) if item_title else None
    sentence, found = readings(text, matter.own if matter else frozenset())
    if matter is None or not found:
        return best(found)
    place = located(sentence, matter)
    own = [reading for reading in found if anchor(sentence, reading, place, matter) > 0]
    return best(own if anchored else found)


def _class(reading: Reading | None) -> Signal:
    if reading is None or reading.modality in (Modality.HOPED, Modality.HISTORICAL):
        return Signal.COMMENT
    if reading.signal is Signal.SUPERSEDED:  # one of the classes of headlines: it is off, whatever comes instead
        return Signal.DENIED if reading.modality is Modality.DENIED else Signal.CANCELLED
    return Signal.DENIED if reading.modality is Modality.DENIED else reading.signal
