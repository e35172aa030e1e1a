"""Be the internet: a forward proxy that ends TLS and serves whatever `respond` says, for any host.

The real program runs unchanged, as a subprocess, with `FakeWeb.environment()` in its environment: real addresses, real
redirects, certificate checks on (a certificate of our own authority is issued for every host that is asked for).

    with FakeWeb(respond) as web:
        subprocess.run(command, env=os.environ | web.environment())
    web.requests  # what was asked, in order
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import TracebackType

import trustme

_HEAD_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answers. Content-Length is added unless it is given, or the body is an iterable of pieces."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] = b""
    """Pieces go out one by one in chunked coding (also without end), `pause` seconds apart."""
    delay: float = 0.0
    """Seconds before the first byte."""
    pause: float = 0.0
    hang_up: bool = False
    """Close the connection instead of answering; with a body, in the middle of it."""
    conditional: bool = True
    """Answer 304 to a request that brings this answer's ETag or Last-Modified; False for a host that never does."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived. Names of headers are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    status: int
    """What it was answered with; 0 where the connection was closed."""


Respond = Callable[[str, Mapping[str, str]], Answer]


class FakeWeb:
    """The proxy, in a thread of its own between `start` and `stop` (or as a context manager)."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fakeweb", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="fakeweb-")
        self._server: asyncio.Server | None = None
        self._broken: list[Exception] = []
        self.requests: list[Asked] = []
        self.ca_file = Path(self._folder.name) / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        self.port = 0

    @property
    def proxy_url(self) -> str:
        """Address for `http_proxy` and `https_proxy`."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Variables that send a program's requests here and make it trust the certificates."""
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), self.proxy_url)
        return proxies | {"no_proxy": "", "NO_PROXY": "", "SSL_CERT_FILE": str(self.ca_file)}

    def start(self) -> FakeWeb:
        """Listen on a free port of this machine."""
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def stop(self) -> None:
        """Close everything; answers that still drip are cut. Raises what `respond` raised, if it did."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._folder.cleanup()
        if self._broken:
            raise self._broken[0]

    def __enter__(self) -> FakeWeb:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HEAD_LIMIT, backlog=512)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: a tunnel to one host, or plain requests for any."""
        base = ""
        try:
            while head := await _read_head(reader):
                method, target, headers = head
                if method == "CONNECT":
                    base = await self._tunnel(target, writer)
                elif not await self._answer(method, base + target, headers, writer):
                    break
        except (OSError, EOFError, ssl.SSLError, asyncio.LimitOverrunError):
            pass  # the asker went away, which is his right
        finally:
            with contextlib.suppress(OSError, ssl.SSLError, RuntimeError):
                writer.close()

    async def _tunnel(self, target: str, writer: asyncio.StreamWriter) -> str:
        """Take the connection over as the host that was asked for; returns what comes before a path."""
        host, _, port = target.rpartition(":")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        await writer.start_tls(self._context(host.strip("[]")))
        return f"https://{host}" + (f":{port}" if port != "443" else "")

    def _context(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return self._contexts[host]

    async def _answer(self, method: str, url: str, headers: Mapping[str, str], writer: asyncio.StreamWriter) -> bool:
        """Whether the connection stays open."""
        answer = _condition(self._ask(url, headers), headers)
        silent = answer.hang_up and not answer.body
        self.requests.append(Asked(method, url, headers, 0 if silent else answer.status))
        await asyncio.sleep(answer.delay)
        if silent:
            writer.transport.abort()
            return False
        await _send(answer, writer, with_body=method != "HEAD")
        return not answer.hang_up

    def _ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        try:
            return self._respond(url, headers)
        except Exception as error:  # noqa: BLE001 - it is raised again by `stop`, in the thread of the test
            self._broken.append(error)
            return Answer(500)


async def _read_head(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]] | None:
    """Method, target and headers (lower case) of the next request; None where the connection ended."""
    line = await reader.readline()
    if not line.strip():
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (line := await reader.readline()).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return method, target, headers


def _condition(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """304 where the asker has this answer already: an ETag decides before a date does (RFC 9110, 13.2.2)."""
    own = {name.lower(): value for name, value in answer.headers.items()}
    asked = {"etag": headers.get("if-none-match"), "last-modified": headers.get("if-modified-since")}
    name = "etag" if asked["etag"] else "last-modified"
    if answer.status != HTTPStatus.OK or not answer.conditional or not asked[name] or asked[name] != own.get(name):
        return answer
    kept = {key: value for key, value in answer.headers.items() if key.lower() in ("etag", "last-modified")}
    return Answer(304, kept, delay=answer.delay)


async def _send(answer: Answer, writer: asyncio.StreamWriter, *, with_body: bool) -> None:
    headers = dict(answer.headers)
    names = {name.lower() for name in headers}
    whole = answer.body if isinstance(answer.body, bytes) else None
    if whole is None:
        headers["Transfer-Encoding"] = "chunked"
    elif "content-length" not in names and answer.status != HTTPStatus.NOT_MODIFIED:
        headers["Content-Length"] = str(len(whole))
    lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}", *(f"{key}: {val}" for key, val in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    if with_body and whole is not None:
        writer.write(whole)
    await writer.drain()
    if with_body and not isinstance(answer.body, bytes):
        await _send_pieces(answer.body, answer, writer)


async def _send_pieces(pieces: Iterable[bytes], answer: Answer, writer: asyncio.StreamWriter) -> None:
    for piece in pieces:
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        await writer.drain()
        await asyncio.sleep(answer.pause)
    if not answer.hang_up:
        writer.write(b"0\r\n\r\n")
        await writer.drain()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def pages(answers: Mapping[str, Answer | Callable[[], Answer]]) -> Respond:
    """A respond over a table of full addresses; robots.txt is absent (404) where it is not in the table."""

    def respond(url: str, headers: Mapping[str, str]) -> Answer:
        answer = answers.get(url, Answer(404, {"Content-Type": "text/plain"}, b"no such page"))
        return answer if isinstance(answer, Answer) else answer()

    return respond
