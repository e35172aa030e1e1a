"""Quirk 8: walls, also with status 200."""

from __future__ import annotations

import base64

import pytest

from spiders.blocks import wall
from spiders.bodies import is_page

DATADOME = b'<html><head><script src="https://ct.captcha-delivery.com/c.js"></script></head></html>'
PATH = base64.b64encode(b"/markets/news.rss").decode().rstrip("=")


@pytest.mark.parametrize(
    ("status", "url", "headers", "body", "says"),
    [
        (401, "https://www.reuters.com/a", {}, DATADOME, "DataDome"),
        (403, "https://www.reuters.com/a", {"x-datadome": "protected"}, b"{}", "DataDome"),
        (200, "https://www.reuters.com/a", {}, DATADOME, "DataDome"),
        (
            200,
            f"https://www.bloomberg.com/tosv2.html?vid=&url={PATH}",
            {},
            b"<html></html>",
            "/markets/news.rss",
        ),
        (200, "https://www.bloomberg.com/tosv2.html?url=%%%", {}, b"<html></html>", "instead of the page"),
        (403, "https://www.bloomberg.com/a", {}, b"<html><title>Bloomberg - Are you a robot?</title>", "robot"),
        (503, "https://a.example/", {}, b"<!DOCTYPE html><html><title>Just a moment...</title>", "Cloudflare"),
        (200, "https://a.example/", {}, b"<!DOCTYPE html><html><title>Just a moment...</title>", "Cloudflare"),
        (403, "https://a.example/", {"cf-mitigated": "challenge"}, b"", "Cloudflare"),
        (403, "https://a.example/", {}, b"<HTML><HEAD>\n<TITLE>Access Denied</TITLE>", "access denied"),
        (200, "https://a.example/", {}, b"<HTML><HEAD>\n<TITLE>Access Denied</TITLE>", "access denied"),
        (200, "https://a.example/", {}, b"<html><title>Pardon Our Interruption</title>", "interruption"),
        (403, "https://a.example/", {}, b"no", "refuses access"),
        (429, "https://a.example/", {"retry-after": "120"}, b"", "after 120 seconds"),
        (429, "https://a.example/", {}, b"", "too often"),
        (451, "https://a.example/", {}, b"", "legal"),
    ],
)
def test_quirk_8_walls(status: int, url: str, headers: dict[str, str], body: bytes, says: str) -> None:
    assert says in wall(status, url, headers, body, page=is_page(body))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<?xml version='1.0'?><rss><title>Access Denied: inside captcha-delivery.com</title></rss>"),
        (200, b"<html><title>News about robots</title></html>"),
        (404, b"<html><title>Not found</title></html>"),
        (500, b""),
    ],
)
def test_what_is_no_wall(status: int, body: bytes) -> None:
    assert wall(status, "https://a.example/feed.xml", {}, body, page=is_page(body)) == ""
