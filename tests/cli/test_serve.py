"""Serving for real, on the loopback: start, answers over the wire, bounded requests, and a clean end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from app.cli import http_protocol
from app.cli.http_protocol import LARGEST_HEAD
from app.newsroom.deployment import Deployment
from app.settings import Settings
from tests.conftest import Keys
from tests.ports import free_port
from tests.serving import served


def exchange(port: int, *pieces: bytes) -> bytes:
    """Send pieces of a request over a socket and return all that comes back until the other side hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
        return received


def test_serve_migrates_answers_and_ends_cleanly(tmp_path: Path) -> None:
    """A new database is ready in one go; the log is JSON lines without an access log; SIGTERM ends it."""
    port = free_port()
    environment = os.environ | {"STORYWIRE_DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until_ready(port)
            told = exchange(port, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        finally:
            process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    # uvicorn ends every request and then dies of the signal that it was sent, as a shell expects.
    assert process.returncode == -signal.SIGTERM
    lines = [json.loads(line) for line in errors.splitlines()]
    assert {"time", "level", "logger", "message"} <= set(lines[0])
    assert [line["route"] for line in lines if line["logger"] == "storywire.requests"][-1] == "/healthz"
    assert b"\r\nserver:" not in told.lower()


def test_no_process_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    """With several workers, the port is free soon after the process that holds them together was killed."""
    port = free_port()
    environment = os.environ | {"STORYWIRE_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            wait_until_ready(port)
            process.kill()
            process.wait(20)
            assert any(is_free(port) for _ in range(200))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def is_free(port: int) -> bool:
    """Say whether nobody listens at a port; where somebody does, wait a moment first."""
    with socket.socket() as connection:
        if connection.connect_ex(("127.0.0.1", port)):
            return True
    time.sleep(0.1)
    return False


def wait_until_ready(port: int) -> None:
    """Ask until the answer is 200, for at most half a minute."""
    for _ in range(600):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    pytest.fail("the server did not become ready")


def test_serve_refuses_an_old_schema_where_it_may_not_migrate(tmp_path: Path) -> None:
    """One plain line and exit code 1, so that whoever runs it knows what to do."""
    environment = os.environ | {"STORYWIRE_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    command = [sys.executable, "-m", "app.cli", "serve", "--no-migrate", "--port", str(free_port())]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert ended.stderr == "storywire: The database has not the schema of this version: run storywire migrate first.\n"


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    """Exit code 1 and no trace, before a database is made; a variable that sets nothing is told too."""
    names = {
        "STORYWIRE_DATABASE_URL": f"sqlite:///{tmp_path}/new.db",
        "STORYWIRE_READ_ACCES": "key",
        "STORYWIRE_LOG_FORMAT": "text",
    }
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
        ended = subprocess.run(command, env=os.environ | names, capture_output=True, text=True, timeout=30, check=False)
    warning, error = ended.stderr.splitlines()
    assert warning.endswith("There is no setting STORYWIRE_READ_ACCES: is STORYWIRE_READ_ACCESS meant?")
    assert error == f"storywire: Nothing can be served at 127.0.0.1, port {port}: Address already in use."
    assert (ended.returncode, list(tmp_path.iterdir())) == (1, [])


def test_head_leaves_the_connection_fit_for_the_next_request(
    settings: Settings, deployment: Deployment, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing stands between the headers and the next answer, be they of a whole answer, of a stream or of a problem; nothing fails."""
    follows = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with served(settings, deployment) as port:
        for path in (b"/v1/stories", b"/v1/sitemap.xml", b"/v1/export.ndjson", b"/v1/stories/nothing"):
            for coding in (b"identity", b"gzip"):
                asked = b"HEAD %b HTTP/1.1\r\nHost: a\r\nAccept-Encoding: %b\r\n\r\n" % (path, coding)
                _, _, rest = exchange(port, asked, follows).partition(b"\r\n\r\n")
                assert rest.startswith(b"HTTP/1.1 200 OK\r\n"), path
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_head_that_is_too_large_is_refused(settings: Settings, deployment: Deployment) -> None:
    """One long header, one long address, or many headers: 431 and the end of the connection."""
    filler = b"x" * (LARGEST_HEAD + 1)
    many = b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1_000) for n in range(100))
    with served(settings, deployment) as port:
        for head in (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + filler, b"GET /" + filler, b"GET / HTTP/1.1\r\n" + many):
            assert exchange(port, head + b" HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 431 ")
        fine = exchange(port, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert fine.startswith(b"HTTP/1.1 200 OK")


def test_who_says_nothing_is_hung_up_on(
    settings: Settings, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection without a request, and one whose head stops coming, end after a while; a whole one is answered."""
    monkeypatch.setattr(http_protocol, "SLOWEST_HEAD_SECONDS", 0.2)
    with served(settings, deployment) as port:
        assert exchange(port) == b""
        assert exchange(port, b"GET /healthz HTTP/1.1\r\nHo") == b""
        assert exchange(port, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").startswith(
            b"HTTP/1.1 200"
        )


def test_a_body_that_stops_coming_is_told(
    settings: Settings, deployment: Deployment, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """408, in time, for a body that is promised and does not come, be it read whole or streamed."""
    monkeypatch.setattr("app.api.bodies.SLOWEST_CHUNK_SECONDS", 0.2)
    key = keys["admin"]["Authorization"].encode()
    with served(settings, deployment) as port:
        for path in (b"/v1/syntheses", b"/v1/records"):
            head = b"POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: %s\r\n" % (path, key)
            body = b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n["
            assert exchange(port, head + body).startswith(b"HTTP/1.1 408 ")


def test_twenty_megabytes_are_refused_in_order(settings: Settings, deployment: Deployment, keys: Keys) -> None:
    """The caller gets 413 as a problem document, and the connection goes on to be of use."""
    with served(settings, deployment) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = keys["admin"] | {"Content-Type": "application/json"}
        connection.request("POST", "/v1/syntheses", body=b" " * 20_000_000, headers=headers)
        answer = connection.getresponse()
        assert (answer.status, json.load(answer)["title"]) == (413, "Too large")
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()


def test_who_sends_on_after_the_refusal_still_reads_it(
    settings: Settings, deployment: Deployment, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller that closes after this request, and sends all of it first, gets its 413 and no reset; but not for ever."""
    key = keys["admin"]["Authorization"].encode()
    head = b"POST /v1/syntheses HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: %s\r\n" % key
    told = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    with served(settings, deployment) as port:
        body = b" " * 20_000_000
        assert exchange(port, head + told % len(body), body).startswith(b"HTTP/1.1 413 ")
        monkeypatch.setattr(http_protocol, "SLOWEST_REST_SECONDS", 0.2)
        assert exchange(port, head + told % len(body), b" ").startswith(b"HTTP/1.1 413 ")
        monkeypatch.setattr(http_protocol, "LARGEST_REST", 1_000_000)
        with pytest.raises(ConnectionError):
            exchange(port, head + told % len(body), body)
