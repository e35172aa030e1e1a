"""Block pages: how the publishers' walls look (quirk 8). A blocked source is its own state, never "no news"."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

_REFUSALS = {
    401: "it asks for a login or a captcha",
    402: "it asks for payment",
    403: "it refuses access",
    429: "it says that it is asked too often",
    451: "it refuses for legal reasons",
}
_MARKS = (
    (re.compile(rb"captcha-delivery\.com", re.IGNORECASE), "a captcha by DataDome"),
    (re.compile(rb"<title>\s*Just a moment", re.IGNORECASE), "a challenge by Cloudflare"),
    (re.compile(rb"cf-chl-|/cdn-cgi/challenge-platform/", re.IGNORECASE), "a challenge by Cloudflare"),
    (re.compile(rb"<title>\s*Access (?:to this page has been )?Denied", re.IGNORECASE), "access denied"),
    (re.compile(rb"<title>[^<]*Are you a robot", re.IGNORECASE), "a question whether we are a robot"),
    (re.compile(rb"px-captcha|perimeterx", re.IGNORECASE), "a captcha by PerimeterX"),
    (re.compile(rb"<title>\s*Pardon Our Interruption", re.IGNORECASE), "an interruption page"),
    (re.compile(rb"_Incapsula_Resource|Request unsuccessful\. Incapsula", re.IGNORECASE), "a wall by Imperva"),
    (
        re.compile(rb"<title>\s*(?:Attention Required|Security Check|Human Verification)", re.IGNORECASE),
        "a security check",
    ),
)
_WALL_PATHS = ("/tosv2.html", "/tosv.html")
_LOOK = 20_000
"""Walls are short, and say what they are at the top."""


def wall(status: int, url: str, headers: Mapping[str, str], body: bytes, *, page: bool) -> str:
    """What stands in the way, in words; empty where nothing does.

    `headers` have names in lower case. `page` says that the body is HTML: only then its text is looked at, since a feed
    may well report on captchas.
    """
    if urlsplit(url).path in _WALL_PATHS:
        return f"it sent us to its robot page instead of {_meant(url)}"
    if "x-datadome" in headers and status in (401, 403, 405):
        return _MARKS[0][1]
    if headers.get("cf-mitigated") == "challenge":
        return _MARKS[1][1]
    found = next((words for mark, words in _MARKS if mark.search(body[:_LOOK])), "") if page else ""
    return found or (_REFUSALS.get(status, "") + _later(status, headers) if status in _REFUSALS else "")


def _later(status: int, headers: Mapping[str, str]) -> str:
    wait = headers.get("retry-after", "")
    return f" and wants us back after {wait}{' seconds' if wait.isdigit() else ''}" if status == 429 and wait else ""


def _meant(url: str) -> str:
    """Bloomberg keeps the path that was asked for as base64 in `url`."""
    given = parse_qs(urlsplit(url).query).get("url", [""])[0]
    try:
        return base64.b64decode(given + "=" * (-len(given) % 4), validate=True).decode() or "the page"
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "the page"
