"""A WebSub hub on the loopback: it takes subscriptions and pings, fetches the topic itself and distributes what it got, signed."""

from __future__ import annotations

import hmac
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

Handler = BaseHTTPRequestHandler
# Misbehaves in place of taking a ping, and says whether it answered.
Mischief = Callable[[Handler], bool]


class Hub:
    """What a hub knows: who subscribed to which topic with which secret, and the topics of each ping that it took."""

    def __init__(self) -> None:
        """Begin without subscriptions; `url` is where it serves."""
        self.url = ""
        self.subscribers: dict[str, list[tuple[str, str]]] = {}
        self.pings: list[list[str]] = []
        self.refused = 0
        self.mischief: list[Mischief] = []
        self.fetch: Callable[[str], tuple[str, bytes]] = fetch

    def subscribe(self, topic: str, callback: str, secret: str) -> None:
        """Verify that a subscriber means it, by a challenge, and keep the subscription."""
        asked = {"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "a-word", "hub.lease_seconds": 3600}
        assert fetch(f"{callback}?{urlencode(asked)}")[1] == b"a-word"
        self.subscribers.setdefault(topic, []).append((callback, secret))

    def take(self, handler: Handler) -> None:
        """Answer a ping, and distribute each topic that somebody follows."""
        form = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode(), strict_parsing=True)
        if self.mischief and self.mischief.pop(0)(handler):
            self.refused += 1
            return
        kind = handler.headers["Content-Type"]
        assert (form["hub.mode"], kind) == (["publish"], "application/x-www-form-urlencoded")
        self.pings.append(form["hub.url"])
        for topic in form["hub.url"]:
            for callback, secret in self.subscribers.get(topic, []):
                self._distribute(topic, callback, secret)
        handler.send_response(http.client.NO_CONTENT)
        handler.end_headers()

    def _distribute(self, topic: str, callback: str, secret: str) -> None:
        kind, body = self.fetch(topic)
        parts = urlsplit(callback)
        signature = hmac.new(secret.encode(), body, "sha256").hexdigest()
        links = f'<{topic}>; rel="self", <{self.url}>; rel="hub"'
        headers = {"Content-Type": kind, "X-Hub-Signature": f"sha256={signature}", "Link": links}
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        connection.request("POST", parts.path, body, headers)
        assert connection.getresponse().status == http.client.NO_CONTENT
        connection.close()


def fetch(url: str) -> tuple[str, bytes]:
    """Fetch what stands at an address over HTTP; return its type and its bytes."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
    answer = connection.getresponse()
    assert answer.status == http.client.OK, answer.status
    told = answer.getheader("Content-Type", ""), answer.read()
    connection.close()
    return told


class Subscriber:
    """Who follows a topic: it echoes challenges and keeps what it is sent, by header and body."""

    def __init__(self) -> None:
        """Begin with nothing received."""
        self.received: list[tuple[dict[str, str], bytes]] = []

    def verify(self, handler: Handler) -> None:
        """Echo a challenge."""
        challenge = parse_qs(urlsplit(handler.path).query)["hub.challenge"][0].encode()
        handler.send_response(http.client.OK)
        handler.end_headers()
        handler.wfile.write(challenge)

    def take(self, handler: Handler) -> None:
        """Keep what was distributed."""
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.received.append((dict(handler.headers), body))
        handler.send_response(http.client.NO_CONTENT)
        handler.end_headers()


@contextmanager
def a_hub() -> Iterator[Hub]:
    """Give a hub that serves."""
    made = Hub()
    with _serving(made.take, None) as made.url:
        yield made


@contextmanager
def a_subscriber() -> Iterator[tuple[str, Subscriber]]:
    """Give a subscriber that serves, and the address of its callback."""
    made = Subscriber()
    with _serving(made.take, made.verify) as url:
        yield f"{url}/callback", made


@contextmanager
def _serving(post: Callable[[Handler], None], get: Callable[[Handler], None] | None) -> Iterator[str]:
    class Its(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            post(self)

        def do_GET(self) -> None:
            if get is not None:
                get(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Its)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def slowly(seconds: float) -> Mischief:
    """Return mischief that answers after a while, and well."""

    def wait(_: Handler) -> bool:
        time.sleep(seconds)
        return False

    return wait


def wrongly(status: int, **headers: str) -> Mischief:
    """Return mischief that answers something else than a ping should be."""

    def answer(handler: Handler) -> bool:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        return True

    return answer


def with_nonsense(handler: Handler) -> bool:
    """Answer with what is no HTTP."""
    handler.wfile.write(b"\x00\xff" * 1_000)
    return True


def with_nothing(handler: Handler) -> bool:
    """Hang up."""
    handler.close_connection = True
    return True


def without_an_end(handler: Handler) -> bool:
    """Begin a head and never end it."""
    handler.wfile.write(b"HTTP/1.1 204 No Content\r\n")
    try:
        for _ in range(600):
            handler.wfile.write(b"X-More: and more\r\n")
            handler.wfile.flush()
            time.sleep(0.01)
    except OSError:
        pass
    return True
