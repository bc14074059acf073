"""What is sent to an address of somebody's choice never reaches our own network, and never takes too long."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

import pytest

from app import outbound
from app.outbound import RefusedAddressError, check, is_public, post
from tests.receiver import Receiver, answering, receiving

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - nothing is bound there, it is refused
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "2002:a00:1::",
    "2001:0:53aa:64c::1",
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_no_public_network_is_none_of_ours_to_reach(address: str) -> None:
    """Loopback, private, link-local, shared, documentation, multicast, and those that wrap one of these."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_public(address: str) -> None:
    """Also where it comes wrapped."""
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example/in", "begin with https://"),
        ("ftp://hooks.example/in", "begin with https://"),
        ("https:///in", "begin with https://"),
        ("https://user:word@hooks.example/", "neither a user nor a fragment"),
        ("https://hooks.example/#part", "neither a user nor a fragment"),
        ("https://hooks.example:99999/", "no address"),
        ("https://höoks.example/", "printable ASCII"),
        ("https://hooks.example/a b", "printable ASCII"),
        ("https://127.0.0.1/", "not of the public internet"),
        ("https://[::1]/", "not of the public internet"),
        ("https://2130706433/", "not of the public internet"),
        ("https://localhost/", "not of the public internet"),
    ],
)
def test_what_may_not_be_sent_to_is_refused_with_the_reason(url: str, reason: str) -> None:
    """Before anything is sent; also where a number stands for 127.0.0.1."""
    with pytest.raises(RefusedAddressError, match=reason):
        check(url, anywhere=False)


def _named(*lookups: list[str]) -> Callable[..., list[Any]]:
    """Return a resolver that answers each lookup with the next addresses, and the last ones from then on."""
    coming = list(lookups)

    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        addresses = coming.pop(0) if len(coming) > 1 else coming[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return resolve


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers for the name cannot let chance decide."""
    monkeypatch.setattr(socket, "getaddrinfo", _named(["8.8.8.8", "10.0.0.1"]))
    with pytest.raises(RefusedAddressError):
        check("https://hooks.example/", anywhere=False)


def test_a_name_that_means_another_address_when_it_is_connected_to_gains_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that was public when it was looked at, and is the loopback a moment later, is refused then."""
    reached: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: reached.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", _named(["8.8.8.8"], ["127.0.0.1"]))
    answer = post("https://hooks.example/", b"{}", {}, seconds=5, anywhere=False)
    assert (answer.status, answer.problem) == (None, "It leads to an address that is not of the public internet.")
    assert reached == []


def test_the_connection_goes_to_the_very_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name itself is not handed on, or it would be resolved once more."""
    reached: list[object] = []

    def connect(_self: socket.socket, address: object) -> None:
        reached.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", _named(["8.8.8.8", "1.1.1.1"]))
    answer = post("https://hooks.example/", b"{}", {}, seconds=5, anywhere=False)
    assert reached == [("8.8.8.8", 443), ("1.1.1.1", 443)]
    assert answer.problem == "[Errno 111] Connection refused"


def test_a_message_arrives_whole_and_its_answer_is_told() -> None:
    """Path, query, headers and body as they were given."""
    with receiving(answering(503, Retry_After="120")) as (url, received):
        answer = post(f"{url}/in?a=1", b'{"a":1}', {"webhook-id": "msg_1"}, seconds=5, anywhere=True)
    assert (answer.status, answer.problem, answer.retry_after) == (503, None, 120)
    ((path, headers, body),) = received
    assert (path, headers["webhook-id"], body) == ("/in?a=1", "msg_1", b'{"a":1}')


def test_a_redirect_is_not_followed() -> None:
    """It is an answer like any other; where it leads is never asked."""
    with receiving(answering(200)) as (inner, reached), receiving(answering(307, Location=f"{inner}/")) as (url, _):
        assert post(url, b"{}", {}, seconds=5, anywhere=True).status == 307
    assert reached == []


def _drip(receiver: Receiver) -> None:
    """Answer with a byte at a time, each in good time, and never come to an end."""
    receiver.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        receiver.wfile.write(b"X")
        receiver.wfile.flush()
        time.sleep(0.05)


def _drip_until_cut(receiver: Receiver) -> None:
    try:
        _drip(receiver)
    except OSError:
        receiver.close_connection = True


def test_an_answer_that_never_ends_is_cut_off_in_time() -> None:
    """Each byte comes well within the time, the head never ends, and the whole is over after half a second."""
    began = time.monotonic()
    with receiving(_drip_until_cut) as (url, _):
        answer = post(url, b"{}", {}, seconds=0.5, anywhere=True)
    assert (answer.status, answer.problem) == (None, "It took too long.")
    assert time.monotonic() - began < 3


def test_a_handshake_that_never_comes_is_cut_off_in_time() -> None:
    """A server that accepts and says nothing holds nobody up."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = post(f"https://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {}, seconds=0.3, anywhere=True)
    assert (answer.status, answer.problem) == (None, "It took too long.")


def test_a_name_with_many_addresses_that_say_nothing_takes_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the time is over no further address is tried, and one that answers too late is not used."""
    reached: list[object] = []

    def connect(_self: socket.socket, address: object) -> None:
        reached.append(address)
        time.sleep(0.3)
        if len(reached) == 1:
            raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", _named([f"8.8.8.{n}" for n in range(1, 9)]))
    answer = post("https://hooks.example/", b"{}", {}, seconds=0.4, anywhere=False)
    assert (answer.problem, len(reached)) == ("It took too long.", 2)


def test_a_certificate_is_checked_for_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS is asked for by the name, whatever address it has, with the usual roots."""
    asked: list[str] = []

    class Context:
        def wrap_socket(self, _sock: socket.socket, *, server_hostname: str, **_: Any) -> socket.socket:
            asked.append(server_hostname)
            raise ssl.SSLCertVerificationError("certificate verify failed")

    with receiving(answering(200)) as (url, received):
        port = int(url.rpartition(":")[2])
        monkeypatch.setattr(outbound, "_tls", Context)
        monkeypatch.setattr(socket, "getaddrinfo", _named(["127.0.0.1"]))
        answer = post(f"https://hooks.example:{port}/", b"{}", {}, seconds=5, anywhere=True)
    assert (asked, received) == (["hooks.example"], [])
    assert "certificate verify failed" in str(answer.problem)
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
