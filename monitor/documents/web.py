"""Fetching one page, safely: public addresses only, at every redirect, pinned to what was checked.

The name is resolved once, every address that it has must be public, and the connection goes to the address that was
checked: a name that resolves to something else a moment later gains nothing. Certificates are checked. Proxies of the
environment are not used, for they would resolve the name again.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from urllib.parse import SplitResult, urljoin, urlsplit

from monitor.documents.values import MOST_BYTES
from monitor.errors import InputError

_SECONDS = 15.0
_MOST_REDIRECTS = 5
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_HEADERS = {
    "User-Agent": "followup-monitor (reads a page for its user)",
    "Accept": "text/html, text/plain, application/pdf, */*;q=0.5",
    "Accept-Encoding": "gzip, identity",
}

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def fetch(url: str, *, allow_private: bool = False, context: ssl.SSLContext | None = None) -> tuple[bytes, str]:
    """Body and media type of an address; InputError for a private host, a refusal, a limit or a bad certificate."""
    until = time.monotonic() + _SECONDS
    here = url
    for _ in range(_MOST_REDIRECTS + 1):
        parts = _checked_url(here, url)
        answer = _get(parts, _address_of(parts, url, allow_private), until, url, context)
        if isinstance(answer, tuple):
            return answer
        here = urljoin(here, answer)
    raise InputError(f"it redirects more than {_MOST_REDIRECTS} times", source=url)


def _checked_url(here: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(here)
        port = parts.port
    except ValueError as error:
        raise InputError(f"it is no valid address: {error}", source=url) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise InputError(f"only http and https addresses are fetched, not {here[:80]!r}", source=url)
    if parts.username or parts.password:
        raise InputError("an address with a user name is not fetched", source=url)
    return parts


def _address_of(parts: SplitResult, url: str, allow_private: bool) -> _Address:
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(f"the host {host!r} is not known: {error}", source=url) from error
    addresses = [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise InputError(f"the host {host!r} is of a private network or of this machine: it is not fetched", source=url)
    return addresses[0]


def is_public(address: _Address) -> bool:
    """Whether an address is of the open internet, also behind the forms of IPv6 that hide one of IPv4."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(hidden)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class _Pinned(http.client.HTTPConnection):
    """A connection that goes to the address given, whatever the name resolves to now."""

    def __init__(self, host: str, port: int, address: _Address, timeout: float, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address, self._context = address, context

    def connect(self) -> None:
        self.sock = socket.create_connection((str(self._address), self.port), self.timeout)
        if self._context:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def _get(
    parts: SplitResult, address: _Address, until: float, url: str, context: ssl.SSLContext | None
) -> tuple[bytes, str] | str:
    """(body, media type), or the address that it redirects to."""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    tls = (context or ssl.create_default_context()) if secure else None
    left = until - time.monotonic()
    if left <= 0:
        raise InputError(f"it took longer than {_SECONDS:.0f} seconds", source=url)
    connection = _Pinned(parts.hostname or "", port, address, min(left, 10.0), tls)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", path.replace(" ", "%20"), headers=_HEADERS)
        with connection.getresponse() as response:
            if response.status in (301, 302, 303, 307, 308) and (to := response.getheader("Location")):
                return to
            if response.status != http.client.OK:
                raise InputError(f"the server answered {response.status} {response.reason}", source=url)
            return _body(response, until, url), (response.getheader("Content-Type") or "").lower()
    except ssl.SSLCertVerificationError as error:
        raise InputError(f"its certificate is not valid: {error.verify_message}", source=url) from error
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise InputError(f"it cannot be fetched: {error or type(error).__name__}", source=url) from error
    finally:
        connection.close()


def _body(response: http.client.HTTPResponse, until: float, url: str) -> bytes:
    pieces, size = [], 0
    while piece := response.read1(65_536):
        size += len(piece)
        pieces.append(piece)
        if size > MOST_BYTES:
            raise InputError(f"it is larger than {MOST_BYTES // 1_000_000} MB", source=url)
        if time.monotonic() > until:
            raise InputError(f"it took longer than {_SECONDS:.0f} seconds", source=url)
    body = b"".join(pieces)
    if (response.getheader("Content-Encoding") or "").lower() == "gzip":
        return _unzipped(body, url)
    return body


def _unzipped(body: bytes, url: str) -> bytes:
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        out = unpack.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise InputError(f"its compression is broken: {error}", source=url) from error
    if len(out) > MOST_BYTES:
        raise InputError(f"it unpacks to more than {MOST_BYTES // 1_000_000} MB", source=url)
    return out
