"""Which sections of the entries each feed holds, by the name that stands in the feed's address."""

from __future__ import annotations

_HOLDS = {
    "world": ("world",),
    "europe": ("world/europe",),
    "middle_east": ("world/middle_east",),
    "middleeast": ("world/middle_east",),
    "asia": ("world/asia",),
    "asiapacific": ("world/asia",),
    "africa": ("world/africa",),
    "americas": ("world/americas",),
    "latin_america": ("world/americas",),
    "us_and_canada": ("world/us",),
    "us": ("world/us", "politics"),
    "politics": ("politics", "world", "uk"),
    "uk": ("uk",),
    "business": ("business", "markets"),
    "economy": ("business", "markets"),
    "economics": ("business", "markets"),
    "markets": ("markets", "business"),
    "industries": ("business",),
    "technology": ("technology",),
    "science": ("science",),
    "science_and_environment": ("science",),
    "sports": ("sport",),
}


def matches(source: str, section: str, of_entry: str) -> bool:
    """Whether a feed of that name holds an entry of that section; the front page's (empty name) holds all."""
    if not section:
        return True
    if (source, section) == ("nytimes", "politics"):  # home affairs there, not the world's
        return of_entry in ("politics", "world/us")
    return of_entry.startswith(_HOLDS.get(section, ("?",)))


def spoken(section: str) -> str:
    """The section's name as a title."""
    return section.replace("_", " ").title() or "Top Stories"
