"""What `make run` does, and what the documents say to do with it, as a newcomer would."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.rules.tree import ROOT

_COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PATIENCE_SECONDS = 90


@contextmanager
def _demonstration(folder: Path) -> Iterator[tuple[str, str]]:
    """Run the demonstration as a process of its own; give what it printed before it only serves, and its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "demo", "--port", "0", "--folder", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            printed = _until_it_serves(process)
            found = re.search(r"^Serving on (\S+) until Ctrl-C", printed, re.MULTILINE)
            assert found, printed
            yield printed, found[1]
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=_PATIENCE_SECONDS)
            assert (process.returncode, rest.strip()) == (0, "Stopped.")
        finally:
            process.kill()


def _until_it_serves(process: subprocess.Popen[str]) -> str:
    """Read what a process prints, up to the line that says where it serves or to its end."""
    lines: list[str] = []
    for line in process.stdout or ():
        lines.append(line)
        if line.startswith("Serving on "):
            break
    return "".join(lines)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the runs of this file share."""
    return tmp_path_factory.mktemp("demonstration")


def test_it_prints_a_story_and_serves_until_it_is_stopped(folder: Path) -> None:
    """One story is written from every sample record, printed as the API gives it, and can be read; Ctrl-C ends cleanly."""
    with _demonstration(folder) as (printed, address):
        stories = httpx.get(f"{address}/v1/stories", params={"total": "true"}).json()
        assert stories["total"] == 1
        story = httpx.get(f"{address}/v1/stories/{stories['items'][0]['slug']}")
        text = httpx.get(f"{address}/v1/stories/{stories['items'][0]['slug']}.txt").text
        assert text.strip() in printed
        assert "Sample records: 36 created, 0 there already." in printed
        assert story.json()["methodology"]["record_count"] == len(
            (ROOT / "app/data/sample_records.jsonl").read_text(encoding="utf-8").splitlines()
        )


def test_a_second_run_writes_nothing_again(folder: Path) -> None:
    """Run again over the same folder, it shows the story that is there, with the same key."""
    key = (folder / "key").read_text(encoding="ascii")
    with _demonstration(folder) as (printed, address):
        assert "Sample records: 0 created, 36 there already." in printed
        assert "The story of an earlier run is still here; nothing was written again." in printed
        assert httpx.get(f"{address}/v1/stories", params={"total": "true"}).json()["total"] == 1
    assert (folder / "key").read_text(encoding="ascii") == key


def test_a_taken_port_gets_a_plain_sentence(tmp_path: Path) -> None:
    """Where another program has the port, one line says so and names a way out."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        finished = subprocess.run(
            [sys.executable, "-m", "app.cli", "demo", "--port", str(port), "--folder", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_SECONDS,
        )
    sentence = (
        f"storywire: Port {port} cannot be used (Address already in use); another program may have it. "
        "Name a free one: .venv/bin/storywire demo --port 8001\n"
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (1, "", sentence)


@pytest.mark.skipif(not shutil.which("curl"), reason="the documents say curl, and there is none here")
@pytest.mark.parametrize("document", ["README.md", "docs/tutorial.md"])
def test_what_a_document_says_to_type_works(document: str, tmp_path: Path) -> None:
    """Every command for a running service works as it is printed, one after another, from the folder of `make run`."""
    with _demonstration(tmp_path / "storywire-run") as (_, address):
        commands = "\n".join(_COMMANDS.findall((ROOT / document).read_text(encoding="utf-8")))
        script = 'set -eu\ncurl() { command curl --fail-with-body --max-time 60 "$@"; }\n' + commands
        finished = subprocess.run(
            ["bash", "-c", script.replace("http://127.0.0.1:8000", address)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_SECONDS,
        )
        assert finished.returncode == 0, finished.stdout[-2_000:] + finished.stderr
        assert commands
