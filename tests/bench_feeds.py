"""A server of many feeds on this machine, in a process of its own: prints its port, answers 304 where all is known."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def feed(number: int, entries: int) -> bytes:
    """An RSS feed whose entries are told apart by feed and number."""
    items = "".join(
        f"<item><title>Report {number} {n}</title><link>https://local.example/{number}/{n}</link>"
        f"<guid>{number}-{n}</guid><pubDate>Fri, 09 Aug 2013 10:00:00 GMT</pubDate>"
        f"<description>Text {n}.</description></item>"
        for n in range(entries)
    )
    return f'<rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'.encode()


def serve(feeds: int, entries: int) -> None:
    """Serve until killed."""
    pages = {f"/{n}.xml": feed(n, entries) for n in range(feeds)}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name that http.server asks for
            body = pages.get(self.path)
            tag = f'"{self.path}"'
            same = self.headers.get("If-None-Match") == tag
            self.send_response(404 if body is None else 304 if same else 200)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", "0" if body is None or same else str(len(body)))
            self.end_headers()
            if body is not None and not same:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the figures are what is read."""

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)  # all of 127.0.0.0/8: each feed has a host of its own
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
