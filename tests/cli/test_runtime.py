"""What a serving process asks of Python and of the C library."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings

# Many threads allocate at the same time, and the C library tells how many arenas there are.
_PROBE = """
import ctypes, sys, threading
from app.cli.runtime import spare_memory

if sys.argv[2] == "shared":
    spare_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(16)

def allocate():
    together.wait()
    libc.malloc(4096)
    together.wait()

threads = [threading.Thread(target=allocate) for _ in range(16)]
for each in threads:
    each.start()
for each in threads:
    each.join()
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""

# Whether what is allocated is marked as standing by itself, in the word before it (malloc.c, IS_MMAPPED).
_LARGE_PROBE = """
import ctypes, sys
from app.cli.runtime import spare_memory

if sys.argv[1] == "spared":
    spare_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
libc.free(libc.malloc(4 * 1024 * 1024))
size = ctypes.c_size_t.from_address(libc.malloc(512 * 1024) - ctypes.sizeof(ctypes.c_size_t)).value
print("apart" if size & 2 else "in an arena")
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are glibc's")
def test_threads_share_two_arenas(tmp_path: Path) -> None:
    """Without a word each of sixteen threads would have its own, as far as there are eight for each core."""

    def arenas(how: str) -> int:
        told = tmp_path / how
        subprocess.run([sys.executable, "-c", _PROBE, told, how], check=True)
        return len(re.findall("<heap nr", told.read_text("utf-8")))

    assert arenas("shared") <= 2
    assert arenas("apart") > 2


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="what is large is glibc's to say")
def test_what_is_large_can_be_given_back() -> None:
    """Something of half a megabyte stands by itself, also after something larger was freed."""

    def is_apart(how: str) -> bool:
        told = subprocess.run([sys.executable, "-c", _LARGE_PROBE, how], check=True, capture_output=True, text=True)
        return told.stdout == "apart\n"

    assert is_apart("spared")
    assert not is_apart("as usual")


def test_a_thread_that_computes_gives_way_soon() -> None:
    """Whoever waits for Python's lock, as the event loop does two or three times for an answer, has it within half a millisecond."""
    probe = (
        "import sys; from app.cli.runtime import take_short_turns; take_short_turns(); print(sys.getswitchinterval())"
    )
    told = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    assert float(told.stdout) == pytest.approx(0.0005)


def test_what_stays_is_not_looked_through_again(settings: Settings, deployment: Deployment) -> None:
    """Soon after a start the service says that all is made; what there is by then is left alone from then on."""
    probe = "import gc; from app.cli.runtime import leave_out_what_stays; leave_out_what_stays(); print(gc.get_freeze_count())"
    told = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    assert int(told.stdout) > 0
    is_warm = threading.Event()
    with TestClient(create_app(settings, deployment, is_warm.set)):
        assert is_warm.wait(30)
        assert deployment.vocabulary._compiled is not None
