"""Why an entry became no article, or an article concerns no item."""

from __future__ import annotations

from enum import StrEnum


class Drop(StrEnum):
    """The one reason under which a dropped entry or article is counted."""

    NO_ADDRESS = "no_address"
    """An entry without an address."""
    NAMELESS = "nameless"
    """An answer of an interface that lacks address or title, or a record that has neither."""
    UNDATED = "undated"
    """An imported record without a time: it cannot be said when it was known."""
    NO_ITEM = "no_item"
    """An article in which nothing stands by which an item is found."""
    UNLIKE = "unlike"
    """An article that was compared with items and is too unlike each."""
    CONFLICT = "conflict"
    """An article of which something speaks against the item that it is most like."""
