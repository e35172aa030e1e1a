"""A server of many feeds on this machine, in a process of its own: prints its port, answers 304 where all is known.

The entries are made of English words by chance that is always the same; one in a hundred is about an open item. Each
call of `/advance` gives every feed one new entry in place of its oldest.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from wordfreq import top_n_list

NEWEST = datetime(2024, 3, 1, 6, tzinfo=UTC)
ABOUT_AN_ITEM = 0.01
_FIRST = "amber birch cedar delta ember fjord grove heron iris jade kelp lotus maple north olive pearl".split()
_SECOND = "bank bay brook cliff coast cove dale field ford glen hill isle lake marsh moor mount".split()
_WHAT = "treaty ceasefire ruling inquiry budget embargo pipeline election strike merger tariff ferry".split()


def topic(number: int) -> tuple[str, str]:
    """Who and what an open item is about: one of 256 places, and a matter in two rarer words and a common one."""
    chance = random.Random(number)
    place = f"{_FIRST[number % 16]}{_SECOND[number // 16 % 16]}".title()
    return place, f"{' '.join(chance.choices(_words()[3000:], k=2))} {_WHAT[number % 12]}"


def feed(number: int, entries: int, advanced: int) -> bytes:
    """An RSS feed, its newest entry first; after each advance there is one more and the oldest is gone."""
    items = "".join(_entry(number, place) for place in range(advanced + entries - 1, advanced - 1, -1))
    return f'<rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'.encode()


@cache
def _entry(number: int, place: int) -> str:
    chance = random.Random(f"{number}-{place}")
    title = " ".join(chance.choices(_words(), k=9)).capitalize()
    if chance.random() < ABOUT_AN_ITEM:
        title = "{} agrees on the {}".format(*topic(chance.randrange(1000)))
    published = format_datetime(NEWEST - timedelta(minutes=chance.randrange(1000)), usegmt=True)
    text = " ".join(chance.choices(_words(), k=40)).capitalize()
    return (
        f"<item><title>{title}</title><link>https://local.example/{number}/{place}</link>"
        f"<guid>{number}-{place}</guid><pubDate>{published}</pubDate><description>{text}.</description></item>"
    )


@cache
def _words() -> list[str]:
    return [word for word in top_n_list("en", 9000) if word.isalpha()]


def serve(feeds: int, entries: int) -> None:
    """Serve until killed."""
    advances = count(1)
    pages = {f"/{n}.xml": feed(n, entries, 0) for n in range(feeds)}
    tag = '"0"'

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name that http.server asks for
            if self.path == "/advance":
                self.advance()
            body = pages.get(self.path, b"" if self.path == "/advance" else None)
            same = self.headers.get("If-None-Match") == tag
            self.send_response(404 if body is None else 304 if same else 200)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", "0" if body is None or same else str(len(body)))
            self.end_headers()
            if body is not None and not same:
                self.wfile.write(body)

        def advance(self) -> None:
            nonlocal tag
            advanced = next(advances)
            pages.update((f"/{n}.xml", feed(n, entries, advanced)) for n in range(feeds))
            tag = f'"{advanced}"'

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the figures are what is read."""

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)  # all of 127.0.0.0/8: each feed has a host of its own
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
