"""Send something to an address that somebody else chose, and never to one of our own network.

A name is resolved here, every address that it has must be one of the public internet, and the connection is made to the
very address that was looked at: a name that means something else a moment later gains nothing. Redirects are not followed,
nothing of the answer but its head is read, and the whole takes no longer than it may.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from math import ceil
from urllib.parse import SplitResult, urlsplit

from app.retry_after import seconds_asked_for

# In seconds: no address is left alone for longer, whatever it asks.
LONGEST_PAUSE = 86_400
_LONGEST_PROBLEM = 200
# The lower bits of these hold an address of IPv4, which a gateway would go on to: NAT64, and one that was given up.
_HOLDING_IPV4 = tuple(ipaddress.IPv6Network(each) for each in ("64:ff9b::/96", "::/96"))

_Found = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int] | tuple[str, int, int, int]]


class RefusedAddressError(OSError):
    """The address is not one that anything is sent to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How sending went: the status, or the problem that kept one from coming; and what Retry-After asked for, in seconds."""

    seconds: float
    status: int | None = None
    problem: str | None = None
    retry_after: int | None = None

    @property
    def is_success(self) -> bool:
        """Say whether it was taken: the status is one of 200 to 299."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - the statuses of success

    @property
    def asked_pause(self) -> int:
        """Return for how many seconds to leave the address alone, as it asked; 0 where it did not, and never more than a day."""
        return min(self.retry_after or 0, LONGEST_PAUSE)


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet, those that wrap one of IPv4 looked into."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if any(ip in network for network in _HOLDING_IPV4):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast


def check(url: str, *, anywhere: bool) -> SplitResult:
    """Return the parts of an address to which something may be sent; raise RefusedAddressError, which says why not.

    Its name is resolved too, unless it may lead anywhere (then plain HTTP is allowed as well).
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise RefusedAddressError("It is no address.") from None
    schemes = ("https", "http") if anywhere else ("https",)
    if parts.scheme not in schemes or not host:
        raise RefusedAddressError(f"It has to begin with {' or '.join(schemes)}:// and a name.")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise RefusedAddressError("It has to be written in printable ASCII: names as xn--…, the rest as %….")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise RefusedAddressError("It may hold neither a user nor a fragment.")
    if not anywhere:
        _resolve(host, port or _usual_port(parts), anywhere=False)
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, anywhere: bool) -> Answer:
    """Send a body by POST; return how that went, in so many seconds at most."""
    began = time.monotonic()
    try:
        parts = check(url, anywhere=anywhere)
        with closing(_Connection(parts, seconds, anywhere=anywhere)) as connection:
            return _exchange(connection, parts, body, headers, began)
    except (OSError, http.client.HTTPException, ValueError) as error:
        took = time.monotonic() - began
        return Answer(took, problem="It took too long." if took >= seconds else _told(error))


def _exchange(
    connection: _Connection, parts: SplitResult, body: bytes, headers: Mapping[str, str], began: float
) -> Answer:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", path, body, dict(headers))
    answer = connection.getresponse()
    if connection.is_cut:
        # A head that was cut off looks like one that ended.
        raise TimeoutError
    asked = seconds_asked_for(answer.getheader("Retry-After"))
    return Answer(time.monotonic() - began, answer.status, retry_after=None if asked is None else ceil(asked))


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked at, cut off when its time is over, whatever the other side does."""

    def __init__(self, parts: SplitResult, seconds: float, *, anywhere: bool) -> None:
        self.default_port = _usual_port(parts)
        super().__init__(parts.hostname or "", parts.port or self.default_port, timeout=seconds)
        self._is_safe, self._anywhere = parts.scheme == "https", anywhere
        self.is_cut = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def connect(self) -> None:
        """Connect to the first address that answers, of those that the name has now."""
        problem: OSError = RefusedAddressError("The name has no address.")
        for family, kind, protocol, _, address in _resolve(self.host, self.port, anywhere=self._anywhere):
            sock = socket.socket(family, kind, protocol)
            sock.settimeout(self.timeout)
            try:
                sock.connect(address)
            except OSError as error:
                sock.close()
                problem = error
                if self.is_cut:
                    break
                continue
            self.sock = sock
            if self.is_cut:
                # The timer found no socket that it could have cut.
                raise TimeoutError
            if self._is_safe:
                # The handshake comes after the socket is in its place, where the timer finds it.
                self.sock = _tls().wrap_socket(sock, server_hostname=self.host, do_handshake_on_connect=False)
                self.sock.do_handshake()
            return
        raise problem

    def close(self) -> None:
        """Hang up."""
        self._timer.cancel()
        super().close()

    def _cut(self) -> None:
        self.is_cut = True
        with suppress(OSError, TypeError):
            # Not TLS's own: that goes on in the clear for as long as the connection stands.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _resolve(host: str, port: int, *, anywhere: bool) -> list[_Found]:
    """Return every address of a name; raise RefusedAddressError where one of them is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RefusedAddressError("The name has no address.") from None
    if not anywhere and not all(is_public(str(each[4][0])) for each in found):
        raise RefusedAddressError("It leads to an address that is not of the public internet.")
    return found  # type: ignore[return-value]  # of SOCK_STREAM there are none but these


@cache
def _tls() -> ssl.SSLContext:
    """Return what certificates are checked with; reading the roots takes a while."""
    return ssl.create_default_context()


def _usual_port(parts: SplitResult) -> int:
    return http.client.HTTPS_PORT if parts.scheme == "https" else http.client.HTTP_PORT


def _told(error: Exception) -> str:
    """Say in a line what went wrong."""
    if isinstance(error, TimeoutError):
        return "It took too long."
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:_LONGEST_PROBLEM]
