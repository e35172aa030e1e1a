"""Times as publishers write them (quirk 9 in docs/sources.md), read into aware UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
"""Three letters of an English month's name to its number."""
_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4, "EST": -5, "EDT": -4, "ET": -5, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "JST": 9, "KST": 9, "SGT": 8, "HKT": 8, "AEST": 10,
    "AEDT": 11,
}  # fmt: skip
"""Hours east of Greenwich. A zone's letters mean what they say, also EST in August: the Washington Post's own machine
time beside its `EST` of a summer's day is five hours, not four."""

_DAY_NAME = r"(?:[^\W\d]+\.?,?\s+)?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<m>[^\W\d]{3,9})\.?"
_CLOCK = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d+))?)?(?:\s*(?P<half>[ap])\.?m\.?)?"
_ZONE = r"\s*(?P<zone>[a-z]{1,5}|(?:GMT|UTC)?[+-]\d{1,2}:?(?:\d{2})?)?"
_AT = rf"(?:,?\s+(?:at\s+)?{_CLOCK}{_ZONE})?"
_FORMS = tuple(
    re.compile(form + r"\s*$", re.IGNORECASE)
    for form in (
        rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?:(?:\s*T\s*|\s+|,\s*){_CLOCK}{_ZONE})?",
        rf"(?P<y>\d{{4}})(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?(?P<f>)(?P<half>){_ZONE})?",
        rf"{_DAY_NAME}{_DAY}[\s-]+{_MONTH},?[\s-]+(?P<y>\d{{4}}|\d{{2}}){_AT}",
        rf"{_DAY_NAME}{_MONTH}\s+{_DAY},?\s+(?P<y>\d{{4}}){_AT}",
        rf"{_DAY_NAME}{_MONTH}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+(?P<y>\d{{4}})",
    )
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?$")


def parse_time(text: str, zone: timezone = UTC) -> datetime | None:
    """The moment that a text names, in UTC; None where it names none.

    `zone` stands in where the text names no zone. A bare day is its midnight there. Zone letters that nobody knows make
    the whole unreadable: a time that is wrong by hours is worse than none.
    """
    text = " ".join(text.replace("−", "-").split())
    if _EPOCH.match(text):
        return _epoch(text)
    for form in _FORMS:
        if found := form.match(text):
            return _moment(found, zone)
    return None


def _moment(found: re.Match[str], zone: timezone) -> datetime | None:
    parts = found.groupdict()
    month = int(parts["m"]) if parts["m"].isdigit() else MONTHS.get(parts["m"][:3].lower(), 0)
    year = int(parts["y"]) + (0 if len(parts["y"]) == 4 else 2000 if int(parts["y"]) < 70 else 1900)
    offset = _offset(parts["zone"], zone)
    if offset is None:
        return None
    micro = int((parts["f"] or "0")[:6].ljust(6, "0"))
    seconds = int(parts["S"] or 0)
    try:
        local = datetime(year, month, int(parts["d"]), _hour(parts), int(parts["M"] or 0), min(seconds, 59), micro, UTC)
        return local - offset
    except (ValueError, OverflowError):
        return None


def _hour(parts: dict[str, str | None]) -> int:
    hour, half = int(parts["H"] or 0), (parts["half"] or "").lower()
    if not half:
        return hour
    return hour % 12 + (12 if half == "p" else 0)


def _offset(written: str | None, zone: timezone) -> timedelta | None:
    if not written:
        return zone.utcoffset(None)
    name = written.upper()
    if name in _ZONES:
        return timedelta(hours=_ZONES[name])
    found = re.fullmatch(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?", name)
    if found is None or int(found[2]) > 15:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return -size if found[1] == "-" else size


def _epoch(text: str) -> datetime | None:
    digits, _, _ = text.partition(".")
    seconds = int(digits) / 1000 if len(digits) == 13 else float(text)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
