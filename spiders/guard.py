"""No request leaves for a private address: not by its name, not at a redirect, not after the name is resolved.

A feed that answers with a redirect to the cloud's metadata service, or whose name resolves to 127.0.0.1, would else
make this program read and store what only the machine itself may see. The resolver hands Twisted the very addresses
that it has checked, so a name that resolves differently a moment later (DNS rebinding) gains nothing. Behind a proxy
the proxy resolves names; there only what is written in the address itself can be checked.
"""

from __future__ import annotations

import ipaddress
import socket
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress

_INNER_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(IgnoreRequest):
    """An address that may not be asked; the text says why."""


def refusal(url: str) -> str:
    """Why the address may not be asked as it is written; empty where nothing speaks against it."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return "is no address"
    if parts.scheme not in ("http", "https"):
        return f"has the scheme {parts.scheme or 'of none'}, and only http and https are read"
    if not host:
        return "names no host"
    if parts.username is not None:
        return "carries a name and a password, and none are sent"
    if "." not in host and ":" not in host and not host.isdigit():
        return f"leads to {host}, a name of an inner network"
    if any(host == name or host.endswith(f".{name}") for name in _INNER_NAMES):
        return f"leads to {host}, a name of an inner network"
    written = _written_address(host)
    return f"leads to the private address {written}" if written and is_private(written) else ""


def is_private(address: str) -> bool:
    """Whether an IP address is anything but a public one: private, loopback, link-local, multicast, reserved."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    inner = _embedded(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    return not ip.is_global or ip.is_multicast or (inner is not None and is_private(str(inner)))


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one carries for a translator."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _written_address(host: str) -> str:
    """The IP address that a host is, also as the short, octal and hexadecimal forms that resolvers take."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return ""


class GuardMiddleware:
    """Looks at every request before it goes out: first ones, redirects, robots.txt. Also notes when it began."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        """Scrapy's way of making it."""
        return cls(crawler.settings.getbool("FOLLOWUP_ALLOW_PRIVATE"))

    def process_request(self, request: Request) -> None:
        """Raise Refused for an address that may not be asked."""
        request.meta.setdefault("began", monotonic())
        words = "" if self._allow_private else refusal(request.url)
        if words:
            led = f"redirects to {request.url}, which " if request.meta.get("redirect_urls") else ""
            raise Refused(f"it {led}{words}")


class GuardedResolver(CachingHostnameResolver):
    """Resolves names and withholds private addresses. Names of proxies are exempt: they commonly are inside."""

    def __init__(self, reactor: ReactorBase, allow_private: bool) -> None:
        super().__init__(reactor, cache_size=10_000)
        self._allow_private = allow_private
        self._proxies = {urlsplit(address).hostname for address in getproxies().values()}
        self.withheld: dict[str, str] = {}
        """Host to the private address that it resolved to."""

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        *args: Any,
        **kwargs: Any,
    ) -> IHostResolution:
        """See Twisted's IHostnameResolver."""
        receiver: Any = resolutionReceiver
        if not self._allow_private and hostName not in self._proxies:
            receiver = _Sieve(resolutionReceiver, hostName, self.withheld)
        return super().resolveHostName(receiver, hostName, *args, **kwargs)


@implementer(IResolutionReceiver)
class _Sieve:
    """Lets only public addresses through."""

    def __init__(self, receiver: Any, host: str, withheld: dict[str, str]) -> None:
        self._receiver, self._host, self._withheld = receiver, host, withheld

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        """See Twisted's IResolutionReceiver."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        """See Twisted's IResolutionReceiver."""
        ip = str(getattr(address, "host", ""))
        if is_private(ip):
            self._withheld[self._host] = ip
        else:
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        """See Twisted's IResolutionReceiver."""
        self._receiver.resolutionComplete()
